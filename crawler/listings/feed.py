"""Publishers' feeds to entries: RSS and Atom as feedparser reads them, JSON Feed by its standard."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape, unescape
from typing import Any, cast

import feedparser

from crawler.listings.feed_dates import feed_date
from crawler.listings.feed_items import FeedItem, entries_of
from crawler.listings.feed_links import as_address, base_of_feed, document_at, link_of, named, xml_candidates
from crawler.listings.listing import Listing, NotAListing
from crawler.text.words import is_markup, one_line, plain, teaser
from model.article import DateSource, Entry, PublicationDate
from model.urls import resolve

_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)
_NOBODY = frozenset({"admin", "administrator", "webmaster", "root", "super user", "unknown"})
_SIGN = re.compile(r"&(?!lt;|gt;)(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]+);")
_HEAD = 2000
"""Bytes in which a web page says that it is one: comments and styles may stand before."""
_ROOT = re.compile(rb"<(?:[a-z][\w.-]*:)?(?:rss|feed|rdf|channel|item|entry)[\s/>]", re.IGNORECASE)
"""Without any of these feedparser finds no feed, and takes seconds for a megabyte of web page until it knows."""
MOST_TAGS = 100_000
"""Tags that a feed may have: those of 10,000 items with five elements each. feedparser takes three seconds for them."""
_HTML = re.compile(rb"<!doctype html|<html[\s>]", re.IGNORECASE)


def read_feed(document: bytes, *, url: str, content_type: str) -> Listing:
    """Read the entries of an RSS, Atom or JSON feed; nothing is fetched, no date is made up.

    `url` is where the document came from, `content_type` its header. Raises NotAListing for anything that is no feed.
    """
    start = document.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise NotAListing(f"{url} is no feed: the answer is empty")
    if start.startswith((b"{", b"[")):
        return _read_json(start, url)
    return _read_xml(document, url, content_type)


def _read_xml(document: bytes, url: str, content_type: str) -> Listing:
    if _tags(document) > MOST_TAGS:
        raise NotAListing(f"{url} is no feed: it is made of more than {MOST_TAGS:,} tags")
    if not _ROOT.search(document.replace(b"\0", b"")):  # in UTF-16 every other byte is zero
        raise _no_feed(document, url)
    charset = _CHARSET.search(content_type)
    base, marked = base_of_feed(document, url), named(document)
    headers = {"content-location": base, "content-type": "application/xml" + (f"; {charset[0]}" if charset else "")}
    try:
        parsed = feedparser.parse(
            io.BytesIO(marked.document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # noqa: BLE001 - on some damaged documents it stumbles over itself
        raise NotAListing(f"{url} is no feed: the answer is damaged ({type(error).__name__})") from None
    if not parsed.get("version"):
        raise _no_feed(document, url)
    rss = str(parsed["version"]).startswith("rss")
    links = _objects(parsed["feed"], "links")
    homes = [url, base, *(link["href"] for link in links if link.get("rel") == "alternate" and _text(link.get("href")))]
    found = [
        _xml_item(cast("dict[str, Any]", entry), base, homes=_web(homes), denied=marked.denied, rss=rss)
        for entry in parsed["entries"]
    ]
    following = next((link.get("href") for link in links if link.get("rel") == "next"), None)
    return Listing(entries=entries_of(found, url), next_url=resolve(base, str(following)) if following else None)


def _tags(document: bytes) -> int:
    """How many tags there are at most, without those in texts that are marked as such."""
    first, *others = document.split(b"<![CDATA[")
    return first.count(b"<") + sum(other.partition(b"]]>")[2].count(b"<") for other in others)


def _no_feed(document: bytes, url: str) -> NotAListing:
    what = "a web page" if _HTML.search(document[:_HEAD]) else "neither RSS nor Atom nor JSON Feed"
    return NotAListing(f"{url} is no feed: the answer is {what}")


def _xml_item(entry: dict[str, Any], base: str, *, homes: Sequence[str], denied: frozenset[str], rss: bool) -> FeedItem:
    """What an RSS item or Atom entry says."""
    published, updated = _field(entry, "published"), _field(entry, "updated")
    if rss and published is None:  # RSS 1.0 has only dc:date, which feedparser calls an update
        published, updated = updated, None
    texts = [_text(content.get("value")) for content in _objects(entry, "content")]
    told = Entry(
        url="",
        title=_title(entry, rss=rss),
        teaser=_summary(entry),
        published=_publication(published),
        modified=feed_date(updated) if updated else None,
        authors=_names(author.get("name") for author in _objects(entry, "authors")),
    )
    return FeedItem(
        link=link_of(xml_candidates(entry, denied), base=base, homes=homes),
        identifier=_field(entry, "id") or "",
        entry=told,
        text=max((text for text in (*texts, _field(entry, "summary")) if text), key=len, default=None),
    )


def _title(entry: dict[str, Any], *, rss: bool) -> str | None:
    """Title as its kind says: of RSS nobody knows whether it is markup, of Atom its type tells."""
    given = _field(entry, "title") or ""
    if rss:
        return plain(given) if is_markup(given) else one_line(given)
    return one_line(given) if _is_plain(entry, "title") else plain(given)


def _summary(entry: dict[str, Any]) -> str | None:
    given = _field(entry, "summary")
    return teaser(
        escape(given, quote=False) if given and _is_plain(entry, "summary") and not is_markup(given) else given
    )


def _is_plain(entry: dict[str, Any], name: str) -> bool:
    detail = dict.get(entry, f"{name}_detail")
    return isinstance(detail, dict) and detail.get("type") == "text/plain"


def _web(addresses: Iterable[str]) -> list[str]:
    """Those of some addresses that are web pages'."""
    return [address for address in dict.fromkeys(addresses) if resolve(address, address)]


def _field(entry: dict[str, Any], name: str) -> str | None:
    """Text that was really given; feedparser would answer `updated` with the date of publication.

    An element of a name that feedparser gives to something else, such as `<links>`, makes it a value of any kind.
    """
    return _text(dict.get(entry, name))


def _objects(entry: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Links or people that were really given."""
    given = dict.get(entry, name)
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _read_json(document: bytes, url: str) -> Listing:
    try:
        feed = json.loads(document)
    except (ValueError, RecursionError):
        raise NotAListing(f"{url} is no feed: the answer is not well-formed JSON") from None
    if not isinstance(feed, dict) or "jsonfeed.org/version" not in str(feed.get("version")):
        raise NotAListing(f"{url} is no feed: the answer is JSON of some other kind")
    items, home = feed.get("items"), _text(feed.get("home_page_url"))
    base = (resolve(url, home) if home else None) or url
    found = [_json_item(item, base, url) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    following = feed.get("next_url")
    return Listing(
        entries=entries_of(found, url), next_url=resolve(url, following) if isinstance(following, str) else None
    )


def _json_item(item: Mapping[str, object], base: str, url: str) -> FeedItem:
    given = item.get("attachments")
    files = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    candidates = (
        item.get("url"),
        item.get("external_url"),
        as_address(item.get("id")),
        *(document_at(one.get("url"), one.get("mime_type")) for one in files),
    )
    authors = item.get("authors")
    people = [*authors] if isinstance(authors, list) else [item.get("author")]
    modified, summary = _text(item.get("date_modified")), _text(item.get("summary"))
    words = _text(item.get("content_text"))
    told = Entry(
        url="",
        title=_json_title(_text(item.get("title"))),
        teaser=teaser(escape(summary, quote=False) if summary and not is_markup(summary) else summary),
        published=_publication(_text(item.get("date_published"))),
        modified=feed_date(modified) if modified else None,
        authors=_names(person.get("name") for person in people if isinstance(person, dict)),
    )
    return FeedItem(
        link=link_of(candidates, base=base, homes=_web([url, base])),
        identifier=str(item.get("id") or ""),
        entry=told,
        text=_text(item.get("content_html")) or (_paragraphs(words) if words else None) or summary,
    )


def _json_title(given: str | None) -> str | None:
    """Title, which is plain text by the standard; signs that systems write as entities all the same are read."""
    return one_line(_SIGN.sub(lambda found: unescape(found[0]), given)) if given else None


def _paragraphs(text: str) -> str:
    """Markup of a plain text."""
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in re.split(r"\n\s*\n", text))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _publication(given: object) -> PublicationDate | None:
    """Date as the feed gives it, at the precision that it has; None for what is no date."""
    value = feed_date(str(given)) if given else None
    return PublicationDate(value, DateSource.FEED) if value else None


def _names(given: Iterator[object]) -> tuple[str, ...]:
    """People that wrote it; accounts without a person's name are left out."""
    names = (plain(name) for name in given if isinstance(name, str))
    return tuple(dict.fromkeys(name for name in names if name and name.lower() not in _NOBODY and "@" not in name))
