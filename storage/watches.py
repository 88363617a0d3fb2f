"""Revisions that wait to be matched, matches, and the definitions by which the archive was matched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from model.article import Arrival, Article
from model.watch import Evidence, Match
from storage import articles, statements
from storage.mapping import is_newest
from storage.schema import ArticleRow, MatchRow, RevisionRow, UnlocatedRow, UnmatchedRow, WatchStateRow
from storage.statements import execute, insert_new

_AT_A_TIME = 500
"""Ids in one query; SQLite takes 32,766 values."""
_WAITING = (
    select(ArticleRow.id)
    .join(RevisionRow, is_newest())
    # As a list, which SQLite begins with: joined, it may go through all revisions to see which of them wait.
    .where(RevisionRow.id.in_(select(UnmatchedRow.revision_id)))
)
"""Articles whose newest revision waits to be matched."""
_IS_OF_FIRST_LOOK = (ArticleRow.arrival == Arrival.FIRST_LOOK) & (ArticleRow.revision == 1)
"""What a first look brought; how the publisher changed it later is no part of that."""
_REMOVED = ""
"""The definition of a watch that is no more."""

_UP_TO = delete(UnmatchedRow).where(
    UnmatchedRow.revision_id.in_(
        select(RevisionRow.id).where(
            RevisionRow.article_id == bindparam("article"), RevisionRow.number <= bindparam("last")
        )
    )
)
"""Takes an article's revisions up to one from those that wait."""


def unmatched(session: Session, *, first_looks: bool = True) -> list[int]:
    """Ids of the articles whose newest revision waits to be matched, in the order in which they came.

    Last, and only if they are wanted, come those that first looks brought, by when they were published: which page of a
    section answers first says nothing of them.
    """
    news = _WAITING.where(~_IS_OF_FIRST_LOOK).order_by(RevisionRow.id)
    if not first_looks:
        return list(session.scalars(news))
    is_undated = RevisionRow.published_at.is_(None)
    old = _WAITING.where(_IS_OF_FIRST_LOOK).order_by(is_undated, RevisionRow.published_at, ArticleRow.guid)
    return [*session.scalars(news), *session.scalars(old)]


def first_looks_wait_since(session: Session) -> datetime | None:
    """When the first article came of those that first looks brought and that wait; None: there are none."""
    first = _WAITING.where(_IS_OF_FIRST_LOOK).with_only_columns(func.min(ArticleRow.first_seen))
    return session.scalar(first)


def taken(session: Session, ids: Sequence[int]) -> list[Article]:
    """Those of some articles that wait, to be matched by this process: another one that does so gets others."""
    chosen = _WAITING.join(UnmatchedRow, UnmatchedRow.revision_id == RevisionRow.id).where(ArticleRow.id.in_(ids))
    free = set(session.scalars(chosen.with_for_update(of=UnmatchedRow, skip_locked=True)))
    return articles.by_id(session, [number for number in ids if number in free])


def settled(session: Session, revision_ids: Sequence[int]) -> set[int]:
    """Which of the revisions are the newest of their articles, and do not wait to be matched."""
    query = select(RevisionRow.id).join(ArticleRow, is_newest()).where(RevisionRow.id.in_(revision_ids))
    return set(session.scalars(query.where(RevisionRow.id.not_in(select(UnmatchedRow.revision_id)))))


def done(session: Session, matched: Sequence[Article]) -> None:
    """Note that articles were matched up to the revisions in hand."""
    if matched:
        execute(session, _UP_TO, [{"article": article.id, "last": article.revision} for article in matched])


def replace_matches(
    session: Session, found: Sequence[tuple[Article, Sequence[Match]]], *, of: Sequence[str], now: datetime
) -> list[tuple[str, ...]]:
    """Set the matches of the watches `of` for some articles; gives for each the names of those that it did not have.

    A match that goes on has its evidence in the revision in hand.
    """
    query = select(MatchRow.article_id, MatchRow.watch, MatchRow.revision_id, MatchRow.evidence)
    ids = [article.id for article, _ in found]
    had: dict[int, dict[str, tuple[int, Any]]] = {}
    for article_id, watch, *seen in session.execute(query.where(MatchRow.article_id.in_(ids), MatchRow.watch.in_(of))):
        had.setdefault(article_id, {})[watch] = (seen[0], seen[1])
    return [
        _replace(session, article, {match.watch: match for match in matches if match.watch in of}, had, now)
        for article, matches in found
    ]


def _replace(
    session: Session,
    article: Article,
    met: Mapping[str, Match],
    all_had: Mapping[int, Mapping[str, tuple[int, Any]]],
    now: datetime,
) -> tuple[str, ...]:
    """Set one article's matches; gives the names of the watches that it did not meet before."""
    had = all_had.get(article.id, {})
    if lost := had.keys() - met.keys():
        session.execute(delete(MatchRow).where(MatchRow.article_id == article.id, MatchRow.watch.in_(lost)))
    new = [
        {
            "article_id": article.id,
            "revision_id": article.revision_id,
            "watch": match.watch,
            "evidence": _spots(match),
            "created": now,
        }
        for match in met.values()
        if match.watch not in had
    ]
    insert_new(session, MatchRow, new, unique=("article_id", "watch"))
    for watch in had.keys() & met.keys():
        if had[watch] != (article.revision_id, _spots(met[watch])):
            of_it = update(MatchRow).where(MatchRow.article_id == article.id, MatchRow.watch == watch)
            session.execute(of_it.values(revision_id=article.revision_id, evidence=_spots(met[watch])))
    return tuple(str(row["watch"]) for row in new)


def add_matches(session: Session, watch: str, ids: Sequence[int], now: datetime) -> int:
    """Let these few articles meet a watch, with evidence that is still to be found; returns how many did not before.

    Those that wait to be matched are left as they are.
    """
    chosen = (
        select(ArticleRow.id, RevisionRow.id, literal(watch), literal([], MatchRow.evidence.type), literal(now))
        .join(RevisionRow, is_newest())
        .where(ArticleRow.id.in_(ids), ArticleRow.id.not_in(_waiting()))
    )
    columns = ["article_id", "revision_id", "watch", "evidence", "created"]
    insertion = insert(MatchRow).from_select(columns, chosen.where(ArticleRow.id.not_in(_meeting(watch))))
    new = execute(session, insertion.execution_options(preserve_rowcount=True)).rowcount
    of_watch = (UnlocatedRow.watch == watch) & UnlocatedRow.article_id.in_(ids)
    execute(session, delete(UnlocatedRow).where(of_watch))
    its = select(MatchRow.article_id, MatchRow.watch).where(MatchRow.watch == watch, MatchRow.article_id.in_(ids))
    execute(session, insert(UnlocatedRow).from_select(["article_id", "watch"], its))
    return int(new)


def take_matches(session: Session, watch: str, ids: Sequence[int]) -> None:
    """Let these few articles no longer meet a watch. Those that wait to be matched are left as they are."""
    gone = delete(MatchRow).where(MatchRow.watch == watch, MatchRow.article_id.in_(ids))
    execute(session, gone.where(MatchRow.article_id.not_in(_waiting())))


def _waiting() -> Select[int]:
    """Ids of the articles of which a revision waits to be matched."""
    return select(RevisionRow.article_id).where(RevisionRow.id.in_(select(UnmatchedRow.revision_id)))


def _meeting(watch: str) -> Select[int]:
    return select(MatchRow.article_id).where(MatchRow.watch == watch)


def unlocated(session: Session, names: Collection[str], limit: int) -> list[tuple[int, str]]:
    """Some matches of these watches whose evidence is still to be found, as article and watch, the newest first."""
    query = select(UnlocatedRow.article_id, UnlocatedRow.watch).where(UnlocatedRow.watch.in_(names))
    ordered = query.order_by(UnlocatedRow.article_id.desc(), UnlocatedRow.watch).limit(limit)
    return [(number, watch) for number, watch in session.execute(ordered)]


def located(session: Session, pairs: Sequence[tuple[int, str]]) -> None:
    """Note that the evidence of these matches was found."""
    of_it = delete(UnlocatedRow).where(
        UnlocatedRow.article_id == bindparam("article"), UnlocatedRow.watch == bindparam("name")
    )
    execute(session, of_it, [{"article": number, "name": watch} for number, watch in pairs])


def _spots(match: Match) -> list[list[str | int]]:
    return [[spot.field, spot.start, spot.end, spot.keyword] for spot in match.evidence]


def evidence(session: Session, article_id: int) -> dict[str, tuple[Evidence, ...]]:
    """Where each watch met the article."""
    query = select(MatchRow.watch, MatchRow.evidence).where(MatchRow.article_id == article_id)
    return {watch: tuple(_evidence(spots)) for watch, spots in session.execute(query)}


def evidence_in(session: Session, article_ids: Sequence[int]) -> dict[int, tuple[Evidence, ...]]:
    """Where any watch met each of these few articles."""
    query = select(MatchRow.article_id, MatchRow.evidence).where(MatchRow.article_id.in_(article_ids))
    found: dict[int, list[Evidence]] = {}
    for number, spots in session.execute(query).all():
        found.setdefault(number, []).extend(_evidence(spots))
    return {number: tuple(places) for number, places in found.items()}


def _evidence(spots: Sequence[Any]) -> list[Evidence]:
    return [Evidence(field=field, start=start, end=end, keyword=keyword) for field, start, end, keyword in spots]


def evidence_of(session: Session, ids: Sequence[int]) -> dict[int, dict[str, tuple[Evidence, ...]]]:
    """The same of many articles, by their ids; a match in words that the newest revision no longer has is left out."""
    found: dict[int, dict[str, tuple[Evidence, ...]]] = {}
    query = (
        select(MatchRow.article_id, MatchRow.watch, MatchRow.evidence)
        .join(ArticleRow, ArticleRow.id == MatchRow.article_id)
        .join(RevisionRow, is_newest())
        .where(MatchRow.revision_id == RevisionRow.id)
    )
    for start in range(0, len(ids), _AT_A_TIME):
        chosen = query.where(MatchRow.article_id.in_(ids[start : start + _AT_A_TIME]))
        for article_id, watch, spots in statements.execute(session, chosen):
            met = found.setdefault(article_id, {})
            met[watch] = tuple(Evidence(field=spot[0], start=spot[1], end=spot[2], keyword=spot[3]) for spot in spots)
    return found


def seen_of_late(session: Session, watches: Collection[str], since: datetime) -> list[datetime]:
    """When the articles were first seen, since a moment, that meet any of these watches; the archive's aside."""
    query = select(ArticleRow.first_seen).where(ArticleRow.first_seen >= since, ArticleRow.arrival != Arrival.ARCHIVE)
    meeting = select(MatchRow.article_id).where(MatchRow.watch.in_(watches))
    return list(session.scalars(query.where(ArticleRow.id.in_(meeting))))


def definitions(session: Session) -> dict[str, str]:
    """By which definition of each watch the archive was last matched."""
    query = select(WatchStateRow.name, WatchStateRow.definition).where(WatchStateRow.definition != _REMOVED)
    return dict(session.execute(query).all())


def removed(session: Session) -> set[str]:
    """Names of watches that were there once and are no more."""
    return set(session.scalars(select(WatchStateRow.name).where(WatchStateRow.definition == _REMOVED)))


def rename(session: Session, former: str, name: str) -> None:
    """Give a watch's matches, and what is known of it, another name."""
    session.execute(delete(WatchStateRow).where(WatchStateRow.name == name))
    session.execute(delete(MatchRow).where(MatchRow.watch == name))
    session.execute(update(MatchRow).where(MatchRow.watch == former).values(watch=name))
    session.execute(update(WatchStateRow).where(WatchStateRow.name == former).values(name=name))


def keep_definitions(session: Session, given: Mapping[str, str]) -> None:
    """Note that the archive has been matched by these definitions; of watches that are no more only names are kept."""
    session.execute(update(WatchStateRow).where(WatchStateRow.name.not_in(given)).values(definition=_REMOVED))
    session.execute(delete(MatchRow).where(MatchRow.watch.not_in(given)))
    for name, definition in given.items():
        session.merge(WatchStateRow(name=name, definition=definition))


def met_by(session: Session, watch: str) -> set[int]:
    """Ids of the articles that meet a watch."""
    return set(session.scalars(select(MatchRow.article_id).where(MatchRow.watch == watch)))


def count_by_watch(session: Session) -> dict[str, int]:
    """How many articles meet each watch; watches that none meets are left out."""
    return dict(session.execute(select(MatchRow.watch, func.count()).group_by(MatchRow.watch)).all())
