"""When we could not look, and that we are at work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from model.outage import Outage, OutageKind
from storage.schema import OutageRow, PulseRow
from storage.statements import change, insert_new

_ONLY = 1


def pulse(session: Session, now: datetime) -> datetime | None:
    """Note that the daemon is at work; gives when it last was, None where it never was."""
    row = session.get(PulseRow, _ONLY)
    before = None if row is None else row.at
    if not insert_new(session, PulseRow, [{"id": _ONLY, "at": now}], unique=("id",)):
        change(session, PulseRow, _ONLY, {"at": now})
    return before


def begin(session: Session, kind: OutageKind, began: datetime) -> None:
    """Note that we can't look, unless that is known."""
    if current(session, kind) is None:
        keep(session, Outage(kind=kind, began=began))


def end(session: Session, kind: OutageKind, now: datetime) -> Outage | None:
    """Note that we can look again; gives what ended, if anything did."""
    found = current(session, kind)
    if found is None:
        return None
    session.execute(update(OutageRow).where(OutageRow.kind == kind, OutageRow.ended.is_(None)).values(ended=now))
    return Outage(kind=kind, began=found.began, ended=now)


def keep(session: Session, outage: Outage) -> None:
    """Put one on record."""
    session.add(OutageRow(kind=outage.kind, began=outage.began, ended=outage.ended))
    session.flush()


def current(session: Session, kind: OutageKind) -> Outage | None:
    """The one of its kind that lasts."""
    row = session.scalar(select(OutageRow).where(OutageRow.kind == kind, OutageRow.ended.is_(None)).limit(1))
    return None if row is None else _outage(row)


def since(session: Session, moment: datetime) -> list[Outage]:
    """Those that lasted after a moment, or still last, in their order."""
    query = select(OutageRow).where(or_(OutageRow.ended.is_(None), OutageRow.ended > moment))
    return [_outage(row) for row in session.scalars(query.order_by(OutageRow.began, OutageRow.id))]


def last_end(session: Session) -> datetime | None:
    """When we could look again last."""
    return session.scalar(select(func.max(OutageRow.ended)))


def _outage(row: OutageRow) -> Outage:
    return Outage(kind=OutageKind(row.kind), began=row.began, ended=row.ended)
