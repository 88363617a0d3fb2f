"""What it costs to read listings of many links: `python -m tests.benchmarks.listings [--most 100000] [--shapes row …]`.

Prints CPU seconds for 1,000, 10,000 and 100,000 links in each shape, and how many times as long ten times as many take.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable

from crawler.listings.feed import read_feed
from crawler.listings.listing import NotAListing
from crawler.listings.page import read_page
from crawler.listings.sitemap import read_sitemap
from crawler.text import markup

_SIZES = (1_000, 10_000, 100_000)
_URL = "https://valley.example/peru/"
_WORDS = "The well of village {n} runs dry again"

Shape = Callable[[int], str]


def _repeated(item: str, before: str = "", after: str = "") -> Shape:
    """A page that repeats an item; `{n}` is its number."""
    return lambda count: before + "".join(item.replace("{n}", str(number)) for number in range(count)) + after


def _nested(count: int) -> str:
    """Links that stand a hundred elements deep, in stairs."""
    stair = "".join(f'<div><a href="/peru/{{n}}-{at}.html">{_WORDS}</a>' for at in range(100)) + "</div>" * 100
    return "".join(stair.replace("{n}", str(number)) for number in range(count // 100))


_LINK = f'<a href="/peru/{{n}}.html">{_WORDS}</a>'
PAGES: dict[str, Shape] = {
    "bare": _repeated(_LINK),
    "bare, one word": _repeated('<a href="/peru/{n}.html">x{n}</a> '),
    "lines": _repeated(f"{_LINK}<br>\n"),
    "items": _repeated(f"<li>{_LINK}</li>", "<ul>", "</ul>"),
    "headed": _repeated(f"<article><h3>{_LINK}</h3><p>It began at dawn of a cold day.</p></article>", "<main>"),
    "flat": _repeated(f"<h3>{_LINK}</h3><p>It began at dawn of a cold day.</p>"),
    "rows": _repeated(f"<tr><td>12 May 2019</td><td>{_LINK}</td></tr>", "<table>", "</table>"),
    "one again and again": _repeated(f'<div class="item"><h3><a href="/peru/1.html">{_WORDS}</a></h3></div>'),
    "one again and again, bare": _repeated('<a href="/peru/1.html">The well of the village</a> '),
    "classes": _repeated(f'<div class="a{{n}}x b{{n}}y"><a class="c{{n}}" href="/peru/{{n}}.html">{_WORDS}</a></div>'),
    "menus": _repeated(f'<div class="menu">{_LINK}</div>'),
    "titles of pages": _repeated(f"<h1>{_WORDS}</h1><p>{_LINK}</p>"),
    "navigation": _repeated(f"<nav>x</nav><p>{_LINK}</p>"),
    "pages": _repeated('<a class="page-numbers" href="/peru/page/{n}/">{n}</a>'),
    "elsewhere": _repeated('<a href="https://other.example/{n}">The well of the village</a>'),
    "stairs": _nested,
    "never closed": _repeated(f"<div>{_LINK}"),
    "never closed, of a menu": _repeated(f'<div class="menu item">{_LINK}'),
    "links in links": _repeated(f'<h2><a href="/peru/{{n}}.html">{_WORDS}'),
    "links in links to the same": _repeated(f'<h2><a href="/peru/1.html">{_WORDS}'),
    "lists in lists": _repeated(f"<ul><li>{_LINK}"),
    "never closed inline": _repeated(f"<b class='date title'>{_LINK}"),
    "headings in links": _repeated(f'<a href="/peru/{{n}}.html"><h2>{_WORDS}</h2><p>It began at dawn.</p></a>'),
    "a list in each item": _repeated(f'<div class="item">{_LINK}<ul><li><a href="/tag/x">x</a></li></ul></div>'),
    "with dates": _repeated(f'<p><span class="date">{{n}} May 2019</span> {_LINK} <i>12/5/2019</i></p>'),
}  # fmt: skip
_FEED = "<rss version='2.0'><channel><title>x</title>"
_ITEM = f"<item><title>{_WORDS}</title><link>{_URL}{{n}}.html</link><description>It began at dawn.</description></item>"
_NOTE = "<item><title>x</title><description>The well of village {n} runs dry again</description></item>"
FEEDS: dict[str, Shape] = {
    "feed": _repeated(_ITEM, _FEED, "</channel></rss>"),
    "feed of notes": _repeated(_NOTE, _FEED, "</channel></rss>"),
}
SITEMAPS: dict[str, Shape] = {
    "sitemap": _repeated(f"<url><loc>{_URL}{{n}}.html</loc></url>", "<urlset>", "</urlset>"),
}


def main() -> None:
    """Print a line for each shape."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=_SIZES[-1])
    parser.add_argument("--shapes", nargs="*")
    given = parser.parse_args()
    markup.MOST_ELEMENTS = 10**9  # what is measured is the reading, not where it is refused
    sizes = [size for size in _SIZES if size <= given.most]
    print(f"{'CPU seconds for so many links':<30}" + "".join(f"{size:>10,}" for size in sizes) + "   times")
    for shapes, read in ((PAGES, _page), (FEEDS, _feed), (SITEMAPS, _sitemap)):
        for name, shape in shapes.items():
            if not given.shapes or name in given.shapes:
                _print(name, shape, read, sizes)


def _print(name: str, shape: Shape, read: Callable[[bytes], object], sizes: list[int]) -> None:
    took: list[float] = []
    for size in sizes:
        document = shape(size).encode()
        start = time.process_time()
        read(document)
        took.append(time.process_time() - start)
    times = ", ".join(f"{more / less:.1f}" for less, more in itertools.pairwise(took))
    print(f"{name:<30}" + "".join(f"{seconds:>10.2f}" for seconds in took) + f"   {times}", flush=True)


def _page(document: bytes) -> object:
    page = b"<html><body><h1>Peru</h1>" + document + b"</body></html>"
    try:
        return read_page(page, url=_URL, charset="utf-8", hosts=frozenset({"valley.example"}))
    except NotAListing as error:
        return error


def _feed(document: bytes) -> object:
    return read_feed(document, url=f"{_URL}feed.xml", content_type="application/rss+xml")


def _sitemap(document: bytes) -> object:
    return read_sitemap(document, url=f"{_URL}sitemap.xml")


if __name__ == "__main__":
    main()
