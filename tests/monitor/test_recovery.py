"""A store that can't be written to for a while: the daemon goes on soon after it can be again."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config.load import Config
from crawler.context import CrawlContext
from crawler.workers.pool import ExtractionPool
from model.crawl import CrawlRun
from model.source import Source, SourceState
from monitor import schedule, work
from monitor.live import Live
from monitor.schedule import Schedule
from storage import outbox, runs
from storage.database import Database
from tests import PATIENCE
from tests.config.folders import loaded
from tests.monitor import permissions
from tests.monitor.program import DIGESTS, SOURCES, WATCHES
from tests.monitor.samples import publish

SOON = timedelta(seconds=15)


class Crawls:
    """Crawls that only note that they began."""

    def __init__(self, context: CrawlContext) -> None:
        self._context = context
        self.tried = 0
        self.done = asyncio.Event()

    async def crawl(self, source: Source, *, only_due: bool) -> CrawlRun:
        now = self._context.now()
        self.tried += 1
        await self._context.write(runs.start, source.name, now)
        self.done.set()
        return CrawlRun(source=source.name, started=now, finished=now)


def test_a_lock_is_told_once_and_looks_and_alerts_come_soon_after_it_is_gone(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert schedule._AFTER_STORAGE_TROUBLE <= SOON
    assert schedule._DELIVERY_EVERY <= SOON
    monkeypatch.setattr(schedule, "_AFTER_STORAGE_TROUBLE", timedelta(seconds=0.05))
    monkeypatch.setattr(schedule, "_DELIVERY_EVERY", timedelta(seconds=0.05))
    config = loaded(tmp_path, sources=SOURCES, watches=WATCHES, digests=DIGESTS)
    database = Database.open(config.database_url, busy_timeout=0.01)
    publish(database, now, "Flood")

    began = time.monotonic()

    def fast() -> datetime:
        """A clock by which alerts need not wait long for others to join them."""
        return now + 100 * timedelta(seconds=time.monotonic() - began)

    async def watch() -> None:
        context = CrawlContext(config=config, database=database, pool=ExtractionPool(), now=fast)
        crawls = Crawls(context)
        running = _schedule(context, crawls, config)
        holder = sqlite3.connect(config.data_dir / "peruwatch.db", check_same_thread=False)
        holder.execute("BEGIN IMMEDIATE")
        await running.start()
        try:
            async with asyncio.timeout(PATIENCE):
                await _until(lambda: crawls.tried > 3)  # as often as all that is to be done finds it locked
                assert not crawls.done.is_set()
                (told,) = _told(caplog)
                assert told.endswith("peruwatch.db is locked by another process: wait for it, or stop it")
                holder.close()
                await crawls.done.wait()
                await _until(lambda: _owed_or_sent(database) > 0)
        finally:
            await running.stop()

    asyncio.run(watch())
    database.close()


def test_a_folder_that_cant_be_written_to_is_told_once_and_all_goes_on_when_it_can(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(schedule, "_AFTER_STORAGE_TROUBLE", timedelta(seconds=0.05))
    monkeypatch.setattr(schedule, "_DELIVERY_EVERY", timedelta(seconds=0.05))
    config = loaded(tmp_path, sources=SOURCES, watches=WATCHES, digests=DIGESTS)
    first = Database.open(config.database_url)
    publish(first, now, "Flood")
    first.close()
    began, folder = time.monotonic(), config.data_dir

    async def watch(database: Database) -> None:
        context = CrawlContext(
            config=config,
            database=database,
            pool=ExtractionPool(),
            now=lambda: now + 100 * timedelta(seconds=time.monotonic() - began),
        )
        crawls = Crawls(context)
        running = _schedule(context, crawls, config)
        await running.start()
        try:
            async with asyncio.timeout(PATIENCE):
                await _until(lambda: crawls.tried > 3)
                assert not crawls.done.is_set()
                told = _told(caplog)
                assert any("peruwatch.db can't be written to: check the permissions" in one for one in told)
                assert told == list(dict.fromkeys(told))
                _allow(folder, writing=True)
                await crawls.done.wait()
                await _until(lambda: _owed_or_sent(database) > 0)
        finally:
            await running.stop()

    with permissions.holding():
        opened = Database.open(config.database_url)
        beside = sqlite3.connect(folder / "peruwatch.db")
        beside.execute("SELECT * FROM source_state").fetchall()  # so that its log stays there, as under a daemon
        opened.close()  # what it opens from now on is opened anew
        _allow(folder, writing=False)
        asyncio.run(watch(opened))
        opened.close()
        beside.close()


def test_after_the_clock_was_set_back_by_a_year_looks_go_on_and_it_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(schedule, "_CLOCK_EVERY", 0.01)
    config = loaded(tmp_path, sources=SOURCES, watches=WATCHES, digests=DIGESTS)
    database = Database.open(config.database_url)
    set_back = timedelta()
    looked = datetime.now(UTC)  # by which APScheduler goes
    with database.transaction() as session:
        planned = looked + timedelta(hours=1)
        runs.keep_state(session, SourceState(name="gazette", last_attempt=looked, next_poll=planned, next_run=planned))

    async def watch() -> None:
        nonlocal set_back
        context = CrawlContext(
            config=config, database=database, pool=ExtractionPool(), now=lambda: datetime.now(UTC) - set_back
        )
        crawls = Crawls(context)
        running = _schedule(context, crawls, config)
        await running.start()
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.sleep(0)  # until it watches the clock
                assert not crawls.tried
                set_back = timedelta(days=365)
                await crawls.done.wait()
        finally:
            await running.stop()

    asyncio.run(watch())
    assert [told.partition(" by ")[0] for told in _told(caplog)] == ["the clock was set back"]
    database.close()


def test_a_fault_of_ours_is_told_once_is_met_ever_more_seldom_and_stops_nothing_else(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    config = loaded(tmp_path, sources=SOURCES, watches=WATCHES, digests=DIGESTS)
    database = Database.open(config.database_url)
    tries = []

    def stumble(*_: object) -> None:
        tries.append(asyncio.get_running_loop)
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(work, "match_in_time", stumble)

    async def watch() -> None:
        context = CrawlContext(config=config, database=database, pool=ExtractionPool(), now=lambda: now)
        crawls = Crawls(context)
        running = _schedule(context, crawls, config)
        loop = asyncio.get_running_loop()
        clock = 1000.0
        monkeypatch.setattr(loop, "time", lambda: clock)
        await running._tell()
        for _ in range(40):  # ten minutes of looks at what is due
            clock += 15
            await running._catch_up()
        monkeypatch.undo()
        running._told_again = 0
        await running._catch_up()
        assert not running._is_untold
        await running.stop()

    asyncio.run(watch())
    assert len(tries) == 6
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "division by zero" in caplog.text
    database.close()


def _schedule(context: CrawlContext, crawls: Any, config: Config) -> Schedule:
    own = work.OwnWork(context, crawls)
    return Schedule(context, own, Live(config), on_run=_nothing, on_attempt=_nothing, on_waiting=_nothing)


def _told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What we told: on a busy machine APScheduler tells that it leaves out rounds, too."""
    return [record.getMessage() for record in caplog.records if not record.name.startswith("apscheduler")]


def _allow(folder: Path, *, writing: bool) -> None:
    folder.chmod(0o755)
    for file in (one for one in folder.iterdir() if one.is_file()):
        file.chmod(0o644 if writing else 0o444)
    folder.chmod(0o755 if writing else 0o555)


async def _until(what: Callable[[], bool]) -> None:
    while not what():  # noqa: ASYNC110 - a log and a database have no events
        await asyncio.sleep(0.01)


def _owed_or_sent(database: Database) -> int:
    with database.reading() as session:
        return sum(outbox.counts(session).values())


def _nothing(*_: object) -> None:
    """Nobody listens."""
