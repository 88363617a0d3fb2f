"""What a page reads is read again once somebody committed something, and not before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from monitor.web.kept import KeptReading
from storage import runs
from storage.database import Database, Session
from storage.schema import CrawlRunRow


class Counted:
    """The sources that were looked at, and how often somebody asked for them."""

    def __init__(self, database: Database) -> None:
        self.times = 0
        self._database = database

    def read(self, _view: object) -> set[str]:
        self.times += 1
        with self._database.reading() as session:
            return looked_at(session)


def looked_at(session: Session) -> set[str]:
    return set(session.scalars(select(CrawlRunRow.source)))


def look(database: Database, source: str, now: datetime) -> None:
    with database.transaction() as session:
        runs.start(session, source, now)


def test_a_view_is_read_once_until_somebody_commits(sqlite: Database, sqlite_url: str, now: datetime) -> None:
    counted = Counted(sqlite)
    views = KeptReading(sqlite, counted.read)
    assert [views.get("a"), views.get("a"), counted.times] == [set(), set(), 1]
    look(sqlite, "gazette", now)
    assert [views.get("a"), views.get("a"), counted.times] == [{"gazette"}, {"gazette"}, 2]
    other = Database.open(sqlite_url)
    look(other, "courier", now)
    other.close()
    assert [views.get("a"), counted.times] == [{"courier", "gazette"}, 3]


def test_views_are_kept_apart_and_the_oldest_goes(sqlite: Database) -> None:
    counted = Counted(sqlite)
    views = KeptReading(sqlite, counted.read)
    for view in range(100):
        views.get(view)
    views.get(99)
    assert counted.times == 100
    views.get(0)
    assert counted.times == 101


def test_what_is_committed_while_a_view_is_read_is_seen_next_time(sqlite: Database, now: datetime) -> None:
    def read(_view: object) -> set[str]:
        with sqlite.reading() as session:
            found = looked_at(session)
        if not found:
            look(sqlite, "gazette", now)
        return found

    views = KeptReading(sqlite, read)
    assert [views.get("a"), views.get("a")] == [set(), {"gazette"}]


def test_where_commits_can_not_be_told_a_view_is_read_each_time(postgres_url: str) -> None:
    database = Database.open(postgres_url)
    counted = Counted(database)
    views = KeptReading(database, counted.read)
    assert [views.get("a"), views.get("a"), counted.times] == [set(), set(), 2]
    database.close()
