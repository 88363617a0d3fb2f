"""Who unsubscribed from what, and the keys by which we know links that we signed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.schema import SigningKeyRow, UnsubscribedRow
from storage.statements import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribed:
    """A recipient who is told nothing more by a digest."""

    audience: str
    recipient: str
    at: datetime


def signing_key(session: Session, purpose: str) -> bytes:
    """The key of that purpose, made when it is first asked for: in a transaction that writes."""
    found = session.get(SigningKeyRow, purpose)
    if found is None:
        new = {"purpose": purpose, "key": secrets.token_bytes(32)}
        insert_new(session, SigningKeyRow, [new], unique=("purpose",))
        found = session.get_one(SigningKeyRow, purpose)
    return found.key


def known_key(session: Session, purpose: str) -> bytes | None:
    """The key of that purpose; None where nothing was signed with one yet."""
    found = session.get(SigningKeyRow, purpose)
    return None if found is None else found.key


def unsubscribe(session: Session, audience: str, recipient: str, now: datetime) -> None:
    """Tell a recipient nothing more by a digest."""
    row = {"audience": audience, "recipient": recipient.casefold(), "at": now}
    insert_new(session, UnsubscribedRow, [row], unique=("audience", "recipient"))


def subscribe_again(session: Session, audience: str, recipient: str) -> None:
    """Take that back."""
    session.execute(
        delete(UnsubscribedRow).where(
            UnsubscribedRow.audience == audience, UnsubscribedRow.recipient == recipient.casefold()
        )
    )


def is_unsubscribed(session: Session, audience: str, recipient: str) -> bool:
    """Whether a recipient is told nothing more by a digest."""
    return session.get(UnsubscribedRow, (audience, recipient.casefold())) is not None


def unsubscribed(session: Session) -> list[Unsubscribed]:
    """All who unsubscribed, by digest."""
    rows = session.scalars(select(UnsubscribedRow).order_by(UnsubscribedRow.audience, UnsubscribedRow.recipient))
    return [Unsubscribed(audience=row.audience, recipient=row.recipient, at=row.at) for row in rows]
