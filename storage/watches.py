"""Revisions that wait to be matched, matches, and the definitions by which the archive was matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from model.article import Article
from model.watch import Evidence, Match
from storage import articles
from storage.rows import insert_new
from storage.schema import ArticleRow, MatchRow, RevisionRow, UnmatchedRow, WatchStateRow


def unmatched(session: Session, limit: int) -> list[Article]:
    """Articles whose newest revision waits to be matched, in the order in which they came.

    They are taken: another process that matches at the same time gets others, or waits.
    """
    joined = (RevisionRow.article_id == ArticleRow.id) & (RevisionRow.number == ArticleRow.revision)
    query = (
        select(ArticleRow.id)
        .join(RevisionRow, joined)
        .join(UnmatchedRow, UnmatchedRow.revision_id == RevisionRow.id)
        .order_by(UnmatchedRow.revision_id)
        .limit(limit)
        .with_for_update(of=UnmatchedRow, skip_locked=True)
    )
    return articles.by_id(session, list(session.scalars(query)))


def waiting(session: Session, revision_ids: Sequence[int]) -> set[int]:
    """Which of the revisions wait to be matched."""
    query = select(UnmatchedRow.revision_id).where(UnmatchedRow.revision_id.in_(revision_ids))
    return set(session.scalars(query))


def done(session: Session, article: Article) -> None:
    """Note that the article was matched up to the revision in hand."""
    up_to_it = select(RevisionRow.id).where(
        RevisionRow.article_id == article.id, RevisionRow.number <= article.revision
    )
    session.execute(delete(UnmatchedRow).where(UnmatchedRow.revision_id.in_(up_to_it)))


def replace_matches(
    session: Session, article: Article, matches: Sequence[Match], *, of: Sequence[str], now: datetime
) -> tuple[str, ...]:
    """Set the article's matches of the watches `of`; returns the names of those that it did not have."""
    had = set(session.scalars(select(MatchRow.watch).where(MatchRow.article_id == article.id, MatchRow.watch.in_(of))))
    met = {match.watch: match for match in matches if match.watch in of}
    if lost := had - met.keys():
        session.execute(delete(MatchRow).where(MatchRow.article_id == article.id, MatchRow.watch.in_(lost)))
    new = [
        {
            "article_id": article.id,
            "revision_id": article.revision_id,
            "watch": match.watch,
            "evidence": [[spot.field, spot.start, spot.end, spot.keyword] for spot in match.evidence],
            "created": now,
        }
        for match in met.values()
        if match.watch not in had
    ]
    insert_new(session, MatchRow, new, unique=("article_id", "watch"))
    return tuple(str(row["watch"]) for row in new)


def evidence(session: Session, article_id: int) -> dict[str, tuple[Evidence, ...]]:
    """Where each watch met the article."""
    query = select(MatchRow.watch, MatchRow.evidence).where(MatchRow.article_id == article_id)
    return {
        watch: tuple(Evidence(field=spot[0], start=spot[1], end=spot[2], keyword=spot[3]) for spot in spots)
        for watch, spots in session.execute(query)
    }


def definitions(session: Session) -> dict[str, str]:
    """By which definition of each watch the archive was last matched."""
    return dict(session.execute(select(WatchStateRow.name, WatchStateRow.definition)).all())


def keep_definitions(session: Session, given: Mapping[str, str]) -> None:
    """Note that the archive has been matched by these definitions, and forget watches that are no more."""
    session.execute(delete(WatchStateRow).where(WatchStateRow.name.not_in(given)))
    session.execute(delete(MatchRow).where(MatchRow.watch.not_in(given)))
    for name, definition in given.items():
        session.merge(WatchStateRow(name=name, definition=definition))


def count_by_watch(session: Session) -> dict[str, int]:
    """How many articles meet each watch; watches that none meets are left out."""
    return dict(session.execute(select(MatchRow.watch, func.count()).group_by(MatchRow.watch)).all())
