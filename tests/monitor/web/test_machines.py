"""What other machines ask: is it alive, is it ready, and what when the store is in trouble."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from config.load import Config
from monitor.live import Live
from monitor.web.app import create_app
from storage.database import Database
from tests.monitor.web.server import Client, serving

PAGES = ["/", "/feeds/all.rss", "/feeds/watches/floods.json"]


def test_it_is_alive_and_ready(web: Client) -> None:
    assert web.get("/healthz").body == b"ok\n"
    ready = web.get("/readyz")
    assert (ready.status, json.loads(ready.body)) == (200, {"ready": True, "failing_sources": {}})


@pytest.fixture
def broken(tmp_path: Path, config: Config, now: datetime) -> Iterator[Client]:
    """The application over a store whose file was written over."""
    file = tmp_path / "broken.db"
    database = Database.open(f"sqlite:///{file}")
    database.close()
    for path in tmp_path.glob("broken.db*"):
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
