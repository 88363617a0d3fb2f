"""The parsers, each as a function that any bytes may be given to and that raises nothing but what it promises."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

from alerts.matching.match import Matcher
from config.query import QueryError, parse_query
from crawler.extract.html import extract_html
from crawler.extract.pdf.file import extract_pdf
from crawler.extract.template import from_json
from crawler.http.robots import read_rules
from crawler.http.robots_txt import AGENT
from crawler.listings.feed import read_feed
from crawler.listings.listing import NotAListing
from crawler.listings.page import read_page
from crawler.listings.wordpress import read_posts, read_term
from model.article import Entry
from model.errors import NotAnArticle
from model.urls import canonical, identity
from model.watch import Watch

URL = "https://gazette.example/peru/"
NOW = datetime(2026, 3, 14, 15, tzinfo=UTC)
LISTED = Entry(url=URL + "1", title="Teachers march against school closures")


def page(data: bytes) -> None:
    """An article's page."""
    with contextlib.suppress(NotAnArticle):
        content = extract_html(data, url=LISTED.url, charset=None, entry=LISTED, now=NOW).content
        assert content.body.strip()
        assert content.published is None or content.published.earliest <= NOW.replace(year=NOW.year + 1)


def pdf(data: bytes) -> None:
    """A file."""
    with contextlib.suppress(NotAnArticle):
        assert all(content.body.strip() for content in extract_pdf(data, url=LISTED.url, entry=LISTED))


def section(data: bytes) -> None:
    """A section's page."""
    with contextlib.suppress(NotAListing):
        listing = read_page(data, url=URL, charset=None, hosts=frozenset({"gazette.example"}))
        assert len({identity(entry.url) for entry in listing.entries}) == len(listing.entries)


def feed(data: bytes) -> None:
    """A feed of any kind."""
    with contextlib.suppress(NotAListing):
        read_feed(data, url=URL, content_type="application/xml")


def wordpress(data: bytes) -> None:
    """Answers of WordPress' interface."""
    with contextlib.suppress(NotAListing):
        read_posts(data, api_url=URL)
    with contextlib.suppress(NotAListing):
        read_term(data, section_url=URL, api_url=URL)


def robots(data: bytes) -> None:
    """A robots.txt."""
    rules = read_rules(200, data, NOW)
    rules.parsed.can_fetch(URL, AGENT)
    assert 0 <= rules.delay() <= 60


def address(data: bytes) -> None:
    """An address: its canonical form is its own."""
    with contextlib.suppress(ValueError):
        plain = canonical(data.decode("utf-8", "replace"))
        assert canonical(plain) == plain
        assert identity(plain) == identity(data.decode("utf-8", "replace"))


def template(data: bytes) -> None:
    """What was learned of a source, as it may stand in a damaged database."""
    from_json(data.decode("utf-8", "replace"))


def query(data: bytes) -> None:
    """A query: what is read is what is printed, and any text can be held to it."""
    text = data.decode("utf-8", "replace")
    with contextlib.suppress(QueryError):
        asked = parse_query(text)
        assert parse_query(str(asked)) == asked
        Matcher([Watch(name="fuzzed", title="Fuzzed", query=asked)]).match(
            LISTED.title or "", text[:2000], language="es"
        )


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (page, pdf, section, feed, wordpress, robots, address, template, query)
}
