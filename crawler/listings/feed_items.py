"""A feed's items to entries, those among them that have no page of their own, too: their text is in the feed."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urldefrag

from crawler.text.words import plain
from crawler.text.writing import count_words
from model.article import Entry

_FEWEST_WORDS = 5
"""Of a text that is an article: less is a label. The same as of a page's."""
_TITLE_WORDS = 12
"""Of the text that stand for a title where there is none."""
_ITEM = "item-"
"""How fragments begin that are made here."""
_NO_PART = re.compile(r"(?:comments?|respond|disqus_thread|more-\d+|top|.*=.*|:~:.*)?", re.IGNORECASE)
"""Fragments that name no part of a page: what its readers say, where an excerpt ends, where a reader came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """What a feed says of one article."""

    link: str | None
    """Absolute address with its fragment; None where the item gives none."""
    identifier: str
    entry: Entry
    """All but the address."""
    text: str | None
    """Markup of all that the feed has of the article's text."""


def entries_of(items: Sequence[FeedItem], feed_url: str) -> tuple[Entry, ...]:
    """Entries of a feed's items in their order, each address once; items with neither link nor text are left out."""
    parts: dict[str, set[tuple[str, str]]] = {}
    for item in items:
        if item.link is not None:
            parts.setdefault(urldefrag(item.link)[0], set()).add((_part_in(item.link), item.entry.title or ""))
    identifiers = Counter(item.identifier for item in items)
    found: dict[str, Entry] = {}
    for item in items:
        if item.link is not None:
            page = urldefrag(item.link)[0]
            entry = _linked(item, page, parts[page])
        elif item.text is not None and count_words(plain(item.text) or "") >= _FEWEST_WORDS:
            # An identifier that several items have is none.
            own = item.identifier if identifiers[item.identifier] == 1 else ""
            name = hashlib.sha256((own or f"{item.entry.title}\n{item.text}").encode("utf-8", "replace")).hexdigest()
            entry = replace(item.entry, url=f"{urldefrag(feed_url)[0]}#{_ITEM}{name[:16]}", text=item.text)
        else:
            continue
        found.setdefault(entry.url, entry)
    return tuple(found.values())


def is_item(url: str) -> bool:
    """Whether an address is that of an item without a page, within its feed."""
    return urldefrag(url)[1].startswith(_ITEM)


def page_of(entry: Entry) -> bytes:
    """A page made of an entry that is given with its text, as if it had been fetched."""
    title = html.escape(entry.title or " ".join((plain(entry.text) or "").split()[:_TITLE_WORDS]))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1><div>{entry.text or ''}</div></article></body></html>"
    ).encode("utf-8", "replace")


def _linked(item: FeedItem, page: str, parts: set[tuple[str, str]]) -> Entry:
    """Entry of an item with a link: to a part of a page where items of other titles lead to its other parts."""
    fragment = _part_in(item.link or "")
    told_apart = len({part for part, _ in parts}) > 1 and len({title for _, title in parts}) > 1
    if fragment and told_apart:
        return replace(item.entry, url=f"{page}#{fragment}", text=item.text)
    return replace(item.entry, url=page)


def _part_in(link: str) -> str:
    fragment = urldefrag(link)[1]
    return "" if _NO_PART.fullmatch(fragment) else fragment
