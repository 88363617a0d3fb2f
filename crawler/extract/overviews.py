"""Whether a page is an overview of others (a listing, a shop's shelf, a front page) and no article, by points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.extract.body import Body
from crawler.extract.layout import Layout
from crawler.extract.metadata import Metadata
from crawler.extract.page import Page
from crawler.extract.paragraphs import RUNNING_WORDS
from crawler.text.writing import count_words, width

ENOUGH = 5.0
"""Points from which on a page is an overview.

The weights are those of a logistic regression, rounded to halves, over 747 articles and 116 overviews: 64% of the
overviews and a few of the articles, 0.4%, have so many, and on other hosts 58% and 0.4%.
"""
_FEW = 800  # characters of running text
_HARDLY_ANY = 300
_MUCH = 2000
LABEL_WORDS = 4
"""Of a heading: an overview is called Sleeping Bags, hardly any article is."""
_HEADLINE_WORDS = 7
_SLUG_WORDS = 4
_OF_LINKS = 0.25  # of a text
_SECTION_WORDS = 2  # of a last part of a path, such as `world-news`
# Counts around the text, chosen with the weights above:
_HEADINGS = 4
_LINKED_HEADINGS = 0.6
_BUTTONS = 30
_PICTURES = 40
_PRICES = 10


class Sign(NamedTuple):
    """Something that tells for (or, with points below 0, against) a page's being an overview."""

    points: float
    words: str


def marks_of_overview(page: Page, metadata: Metadata, body: Body, *, url: str, title: str) -> list[Sign]:
    """What tells of a page whether it is an overview."""
    size = sum(width(text) for text in body.paragraphs if count_words(text) >= RUNNING_WORDS)
    linked = sum(paragraph.linked for paragraph in body.shown if paragraph is not None)
    is_linked = linked > _OF_LINKS * sum(map(len, body.paragraphs))
    return _marks(page, metadata, size=size, is_linked=is_linked, url=url, title=title)


def is_overview_however_read(page: Page, metadata: Metadata, *, url: str, title: str) -> bool:
    """Whether a page is an overview whatever is taken for its text: by its marks and its words outside of links."""
    marks = list(_told(metadata, url, title))
    if sum(mark.points for mark in marks) > 0:  # where it speaks for an article, counting is hardly worth it
        marks = _marks(page, metadata, size=page.whole_unlinked, is_linked=False, url=url, title=title)
    return sum(mark.points for mark in marks) >= ENOUGH


def says_article(metadata: Metadata, *, url: str, title: str) -> bool:
    """Whether what a page says of itself speaks for an article rather than for an overview."""
    return sum(mark.points for mark in _told(metadata, url, title)) < 0


def _marks(page: Page, metadata: Metadata, *, size: float, is_linked: bool, url: str, title: str) -> list[Sign]:
    """Marks of a page whose text has `size` characters that run, or is one of links."""
    marks = [*_told(metadata, url, title), *_of_size(size)]
    if size >= _MUCH and sum(mark.points for mark in marks) <= 0:
        return marks  # nearly all articles: what costs more to find out would hardly decide otherwise
    return [*marks, *([Sign(1.5, "has a text of links")] if is_linked else []), *_of_layout(page.layout, size)]


def _told(metadata: Metadata, url: str, title: str) -> Iterator[Sign]:
    """Marks in what the page says of itself."""
    kind = metadata.meta.get("og:type", "").lower()
    if kind == "article" or metadata.descriptions or metadata.meta.get("article:published_time"):
        yield Sign(-2, "says that it is an article")
    if "product" in kind:
        yield Sign(1, "says that it shows products")
    words = count_words(title)
    if words <= LABEL_WORDS:
        yield Sign(1.5, f"is headed by {words} words")
    elif words >= _HEADLINE_WORDS:
        yield Sign(-1, f"is headed by {words} words")
    path = urlsplit(url).path
    last = path.rstrip("/").rpartition("/")[2]
    slug = [word for word in re.split(r"[-_.]", last) if re.search(r"[^\W\d]", word)]
    if len(slug) >= _SLUG_WORDS:
        yield Sign(-1, "has an address of many words")
    elif len(slug) <= _SECTION_WORDS and not re.search(r"\d{4}", path):
        yield Sign(1.5, "has an address as sections have")


def _of_size(size: float) -> Iterator[Sign]:
    """Marks in how much text was found."""
    if size < _FEW:
        yield Sign(1.5 if size < _HARDLY_ANY else 1, f"holds {size} characters of running text")


def _of_layout(layout: Layout, size: float) -> Iterator[Sign]:
    """Marks in what stands around a text of that size."""
    if layout.linked > size:
        yield Sign(1.5 if layout.linked > 3 * size else 0.5, "has more words in links than text")
    if layout.headings >= _HEADINGS and layout.linked_headings >= _LINKED_HEADINGS * layout.headings:
        yield Sign(1, "has headings that are links")
    if layout.buttons >= _BUTTONS:
        yield Sign(1, "is full of buttons")
    if layout.pictures >= _PICTURES:
        yield Sign(1, "is full of pictures")
    if layout.prices >= _PRICES:
        yield Sign(1, "shows prices")
    if layout.describes_list:
        yield Sign(1, "describes a list")
