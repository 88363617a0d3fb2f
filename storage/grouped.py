"""Developments with their articles, as feeds and pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from model.browsing import Listed, ListPosition
from model.development import AnyArticle, Development, Merged
from storage import articles, statements
from storage.schema import DevelopmentRow, MatchRow, PlaceRow

_MEMBERS = select(PlaceRow.article_id).where(PlaceRow.development_id.in_(bindparam("ids", expanding=True)))
_TOLD = select(
    DevelopmentRow.id, DevelopmentRow.guid, DevelopmentRow.started, DevelopmentRow.updated, DevelopmentRow.after
).where(DevelopmentRow.id.in_(bindparam("ids", expanding=True)))
"""Without the summaries that articles are compared with, which are large."""


def newest(session: Session, *, limit: int, watch: str | None = None, matched: bool = False) -> list[Development]:
    """The developments that an article joined last: all, those of which one meets a watch, or any watch."""
    query = select(DevelopmentRow.id).where(DevelopmentRow.merged_into.is_(None))
    if matched or watch is not None:
        meeting = select(PlaceRow.development_id).join(MatchRow, MatchRow.article_id == PlaceRow.article_id)
        query = query.where(DevelopmentRow.id.in_(meeting if watch is None else meeting.where(MatchRow.watch == watch)))
    order = (DevelopmentRow.updated.desc(), DevelopmentRow.id.desc())
    return by_id(session, session.scalars(query.order_by(*order).limit(limit)).all())


def by_id(session: Session, ids: Sequence[int]) -> list[Development]:
    """The developments with these numbers, which are few and not merged into others, in their order."""
    members = _grouped(articles.by_id(session, _members(session, ids)))
    return [
        Development(id=number, guid=guid, started=started, updated=updated, articles=members[number], after=after)
        for number, guid, started, updated, after in _developments(session, ids)
        if number in members
    ]


def listed(session: Session, ids: Sequence[int]) -> list[Listed]:
    """The same as lists show them, in no order."""
    members = _grouped(articles.briefs(session, _members(session, ids)))
    return [
        Listed(place=ListPosition(updated, True, number), guid=guid, first=started, articles=members[number])
        for number, guid, started, updated, _ in _developments(session, ids)
        if number in members
    ]


def _members(session: Session, ids: Sequence[int]) -> list[int]:
    """The articles of some developments."""
    return [number for (number,) in statements.execute(session, _MEMBERS, {"ids": list(ids)}).all()]


def _grouped(members: Iterable[AnyArticle]) -> dict[int, tuple[AnyArticle, ...]]:
    """Articles by the development that they are in, those that appeared first before the others."""
    found: dict[int, list[AnyArticle]] = {}
    for one in members:
        found.setdefault(one.development or 0, []).append(one)
    return {number: tuple(sorted(of_it, key=lambda one: one.appeared)) for number, of_it in found.items()}


def _developments(session: Session, ids: Sequence[int]) -> list[Sequence[Any]]:
    """What is told of some developments, in the order of their numbers as given."""
    found = {row[0]: row for row in statements.execute(session, _TOLD, {"ids": list(ids)}).all()}
    return [found[number] for number in ids if number in found]


def merged(session: Session, *, limit: int, watch: str | None = None) -> list[Merged]:
    """The developments that turned out last to be others of which an article meets a watch, this one or any."""
    meeting = select(PlaceRow.development_id).join(MatchRow, MatchRow.article_id == PlaceRow.article_id)
    meeting = meeting if watch is None else meeting.where(MatchRow.watch == watch)
    query = select(DevelopmentRow.guid, DevelopmentRow.merged_into, DevelopmentRow.merged_at).where(
        DevelopmentRow.merged_at.is_not(None), DevelopmentRow.merged_into.in_(meeting)
    )
    found = session.execute(query.order_by(DevelopmentRow.merged_at.desc(), DevelopmentRow.id).limit(limit)).all()
    into = {one.id: one for one in by_id(session, list({number for _, number, _ in found if number}))}
    return [
        Merged(guid=guid, into=number, headline=into[number].headline, at=at)
        for guid, number, at in found
        if number in into and at is not None and guid != into[number].guid
    ]
