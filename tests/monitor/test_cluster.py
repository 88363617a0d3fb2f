"""Many processes on one PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from config.load import Config
from crawler.context import CrawlContext
from crawler.workers.pool import ExtractionPool
from model.cluster import Member, Queue, Role
from model.errors import StorageError
from monitor import cluster
from monitor.cluster.tasks import Tasks
from storage import articles, jobs, members, outbox
from storage.database import Database
from storage.turns import HostTurn, HostTurns
from tests.config.folders import loaded
from tests.monitor.conftest import Call
from tests.monitor.program import DIGESTS, SOURCES, WATCHES, finished, start, write_config
from tests.monitor.publishers import publishing, until
from tests.monitor.samples import publish

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
WORKER = Member(role=Role.WORKER, machine="here", pid=1, since=NOW, queues=tuple(Queue), concurrency=3)
SCHEDULER = Member(role=Role.SCHEDULER, machine="here", pid=2, since=NOW)
LONG = 1000.0


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    with closing(Database.open(postgres_url)) as opened:
        cluster.prepare(opened)
        yield opened


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return loaded(tmp_path, sources=SOURCES, watches=WATCHES, digests=DIGESTS)


def queued(database: Database) -> dict[Queue, tuple[int, int]]:
    """Jobs that wait, and that somebody has in hand, where there are any."""
    with database.reading() as session:
        found = jobs.standing(session)
    assert found is not None
    return {one.queue: (one.waiting, one.in_hand) for one in found.queues if one.waiting or one.in_hand}


def take(database: Database, worker: int) -> None:
    """Take the next job, as Procrastinate does."""
    with database.transaction() as session:
        session.execute(text("INSERT INTO procrastinate_workers OVERRIDING SYSTEM VALUE VALUES (:id)"), {"id": worker})
        session.execute(text("SELECT procrastinate_fetch_job_v2(NULL, :id)"), {"id": worker})


@pytest.mark.parametrize(
    ("url", "installed", "said"),
    [
        ("sqlite:///x.db", True, "workers share a PostgreSQL, which storage.url has to name"),
        ("postgresql+psycopg://u@127.0.0.1:1/x", False, "pip install 'peruwatch[cluster]'"),
    ],
)
def test_where_no_worker_can_work_it_says_what_to_do(
    peruwatch: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, url: str, installed: bool, said: str
) -> None:
    write_config(tmp_path, settings=f'[storage]\nurl = "{url}"\n')
    monkeypatch.setattr(cluster, "is_installed", lambda: installed)
    result = peruwatch("worker")
    assert (result.status, len(result.err.splitlines())) == (1, 1)
    assert said in result.err


def test_a_queue_that_there_is_not_is_wrong_use(peruwatch: Call, place: Path) -> None:
    result = peruwatch("worker", "--queues", "crawl,mail")
    assert result.status == 2
    assert "there is no queue 'mail'; there are crawl, extract, match, deliver" in result.err


def test_nothing_is_left_to_workers_where_there_are_none(peruwatch: Call, place: Path) -> None:
    result = peruwatch("reprocess", "--queue")
    assert result.status == 1
    assert "there is no cluster on this database" in result.err


def test_what_is_stored_is_queued_to_be_matched_by_the_same_transaction(database: Database) -> None:
    engine = create_engine(database.server.replace("postgresql:", "postgresql+psycopg:"))  # type: ignore[union-attr]
    publish(database, NOW, "Flood in Piura")
    with engine.connect() as connection:  # one that is taken back
        connection.execute(text("DELETE FROM unmatched"))
        connection.execute(text("INSERT INTO unmatched SELECT id FROM revision"))
        assert connection.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar() == 2
        connection.rollback()
    engine.dispose()
    assert queued(database) == {Queue.MATCH: (1, 0)}


def test_matching_does_the_work_of_all_that_asked_and_has_what_it_owes_delivered(
    database: Database, config: Config
) -> None:
    publish(database, NOW - timedelta(minutes=2), "Flood in Piura")
    publish(database, NOW - timedelta(minutes=1), "Flood in Tumbes")
    sent: list[object] = []

    async def work() -> None:
        context = CrawlContext(config=config, database=database, pool=ExtractionPool(), now=lambda: NOW)
        tasks = Tasks(context, None, on_run=sent.append, on_attempt=sent.append)  # type: ignore[arg-type]
        await tasks.match()
        context.now = lambda: NOW + timedelta(hours=1)
        await tasks.match()
        assert queued(database) == {Queue.DELIVER: (1, 0)}
        await tasks.deliver()
        context.pool.close()

    asyncio.run(work())
    assert queued(database) == {}
    assert len(sent) == 1
    with database.reading() as session:
        assert outbox.due(session, now=NOW + timedelta(days=1), everything=True) == []


def test_jobs_of_a_process_that_is_gone_are_done_by_others_and_those_of_one_that_is_there_are_not(
    database: Database,
) -> None:
    with ExitStack() as stays, ExitStack() as goes:
        for number, stack in ((1, stays), (2, goes)):
            stack.enter_context(database.joined(replace(WORKER, pid=number))).work_as(number)
            with database.transaction() as session:
                jobs.enqueue(session, Queue.DELIVER)
            take(database, number)
        assert queued(database) == {Queue.DELIVER: (0, 2)}
        goes.close()
        with database.transaction() as session:
            assert jobs.give_back(session) == 1
        assert queued(database) == {Queue.DELIVER: (1, 1)}
        with database.reading() as session:
            assert [(one.pid, one.jobs) for one in members.present(session)] == [(1, 1)]


def test_of_two_schedulers_one_leads_and_the_other_takes_over(database: Database) -> None:
    with ExitStack() as first, database.joined(replace(SCHEDULER, pid=3)) as second:
        assert first.enter_context(database.joined(SCHEDULER)).lead()
        assert not second.lead()
        first.close()
        assert second.lead()
        with database.reading() as session:
            assert [(one.pid, one.leads) for one in members.present(session)] == [(3, True)]


def test_a_job_that_waits_already_is_not_queued_again(database: Database) -> None:
    with database.transaction() as session:
        numbers = {jobs.enqueue_once(session, Queue.CRAWL, {"source": "a"}, lock="source:a") for _ in range(2)}
        assert jobs.left(session, [*numbers, -1]) == numbers
    assert queued(database) == {Queue.CRAWL: (1, 0)}


def turns(database: Database) -> HostTurns:
    found = database.host_turns()
    assert found is not None
    return found


async def taken(of: HostTurns, host: str = "a.example", *, at_once: int = 1) -> HostTurn | None:
    return await of.take(host, at_once=at_once, delay=LONG, longest=2 * LONG)


def test_one_process_at_a_time_asks_a_host_and_the_next_keeps_the_distance(database: Database) -> None:
    async def ask() -> None:
        here, there = turns(database), turns(database)
        mine = await taken(here)
        assert mine is not None
        assert mine.wait == 0
        assert await taken(there) is None
        assert await taken(there, "b.example") is not None
        await here.end(mine, asked=True)
        theirs = await taken(there)
        assert theirs is not None
        assert LONG / 2 < theirs.wait <= LONG
        await here.close()
        await there.close()

    asyncio.run(ask())


def test_the_turn_of_a_process_that_was_killed_is_free_once_its_request_has_ended_for_certain(
    database: Database,
) -> None:
    async def ask() -> None:
        here, there = turns(database), turns(database)
        assert await taken(here) is not None
        await here.close()
        turn = None
        while turn is None:  # PostgreSQL has yet to see that
            turn = await taken(there)
        assert LONG < turn.wait <= 2 * LONG
        await there.close()

    asyncio.run(ask())


def test_a_host_that_may_be_asked_twice_at_a_time_is_asked_by_two(database: Database) -> None:
    async def ask() -> None:
        three = [turns(database) for _ in range(3)]
        found = [await taken(one, at_once=2) is not None for one in three]
        assert found == [True, True, False]
        for one in three:
            await one.close()

    asyncio.run(ask())


def test_two_requests_of_one_process_are_two_of_those_that_a_host_may_have_at_a_time(database: Database) -> None:
    async def ask() -> None:
        one, other = turns(database), turns(database)
        first, second = await taken(one, at_once=2), await taken(one, at_once=2)
        assert first is not None
        assert second is not None
        assert await taken(one, at_once=2) is None
        assert await taken(other, at_once=2) is None
        await one.end(first, asked=True)
        assert await taken(other, at_once=2) is not None
        await one.close()
        await other.close()

    asyncio.run(ask())


def test_where_postgresql_is_away_no_host_is_asked(database: Database) -> None:
    async def ask() -> None:
        with pytest.raises(StorageError, match="can't be used"):
            await taken(HostTurns("postgresql://u@127.0.0.1:1/x", {"connect_timeout": 2}))

    asyncio.run(ask())


def test_a_worker_that_is_killed_leaves_nothing_undone_and_nothing_done_twice(
    tmp_path: Path, postgres_url: str
) -> None:
    with publishing(tmp_path) as (sites, _), closing(Database.open(postgres_url)) as database:
        settings = tmp_path / "config" / "settings.toml"
        # For how long a request may last is how long the host of one that was broken off is left alone.
        written = settings.read_text(encoding="utf-8").replace("[crawl]", '[crawl]\ntimeout = "4s"')
        settings.write_text(f'{written}\n[storage]\nurl = "{postgres_url}"\n', encoding="utf-8")

        def stored() -> list[str]:
            with database.reading() as session:
                return sorted(one.url for one in articles.by_id(session, articles.ids(session)))

        scheduler = start("run", cwd=tmp_path)
        first = start("worker", "--queues", "crawl", "--concurrency", "3", cwd=tmp_path)
        try:
            until(lambda: bool(stored()))
            first.kill()
            second = start("worker", "--queues", "crawl", cwd=tmp_path)
            until(lambda: stored() == sorted(article.url for article in sites.articles()))
            until(lambda: Queue.CRAWL not in queued(database))
            said = json.loads(finished("status", "--json", cwd=tmp_path).out)
            second.send_signal(signal.SIGTERM)
            scheduler.send_signal(signal.SIGTERM)
            assert (second.wait(60), scheduler.wait(60)) == (0, 0)
        finally:
            for process in (scheduler, first, second):
                process.kill()
                process.communicate()
    assert [(one["role"], one["pid"], one["leads"]) for one in said["cluster"]["members"]] == [
        ("scheduler", scheduler.pid, True),
        ("worker", second.pid, False),
    ]
    assert {one["queue"]: one["waiting"] > 0 for one in said["cluster"]["queues"]} == {
        "crawl": False, "extract": False, "match": True, "deliver": False,
    }  # fmt: skip
