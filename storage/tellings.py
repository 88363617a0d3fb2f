"""Who tells of a development, and who was told of it at once: what decides whether an article of it wakes somebody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from model.alert import AlertKind
from model.article import Arrival
from storage import statements
from storage.schema import AlertRow, ArticleRow, MatchRow, PlaceRow

_AT_A_TIME = 500
"""Developments in one query."""

_MEMBERS = (
    select(ArticleRow.id, ArticleRow.source, ArticleRow.arrival, PlaceRow.copy_of)
    .join(PlaceRow, PlaceRow.article_id == ArticleRow.id)
    .where(PlaceRow.development_id == bindparam("development"))
    .order_by(ArticleRow.id)
)
_TOLD = (
    select(AlertRow.audience, MatchRow.watch)
    .join(PlaceRow, PlaceRow.article_id == AlertRow.article_id)
    .join(MatchRow, MatchRow.article_id == AlertRow.article_id)
    .where(PlaceRow.development_id == bindparam("development"), AlertRow.kind == AlertKind.INSTANT)
    .distinct()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedArticle:
    """An article of a development, as far as telling of it goes."""

    id: int
    source: str
    arrival: Arrival
    copy_of: int | None
    """The article whose text it prints, if it is a copy."""


def members(session: Session, development: int) -> list[PlacedArticle]:
    """The articles of a development, in the order in which we got them."""
    found = statements.execute(session, _MEMBERS, {"development": development})
    return [
        PlacedArticle(
            id=number,
            source=source,
            arrival=Arrival(arrival),
            copy_of=original,
        )
        for number, source, arrival, original in found
    ]


def members_of(session: Session, developments: Sequence[int]) -> dict[int, list[PlacedArticle]]:
    """The articles of several developments."""
    found: dict[int, list[PlacedArticle]] = {number: [] for number in developments}
    query = (
        select(PlaceRow.development_id, ArticleRow.id, ArticleRow.source, ArticleRow.arrival, PlaceRow.copy_of)
        .join(PlaceRow, PlaceRow.article_id == ArticleRow.id)
        .order_by(ArticleRow.id)
    )
    for start in range(0, len(developments), _AT_A_TIME):
        chosen = query.where(PlaceRow.development_id.in_(developments[start : start + _AT_A_TIME]))
        for development, number, source, arrival, original in statements.execute(session, chosen):
            found[development].append(
                PlacedArticle(id=number, source=source, arrival=Arrival(arrival), copy_of=original)
            )
    return found


def networks_of(members: Sequence[PlacedArticle], networks: Mapping[str, str]) -> frozenset[str]:
    """The networks that tell of a development by themselves: a copy tells what its original does."""
    return frozenset(networks.get(member.source, member.source) for member in members if member.copy_of is None)


def told_at_once(session: Session, development: int) -> frozenset[tuple[str, str]]:
    """The audiences that were told of its articles at once, or are owed that, each with the watches that these meet."""
    found = statements.execute(session, _TOLD, {"development": development})
    return frozenset((audience, watch) for audience, watch in found)


def watched_since(session: Session, source: str) -> datetime:
    """When the first article of a source came, of which there is at least one."""
    return session.scalars(select(func.min(ArticleRow.first_seen)).where(ArticleRow.source == source)).one()


def is_copy_of_own(session: Session, article_id: int, source: str) -> bool:
    """Whether an article prints the text of another one of its source."""
    original = select(PlaceRow.copy_of).where(PlaceRow.article_id == article_id).scalar_subquery()
    return session.scalar(select(ArticleRow.source).where(ArticleRow.id == original)) == source


def meeting(session: Session, ids: Collection[int], watch: str) -> list[int]:
    """Which of these articles meet a watch."""
    query = select(MatchRow.article_id).where(MatchRow.article_id.in_(ids), MatchRow.watch == watch)
    return sorted(session.scalars(query))
