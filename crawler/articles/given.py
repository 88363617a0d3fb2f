"""Articles that stand in their feed and nowhere else: what a walk saw of them, or the feed asked again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urldefrag

from crawler.listings.feed_items import is_item, page_of
from crawler.listings.listing import NotAListing
from crawler.sections.answers import Ask, ReadListing
from model.article import Entry, Snapshot
from model.crawl import Fetch, Outcome
from model.errors import NotAnArticle
from model.source import WayKind


class GivenEntries:
    """The entries of one crawl that were given with their texts."""

    def __init__(self, ask: Ask, read: ReadListing) -> None:
        self._ask = ask
        self._read_listing = read
        self._entries: dict[str, Entry] = {}
        self._asked: dict[str, asyncio.Task[Fetch]] = {}

    def remember(self, entries: Mapping[str, Entry]) -> None:
        """Keep those of a listing's entries that have their texts with them."""
        self._entries |= {entry.url: entry for entry in entries.values() if entry.text is not None}

    async def find(self, url: str) -> Entry | Fetch | None:
        """The entry with its text, or why it can't be had; None for an address that is a page's own."""
        if url in self._entries or not is_item(url):
            return self._entries.get(url)
        feed = urldefrag(url)[0]
        if feed not in self._asked:  # as after a restart: all that is owed of the feed waits for one answer
            self._asked[feed] = asyncio.create_task(self._read(feed))
        fetch = await asyncio.shield(self._asked[feed])
        if url in self._entries or fetch.outcome is not Outcome.OK:
            return self._entries.get(url, replace(fetch, url=url))
        return replace(fetch, url=url, outcome=Outcome.GONE, detail="is no longer in its feed, and has no page")

    async def _read(self, feed: str) -> Fetch:
        answer = await self._ask(feed, None)
        if answer.fetch.outcome is not Outcome.OK:
            return answer.fetch
        try:
            listing = await self._read_listing(WayKind.FEED, answer)
        except (NotAListing, NotAnArticle) as error:
            return replace(answer.fetch, outcome=Outcome.MISSING, detail=str(error))
        found = (replace(entry, url=f"{feed}#{urldefrag(entry.url)[1]}") for entry in listing.entries)
        self._entries |= {entry.url: entry for entry in found if is_item(entry.url)}
        return answer.fetch


def snapshot_of(entry: Entry, now: datetime) -> Snapshot:
    """A snapshot of a page made of an entry that is given with its text."""
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Snapshot(url=entry.url, fetched=now, headers=headers, body=page_of(entry))
