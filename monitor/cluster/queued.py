"""Work that is queued for whichever worker takes it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime

from alerts.delivery.outbox import Attempt
from config.load import Config
from crawler.context import CrawlContext
from model.cluster import Queue
from model.crawl import CrawlRun
from model.errors import StorageError
from model.source import Source
from storage import jobs, outbox, runs
from storage.database import Session

_LOOK_EVERY = 0.2
"""Seconds between two looks at which jobs have ended."""


class QueuedWork:
    """Puts jobs on the queues; `watch` is to run meanwhile."""

    places = sys.maxsize  # no bound: how many are worked on at a time is the workers' to say

    def __init__(self, context: CrawlContext) -> None:
        self._context = context
        self._ended: dict[int, asyncio.Future[None]] = {}

    async def crawl(self, source: Source, *, only_due: bool) -> CrawlRun:
        """Have a worker look at a source."""
        before, job = await self._context.write(_enqueue_look, source.name, only_due=only_due)
        ended = self._ended.setdefault(job, asyncio.get_running_loop().create_future())
        await asyncio.shield(ended)
        run = await self._context.read(runs.last_after, source.name, before)
        if run is None:
            raise StorageError(f"{source.name}: a worker could not look at it, and its log says why")
        return run

    async def tell(self, config: Config) -> datetime | None:  # noqa: ARG002 - a worker has its own
        """Have a worker match and publish, which queues by itself what is held."""
        await self._context.write(jobs.enqueue, Queue.MATCH, lock=Queue.MATCH)
        return None

    async def deliver(self, config: Config) -> Sequence[Attempt]:  # noqa: ARG002 - as above
        """Have a worker send what is to be tried again. What is new was queued by those who owed it."""
        await self._context.write(_enqueue_what_waits, self._context.now())
        return ()

    async def watch(self) -> None:
        """Look which jobs have ended, for ever."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            asked = set(self._ended)  # what comes meanwhile is looked for the next time
            if not asked:
                continue
            try:
                left = await self._context.read(jobs.left, asked)
            except StorageError:
                continue  # of which others tell
            for job in asked - left:
                self._ended.pop(job).set_result(None)


def _enqueue_look(session: Session, source: str, *, only_due: bool) -> tuple[int, int]:
    """Queue a look, unless there is one; the last run before, and the job."""
    before = runs.last_number(session, source)
    args = {"source": source, "only_due": only_due}
    return before, jobs.enqueue_once(session, Queue.CRAWL, args, lock=f"source:{source}")


def _enqueue_what_waits(session: Session, now: datetime) -> None:
    if outbox.due(session, now=now, everything=False):
        jobs.enqueue(session, Queue.DELIVER)
    if jobs.lacks_matching(session):
        jobs.enqueue(session, Queue.MATCH, lock=Queue.MATCH)
