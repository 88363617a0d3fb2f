from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from model.crawl import Validators
from storage import articles, retention, revisions, revisits
from storage.database import Database
from storage.schema import MatchRow, SnapshotRow, UnmatchedRow
from tests.storage.samples import content, stored

YEAR = timedelta(days=365)


def snapshots(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(SnapshotRow)) or 0


def test_old_snapshots_go_but_for_those_of_the_newest_articles_and_of_what_is_looked_at_again(
    database: Database, now: datetime
) -> None:
    many = retention.LEARNED_FROM + 4
    for number in range(many):
        title = f"Flood number {number}"
        stored(database, now - 2 * YEAR, key=f"a.example/{number}", said=content(f"{title} came.", title=title))
    with database.transaction() as session:
        revisits.plan(session, 2, source="a", due=now, looks=1, validators=Validators())
        assert retention.drop_snapshots(session, now - 3 * YEAR) == 0
        assert retention.drop_snapshots(session, now - YEAR) == 3
        assert retention.drop_snapshots(session, now - YEAR) == 0
    assert snapshots(database) == many - 3
    with database.reading() as session:
        assert [revisions.snapshot(session, one, 1) is None for one in (1, 2, 3, 4, 5)] == [
            True,
            False,
            True,
            True,
            False,
        ]
        assert len(list(articles.every(session))) == many, "the articles stay"


def test_old_revisions_go_but_for_the_first_the_newest_and_those_that_matches_were_found_in(
    database: Database, now: datetime
) -> None:
    for number in range(5):
        stored(database, now - (5 - number) * YEAR, said=content(f"The river rose by {number} metres."))
    with database.transaction() as session:
        second = revisions.of_article(session, 1)[1].id
        session.add(MatchRow(article_id=1, revision_id=second, watch="floods", evidence=[], created=now))
        for row in revisions.of_article(session, 1):
            session.execute(delete(UnmatchedRow).where(UnmatchedRow.revision_id == row.id))
        assert retention.drop_revisions(session, now - timedelta(days=400)) == 2
        assert retention.drop_revisions(session, now - timedelta(days=400)) == 0
        assert [one.number for one in revisions.of_article(session, 1)] == [1, 2, 5]
    assert snapshots(database) == 3
