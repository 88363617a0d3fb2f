"""What an audience is owed and was told: alerts, until an edition tells them as messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from model.alert import AlertKind, MessageState
from storage import restored
from storage.schema import AlertRow, DigestStateRow, EditionRow, MessageRow, PlaceRow
from storage.statements import insert_new

_AT_A_TIME = 500
"""Ids in one statement; SQLite takes 32,766 values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message before it is on record."""

    message_id: str
    recipient: str
    subject: str
    content: bytes


def owe(session: Session, audience: str, kind: AlertKind, article_ids: Iterable[int], now: datetime) -> int:
    """Note that an audience is to be told of articles; returns how many it was not yet owed or told."""
    owed = 0
    for number in article_ids:
        alert = {"audience": audience, "kind": kind, "article_id": number, "created": now}
        if insert_new(session, AlertRow, [alert], unique=("audience", "kind", "article_id")):
            owed += not _was_told(session, audience, kind, number)
    return owed


def _was_told(session: Session, audience: str, kind: AlertKind, article_id: int) -> bool:
    """Whether an audience was told before a backup was restored, which is noted then."""
    edition = restored.told_before(session, audience, kind, article_id)
    if edition is not None:
        told_with(session, audience, kind, [article_id], edition)
    return edition is not None


def untold(session: Session, audience: str, kind: AlertKind) -> list[int]:
    """Ids of the articles that an audience is owed and no edition has told, in the order in which they came."""
    query = select(AlertRow.article_id).where(
        AlertRow.audience == audience, AlertRow.kind == kind, AlertRow.edition_id.is_(None)
    )
    return list(session.scalars(query.order_by(AlertRow.id)))


def untold_between(session: Session, audience: str, kind: AlertKind) -> tuple[datetime, datetime] | None:
    """When the first and the last of the alerts came that an audience is owed; None where it is owed none."""
    query = select(func.min(AlertRow.created), func.max(AlertRow.created)).where(
        AlertRow.audience == audience, AlertRow.kind == kind, AlertRow.edition_id.is_(None)
    )
    first, last = session.execute(query).one()
    return None if first is None or last is None else (first, last)


def developments_told(session: Session, audience: str) -> frozenset[int]:
    """The developments of which editions told an audience articles."""
    query = select(PlaceRow.development_id).join(AlertRow, AlertRow.article_id == PlaceRow.article_id).distinct()
    told = query.where(AlertRow.audience == audience, AlertRow.edition_id.is_not(None))
    return frozenset(number for number in session.scalars(told) if number is not None)


def told_at_once(session: Session, audience: str) -> frozenset[int]:
    """Ids of the articles of which an instant alert told an audience and no digest did yet."""
    owed = select(AlertRow.article_id).where(
        AlertRow.audience == audience, AlertRow.kind == AlertKind.DIGEST, AlertRow.edition_id.is_(None)
    )
    query = select(AlertRow.article_id).where(
        AlertRow.audience == audience,
        AlertRow.kind == AlertKind.INSTANT,
        AlertRow.edition_id.is_not(None),
        AlertRow.article_id.in_(owed),
    )
    return frozenset(session.scalars(query))


def audiences(session: Session) -> frozenset[str]:
    """The audiences that were told something, if only that there is nothing."""
    return frozenset(session.scalars(select(EditionRow.audience).distinct()))


def last_edition(session: Session, audience: str, kind: AlertKind) -> datetime | None:
    """When the audience was last told by this kind."""
    query = select(func.max(EditionRow.created)).where(EditionRow.audience == audience, EditionRow.kind == kind)
    return session.scalar(query)


def last_slot(session: Session, audience: str, kind: AlertKind, now: datetime) -> datetime | None:
    """The latest scheduled time so far that has been answered; one ahead was answered while the clock was wrong."""
    query = select(func.max(EditionRow.slot)).where(
        EditionRow.audience == audience, EditionRow.kind == kind, EditionRow.slot <= now
    )
    return session.scalar(query)


def has_edition(session: Session, audience: str, kind: AlertKind, slot: datetime) -> bool:
    """Whether a scheduled time has been answered."""
    query = select(EditionRow.id).where(
        EditionRow.audience == audience, EditionRow.kind == kind, EditionRow.slot == slot
    )
    return session.scalar(query) is not None


def publish(
    session: Session,
    audience: str,
    kind: AlertKind,
    *,
    slot: datetime | None,
    article_ids: Sequence[int],
    drafts: Sequence[Draft],
    now: datetime,
) -> int:
    """Put an edition on record: its articles count as told, its messages are owed. Returns the edition's id."""
    edition = EditionRow(audience=audience, kind=kind, slot=slot, created=now)
    session.add(edition)
    session.flush()
    told_with(session, audience, kind, article_ids, edition.id)
    session.add_all(
        MessageRow(
            message_id=draft.message_id,
            edition_id=edition.id,
            audience=audience,
            recipient=draft.recipient,
            subject=draft.subject,
            content=draft.content,
            created=now,
            state=MessageState.OWED,
            next_try=now,
        )
        for draft in drafts
    )
    session.flush()
    return edition.id


def told_with(session: Session, audience: str, kind: AlertKind, article_ids: Sequence[int], edition_id: int) -> None:
    """Note that an edition told an audience of those of the articles that it is still owed."""
    for start in range(0, len(article_ids), _AT_A_TIME):
        session.execute(
            update(AlertRow)
            .where(
                AlertRow.audience == audience,
                AlertRow.kind == kind,
                AlertRow.edition_id.is_(None),
                AlertRow.article_id.in_(article_ids[start : start + _AT_A_TIME]),
            )
            .values(edition_id=edition_id)
        )


def digest_since(session: Session, name: str, now: datetime) -> datetime:
    """From when on a digest's scheduled times count: since we first heard of it, so that no old one is caught up on.

    Until the transaction ends, nobody else gets past this for the same digest: what one tells, others see as told.
    """
    insert_new(session, DigestStateRow, [{"name": name, "since": now}], unique=("name",))
    row = session.get_one(DigestStateRow, name, with_for_update=True)
    row.since = min(row.since, now)  # one ahead was noted while the clock was wrong
    return row.since
