"""Developments, and articles that are in none, as a reader looks through them: chosen, newest first, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, select, union_all
from sqlalchemy.orm import Session

from model.article import Article
from model.browsing import DayCount, Listed, ListPosition, Selection
from model.development import Development
from storage import articles, grouped, mapping, statements
from storage.schema import ArticleRow, DevelopmentRow, IndexedRow, MatchRow, PlaceRow, RevisionRow, UnplacedRow

_FEW = 2_000
"""Articles of a watch, source or language up to which their developments are looked up, newest or not. With more, the
newest developments are gone through until enough of them have one: on 100,000 articles each takes a few milliseconds
where the other takes a hundred."""


def places(session: Session, chosen: Selection, *, limit: int, after: ListPosition | None = None) -> list[ListPosition]:
    """The first of those that are chosen, newest first; with `after`, of those that follow."""
    together = session.execute(_developments(session, chosen, after).limit(limit)).all()
    apart = session.execute(_apart(chosen, after).limit(limit)).all()
    found = [
        *(ListPosition(moment, True, number) for number, moment in together),
        *(ListPosition(moment, False, number) for number, moment in apart),
    ]
    return sorted(found, reverse=True)[:limit]


def listed(session: Session, shown: Sequence[ListPosition]) -> list[Listed]:
    """What stands at some places of the list, in their order."""
    together = grouped.listed(session, [place.id for place in shown if place.is_development])
    apart = articles.briefs(session, [place.id for place in shown if not place.is_development])
    alone = (
        Listed(place=ListPosition(one.first_seen, False, one.id), guid=one.guid, first=one.first_seen, articles=(one,))
        for one in apart
    )
    return sorted([*together, *alone], key=lambda one: one.place, reverse=True)


def whole(session: Session, chosen: Selection, *, limit: int) -> list[Article | Development]:
    """The first of those that are chosen, newest first, with their texts: for feeds."""
    shown = places(session, chosen, limit=limit)
    together = {one.id: one for one in grouped.by_id(session, [place.id for place in shown if place.is_development])}
    apart = {one.id: one for one in articles.by_id(session, [place.id for place in shown if not place.is_development])}
    found = (together.get(place.id) if place.is_development else apart.get(place.id) for place in shown)
    return [one for one in found if one is not None]


def _developments(session: Session, chosen: Selection, after: ListPosition | None) -> Select[int, datetime]:
    # Written so that SQLite goes through them in their order, not through all that are merged into none.
    query = select(DevelopmentRow.id, DevelopmentRow.updated).where(func.coalesce(DevelopmentRow.merged_into, 0) == 0)
    for wanted, few in _wanted(chosen):
        of_it = select(PlaceRow.development_id).where(PlaceRow.article_id.in_(few))
        if _is_few(session, few):
            query = query.where(DevelopmentRow.id.in_(of_it))
        else:
            member = select(PlaceRow.article_id).where(PlaceRow.development_id == DevelopmentRow.id)
            query = query.where(member.where(wanted).exists())
    if chosen.since is not None:
        query = query.where(DevelopmentRow.updated >= chosen.since)
    if chosen.until is not None:
        query = query.where(DevelopmentRow.started < chosen.until)
    if after is not None:
        same = (DevelopmentRow.updated == after.moment) & after.is_development & (DevelopmentRow.id < after.id)
        query = query.where((DevelopmentRow.updated < after.moment) | same)
    return query.order_by(DevelopmentRow.updated.desc(), DevelopmentRow.id.desc())


def _wanted(chosen: Selection) -> list[tuple[ColumnElement[bool], Select[int]]]:
    """What an article of a development must be: as a condition on its place, and as the articles that are so."""
    wanted: list[tuple[ColumnElement[bool], Select[int]]] = []
    met = select(MatchRow.article_id)
    met = met if chosen.watch is None else met.where(MatchRow.watch == chosen.watch)
    wanted.append((met.where(MatchRow.article_id == PlaceRow.article_id).exists(), met))
    if chosen.source is not None:
        of_source = select(ArticleRow.id).where(ArticleRow.source == chosen.source)
        wanted.append((of_source.where(ArticleRow.id == PlaceRow.article_id).exists(), of_source))
    if chosen.language is not None:
        in_it = select(IndexedRow.article_id).where(IndexedRow.language == chosen.language)
        wanted.append((in_it.where(IndexedRow.article_id == PlaceRow.article_id).exists(), in_it))
    return wanted


def _is_few(session: Session, query: Select[int]) -> bool:
    return (session.scalar(select(func.count()).select_from(query.limit(_FEW + 1).subquery())) or 0) <= _FEW


def _apart(chosen: Selection, after: ListPosition | None) -> Select[int, datetime]:
    alone = select(PlaceRow.article_id).where(PlaceRow.development_id.is_(None))
    without = union_all(alone, select(UnplacedRow.article_id)).subquery()
    query = select(ArticleRow.id, ArticleRow.first_seen).where(ArticleRow.id.in_(select(without.c.article_id)))
    met = select(MatchRow.article_id).where(MatchRow.article_id == ArticleRow.id)
    query = query.where((met if chosen.watch is None else met.where(MatchRow.watch == chosen.watch)).exists())
    if chosen.source is not None:
        query = query.where(ArticleRow.source == chosen.source)
    if chosen.language is not None:
        in_it = select(RevisionRow.id).where(mapping.is_newest(), RevisionRow.language == chosen.language)
        query = query.where(in_it.exists())
    if chosen.since is not None:
        query = query.where(ArticleRow.first_seen >= chosen.since)
    if chosen.until is not None:
        query = query.where(ArticleRow.first_seen < chosen.until)
    if after is not None:
        same = ArticleRow.first_seen == after.moment
        same = same if after.is_development else same & (ArticleRow.id < after.id)
        query = query.where((ArticleRow.first_seen < after.moment) | same)
    return query.order_by(ArticleRow.first_seen.desc(), ArticleRow.id.desc())


def days_of_watches(session: Session, since: datetime) -> list[DayCount]:
    """How many articles each watch met by day since a moment: the day (UTC) of publication, else of first sight."""
    of_days = _appeared(session, since, MatchRow.watch).join(MatchRow, MatchRow.article_id == ArticleRow.id)
    return _counted(session, of_days)


def days_of_sources(session: Session, since: datetime) -> list[DayCount]:
    """The same for what each source published."""
    return _counted(session, _appeared(session, since, ArticleRow.source))


def _appeared(session: Session, since: datetime, name: Any) -> Select[Any]:  # noqa: ANN401 - a column
    appeared = func.coalesce(RevisionRow.published_at, ArticleRow.first_seen)
    day = cast(func.date(appeared if statements.is_sqlite(session) else func.timezone("UTC", appeared)), Text)
    query = select(name, day, func.count()).select_from(ArticleRow).join(RevisionRow, mapping.is_newest())
    # What was published since then was also first seen since then, and that column has an index.
    return query.where(ArticleRow.first_seen >= since, appeared >= since).group_by(name, day).order_by(name, day)


def _counted(session: Session, query: Select[Any]) -> list[DayCount]:
    return [DayCount(name, date.fromisoformat(day), number) for name, day, number in session.execute(query)]


def last_matches(session: Session, watches: Sequence[str]) -> dict[str, Article]:
    """The article that each watch met last."""
    last = {
        watch: session.scalar(
            select(MatchRow.article_id).where(MatchRow.watch == watch).order_by(MatchRow.id.desc()).limit(1)
        )
        for watch in watches
    }
    found = {one.id: one for one in articles.by_id(session, [number for number in last.values() if number])}
    return {watch: found[number] for watch, number in last.items() if number in found}


def continued_by(session: Session, development: int) -> list[int]:
    """The developments that go on from one, the first of them first."""
    query = select(DevelopmentRow.id).where(DevelopmentRow.after == development, DevelopmentRow.merged_into.is_(None))
    return list(session.scalars(query.order_by(DevelopmentRow.id)))
