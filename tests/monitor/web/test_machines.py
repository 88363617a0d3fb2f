"""What other machines ask: is it alive, is it ready, and what when the store is in trouble."""

from __future__ import annotations

import json
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from config.load import Config
from model.source import SourceState
from monitor.live import Live
from monitor.web.app import create_app
from storage import runs
from storage.database import Database
from tests.monitor.web.server import Client, serving

PAGES = ["/", "/feeds/all.rss", "/feeds/watches/floods.json"]


def test_it_is_alive_and_ready(web: Client) -> None:
    assert web.get("/healthz").body == b"ok\n"
    ready = web.get("/readyz")
    assert (ready.status, json.loads(ready.body)) == (
        200,
        {"ready": True, "failing_sources": {}, "lag_seconds": 0},
    )


def test_sources_that_fail_are_named_and_make_nobody_restart_it(
    web: Client, sqlite_url: str, config: Config, now: datetime
) -> None:
    name = config.sources[0].name
    with closing(Database.open(sqlite_url)) as database, database.transaction() as session:
        runs.keep_state(session, SourceState(name=name, last_attempt=now, last_error="answers 404"))
    ready = web.get("/readyz")
    assert (ready.status, json.loads(ready.body)) == (
        200,
        {"ready": True, "failing_sources": {name: "answers 404"}, "lag_seconds": 0},
    )


def test_while_nothing_can_be_stored_it_is_not_ready_and_afterwards_it_is(web: Client, sqlite_url: str) -> None:
    with _no_room_to_write():
        ready = web.get("/readyz")
        assert (ready.status, web.get("/healthz").status) == (503, 200)
        told = json.loads(ready.body)
        assert told["ready"] is False
        assert "can't be read or written: the disk reports an error or is full" in told["problem"]
    assert web.get("/readyz").status == 200
    with closing(Database.open(sqlite_url)) as database, database.reading() as session:
        assert runs.states(session) == {}, "the probe left nothing"


@contextmanager
def _no_room_to_write() -> Iterator[None]:
    """Let no file of this process grow: SQLite's writing fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def broken(tmp_path: Path, config: Config, now: datetime) -> Iterator[Client]:
    """The application over a store whose file was written over."""
    file = tmp_path / "broken.db"
    database = Database.open(f"sqlite:///{file}")
    database.close()
    for path in tmp_path.glob("broken.db-*"):
        path.unlink()
    file.write_text("Meeting at noon.\n" * 1000)
    with serving(create_app(Live(config), database, now=lambda: now)) as client:
        yield client
    database.close()


def test_with_a_broken_store_it_is_alive_and_not_ready(broken: Client) -> None:
    assert broken.get("/healthz").status == 200
    ready = broken.get("/readyz")
    told = json.loads(ready.body)
    assert (ready.status, told["ready"]) == (503, False)
    assert "is not a database" in told["problem"]


@pytest.mark.parametrize("path", PAGES)
def test_with_a_broken_store_readers_are_told_why_and_asked_to_come_back(broken: Client, path: str) -> None:
    answer = broken.get(path)
    assert (answer.status, answer.headers["retry-after"]) == (503, "60")
    assert b"is not a database" in answer.body
    assert b"Traceback" not in answer.body


def test_what_needs_no_store_is_answered_without_one(broken: Client) -> None:
    assert [broken.get(path).status for path in ("/feeds", "/feeds.opml")] == [200, 200]


def test_a_store_whose_file_was_taken_away_is_not_ready(tmp_path: Path, config: Config, now: datetime) -> None:
    file = tmp_path / "gone.db"
    database = Database.open(f"sqlite:///{file}")
    with serving(create_app(Live(config), database, now=lambda: now)) as client:
        assert client.get("/readyz").status == 200
        database.close()
        for path in tmp_path.glob("gone.db*"):
            path.unlink()
        assert client.get("/readyz").status == 503
    database.close()


def test_a_database_server_that_went_away_is_not_ready(postgres_url: str, config: Config, now: datetime) -> None:
    database = Database.open(postgres_url)
    with serving(create_app(Live(config), database, now=lambda: now)) as client:
        assert client.get("/readyz").status == 200
        name = make_url(postgres_url).database
        engine = create_engine(make_url(postgres_url).set(database="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
            )
        assert client.get("/readyz").status == 503
        assert client.get("/").status == 503
        with engine.connect() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
        assert client.get("/readyz").status == 200, "it is back"
        engine.dispose()
    database.close()


def test_a_store_that_another_program_writes_to_is_read_all_the_same(web: Client, sqlite_url: str) -> None:
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    holder.execute("BEGIN IMMEDIATE")
    assert [web.get(path).status for path in ("/readyz", *PAGES)] == [200] * 4
    holder.close()
