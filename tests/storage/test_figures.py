from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from sqlalchemy import make_url

from model.alert import AlertKind, MessageState
from model.crawl import Fetch, Outcome
from storage import alerts, runs
from storage.alerts import Draft
from storage.database import Database
from storage.examining import damage, size
from storage.figures import fetches_between, figures, newest_fetch

HOUR = timedelta(hours=1)


def test_what_there_is_is_counted(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        for created in (now - HOUR, now):
            draft = Draft(message_id=f"<{created}>", recipient="desk@a.example", subject="News", content=b"")
            alerts.publish(session, "morning", AlertKind.DIGEST, slot=None, article_ids=[], drafts=[draft], now=created)
    with database.reading() as session:
        found = figures(session)
        assert (found.articles, found.pending_entries, found.unmatched_revisions) == (0, 0, 0)
        assert (found.messages[MessageState.OWED], found.oldest_owed) == (2, now - HOUR)
        assert found.database_size == size(session) > 100_000


def test_fetches_are_counted_by_how_they_ended_between_two(database: Database, now: datetime) -> None:
    counted = []
    for outcomes in ([], [Outcome.OK, Outcome.BUSY], [Outcome.OK, Outcome.OK]):
        with database.transaction() as session:
            run = runs.start(session, "gazette", now)
            runs.add_fetches(session, run, [Fetch(url="http://a/", at=now, outcome=one) for one in outcomes])
        with database.reading() as session:
            counted.append(newest_fetch(session))
    nothing, middle, last = counted
    with database.reading() as session:
        assert fetches_between(session, nothing, middle) == {Outcome.OK: 1, Outcome.BUSY: 1}
        assert fetches_between(session, middle, last) == {Outcome.OK: 2}
        assert fetches_between(session, last, last) == {}


def test_a_whole_database_has_no_damage(database: Database) -> None:
    with database.reading() as session:
        assert damage(session) is None


@pytest.mark.parametrize("table", ["token", "signing_key"])
def test_damage_is_found_where_nothing_else_looks(sqlite_url: str, table: str) -> None:
    file = make_url(sqlite_url).database or ""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()
        (length,) = connection.execute("PRAGMA page_size").fetchone()
    with open(file, "r+b") as content:  # noqa: PTH123 - as with any other program that writes to it
        content.seek((page - 1) * length)
        content.write(b"\xff" * length)
    with closing(Database.open(sqlite_url)) as database, database.reading() as session:
        found = damage(session)
    assert found is not None
    assert str(page) in found
    assert "\n" not in found
