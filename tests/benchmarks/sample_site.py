"""A web site of many sections in a process of its own, so that serving does not count as crawling."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import random
import re
from collections.abc import Iterator
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection

_THINGS = """
assembly bakery barley bridge canal carpenter ceiling choir clinic clock court dam delegate dispute drought engineer
factory ferry festival field flood frontier garden gate glacier granary harvest hospital inquiry invoice judge kiln
lagoon lease ledger library lorry market mayor meadow mill mine minister nurse orchard parade path petition pipeline
plough port potato prison quarry queue radio railway rector reservoir roof school seed senator ship shovel spring
stable station store strike summit teacher tender terrace theatre toll tower tractor trader tribunal tunnel union
valley vote wage warehouse well wharf widow winter witness wool
"""
_DEEDS = """
abandoned accused answered approved blamed blocked borrowed built buried cancelled carried chose cleared closed counted
crossed defended delayed denied doubted drained emptied examined feared fenced filled followed found guarded heard hired
inspected invited joined left lifted lost measured mended missed moved named opened ordered owed paid painted praised
promised questioned raised reached refused rented repaired replaced returned searched sold sought suspended took visited
"""
_LOOKS = """
abandoned ancient annual bare bitter blue borrowed broken careful central closed cold costly crowded damp deep distant
dry early eastern empty faint final foreign former frozen golden green heavy hidden hollow humid idle joint lame late
local lonely lower narrow noisy northern old open painted patient poor public quiet rapid red remote rural sacred salty
shared silent small southern steep stony sudden tall tired upper urban western wide wooden young
"""
_BETWEEN = "after before behind beside despite for near over since through under with without"
_NOUNS, _VERBS, _ADJECTIVES, _LINKS = (words.split() for words in (_THINGS, _DEEDS, _LOOKS, _BETWEEN))
WORDS = (*_NOUNS, *_VERBS, *_ADJECTIVES)
PARAGRAPHS = 15
_SENTENCES = 3


@lru_cache(10_000)
def paragraph(section: int, article: int, number: int) -> str:
    """Sentences that no other paragraph has, about what no other article tells of."""
    told = random.Random(f"{section} {article}")
    names = [_name(told) for _ in range(6)]
    chance = random.Random(f"{section} {article} {number}")
    thing = f"the {{}} {{}} of {names[number % 6]}".format
    sentences = []
    for _ in range(_SENTENCES):
        first, second = ((chance.choice(_ADJECTIVES), chance.choice(_NOUNS)) for _ in range(2))
        year, link = chance.randrange(1900, 2020), chance.choice(_LINKS)
        sentences.append(f"In {year} {thing(*first)} {chance.choice(_VERBS)} the {' '.join(second)} {link} its water.")
    return " ".join(sentences)


def _name(chance: random.Random) -> str:
    return "".join(chance.choice("bcdfghjlmnpqrstvy") + chance.choice("aeiou") for _ in range(3)).capitalize()


def section(number: int, articles: int, *, bare: bool = False) -> str:
    """Path of a section with so many articles on its one page; `bare` articles have hardly anything around them."""
    return f"/{number}-{articles}{'-bare' if bare else ''}/"


def page(path: str) -> str | None:
    """A section's listing, an article, or nothing."""
    place = re.fullmatch(r"/(\d+)-(\d+)(-bare)?/(?:water-in-the-valley-(\d+))?", path)
    if place is None:
        return None
    number, articles, bare, article = int(place[1]), int(place[2]), place[3], place[4]
    name = f"Water in valley {number}, part"
    if article is None:
        items = "".join(
            f'<article><h2><a href="{path}water-in-the-valley-{each}">{name} {each}</a></h2>'
            f"<p>{paragraph(number, each, 0)[:90]}</p></article>"
            for each in range(articles)
        )
        return f"<html><head><title>Valley {number}</title></head><body><main>{items}</main></body></html>"
    menu = "".join(f'<li><a href="{section(other, articles)}">Valley {other}</a></li>' for other in range(40))
    body = "".join(f"<p>{paragraph(number, int(article), each)}</p>" for each in range(PARAGRAPHS))
    content = f"<nav><ul>{menu}</ul></nav><article><h1>{name} {article}</h1>{body}</article>"
    head = f"<title>{name} {article}</title>"
    if not bare:
        head += _HEAD
        content = f"{_MENUS}<main>{content}{_comments(number, int(article))}</main>{_sidebar(number, int(article))}"
    return f"<html><head>{head}</head><body>{content}</body></html>"


_HEAD = "".join(
    f'<meta property="og:detail-{each}" content="{" ".join(_NOUNS[each % 9 :][:12])}">'
    f'<link rel="preload" href="/{each}.css">'
    for each in range(30)
) + "<script>{}</script><style>{}</style>".format(
    "".join(f"window.settings_{each} = {{on: true, after: {each}}};" for each in range(300)),
    "".join(f".box-{each} > .title {{ margin: 0 {each}px }}" for each in range(300)),
)
"""What takes much room on pages, and little time to read."""

_MENUS = "".join(
    f'<div class="menu menu-{menu}"><ul>'
    + "".join(
        f'<li class="item"><a href="/place/{menu}/{each}"><span>Place {menu}.{each}</span></a></li>'
        for each in range(25)
    )
    + "</ul></div>"
    for menu in range(6)
)


def _sidebar(section: int, article: int) -> str:
    """Boxes with other articles, as many as on the pages of large publishers."""
    boxes = (
        f'<div class="box"><a href="/other/{each}"><img src="/{each}.jpg" alt="A picture"></a>'
        f'<h3><a href="/other/{each}">What became of gate {each}</a></h3>'
        f"<p>{paragraph(section, article + each, 0)[:110]}…</p></div>"
        for each in range(25)
    )
    footer = '<p>All about the valleys. <a href="/about">About</a></p>' * 8
    return f"<aside>{''.join(boxes)}</aside><footer>{footer}</footer>"


def _comments(section: int, article: int) -> str:
    said = (
        f'<li class="comment"><div class="by"><b>Reader {each}</b> <a href="#{each}">answer</a></div>'
        f"<p>{paragraph(section, article + each, 3)[:200]}</p></li>"
        for each in range(15)
    )
    return f'<section id="comments"><h2>Comments</h2><ol>{"".join(said)}</ol></section>'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: else the client's delayed acknowledgement is what is measured

    def do_GET(self) -> None:
        body = (page(self.path) or "").encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        unchanged = self.headers.get("If-None-Match") == etag
        self.send_response(404 if not body else 304 if unchanged else 200)
        self.send_header("ETag", etag)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", "0" if unchanged else str(len(body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _serve(told: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    told.send(server.server_port)
    server.serve_forever()


@contextlib.contextmanager
def serving() -> Iterator[tuple[str, int]]:
    """The site's address and the number of its process, while it runs."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}", process.pid or 0
    finally:
        process.terminate()
        process.join()
