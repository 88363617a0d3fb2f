"""Messages: claimed, delivered, tried again or given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from model.alert import Delivery, Message, MessageState
from model.clock import FURTHEST
from storage import claims
from storage.schema import DeliveryRow, MessageRow

_NO_ID = 2**31 - 1
"""Larger than any message's; SQLite takes no number at all."""


def due(session: Session, *, now: datetime, everything: bool) -> list[int]:
    """Ids of owed messages whose next try has come, or with `everything` of all; those never tried yet come first.

    So what hangs or is refused, over and over, keeps nothing waiting that is new.
    """
    query = select(MessageRow.id).where(MessageRow.state == MessageState.OWED, *_due(now, everything=everything))
    return list(session.scalars(query.order_by(MessageRow.attempts > 0, MessageRow.id)))


def claim(session: Session, ids: Sequence[int], claim: str, *, now: datetime, everything: bool) -> list[Message]:
    """Take those of the messages in hand, by a claim that we hold, that are still owed, due and in nobody's hand."""
    query = select(MessageRow).where(
        MessageRow.id.in_(ids), MessageRow.state == MessageState.OWED, *_due(now, everything=everything)
    )
    found = list(session.scalars(query.order_by(MessageRow.id).with_for_update(skip_locked=True)))
    names = {row.claimed_by for row in found if row.claimed_by is not None}
    in_hand = {name for name in names if claims.is_held(session, name)}
    taken = [row for row in found if row.claimed_by not in in_hand]
    for row in taken:
        row.claimed_by = claim
    session.flush()
    return [_message(row) for row in taken]


def is_held(session: Session, claim: str) -> bool:
    """Whether the process that has messages in hand by that claim still holds it."""
    return claims.is_held(session, claim)


def _due(now: datetime, *, everything: bool) -> list[ColumnElement[bool]]:
    """What of owed messages is to be tried; one that is to wait longer than any was planned by a wrong clock."""
    return [] if everything else [or_(MessageRow.next_try <= now, MessageRow.next_try > now + FURTHEST)]


def record_delivery(session: Session, message: Message, delivery: Delivery, *, next_try: datetime) -> None:
    """Keep how an attempt ended; a message that was not taken stays owed until `next_try`, unless refused for good.

    One that was given up meanwhile stays so, unless it was taken after all.
    """
    _add_delivery(session, message.id, delivery)
    state = MessageState.OWED
    if delivery.delivered:
        state = MessageState.SENT
    elif delivery.permanent:
        state = MessageState.FAILED
    change = update(MessageRow).where(MessageRow.id == message.id)
    session.execute(change.values(attempts=MessageRow.attempts + 1, next_try=next_try, claimed_by=None))
    if not delivery.delivered:
        change = change.where(MessageRow.state == MessageState.OWED)
    session.execute(change.values(state=state))


def report(session: Session, message_id: int) -> bool:
    """Note that somebody is told how long a message has been tried; whether that is new."""
    change = update(MessageRow).where(MessageRow.id == message_id, MessageRow.reported.is_(False))
    return bool(session.execute(change.values(reported=True).returning(MessageRow.id)).first())


def retry(session: Session, message_id: int, now: datetime) -> Message | None:
    """Owe a message again, and at once, that was refused, given up, or is to wait.

    None where it was taken already, or what it told was forgotten.
    """
    row = session.get_one(MessageRow, message_id, with_for_update=True)
    if row.state == MessageState.SENT or not row.content:
        return None
    row.state, row.next_try = MessageState.OWED, now
    session.flush()
    return _message(row)


def drop(session: Session, message_id: int, reason: str, now: datetime) -> Message | None:
    """Give a message up that was not taken; None where it was."""
    row = session.get_one(MessageRow, message_id, with_for_update=True)
    if row.state == MessageState.SENT:
        return None
    row.state = MessageState.DROPPED
    _add_delivery(session, message_id, Delivery(at=now, delivered=False, detail=reason, permanent=True))
    session.flush()
    return _message(row)


def drop_owed(session: Session, audience: str, recipient: str, reason: str, now: datetime) -> None:
    """Give up all that is owed to a recipient by an audience."""
    query = select(MessageRow.id).where(
        MessageRow.state == MessageState.OWED,
        MessageRow.audience == audience,
        func.lower(MessageRow.recipient) == recipient.lower(),
    )
    for number in session.scalars(query).all():
        drop(session, number, reason, now)


def _add_delivery(session: Session, message_id: int, delivery: Delivery) -> None:
    session.add(
        DeliveryRow(
            message_id=message_id,
            at=delivery.at,
            delivered=delivery.delivered,
            detail=delivery.detail,
            permanent=delivery.permanent,
        )
    )


def message(session: Session, message_id: int) -> Message | None:
    """A message by its id."""
    row = session.get(MessageRow, message_id) if message_id < _NO_ID else None
    return None if row is None else _message(row)


def counts(session: Session) -> dict[MessageState, int]:
    """How many messages stand where."""
    found = dict(session.execute(select(MessageRow.state, func.count()).group_by(MessageRow.state)).all())
    return {state: found.get(state, 0) for state in MessageState}


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A message that did not arrive yet, and why."""

    message: Message
    next_try: datetime
    """When it is tried next, if it is owed."""
    in_hand: bool
    """Whether a process sends it now."""
    answer: str | None
    """How the last attempt ended; None before the first."""


def undelivered(session: Session, limit: int | None = None) -> list[Undelivered]:
    """The messages that are owed or refused for good, newest first."""
    last = (
        select(func.max(DeliveryRow.id))
        .where(DeliveryRow.message_id == MessageRow.id)
        .correlate(MessageRow)
        .scalar_subquery()
    )
    query = (
        select(MessageRow, DeliveryRow.detail)
        .outerjoin(DeliveryRow, DeliveryRow.id == last)
        .where(MessageRow.state.in_((MessageState.OWED, MessageState.FAILED)))
        .order_by(MessageRow.id.desc())
        .limit(limit)
    )
    return [
        Undelivered(
            message=_message(row),
            next_try=row.next_try,
            in_hand=row.claimed_by is not None and claims.is_held(session, row.claimed_by),
            answer=detail,
        )
        for row, detail in session.execute(query)
    ]


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
