"""The structural rules of the formats in which we publish, written from their standards.

RSS 2.0: the specification of the RSS Advisory Board, with its profile for `guid`, `atom:link` and `content:encoded`.
Atom: RFC 4287, with RFC 6721 for what is gone. JSON Feed: version 1.1. Each gives the rules that a document breaks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
_A = f"{{{ATOM}}}"
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d ([+-]\d{4}|GMT)"
)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_CHANNEL_ONCE = ("title", "link", "description", "lastBuildDate", "generator", "docs", "language", "ttl", "pubDate")
_ITEM_ONCE = ("title", "link", "description", "guid", "pubDate", "author", "comments", "source")
_ITEM_ELEMENTS = {*_ITEM_ONCE, "category", "enclosure"}
_CHANNEL_ELEMENTS = {*_CHANNEL_ONCE, "item", "category", "image", "cloud", "copyright", "managingEditor", "webMaster"}


def rss_faults(document: bytes) -> list[str]:
    """The rules of RSS 2.0 that a document breaks."""
    return list(_rss(etree.fromstring(document)))


def _rss(root: etree._Element) -> Iterator[str]:  # noqa: C901, PLR0912 - a rule is a line or two
    if root.tag != "rss" or root.get("version") != "2.0":
        yield "the root is rss with version 2.0"
    channels = root.findall("channel")
    if len(channels) != 1:
        yield "there is one channel"
        return
    (channel,) = channels
    for name in ("title", "link", "description"):
        if not (channel.findtext(name) or "").strip():
            yield f"a channel has a {name}"
    yield from _unknown(channel, _CHANNEL_ELEMENTS)
    yield from _more_than_once(channel, _CHANNEL_ONCE)
    yield from _not_rfc822(channel, ("lastBuildDate", "pubDate"))
    selves = [one for one in channel.findall(f"{_A}link") if one.get("rel") == "self"]
    if len(selves) != 1 or selves[0].get("type") != "application/rss+xml" or not _is_iri(selves[0].get("href")):
        yield "a channel names itself, with its type"
    guids = []
    for item in channel.findall("item"):
        if item.find("title") is None and item.find("description") is None:
            yield "an item has a title or a description"
        yield from _unknown(item, _ITEM_ELEMENTS)
        yield from _more_than_once(item, _ITEM_ONCE)
        yield from _not_rfc822(item, ("pubDate",))
        guid = item.find("guid")
        if guid is None or not guid.text:
            yield "an item has a guid"
        else:
            guids.append(guid.text)
            if guid.get("isPermaLink") != "false" and not _is_iri(guid.text, web=True):
                yield f"a guid that is a permanent link is one: {guid.text}"
        if (link := item.findtext("link")) is not None and not _is_iri(link):
            yield f"an item's link is an address: {link}"
        if (author := item.findtext("author")) is not None and "@" not in author:
            yield "an author is a mail address"
        if len(item.findall(f"{{{CONTENT}}}encoded")) > 1:
            yield "an item has its content once"
        for category in item.findall("category"):
            if not (category.text or "").strip():
                yield "a category says something"
    if len(guids) != len(set(guids)):
        yield "each guid is one item's"


def atom_faults(document: bytes) -> list[str]:
    """The rules of Atom that a document breaks."""
    return list(_atom(etree.fromstring(document)))


def _atom(root: etree._Element) -> Iterator[str]:  # noqa: C901, PLR0912 - a rule is a line or two
    if root.tag != f"{_A}feed":
        yield "the root is a feed"
    yield from _of_atom(root, "feed")
    selves = [one for one in root.findall(f"{_A}link") if one.get("rel") == "self"]
    if len(selves) != 1 or selves[0].get("type") != "application/atom+xml":
        yield "a feed names itself, with its type"
    entries = root.findall(f"{_A}entry")
    ids = [entry.findtext(f"{_A}id") for entry in entries]
    if len(ids) != len(set(ids)):
        yield "each id is one entry's"
    moments = [entry.findtext(f"{_A}updated") for entry in entries]
    if len(moments) != len(set(moments)):
        yield "entries are updated at moments of their own, as the W3C's validator advises"
    has_author = root.find(f"{_A}author") is not None
    if not entries and not has_author:
        yield "a feed without entries has an author"
    for entry in entries:
        yield from _of_atom(entry, "entry")
        if not has_author and entry.find(f"{_A}author") is None:
            yield "an entry has an author, or its feed has"
        if entry.find(f"{_A}content") is None and not _alternates(entry):
            yield "an entry without content leads to it"
        for name in ("content", "summary", "rights"):
            if len(entry.findall(f"{_A}{name}")) > 1:
                yield f"an entry has one {name}"
        for category in entry.findall(f"{_A}category"):
            if not category.get("term"):
                yield "a category has a term"
    for tomb in root.findall(f"{{{TOMBSTONES}}}deleted-entry"):
        if not _is_iri(tomb.get("ref")) or not _RFC3339.fullmatch(tomb.get("when") or ""):
            yield "a deleted entry says which and when"
        if tomb.get("ref") in ids:
            yield "what is there is not deleted"
        if len(tomb.findall(f"{{{TOMBSTONES}}}comment")) > 1:
            yield "a deleted entry has one comment"


def _of_atom(element: etree._Element, what: str) -> Iterator[str]:  # noqa: C901, PLR0912 - a rule is a line or two
    """Rules that feeds and entries share."""
    for name in ("id", "title", "updated"):
        if len(element.findall(f"{_A}{name}")) != 1 or not (element.findtext(f"{_A}{name}") or "").strip():
            yield f"a {what} has one {name}"
    if not _is_iri(element.findtext(f"{_A}id")):
        yield f"the id of a {what} is an IRI"
    for name in ("updated", "published"):
        for moment in element.findall(f"{_A}{name}"):
            if not _RFC3339.fullmatch(moment.text or ""):
                yield f"{name} is a moment of RFC 3339: {moment.text}"
    for link in element.findall(f"{_A}link"):
        if not _is_iri(link.get("href")):
            yield f"a link leads somewhere: {link.get('href')}"
    if len(_alternates(element)) > 1:
        yield f"a {what} has one alternate of a type and language"
    for name in ("title", "summary", "content", "subtitle"):
        for text in element.findall(f"{_A}{name}"):
            if text.get("type", "text") not in {"text", "html", "xhtml"}:
                yield f"{name} is text, html or xhtml"
            if text.get("type", "text") in {"text", "html"} and len(text):
                yield f"{name} has no elements in it"
    for person in element.findall(f"{_A}author"):
        if len(person.findall(f"{_A}name")) != 1 or not (person.findtext(f"{_A}name") or "").strip():
            yield "a person has one name"


def _alternates(element: etree._Element) -> list[etree._Element]:
    return [one for one in element.findall(f"{_A}link") if one.get("rel", "alternate") == "alternate"]


_JSON_TOP = {
    *("version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon"),
    *("authors", "language", "expired", "hubs", "items"),
}
_JSON_ITEM = {
    *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"),
    *("date_published", "date_modified", "authors", "tags", "language", "attachments"),
}


def json_faults(document: bytes) -> list[str]:
    """The rules of JSON Feed 1.1 that a document breaks."""
    return list(_json(json.loads(document.decode("utf-8"))))


def _json(feed: dict[str, object]) -> Iterator[str]:  # noqa: C901 - a rule is a line or two
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "the version is that of 1.1"
    if not isinstance(feed.get("title"), str) or not feed["title"]:
        yield "a feed has a title"
    items = feed.get("items")
    if not isinstance(items, list):
        yield "items are a list"
        return
    for key in feed.keys() - _JSON_TOP:
        if not key.startswith("_"):
            yield f"there is no {key} of a feed"
    for key in ("home_page_url", "feed_url"):
        if key in feed and not _is_iri(feed[key], web=True):
            yield f"{key} is an address"
    for hub in feed.get("hubs", ()):  # type: ignore[attr-defined]
        if not {"type", "url"} <= hub.keys():
            yield "a hub has a type and an address"
    ids = [item.get("id") for item in items]
    if len(ids) != len(set(ids)):
        yield "each id is one item's"
    for item in items:
        yield from _json_item(item)


def _json_item(item: dict[str, object]) -> Iterator[str]:  # noqa: C901 - a rule is a line or two
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield "an item has an id, which is text"
    if not ({"content_html", "content_text"} & item.keys()):
        yield "an item has content"
    for key, value in item.items():
        if key not in _JSON_ITEM and not key.startswith("_"):
            yield f"there is no {key} of an item"
        if value is None:
            yield f"{key} is left out where there is none"
    for key in ("date_published", "date_modified"):
        if key in item and not _RFC3339.fullmatch(str(item[key])):
            yield f"{key} is a moment of RFC 3339: {item[key]}"
    for author in item.get("authors", ()):  # type: ignore[attr-defined]
        if not {"name", "url", "avatar"} & author.keys():
            yield "an author is named"
    if not all(isinstance(tag, str) for tag in item.get("tags", ())):  # type: ignore[attr-defined]
        yield "tags are texts"
    if "url" in item and not _is_iri(item["url"]):
        yield f"an item's url is an address: {item['url']}"


def _unknown(element: etree._Element, known: set[str]) -> Iterator[str]:
    for child in element:
        tag = str(child.tag)
        if "{" not in tag and tag not in known:
            yield f"there is no {tag} in a {element.tag!s}"


def _more_than_once(element: etree._Element, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if len(element.findall(name)) > 1:
            yield f"a {element.tag!s} has one {name}"


def _not_rfc822(element: etree._Element, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        text = element.findtext(name)
        if text is None:
            continue
        if not _RFC822.fullmatch(text):
            yield f"{name} is a moment of RFC 822: {text}"
        elif f"{parsedate_to_datetime(text):%a}" != text[:3]:
            yield f"{name} names its own weekday: {text}"


def _is_iri(text: object, *, web: bool = False) -> bool:
    """Whether something is an absolute IRI of printable characters."""
    if not isinstance(text, str) or not text or any(char.isspace() or not char.isprintable() for char in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme) and (parts.scheme in {"http", "https"} and bool(parts.netloc) if web else True)


def newest_moment(document: bytes) -> datetime:
    """When an Atom feed says that it was updated."""
    return datetime.fromisoformat(etree.fromstring(document).findtext(f"{_A}updated") or "")
