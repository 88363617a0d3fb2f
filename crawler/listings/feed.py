"""Publishers' feeds to entries: RSS and Atom as feedparser reads them, JSON Feed by its standard."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

import feedparser

from crawler.extract.datewords import dates_in, machine_date
from crawler.listings.listing import Listing, NotAListing
from crawler.listings.words import plain, teaser
from crawler.urls import resolve
from model.article import DateSource, Entry, PublicationDate

_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.IGNORECASE)
_NOBODY = frozenset({"admin", "administrator", "webmaster", "root", "super user", "unknown"})
_DAY = len("2023-07-28")
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
    charset = _CHARSET.search(content_type)
    headers = {"content-location": url, "content-type": "application/xml" + (f"; {charset[0]}" if charset else "")}
    try:
        parsed = feedparser.parse(io.BytesIO(document), response_headers=headers)
    except Exception as error:  # noqa: BLE001 - on some damaged documents it stumbles over itself
        raise NotAListing(f"{url} is no feed: the answer is damaged ({type(error).__name__})") from None
    if not parsed.get("version"):
        what = "a web page" if _HTML.search(document[:2000]) else "neither RSS nor Atom nor JSON Feed"
        raise NotAListing(f"{url} is no feed: the answer is {what}")
    rss = str(parsed["version"]).startswith("rss")
    found = (_xml_entry(cast("dict[str, Any]", entry), url, rss=rss) for entry in parsed["entries"])
    links = _objects(parsed["feed"], "links")
    following = next((link.get("href") for link in links if link.get("rel") == "next"), None)
    return Listing(entries=_once(found), next_url=resolve(url, str(following)) if following else None)


def _xml_entry(entry: dict[str, Any], url: str, *, rss: bool) -> Entry | None:
    """Entry of an RSS item or Atom entry; None if it leads nowhere."""
    link = resolve(url, _field(entry, "feedburner_origlink") or _field(entry, "link") or "")
    if link is None:
        return None
    published, updated = _field(entry, "published"), _field(entry, "updated")
    if rss and published is None:  # RSS 1.0 has only dc:date, which feedparser calls an update
        published, updated = updated, None
    return Entry(
        url=link,
        title=plain(_field(entry, "title")),
        teaser=teaser(_field(entry, "summary")),
        published=_publication(published),
        modified=machine_date(updated) if updated else None,
        authors=_names(author.get("name") for author in _objects(entry, "authors")),
    )


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
    items = feed.get("items")
    found = (_json_entry(item, url) for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
    following = feed.get("next_url")
    return Listing(entries=_once(found), next_url=resolve(url, following) if isinstance(following, str) else None)


def _json_entry(item: Mapping[str, object], url: str) -> Entry | None:
    link = resolve(url, _text(item.get("url")) or _text(item.get("external_url")) or "")
    if link is None:
        return None
    authors = item.get("authors")
    people = [*authors] if isinstance(authors, list) else [item.get("author")]
    modified = _text(item.get("date_modified"))
    return Entry(
        url=link,
        title=plain(_text(item.get("title"))),
        teaser=teaser(_text(item.get("summary"))),
        published=_publication(_text(item.get("date_published"))),
        modified=machine_date(modified) if modified else None,
        authors=_names(person.get("name") for person in people if isinstance(person, dict)),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _publication(given: object) -> PublicationDate | None:
    """Date as the feed gives it, at the precision that it has; None for what is no date."""
    text = str(given).strip() if given else ""
    value = machine_date(text) if text else None
    if value is None:
        days = [found.value for found in dates_in(text, language=None) if len(found.value) == _DAY]
        value = days[0] if len(days) == 1 else None
    return PublicationDate(value, DateSource.FEED) if value else None


def _names(given: Iterator[object]) -> tuple[str, ...]:
    """People that wrote it; accounts without a person's name are left out."""
    names = (plain(name) for name in given if isinstance(name, str))
    return tuple(dict.fromkeys(name for name in names if name and name.lower() not in _NOBODY and "@" not in name))


def _once(entries: Iterator[Entry | None] | tuple[()]) -> tuple[Entry, ...]:
    """Entries in their order, each address once."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry is not None:
            found.setdefault(entry.url, entry)
    return tuple(found.values())
