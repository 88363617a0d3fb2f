"""Messages as the page lists them: owed, sent and refused, with how their last delivery ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from model.alert import MessageState
from storage.schema import DeliveryRow, MessageRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMessage:
    """A message without its content."""

    id: int
    audience: str
    """The digest's name."""
    recipient: str
    subject: str
    created: datetime
    state: MessageState
    attempts: int
    next_try: datetime | None
    """When it is tried again, if it is owed."""
    last_attempt: datetime | None
    detail: str
    """How the last attempt ended; empty where there was none."""


def newest(
    session: Session, state: MessageState | None, *, limit: int, before: int | None = None
) -> list[ListedMessage]:
    """Messages in a state, or in any, newest first; with `before`, those older than the one with that id."""
    last = (
        select(func.max(DeliveryRow.id))
        .where(DeliveryRow.message_id == MessageRow.id)
        .correlate(MessageRow)
        .scalar_subquery()
    )
    query = select(
        MessageRow.id,
        MessageRow.audience,
        MessageRow.recipient,
        MessageRow.subject,
        MessageRow.created,
        MessageRow.state,
        MessageRow.attempts,
        MessageRow.next_try,
        DeliveryRow.at,
        DeliveryRow.detail,
    ).outerjoin(DeliveryRow, DeliveryRow.id == last)
    if state is not None:
        query = query.where(MessageRow.state == state)
    if before is not None:
        query = query.where(MessageRow.id < before)
    return [
        ListedMessage(
            id=row.id,
            audience=row.audience,
            recipient=row.recipient,
            subject=row.subject,
            created=row.created,
            state=MessageState(row.state),
            attempts=row.attempts,
            next_try=row.next_try if row.state == MessageState.OWED else None,
            last_attempt=row.at,
            detail=row.detail or "",
        )
        for row in session.execute(query.order_by(MessageRow.id.desc()).limit(limit))
    ]
