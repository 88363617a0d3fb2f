"""What happens when: looks at sources, digests, deliveries. The jobs are the commands' own functions."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from alerts import index
from alerts.outbox import Attempt, deliver
from crawler.desk import Desk
from crawler.run import Crawls
from model.alert import Digest
from model.crawl import CrawlRun
from model.errors import PeruwatchError
from model.source import Source
from monitor.live import Live
from monitor.slots import next_slot
from monitor.steps import match, tell_at_once, tell_due_digests
from storage import runs

logger = logging.getLogger(__name__)

CRAWLS_AT_ONCE = 4
_DELIVERY_EVERY = timedelta(seconds=15)
"""How often messages whose next try has come are looked for."""
_EDITS_EVERY = timedelta(seconds=0.5)
"""How often the files of watches and digests are looked at."""
_STAGGER = timedelta(seconds=1)
"""Between the first looks of two sources, so that a start is no burst."""
_AFTER_TROUBLE = timedelta(minutes=5)
"""Until the next look when the store could not even keep that this one failed."""


class Schedule:
    """The daemon's jobs over one desk. Started and stopped inside the running loop."""

    def __init__(
        self,
        desk: Desk,
        crawls: Crawls,
        live: Live,
        *,
        on_run: Callable[[CrawlRun], None],
        on_attempt: Callable[[Attempt], None],
    ) -> None:
        self._desk = desk
        self._crawls = crawls
        self._live = live
        self._on_run = on_run
        self._on_attempt = on_attempt
        self._free = asyncio.Semaphore(CRAWLS_AT_ONCE)
        self._telling = asyncio.Lock()
        self._looking = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        # A job that comes late, after a machine was asleep, is still wanted, and once is enough.
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True})

    async def start(self) -> None:
        """Plan everything, and catch up on what was missed while nobody was up."""
        states = await self._desk.read(runs.states)
        now = self._desk.now()
        first = now
        for source in self._desk.config.sources:
            if source.paused:
                continue
            state = states.get(source.name)
            due = max((state and state.next_run) or now, first)
            first = max(first, due) + _STAGGER if due <= first else first
            self._plan(source, due)
        self._await_digests()
        self._add(self._look_at_edits, IntervalTrigger(seconds=_EDITS_EVERY.total_seconds()), "edits")
        self._add(self._deliver, IntervalTrigger(seconds=_DELIVERY_EVERY.total_seconds()), "deliver")
        self._scheduler.start()
        self._spawn(self._tell())
        self._spawn(self._index())

    async def stop(self) -> None:
        """Stop planning, stop what is under way; what it has stored is kept, the rest stays owed."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _add(self, do: Callable[..., Coroutine[Any, Any, None]], trigger: object, name: str, *args: object) -> None:
        def job() -> None:
            self._spawn(do(*args))

        # The scheduler's own tasks can't be waited for, so a job only spawns one of ours.
        self._scheduler.add_job(_as_coroutine(job), trigger, id=name, replace_existing=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(_logged(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def _plan(self, source: Source, due: object) -> None:
        self._add(self._look, DateTrigger(due), f"crawl:{source.name}", source)

    def _await(self, digest: Digest) -> None:
        if slot := next_slot(digest.cron, digest.timezone, now=self._desk.now()):
            self._add(self._tell_in_time, DateTrigger(slot), f"digest:{digest.name}", digest)

    def _await_digests(self) -> None:
        """Plan the digests that are in force, and only these."""
        for job in self._scheduler.get_jobs():
            if job.id.startswith("digest:"):
                job.remove()
        for digest in self._live.config.digests:
            self._await(digest)

    async def _tell_in_time(self, digest: Digest) -> None:
        self._await(digest)
        await self._tell()

    async def _look_at_edits(self) -> None:
        async with self._looking:
            is_new = await asyncio.to_thread(self._live.look)
        if is_new:
            self._await_digests()
            await self._tell()

    async def _look(self, source: Source) -> None:
        again = self._desk.now() + _AFTER_TROUBLE
        try:
            async with self._free:
                run = await self._crawls.crawl(source, only_due=True)
            self._on_run(run)
            state = await self._desk.read(runs.state, source.name)
            again = state.next_run or again
        finally:
            if self._scheduler.running:
                self._plan(source, max(again, self._desk.now()))
        if run.articles or run.revisions:
            await self._tell()

    async def _tell(self) -> None:
        """Match what came, publish what is due, send it."""
        async with self._telling:
            for step in (match, tell_at_once, tell_due_digests):
                await asyncio.to_thread(step, self._desk.database, self._live.config, self._desk.now())
        await self._deliver()

    async def _index(self) -> None:
        """Put what is missing into the search index, such as after an upgrade, a few articles at a time."""
        await asyncio.to_thread(index.begin, self._desk.database)
        while await asyncio.to_thread(index.catch_up, self._desk.database):
            pass

    async def _deliver(self) -> None:
        for attempt in await deliver(self._desk.database, self._desk.config, now=self._desk.now):
            self._on_attempt(attempt)


def _as_coroutine(do: Callable[[], None]) -> Callable[[], Coroutine[Any, Any, None]]:
    """Run in the loop itself: the scheduler gives plain functions to threads."""

    async def run() -> None:
        do()

    return run


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    """A job that fails is told and tried again at its next time; the others go on."""
    try:
        await work
    except PeruwatchError as error:
        logger.error("%s", error)  # noqa: TRY400 - its text says all
    except Exception:
        logger.exception("a job failed")
