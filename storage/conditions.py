"""What was told last of how sources do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from model.source import SourceCondition
from storage.schema import ToldConditionRow
from storage.statements import change, insert_new


def told(session: Session) -> dict[str, SourceCondition]:
    """What was told last of the sources of which anything but good was told last, by name."""
    return {row.source: SourceCondition(row.condition) for row in session.scalars(select(ToldConditionRow))}


def note_told(session: Session, source: str, condition: SourceCondition | None, now: datetime) -> None:
    """Note what was told of a source; None where it does well, or nobody asks any more."""
    if condition is None:
        session.execute(delete(ToldConditionRow).where(ToldConditionRow.source == source))
        return
    values = {"condition": condition, "told": now}
    if not insert_new(session, ToldConditionRow, [{"source": source, **values}], unique=("source",)):
        change(session, ToldConditionRow, source, values)
