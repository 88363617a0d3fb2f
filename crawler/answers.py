"""What came of asking for a listing, and how to read it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

from crawler.listings import feed, page, wordpress
from crawler.listings.listing import Listing, NotAListing
from model.crawl import Fetch, Validators
from model.source import WayKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking for one address."""

    fetch: Fetch
    url: str
    """Address that answered, after redirects."""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name."""

    @property
    def content_type(self) -> str:
        """The media type alone, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset that the Content-Type header names."""
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip(" \"'") or None
        return None

    @property
    def validators(self) -> Validators:
        """What to ask again with."""
        return Validators(etag=self.headers.get("etag"), last_modified=self.headers.get("last-modified"))


Ask = Callable[[str, Validators | None], Awaitable[Answer]]
"""Fetches one listing; expected failures are answers."""


def read_part(kind: WayKind, answer: Answer, hosts: frozenset[str]) -> Listing:
    """One part of a way's listing, with the address of the next part.

    Raises NotAListing or NotAnArticle with the reason where the answer is none.
    """
    match kind:
        case WayKind.WORDPRESS:
            entries = wordpress.read_posts(answer.body, api_url=answer.url)
            return Listing(entries=entries, next_url=_next_posts(answer))
        case WayKind.FEED:
            return replace(feed.read_feed(answer.body, url=answer.url, content_type=answer.content_type), next_url=None)
        case WayKind.PAGE:
            return _read_section(answer, hosts)


def is_feed(answer: Answer) -> bool:
    """Whether an answer looks like a feed: users may name one as the section."""
    start = answer.body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf", b"{")) and b"<html" not in start


def _read_section(answer: Answer, hosts: frozenset[str]) -> Listing:
    kind = answer.content_type
    if kind.startswith(("image/", "video/", "audio/", "font/")) or kind in {"application/pdf", "application/zip"}:
        raise NotAListing(f"it is {kind}, not a page")
    if is_feed(answer):
        return feed.read_feed(answer.body, url=answer.url, content_type=kind)
    return page.read_page(answer.body, url=answer.url, charset=answer.charset, hosts=hosts)


def _next_posts(answer: Answer) -> str | None:
    """WordPress tells how many parts there are; the address tells which this is."""
    asked = answer.fetch.url
    number = int(parse_qs(urlsplit(asked).query).get("page", ["1"])[0])
    if number >= wordpress.pages(answer.headers.get("x-wp-totalpages")):
        return None
    return asked.replace(f"page={number}&", f"page={number + 1}&") if f"&page={number}&" in asked else None
