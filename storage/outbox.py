"""What is owed to whom: alerts until an edition tells them, messages until a server takes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from model.alert import Channel, Delivery, Message, MessageState
from model.clock import FURTHEST
from storage.rows import insert_new
from storage.schema import AlertRow, DeliveryRow, DigestStateRow, EditionRow, MessageRow, PlaceRow

CLAIM = timedelta(minutes=10)
"""How long one process may have a message in hand before another takes over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message before it is on record."""

    message_id: str
    recipient: str
    subject: str
    content: bytes


def owe(session: Session, audience: str, channel: Channel, article_ids: Iterable[int], now: datetime) -> int:
    """Note that an audience is to be told of articles; returns how many it was not yet owed or told."""
    alerts = [
        {"audience": audience, "channel": channel, "article_id": number, "created": now} for number in article_ids
    ]
    return insert_new(session, AlertRow, alerts, unique=("audience", "channel", "article_id"))


def untold(session: Session, audience: str, channel: Channel) -> list[int]:
    """Ids of the articles that an audience is owed and no edition has told, in the order in which they came."""
    query = select(AlertRow.article_id).where(
        AlertRow.audience == audience, AlertRow.channel == channel, AlertRow.edition_id.is_(None)
    )
    return list(session.scalars(query.order_by(AlertRow.id)))


def developments_told(session: Session, audience: str) -> frozenset[int]:
    """The developments of which editions told an audience articles."""
    query = select(PlaceRow.development_id).join(AlertRow, AlertRow.article_id == PlaceRow.article_id).distinct()
    told = query.where(AlertRow.audience == audience, AlertRow.edition_id.is_not(None))
    return frozenset(number for number in session.scalars(told) if number is not None)


def last_edition(session: Session, audience: str, channel: Channel) -> datetime | None:
    """When the audience was last told by this channel."""
    query = select(func.max(EditionRow.created)).where(EditionRow.audience == audience, EditionRow.channel == channel)
    return session.scalar(query)


def last_slot(session: Session, audience: str, channel: Channel, now: datetime) -> datetime | None:
    """The latest scheduled time so far that has been answered; one ahead was answered while the clock was wrong."""
    query = select(func.max(EditionRow.slot)).where(
        EditionRow.audience == audience, EditionRow.channel == channel, EditionRow.slot <= now
    )
    return session.scalar(query)


def has_edition(session: Session, audience: str, channel: Channel, slot: datetime) -> bool:
    """Whether a scheduled time has been answered."""
    query = select(EditionRow.id).where(
        EditionRow.audience == audience, EditionRow.channel == channel, EditionRow.slot == slot
    )
    return session.scalar(query) is not None


def publish(
    session: Session,
    audience: str,
    channel: Channel,
    *,
    slot: datetime | None,
    article_ids: Sequence[int],
    drafts: Sequence[Draft],
    now: datetime,
) -> int:
    """Put an edition on record: its articles count as told, its messages are owed. Returns the edition's id."""
    edition = EditionRow(audience=audience, channel=channel, slot=slot, created=now)
    session.add(edition)
    session.flush()
    if article_ids:
        session.execute(
            update(AlertRow)
            .where(
                AlertRow.audience == audience,
                AlertRow.channel == channel,
                AlertRow.edition_id.is_(None),
                AlertRow.article_id.in_(article_ids),
            )
            .values(edition_id=edition.id)
        )
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


def claim(session: Session, *, now: datetime, everything: bool, after: int, limit: int) -> list[Message]:
    """Take owed messages in hand, so that no other process sends them meanwhile; with `everything`, early."""
    query = select(MessageRow).where(
        MessageRow.state == MessageState.OWED,
        MessageRow.id > after,
        or_(
            MessageRow.claimed_until.is_(None), MessageRow.claimed_until <= now, MessageRow.claimed_until > now + CLAIM
        ),
    )
    if not everything:
        query = query.where(or_(MessageRow.next_try <= now, MessageRow.next_try > now + FURTHEST))
    taken = list(session.scalars(query.order_by(MessageRow.id).limit(limit).with_for_update(skip_locked=True)))
    for row in taken:
        row.claimed_until = now + CLAIM
    session.flush()
    return [_message(row) for row in taken]


def release(session: Session, ids: Sequence[int]) -> None:
    """Put messages back that were in hand and not tried."""
    session.execute(update(MessageRow).where(MessageRow.id.in_(ids)).values(claimed_until=None))


def record_delivery(session: Session, message: Message, delivery: Delivery, *, next_try: datetime) -> None:
    """Keep how an attempt ended; a message that was not taken stays owed until `next_try`, unless refused for good."""
    session.add(
        DeliveryRow(
            message_id=message.id,
            at=delivery.at,
            delivered=delivery.delivered,
            detail=delivery.detail,
            permanent=delivery.permanent,
        )
    )
    state = MessageState.OWED
    if delivery.delivered:
        state = MessageState.SENT
    elif delivery.permanent:
        state = MessageState.FAILED
    session.execute(
        update(MessageRow)
        .where(MessageRow.id == message.id)
        .values(state=state, attempts=MessageRow.attempts + 1, next_try=next_try, claimed_until=None)
    )


def counts(session: Session) -> dict[MessageState, int]:
    """How many messages stand where."""
    found = dict(session.execute(select(MessageRow.state, func.count()).group_by(MessageRow.state)).all())
    return {state: found.get(state, 0) for state in MessageState}


def failures(session: Session, limit: int) -> list[tuple[str, str, str]]:
    """Recipient, subject and last reason of messages that are refused, or owed after a failed attempt; newest first."""
    last = (
        select(func.max(DeliveryRow.id))
        .where(DeliveryRow.message_id == MessageRow.id)
        .correlate(MessageRow)
        .scalar_subquery()
    )
    query = (
        select(MessageRow.recipient, MessageRow.subject, DeliveryRow.detail)
        .join(DeliveryRow, DeliveryRow.id == last)
        .where(MessageRow.state != MessageState.SENT)
        .order_by(MessageRow.id.desc())
        .limit(limit)
    )
    return [(recipient, subject, detail) for recipient, subject, detail in session.execute(query)]


def digest_since(session: Session, name: str, now: datetime) -> datetime:
    """From when on a digest's scheduled times count: since we first heard of it, so that no old one is caught up on.

    Until the transaction ends, nobody else gets past this for the same digest: what one tells, others see as told.
    """
    insert_new(session, DigestStateRow, [{"name": name, "since": now}], unique=("name",))
    row = session.get_one(DigestStateRow, name, with_for_update=True)
    row.since = min(row.since, now)  # one ahead was noted while the clock was wrong
    return row.since


def _message(row: MessageRow) -> Message:
    return Message(
        id=row.id,
        message_id=row.message_id,
        audience=row.audience,
        recipient=row.recipient,
        subject=row.subject,
        content=row.content,
        created=row.created,
        state=MessageState(row.state),
        attempts=row.attempts,
    )
