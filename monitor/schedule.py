"""What happens when: looks at sources, digests, deliveries. Who does it is told: this process, or workers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.date import DateTrigger

from alerts.delivery.outbox import Attempt
from alerts.search import index
from config.load import Config
from crawler.context import CrawlContext
from crawler.crawls.due import all_due, next_due
from crawler.sections.ways import instructions
from model.alert import Digest
from model.crawl import CrawlRun
from model.errors import PeruwatchError, StorageError
from model.source import Source
from monitor import announcing, outside, rounds
from monitor.live import Live
from monitor.places import Places
from monitor.slots import next_slot
from monitor.steps import find_evidence
from monitor.trouble import StoreTrouble
from monitor.work import Work

logger = logging.getLogger(__name__)

_DELIVERY_EVERY = timedelta(seconds=15)
"""How often messages whose next try has come are looked for."""
_ROUNDS_AT_ONCE = 4
"""Rounds of deliveries under way: while a server hangs on all messages of one, those that come later go out."""
_EDITS_EVERY = timedelta(seconds=0.5)
"""How often the configuration's files are looked at."""
_CLOCK_EVERY = 1.0
"""Seconds between two looks at whether the clock was set."""
_LEAP = 30.0
"""Seconds by which the clock was set, not corrected bit by bit as time servers have it."""
_STAGGER = timedelta(seconds=0.1)
"""Between the first looks of two sources, so that a start is no burst; there are only so many places anyway."""
_AFTER_STORAGE_TROUBLE = timedelta(seconds=10)
"""Until the next look after the store could not be written to. Nothing is asked of a publisher before it can be."""
_LONGEST_AFTER_FAULT = 3600.0
"""Seconds until what came is told again at the latest, where a fault of ours keeps it from being told."""
_AFTER_TROUBLE = timedelta(minutes=5)
"""Until the next look when the store could not even keep that this one failed."""


class Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Again and again, at least an interval apart. Unlike IntervalTrigger it does not count what a gap left out."""

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The first time is at once."""
        return now if previous_fire_time is None else now + self._interval


class Schedule:
    """The daemon's jobs over one context. Started and stopped inside the running loop."""

    def __init__(
        self,
        context: CrawlContext,
        work: Work,
        live: Live,
        *,
        on_run: Callable[[CrawlRun], None],
        on_attempt: Callable[[Attempt], None],
        on_waiting: Callable[[], None],
    ) -> None:
        self._context = context
        self._work = work
        self._live = live
        self._on_run = on_run
        self._on_attempt = on_attempt
        self._on_waiting = on_waiting
        """Called when other options wait for a restart than before."""
        self._places = Places(is_slow=context.pacing.is_slow, now=context.now, at_once=work.places)
        self._delivering = asyncio.Semaphore(_ROUNDS_AT_ONCE)
        self._telling = asyncio.Lock()
        self._is_untold = False
        """Whether what came could not be told, because the store could not be used."""
        self._faults = 0
        """Times in a row that it could not be told because of a fault of ours."""
        self._fault = ""
        """The last of these, which was logged."""
        self._told_again = 0.0
        """When it is tried again, by the loop's clock."""
        self._looking = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        self._looks: dict[str, asyncio.Task[None]] = {}
        """Crawls under way, by their source."""
        self._announcer = announcing.Announcer(context.database, now=context.now)
        self._broken_since: datetime | None = None
        """Since when rounds fail, since nothing can be written."""
        self._trouble = StoreTrouble(logger)
        # A job that comes late, after a machine was asleep, is still wanted, and once is enough.
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True})

    async def start(self) -> None:
        """Plan everything, and catch up on what was missed while nobody was up."""
        await self._plan_all({})
        self._await_digests()
        self._repeat()
        self._scheduler.start()
        self._spawn(self._watch_the_clock())
        self._spawn(self._tell())
        self._spawn(self._index())

    def _repeat(self) -> None:
        self._add(self._look_at_edits, Every(_EDITS_EVERY), "edits")
        self._add(self._catch_up, Every(_DELIVERY_EVERY), "deliver")
        self._add(self._find_evidence, Every(_DELIVERY_EVERY), "evidence")
        self._add(self._go_round, Every(rounds.EVERY), "round")
        self._add(self._announce, Every(announcing.EVERY), "announce")

    async def _watch_the_clock(self) -> None:
        """Plan all anew when the clock was set: what was planned by the old one would come hours late, or at once."""
        monotonic = asyncio.get_running_loop().time
        offset = self._context.now().timestamp() - monotonic()
        while True:
            await asyncio.sleep(_CLOCK_EVERY)
            leap = self._context.now().timestamp() - monotonic() - offset
            if abs(leap) < _LEAP:
                continue
            offset += leap
            way = "ahead (or this machine slept)" if leap > 0 else "back"
            logger.warning("the clock was set %s by %s; all is planned anew", way, timedelta(seconds=round(abs(leap))))
            self._repeat()
            await self._plan_all({})
            self._await_digests()
            await self._tell()

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

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(_logged(work, self._trouble))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        task.add_done_callback(lambda _: work.close())  # it has not even begun where we stop at once
        return task

    async def _plan_all(self, before: Mapping[str, Source]) -> None:
        """Plan the looks at all sources as the configuration has them now; `before` is how it had them until now."""
        now = first = self._context.now()
        sources, crawl = watched(self._live.config), self._live.config.settings.crawl
        dues = await self._context.read(all_due, sources.values(), crawl, now)
        wanted = []
        for name, source in sources.items():
            is_edited = name in before and _section(before[name]) != _section(source)
            planned = None if is_edited else dues[name]
            wanted.append((planned or now, name, is_edited))
        for planned, name, is_edited in sorted(wanted, key=lambda one: one[0]):
            due = max(planned, first)
            first = due + _STAGGER if due <= first else first
            if name not in self._looks:
                self._plan(name, due, only_due=not is_edited)

    def look_now(self, name: str) -> bool:
        """Look at a source at once, whatever was planned; False where it is not watched or under way already."""
        if name in self._looks or name not in watched(self._live.config):
            return False
        self._plan(name, self._context.now(), only_due=False)
        return True

    def _leave_alone(self, gone: Iterable[str]) -> None:
        """Ask nothing more of sources that are paused or no longer there; what is stored of them is kept."""
        for name in gone:
            if self._scheduler.get_job(f"crawl:{name}"):
                self._scheduler.remove_job(f"crawl:{name}")
            if name in self._looks:
                self._looks[name].cancel()

    async def _due(self, source: Source) -> datetime | None:
        return await self._context.read(next_due, source, self._live.config.settings.crawl, self._context.now())

    def _plan(self, name: str, due: datetime, *, only_due: bool = True) -> None:
        self._add(self._look, DateTrigger(due), f"crawl:{name}", name, due, only_due)

    def _await(self, digest: Digest) -> None:
        if slot := next_slot(digest.cron, digest.timezone, now=self._context.now()):
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
            before, waiting = self._live.config, self._live.waiting
            is_new = await asyncio.to_thread(self._live.look)
            if self._live.waiting != waiting:
                self._on_waiting()
            if not is_new:
                return
            self._context.config = self._live.config
            former = watched(before)
            self._leave_alone(former.keys() - watched(self._live.config).keys())
            await self._plan_all(former)
            self._await_digests()
        await self._tell()

    async def _look(self, name: str, due: datetime, only_due: bool) -> None:  # noqa: FBT001 - a job's argument
        """Crawl a source, unless it is no longer watched, and plan its next look."""
        task = asyncio.current_task()
        source = watched(self._live.config).get(name)
        if source is None or task is None or name in self._looks:
            return
        self._looks[name] = task
        again = self._context.now() + _AFTER_TROUBLE
        try:
            async with self._places.place(urlsplit(source.url).hostname or "", due):
                run = await self._work.crawl(source, only_due=only_due)
            self._on_run(run)
            again = await self._due(watched(self._live.config).get(name, source)) or again
        except StorageError:
            again, self._is_untold = self._context.now() + _AFTER_STORAGE_TROUBLE, True
            raise
        finally:
            del self._looks[name]
            wanted, now = watched(self._live.config).get(name), self._context.now()
            if wanted is not None and self._scheduler.running:
                is_edited = _section(wanted) != _section(source)
                self._plan(name, now if is_edited else max(again, now), only_due=not is_edited)
        if run.articles or run.revisions:
            await self._tell()

    async def _tell(self) -> None:
        """Match what came, publish what is due, send it."""
        async with self._telling:
            self._is_untold = True
            held = None
            try:
                held = await self._work.tell(self._live.config)
            except PeruwatchError:
                raise
            except Exception as fault:  # noqa: BLE001 - it is logged
                self._broke(fault)
            else:
                self._is_untold, self._faults, self._fault = False, 0, ""
        if held is not None and self._scheduler.running:
            self._add(self._tell, DateTrigger(held), "alerts")
        await self._deliver()

    def _broke(self, fault: Exception) -> None:
        """A fault of ours is told once, and is met ever more seldom."""
        wait = min(_DELIVERY_EVERY.total_seconds() * (1 << min(self._faults, 10)), _LONGEST_AFTER_FAULT)
        self._faults, self._told_again = self._faults + 1, asyncio.get_running_loop().time() + wait
        if repr(fault) != self._fault:
            self._fault = repr(fault)
            logger.error("what came can't be told, by a fault of peruwatch; tried again", exc_info=fault)

    async def _catch_up(self) -> None:
        """Send what is due to be sent, and what could not be told before."""
        is_time = asyncio.get_running_loop().time() >= self._told_again
        if self._is_untold and is_time and not self._telling.locked():
            await self._tell()
        else:
            await self._deliver()

    async def _go_round(self) -> None:
        """Look after ourselves and the sources, tell who is to be told, and be heard of outside if all is well."""
        now, database = self._context.now(), self._context.database
        try:
            await asyncio.to_thread(database.check)
            found = await asyncio.to_thread(
                rounds.go_round, database, self._live.config, now, broken_since=self._broken_since
            )
        except StorageError:
            self._broken_since = self._broken_since or now
            raise
        self._broken_since = None
        if found.messages:
            await self._deliver()
        heartbeat = self._live.config.settings.monitor.heartbeat.get_secret_value()
        if heartbeat and found.is_good:
            await outside.beat(heartbeat)

    async def _announce(self) -> None:
        await self._announcer.announce(self._live.config)

    async def _index(self) -> None:
        """Put what is missing into the search index, such as after an upgrade, a few articles at a time."""
        await asyncio.to_thread(index.begin, self._context.database)
        while await asyncio.to_thread(index.catch_up, self._context.database):
            pass

    async def _find_evidence(self) -> None:
        """Find where old articles meet a watch that was taken up, a few at a time."""
        context = self._context
        while await asyncio.to_thread(find_evidence, context.database, self._live.config, context.now()):
            pass

    async def _deliver(self) -> None:
        if self._delivering.locked():
            return  # servers hang; when one round has ended, the rest is looked for again
        async with self._delivering:
            for attempt in await self._work.deliver(self._live.config):
                self._on_attempt(attempt)


def watched(config: Config) -> dict[str, Source]:
    """The sources that are to be asked, by name."""
    return {source.name: source for source in config.sources if not source.paused}


def _section(source: Source) -> tuple[str, tuple[str, ...]]:
    """What decides where and how a source is read."""
    return instructions(source), source.aliases


def _as_coroutine(do: Callable[[], None]) -> Callable[[], Coroutine[Any, Any, None]]:
    """Run in the loop itself: the scheduler gives plain functions to threads."""

    async def run() -> None:
        do()

    return run


async def _logged(work: Coroutine[Any, Any, None], trouble: StoreTrouble) -> None:
    """A job that fails is told and tried again at its next time; the others go on."""
    try:
        await work
    except StorageError as error:
        trouble.tell(error, asyncio.get_running_loop().time())
    except PeruwatchError as error:
        logger.error("%s", error)  # noqa: TRY400 - its text says all
    except Exception:
        logger.exception("a job failed")
