"""Developments with their articles, as feeds and pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from model.article import Article
from model.development import Development, Merged
from storage import articles
from storage.schema import DevelopmentRow, MatchRow, PlaceRow


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
    places = select(PlaceRow.development_id, PlaceRow.article_id).where(PlaceRow.development_id.in_(ids))
    members: dict[int, list[int]] = {}
    for number, article_id in session.execute(places):
        members.setdefault(number or 0, []).append(article_id)
    known = {one.id: one for one in articles.by_id(session, [one for some in members.values() for one in some])}
    found = {row.id: row for row in session.scalars(select(DevelopmentRow).where(DevelopmentRow.id.in_(ids)))}
    return [
        Development(
            id=number,
            guid=found[number].guid,
            started=found[number].started,
            updated=found[number].updated,
            articles=tuple(sorted((known[one] for one in members[number]), key=_appeared)),
            after=found[number].after,
        )
        for number in ids
        if number in found and number in members
    ]


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


def _appeared(article: Article) -> tuple[datetime, int]:
    published = article.content.published
    return (published.earliest if published else article.first_seen), article.id
