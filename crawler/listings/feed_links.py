"""Which of the addresses that a feed's item gives is its article's."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from model.urls import identity, resolve

_IDENTIFIER = re.compile(rb"<((?:\w+:)?(?:guid|id))(\s[^<>]*?)?(/?)>", re.IGNORECASE)
_DENIED = re.compile(rb"ispermalink\s*=\s*[\"']?\s*(?:false|no|0)\b", re.IGNORECASE)
_CONTENT = re.compile(rb"\s*(?:<!\[CDATA\[)?\s*([^<\]]*)")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_CHANNEL_LINK = re.compile(rb"<link>\s*(?:<!\[CDATA\[)?\s*([^<\]]+)")
_ITEM = re.compile(rb"<(?:\w+:)?(?:item|items)[\s>]", re.IGNORECASE)
_RSS = re.compile(rb"<(?:rss|channel|rdf:RDF)[\s>]", re.IGNORECASE)
_NO_DOCUMENT = re.compile(r"(?:audio|video|image|font)/", re.IGNORECASE)
_NO_DOCUMENT_FILE = re.compile(
    r"\.(?:mp3|m4a|ogg|oga|opus|wav|aac|mp4|m4v|mov|avi|webm|mkv|jpe?g|png|gif|webp|svg|avif|torrent|zip)(?:[?#]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A feed's bytes, made ready to be parsed, with what parsing would lose."""

    document: bytes
    """With every identifier marked as no link, so that the parser makes none of it."""
    denied: frozenset[str]
    """Identifiers of which the feed says that they are no addresses."""


def named(document: bytes) -> Named:
    """Take identifiers apart from links: the parser would resolve numbers like addresses, and know but one spelling."""
    denied = set[str]()

    def mark(found: re.Match[bytes]) -> bytes:
        if _DENIED.search(found[2] or b""):
            content = _CONTENT.match(document, found.end())
            denied.add(html.unescape(content[1].decode("utf-8", "replace")).strip() if content else "")
        return b"<" + found[1] + b' isPermaLink="false"' + found[3] + b">"

    return Named(document=_IDENTIFIER.sub(mark, document), denied=frozenset(denied))


def base_of_feed(document: bytes, url: str) -> str:
    """Address that a feed's links are relative to: of RSS, which says nothing of it, the channel's own link.

    `xml:base`, where there is one, is the parser's to apply.
    """
    head = document[: first.start() if (first := _ITEM.search(document)) else len(document)]
    link = _CHANNEL_LINK.search(head) if _RSS.search(head) else None
    return (resolve(url, html.unescape(link[1].decode("utf-8", "replace"))) if link else None) or url


def link_of(candidates: Iterable[object], *, base: str, homes: Sequence[str]) -> str | None:
    """Absolute address of the first candidate that leads to a web page, with its fragment; None for none.

    One that leads to one of `homes`, the feed itself or what it is a feed of, is the mark of an item without a link.
    """
    for candidate in candidates:
        given = candidate.strip() if isinstance(candidate, str) else ""
        target = resolve(base, given) if given else None
        fragment = given.partition("#")[2]  # urldefrag raises where `resolve` finds no address
        if target is not None and (fragment or identity(target) not in {identity(home) for home in homes}):
            return f"{target}#{fragment}" if fragment else target
    return None


def xml_candidates(entry: dict[str, Any], denied: frozenset[str]) -> Iterator[object]:
    """What an RSS item or Atom entry gives as addresses of its article, the surest first."""
    given = dict.get(entry, "links")
    links = [link for link in given if isinstance(link, dict)] if isinstance(given, list) else []
    alternates = [link for link in links if link.get("rel", "alternate") == "alternate"]
    yield dict.get(entry, "feedburner_origlink")
    yield dict.get(entry, "link")
    yield from (link.get("href") for link in alternates if "html" in str(link.get("type", "html")))
    yield from (link.get("href") for link in alternates)
    identifier = dict.get(entry, "id")
    if isinstance(identifier, str) and identifier not in denied:
        yield as_address(identifier)
    enclosures = (link for link in links if link.get("rel") == "enclosure")
    yield from (document_at(link.get("href"), link.get("type")) for link in enclosures)


def as_address(identifier: object) -> str | None:
    """An identifier, where it is an absolute web address."""
    return identifier if isinstance(identifier, str) and _WEB.match(identifier.strip()) else None


def document_at(address: object, media_type: object) -> str | None:
    """Address of what comes with an item, where that can be read: no sound, film or picture."""
    if not isinstance(address, str) or _NO_DOCUMENT.match(str(media_type or "")):
        return None
    return None if _NO_DOCUMENT_FILE.search(address) else address
