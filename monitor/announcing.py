"""Telling a WebSub hub which feeds have changed, so that readers need not ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from config.load import Config
from monitor import outside
from monitor.published import published_feeds
from monitor.web.kept_feeds import FORMATS, Document, KeptFeeds
from storage import announced
from storage.database import Database

EVERY = timedelta(minutes=1)
"""Between two looks at what changed: a hub is told of what came together at once, and readers hear soon enough."""


class Announcer:
    """Tells a hub of the feeds that are not as they were when it was told of them last, before a restart as well."""

    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._kept = KeptFeeds(database, now=now)

    async def announce(self, config: Config) -> list[str]:
        """Tell the hub of all that changed since the last time; gives the addresses.

        What a feed was like before the first time nobody knows, so that then nothing is told.
        """
        hub = config.settings.web.hub
        if not hub:
            return []
        tags, told = await asyncio.to_thread(self._compared, config)
        changed = [url for url, tag in tags.items() if told.get(url, tag) != tag]
        if changed and not await outside.announce(hub, changed):
            return []  # they are told of the next time
        if tags != told:
            await asyncio.to_thread(self._note, tags)
        return changed

    def _compared(self, config: Config) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """By the documents' addresses: what tells one version of each from others now, and when a hub was told."""
        tags = {
            feed.url(extension): _tag(self._kept.document(feed, extension, config))
            for feed in published_feeds(config)
            for extension in FORMATS
        }
        with self._database.reading() as session:
            return tags, announced.tags(session)

    def _note(self, tags: Mapping[str, str]) -> None:
        with self._database.transaction() as session:
            announced.note(session, tags)


def _tag(document: Document) -> str:
    return "" if document.is_empty else document.etag
