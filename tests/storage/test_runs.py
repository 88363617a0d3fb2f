from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from model.crawl import CrawlRun, Fetch, Outcome, Validators
from model.source import SourceState
from storage import runs
from storage.database import Database
from storage.schema import FetchRow
from storage.standing import standing


def test_a_finished_run_comes_back_with_what_it_brought(database: Database, now: datetime) -> None:
    run = CrawlRun(
        source="a", started=now, finished=now + timedelta(seconds=9), entries=3, articles=2, requests=7, error="x"
    )
    with database.transaction() as session:
        number = runs.start(session, "a", now)
        runs.add_fetches(session, number, [Fetch(url="https://a.example/", at=now, outcome=Outcome.OK, status=200)])
        runs.start(session, "b", now)
        runs.finish(session, number, run)
    with database.reading() as session:
        assert runs.recent(session, 10) == [run]


def test_validators_are_kept_verbatim_and_replaced(database: Database, now: datetime) -> None:
    given = Validators(etag='W/"a b"', last_modified="Tue,  3 Mar 2026 10:00:00 GMT")
    with database.transaction() as session:
        runs.keep_validators(session, "a", {"u": given, "v": Validators(etag='"1"')}, now)
        runs.keep_validators(session, "a", {"v": Validators(last_modified="x")}, now)
        assert runs.validators(session, "a") == {"u": given, "v": Validators(last_modified="x")}
        assert runs.validators(session, "b") == {}


def test_a_source_s_state_is_kept_and_replaced(database: Database, now: datetime) -> None:
    state = SourceState(name="a", last_attempt=now, last_error="down", failures=2, next_run=now + timedelta(hours=1))
    well = SourceState(name="a", last_attempt=now, last_success=now)
    with database.transaction() as session:
        assert runs.state(session, "a") == SourceState(name="a")
        runs.keep_state(session, state)
        assert runs.state(session, "a") == state
        runs.keep_state(session, well)
        assert runs.states(session) == {"a": well}


def test_the_looks_around_a_moment_are_known(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        assert standing(session, "a", since=now).first_start is None
        for hours in (3, 2, 1):
            begun = now - timedelta(hours=hours)
            run = CrawlRun(source="a", started=begun, finished=begun + timedelta(minutes=1), requests=hours)
            runs.finish(session, runs.start(session, "a", begun), run)
        assert standing(session, "a", since=now).first_start == now - timedelta(hours=3)
        assert standing(session, "a", since=now - timedelta(minutes=150)).requests == 3


def test_old_looks_are_forgotten_with_their_fetches_a_few_at_a_time(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        for source in ("a", "b"):
            for days in range(60):
                begun = now - timedelta(days=days)
                run_id = runs.start(session, source, begun)
                fetch = Fetch(url="https://a.example/", at=begun, outcome=Outcome.OK, status=200, detail="", size=1)
                runs.add_fetches(session, run_id, [fetch])
                runs.finish(session, run_id, CrawlRun(source=source, started=begun, finished=begun))
        runs.forget(session, "a", before=now - timedelta(days=10))
        first = standing(session, "a", since=now).first_start
        assert first is not None
        assert now - timedelta(days=59) < first < now - timedelta(days=10)
        for _ in range(60):
            runs.forget(session, "a", before=now - timedelta(days=10))
        assert standing(session, "a", since=now).first_start == now - timedelta(days=10)
        assert standing(session, "b", since=now).first_start == now - timedelta(days=59)
        assert len(session.scalars(select(FetchRow)).all()) == 11 + 60
