"""How a source stands when a crawl of it begins or ends, in one question: to put one takes longer than to answer it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from model.clock import Planned
from model.crawl import EntryState
from storage.schema import CrawlRunRow, EntryRow, UnsureSourceRow, VisitRow
from storage.statements import execute

_SOURCE: Any = bindparam("of")
_IS_OWED = EntryRow.source == _SOURCE, EntryRow.state == EntryState.OWED
_IS_ITS_RUN = CrawlRunRow.source == _SOURCE
# The least and the greatest are asked for apart: each then is at an end of an index.
_STANDING = select(
    select(func.min(EntryRow.next_try)).where(*_IS_OWED).scalar_subquery(),
    select(func.max(EntryRow.next_try)).where(*_IS_OWED).scalar_subquery(),
    select(func.min(VisitRow.due)).where(VisitRow.source == _SOURCE).scalar_subquery(),
    select(func.max(VisitRow.due)).where(VisitRow.source == _SOURCE).scalar_subquery(),
    select(EntryRow.id).where(EntryRow.source == _SOURCE, EntryRow.settled).exists(),
    select(UnsureSourceRow.name).where(UnsureSourceRow.name == _SOURCE).exists(),
    select(func.min(CrawlRunRow.started)).where(_IS_ITS_RUN).scalar_subquery(),
    select(func.sum(CrawlRunRow.requests))
    .where(_IS_ITS_RUN, CrawlRunRow.finished > bindparam("since"))
    .scalar_subquery(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a source stands."""

    tries: Planned | None
    """When the next tries of its entries are due; None where none is owed."""
    revisits: Planned | None
    """When the next looks at its articles are due; None where none is planned."""
    has_settled: bool
    """Whether any walk over it has reached its end."""
    is_unsure: bool
    """Whether nobody knows what of it was told before, since a backup was restored."""
    first_start: datetime | None
    """When the first of its runs that are remembered began."""
    requests: int
    """How many requests its runs have made since a moment."""


def standing(session: Session, source: str, *, since: datetime) -> Standing:
    """How a source stands, with the requests that its runs have made since a moment."""
    first_try, last_try, first_visit, last_visit, settled, unsure, first_start, requests = execute(
        session, _STANDING, {"of": source, "since": since}
    ).one()
    return Standing(
        tries=None if first_try is None else Planned(first_try, last_try),
        revisits=None if first_visit is None else Planned(first_visit, last_visit),
        has_settled=bool(settled),
        is_unsure=bool(unsure),
        first_start=first_start,
        requests=requests or 0,
    )
