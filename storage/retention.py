"""Deleting what was kept for long enough: a little at a time, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage import forgetting
from storage.schema import LATER, ArticleRow, MatchRow, RevisionRow, SnapshotRow, UnmatchedRow, VisitRow

AT_A_TIME = 200
"""Deleted in one transaction: a fraction of a second, and 50,000 in a day of rounds, more than comes in one."""
LEARNED_FROM = 50
"""Newest articles of each source whose snapshots stay: a template remembers its latest 40 pages, and `reprocess` learns
it anew from snapshots. With fewer it would know less than before."""

_LOOKED_AT = 100_000
"""Old snapshots that are looked through at most: those that stay are met each time, 50 of each of 1,000 sources."""


def drop_snapshots(session: Session, before: datetime) -> int:
    """Delete the oldest snapshots that were fetched before a moment, but for those that are still needed; how many.

    Needed are those of each source's newest articles, and those of articles that are to be looked at again, since what
    is found is compared with them.
    """
    dropped: dict[int, int] = {}
    for revision, snapshot in _old_snapshots(session, before):
        dropped[revision] = snapshot
        if len(dropped) == AT_A_TIME:
            break
    session.execute(update(RevisionRow).where(RevisionRow.id.in_(dropped)).values(snapshot_id=None))
    forgetting.drop_unused_snapshots(session, set(dropped.values()))
    return len(dropped)


def drop_revisions(session: Session, before: datetime) -> int:
    """Delete the oldest revisions that were made before a moment, but for each article's first and newest; how many.

    The first tells when and how an article came up, the newest is the article.
    """
    is_newest = select(ArticleRow.id).where(
        ArticleRow.id == RevisionRow.article_id, ArticleRow.revision == RevisionRow.number
    )
    is_matched = select(MatchRow.id).where(
        MatchRow.article_id == RevisionRow.article_id, MatchRow.revision_id == RevisionRow.id
    )
    query = (
        select(RevisionRow.id, RevisionRow.snapshot_id)
        .where(
            LATER,  # as the index of these has it, which are few
            RevisionRow.created < before,
            ~is_newest.exists(),
            ~is_matched.exists(),
            RevisionRow.id.not_in(select(UnmatchedRow.revision_id)),
        )
        .order_by(RevisionRow.created, RevisionRow.id)
        .limit(AT_A_TIME)
    )
    old = dict(session.execute(query).all())
    session.execute(delete(RevisionRow).where(RevisionRow.id.in_(old)))
    forgetting.drop_unused_snapshots(session, {number for number in old.values() if number is not None})
    return len(old)


def _old_snapshots(session: Session, before: datetime) -> Iterator[tuple[int, int]]:
    """Ids of revisions and of their snapshots, the oldest first, that are not needed any more."""
    is_planned = select(VisitRow.article_id).where(VisitRow.article_id == ArticleRow.id).exists()
    oldest = select(SnapshotRow.id).where(SnapshotRow.fetched < before).order_by(SnapshotRow.fetched, SnapshotRow.id)
    query = (
        select(
            RevisionRow.id, SnapshotRow.id, ArticleRow.id, ArticleRow.source, RevisionRow.number, ArticleRow.revision
        )
        .join(RevisionRow, RevisionRow.snapshot_id == SnapshotRow.id)
        .join(ArticleRow, ArticleRow.id == RevisionRow.article_id)
        .where(SnapshotRow.id.in_(oldest.limit(_LOOKED_AT)), ~is_planned)
        .order_by(SnapshotRow.fetched, RevisionRow.id)
    )
    needed_from: dict[str, int] = {}
    for revision, snapshot, article, source, number, newest in session.execute(query).all():
        if source not in needed_from:
            needed_from[source] = _needed_from(session, source)
        if number < newest or article < needed_from[source]:
            yield revision, snapshot


def _needed_from(session: Session, source: str) -> int:
    """Least id of a source's newest articles."""
    of_it = select(ArticleRow.id).where(ArticleRow.source == source)
    newest = list(
        session.scalars(of_it.order_by(ArticleRow.first_seen.desc(), ArticleRow.id.desc()).limit(LEARNED_FROM))
    )
    return min(newest) if len(newest) == LEARNED_FROM else 0
