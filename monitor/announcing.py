"""Telling a WebSub hub which feeds have changed, so that readers need not ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from config.load import Config
from monitor import outside
from monitor.published import published_feeds
from monitor.web.kept_feeds import FORMATS, KeptFeeds
from storage.database import Database

EVERY = timedelta(minutes=1)
"""Between two looks at what changed: a hub is told of what came together at once, and readers hear soon enough."""


class Announcer:
    """Knows what the feeds were like when a hub was told of them last."""

    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        self._kept = KeptFeeds(database, now=now)
        self._told: Mapping[str, str] = {}
        """Tags of the documents, by their addresses."""

    async def announce(self, config: Config) -> list[str]:
        """Tell the hub of all that changed since the last time; gives the addresses.

        What a feed was like before the first time nobody knows, so that then nothing is told.
        """
        hub = config.settings.web.hub
        if not hub:
            return []
        now = await asyncio.to_thread(self._tags, config)
        changed = [url for url, etag in now.items() if self._told.get(url, etag) != etag]
        if changed and not await outside.announce(hub, changed):
            return []  # they are told of the next time
        self._told = now
        return changed

    def _tags(self, config: Config) -> Mapping[str, str]:
        return {
            feed.url(extension): self._kept.document(feed, extension, config).etag
            for feed in published_feeds(config)
            for extension in FORMATS
        }
