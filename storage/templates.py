"""What the pages of each source have taught about how to read them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from storage.schema import TemplateRow
from storage.statements import change, insert_new


def template(session: Session, source: str) -> str | None:
    """The source's template as it was kept; None if nothing was learned yet."""
    row = session.get(TemplateRow, source)
    return None if row is None else row.text


def keep_template(session: Session, source: str, text: str, now: datetime) -> None:
    """Keep a source's template in place of the one before."""
    values = {"text": text, "learned": now}
    if not insert_new(session, TemplateRow, [{"source": source, **values}], unique=("source",)):
        change(session, TemplateRow, source, values)
