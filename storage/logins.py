"""Browsers that are logged in, of which only hashes are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.schema import LoginRow


def add(session: Session, hashed: str, now: datetime) -> None:
    """Log a browser in."""
    session.add(LoginRow(hash=hashed, began=now))


def began(session: Session, hashed: str) -> datetime | None:
    """When a browser logged in; None where it is not logged in."""
    return session.scalar(select(LoginRow.began).where(LoginRow.hash == hashed))


def end(session: Session, hashed: str) -> None:
    """Log a browser out."""
    session.execute(delete(LoginRow).where(LoginRow.hash == hashed))


def forget(session: Session, *, before: datetime, most: int) -> None:
    """Log out those that logged in before then, and of the others all but the newest, so many."""
    newest = select(LoginRow.hash).order_by(LoginRow.began.desc(), LoginRow.hash).limit(most)
    session.execute(delete(LoginRow).where((LoginRow.began < before) | LoginRow.hash.not_in(newest)))
