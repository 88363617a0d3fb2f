"""Sitemaps to entries, by the protocol of sitemaps.org and Google's extension for news; indexes to their parts."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from crawler.listings.listing import Listing, NotAListing
from crawler.text.datewords import machine_date
from crawler.text.words import plain
from model.article import DateSource, Entry, PublicationDate
from model.urls import resolve

MOST_ADDRESSES = 50_000
"""Addresses of one sitemap that are read: as many as the protocol allows."""
_MOST_BYTES = 50_000_000
"""Bytes of a sitemap, decompressed, as the protocol allows."""
_GZIP = b"\x1f\x8b"
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
"""As sites write it into addresses, though XML wants it escaped; a parser that bears it would drop what follows."""
_NEWS = re.compile(r"news|notici", re.IGNORECASE)
_POSTS = re.compile(r"(?<![a-z])(?:posts?|articles?|art[ií]culos?|stories|entradas|entries)(?![a-z_])", re.IGNORECASE)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _ListedPage:
    """What a sitemap says of one address."""

    url: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None

    @property
    def age(self) -> datetime:
        """The moment to sort by; it is no date of publication."""
        date = self.published or self.modified
        return PublicationDate(date, DateSource.FEED).earliest if date else _LONG_AGO


def read_sitemap(document: bytes, *, url: str) -> Listing:
    """Read a sitemap's addresses as entries, the newest first, or an index' sitemaps of articles as parts.

    Of its dates, only that of the extension for news says when an article was published. Raises NotAListing for
    anything that is no sitemap, or that brings definitions of its own, which no sitemap needs and bombs are made of.
    """
    kind, places = _read(_plain_bytes(document, url), url)
    if kind == "sitemapindex":
        return Listing(entries=(), parts=tuple(_of_articles(places)))
    newest = sorted(_once(places), key=lambda place: place.age, reverse=True)
    return Listing(entries=tuple(_entry(place) for place in newest))


def names_news(url: str) -> bool:
    """Whether a sitemap's address says that it holds news."""
    return _NEWS.search(url) is not None


def _plain_bytes(document: bytes, url: str) -> bytes:
    if not document.startswith(_GZIP):
        return document
    unpacking = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacking.decompress(document, _MOST_BYTES)
    except zlib.error as error:
        raise NotAListing(f"{url} is no sitemap: it can't be unpacked ({error})") from None
    if unpacking.unconsumed_tail:
        raise NotAListing(f"{url} is larger than sitemaps may be")
    return unpacked


def _read(document: bytes, url: str) -> tuple[str, list[_ListedPage]]:
    """Name of the root element, and what it says of each address; broken markup is read up to where it breaks."""
    reading = etree.iterparse(
        io.BytesIO(_BARE_AMPERSAND.sub(b"&amp;", document)),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    kind, places = "", list[_ListedPage]()
    try:
        for event, element in reading:
            if not kind:
                kind = _kind(element, url)
            elif event == "end" and _name(element) in {"url", "sitemap"}:
                places += [place for place in [_place(element, url)] if place]
                element.clear()
            if len(places) == MOST_ADDRESSES:
                break
    except etree.XMLSyntaxError:
        pass
    if not kind:
        raise NotAListing(f"{url} is no sitemap: the answer is not XML")
    return kind, places


def _kind(root: etree._Element, url: str) -> str:
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotAListing(f"{url} is no sitemap that can be read: it brings a document type of its own")
    kind = _name(root)
    if kind not in {"urlset", "sitemapindex"}:
        raise NotAListing(f"{url} is no sitemap: its outermost element is {kind[:40]!r}")
    return kind


def _name(element: etree._Element) -> str:
    """Name of an element, whatever its namespace: sites write that in many ways."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _place(element: etree._Element, url: str) -> _ListedPage | None:
    told = {_name(child): child for child in reversed(element)}
    address = resolve(url, _text(told.get("loc")))
    if address is None:
        return None
    news = {_name(child): child for child in told["news"]} if "news" in told else {}
    return _ListedPage(
        url=address,
        title=plain(_text(news.get("title"))),
        published=machine_date(_text(news.get("publication_date"))),
        modified=machine_date(_text(told.get("lastmod"))),
    )


def _text(element: etree._Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _once(places: Iterable[_ListedPage]) -> Iterator[_ListedPage]:
    """Each address once."""
    return iter({place.url: place for place in reversed(list(places))}.values())


def _entry(place: _ListedPage) -> Entry:
    published = PublicationDate(place.published, DateSource.FEED) if place.published else None
    return Entry(url=place.url, title=place.title, published=published, modified=place.modified)


def _of_articles(places: list[_ListedPage]) -> list[str]:
    """The sitemaps of an index that hold articles, if any says so, those of news first, then those changed last."""
    named = [place for place in places if names_news(place.url) or _POSTS.search(place.url)]
    numbered = list(enumerate(named or places))
    numbered.sort(key=lambda one: (names_news(one[1].url), one[1].age, one[0]), reverse=True)
    return list(dict.fromkeys(place.url for _, place in numbered))
