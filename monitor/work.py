"""Who does what the schedule says is due: this process, or, as jobs, the workers of a cluster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from alerts.delivery.outbox import Attempt, deliver
from config.load import Config
from crawler.context import CrawlContext
from crawler.run import Crawls
from model.crawl import CrawlRun
from model.source import Source
from monitor.steps import (
    first_looks_wait_until,
    match_in_time,
    next_at_once,
    tell_at_once_gathered,
    tell_due_digests,
)
from storage.database import Database


class Work(Protocol):
    """What the schedule has done, by whomever."""

    places: int
    """Looks at sources at the same time; 0: as many as fit this machine."""

    async def crawl(self, source: Source, *, only_due: bool) -> CrawlRun:
        """Look at a source; ends when the look has. Raises PeruwatchError when nothing could be recorded."""

    async def tell(self, config: Config) -> datetime | None:
        """Match what came and publish what is due; gives when that is to be done again for what is held."""

    async def deliver(self, config: Config) -> Sequence[Attempt]:
        """Send what is owed and due; gives what this process sent."""


class OwnWork:
    """All of it in this process."""

    places = 0

    def __init__(self, context: CrawlContext, crawls: Crawls) -> None:
        self._context = context
        self._crawls = crawls

    async def crawl(self, source: Source, *, only_due: bool) -> CrawlRun:
        """Look at a source."""
        return await self._crawls.crawl(source, only_due=only_due)

    async def tell(self, config: Config) -> datetime | None:
        """Match what came and publish what is due."""
        return await tell(self._context.database, config, self._context.now)

    async def deliver(self, config: Config) -> Sequence[Attempt]:
        """Send what is owed and due, however long it takes to note how that went."""
        return await send(self._context.database, config, self._context.now)


async def tell(database: Database, config: Config, now: Callable[[], datetime]) -> datetime | None:
    """Match what came and publish what is due; gives when that is to be done again for what is held."""
    for step in (match_in_time, tell_at_once_gathered, tell_due_digests):
        await asyncio.to_thread(step, database, config, now())
    held = [await asyncio.to_thread(step, database, config, now()) for step in (next_at_once, first_looks_wait_until)]
    return min(filter(None, held), default=None)


async def send(database: Database, config: Config, now: Callable[[], datetime]) -> list[Attempt]:
    """Send what is owed and due. What was sent is noted however long that takes: else it would be sent twice."""
    return await deliver(database, config, now=now, patience=timedelta.max)
