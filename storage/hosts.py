"""What hosts told us of how they want to be treated: kept, so that a new process need not be told again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.schema import HostRow
from storage.statements import change, execute, insert_new

_BACKOFF = select(HostRow.backoff_until).where(HostRow.name == bindparam("host"))


def rules_of(session: Session, name: str) -> tuple[str, datetime] | None:
    """What the robots.txt of a host (`host` or `host:port`) says, and until when that is believed."""
    row = session.get(HostRow, name)
    if row is None or row.robots is None or row.robots_until is None:
        return None
    return row.robots, row.robots_until


def keep_rules(session: Session, name: str, robots: str, until: datetime) -> None:
    """Keep what a host's robots.txt says."""
    # No text on PostgreSQL holds this character, and it means nothing.
    _keep(session, name, {"robots": robots.replace("\0", ""), "robots_until": until})


def backoff_until(session: Session, name: str) -> datetime | None:
    """Until when a host asked last to be left alone."""
    until: datetime | None = execute(session, _BACKOFF, {"host": name}).scalar()
    return until


def backoffs(session: Session) -> dict[str, datetime]:
    """Until when each host asked last to be left alone; hosts that never did are left out."""
    query = select(HostRow.name, HostRow.backoff_until).where(HostRow.backoff_until.is_not(None))
    return {name: until for name, until in session.execute(query) if until is not None}


def keep_backoff(session: Session, name: str, until: datetime) -> None:
    """Keep until when a host asked to be left alone."""
    _keep(session, name, {"backoff_until": until})


def _keep(session: Session, name: str, values: dict[str, Any]) -> None:
    if not insert_new(session, HostRow, [{"name": name, **values}], unique=("name",)):
        change(session, HostRow, name, values)
