"""What came of asking for a listing, and how to read it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from crawler.listings import feed, page, sitemap, wordpress
from crawler.listings.listing import Listing, NotAListing
from crawler.sections.scope import hosts_of, lies_under, stem_of
from crawler.text.media_types import media_type_of
from model.crawl import Fetch, Validators
from model.source import Source, WayKind
from model.urls import host_of

_PAGE = re.compile(r"(?<=[?&])page=(?P<number>\d{1,9})(?=&|$)")
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")


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
        return media_type_of(self.headers.get("content-type", ""))

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
        return Validators.of(self.headers)


Ask = Callable[[str, Validators | None], Awaitable[Answer]]
"""Fetches one listing; expected failures are answers."""
ReadListing = Callable[[WayKind, Answer], Awaitable[Listing]]
"""Reads one part of a listing of the source, where that can be broken off. Raises NotAListing or NotAnArticle."""


def kind_of(answer: Answer) -> WayKind:
    """What kind of listing an answer is, by its bytes."""
    start = _start(answer)
    if start.startswith(b"["):
        return WayKind.WORDPRESS
    if start.startswith(b"\x1f\x8b") or (is_feed(answer) and _SITEMAP.search(start)):
        return WayKind.SITEMAP
    return WayKind.FEED if is_feed(answer) else WayKind.PAGE


def is_feed(answer: Answer) -> bool:
    """Whether an answer looks like a feed: users may name one as the section."""
    start = _start(answer)
    return start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf", b"<urlset", b"<sitemapindex", b"{")) and (
        b"<html" not in start
    )


def _start(answer: Answer) -> bytes:
    return answer.body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()


def read_posts(answer: Answer, _: Source) -> Listing:
    """One part of what WordPress' interface lists, with the address of the next one."""
    return Listing(entries=wordpress.read_posts(answer.body, api_url=answer.url), next_url=_next_posts(answer))


def read_own_feed(answer: Answer, _: Source) -> Listing:
    """A section's feed: what it names as its next part is another section's as often as not."""
    return replace(_read_feed(answer), next_url=None)


def _read_feed(answer: Answer) -> Listing:
    return feed.read_feed(answer.body, url=answer.url, content_type=answer.content_type)


def read_section(answer: Answer, source: Source) -> Listing:
    """One of the section's pages, or the feed that its user names as the section."""
    kind = answer.content_type
    if kind.startswith(("image/", "video/", "audio/", "font/")) or kind in {"application/pdf", "application/zip"}:
        raise NotAListing(f"it is {kind}, not a page")
    if is_feed(answer):
        return _read_feed(answer)
    return page.read_page(
        answer.body,
        url=answer.url,
        charset=answer.charset,
        hosts=hosts_of(source) | {host_of(answer.url)},
        entry=source.entry,
        following=source.next,
    )


def read_sitemap(answer: Answer, source: Source) -> Listing:
    """A sitemap less what is not the section's; of a section without a path, one that its user names is all its own."""
    listing, url = sitemap.read_sitemap(answer.body, url=answer.url), answer.url
    if source.listing is not None and not stem_of(source.url):
        return listing
    hosts = {host.removeprefix("www.") for host in hosts_of(source) | {host_of(url)}}
    own = (
        entry
        for entry in listing.entries
        if host_of(entry.url).removeprefix("www.") in hosts and lies_under(entry.url, source.url)
    )
    return replace(listing, entries=tuple(own))


def _next_posts(answer: Answer) -> str | None:
    """WordPress tells how many parts there are; the address tells which this is."""
    asked = answer.fetch.url
    stated = _PAGE.search(asked)
    number = int(stated["number"]) if stated else 1
    if number >= wordpress.pages(answer.headers.get("x-wp-totalpages")):
        return None
    if stated:
        return f"{asked[: stated.start('number')]}{number + 1}{asked[stated.end('number') :]}"
    return f"{asked}{'&' if '?' in asked else '?'}page=2"
