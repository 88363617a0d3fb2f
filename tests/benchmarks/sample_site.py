"""A web site of many sections in a process of its own, so that serving does not count as crawling."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection

_TEXT = """
The regional assembly of {place} met for the {n}th time this year to hear what became of the irrigation works.
Delegates from the upper valley said that water reached their terraces on two days of seven, and those of the lower
valley that it did not reach them at all. The engineer in charge put it down to a broken gate.
"""
WORDS = _TEXT.split()
PARAGRAPHS = 15


def paragraph(section: int, article: int, number: int) -> str:
    """Some words that no other paragraph has."""
    turned = WORDS[number * 3 :] + WORDS[: number * 3]
    return " ".join(turned).format(place=f"Valley {section}", n=article * PARAGRAPHS + number)


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
    f'<meta property="og:detail-{each}" content="{" ".join(WORDS[each % 9 :][:12])}">'
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
