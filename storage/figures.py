"""Counts over all of the store, for those who watch us: each from an index, so that they may be asked for often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from model.alert import MessageState
from model.crawl import Outcome
from storage import articles, entries, outbox, watches
from storage.examining import size
from storage.schema import FetchRow, MessageRow, UnmatchedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much there is of what."""

    articles: int
    matches: Mapping[str, int]
    """Articles that meet each watch."""
    pending_entries: int
    """Entries that are still to be fetched."""
    unmatched_revisions: int
    """Revisions that are still to be held against the watches."""
    messages: Mapping[MessageState, int]
    oldest_owed: datetime | None
    """When the message was made that is owed for longest."""
    database_size: int
    """Bytes."""


def figures(session: Session) -> Totals:
    """The counts as they are now."""
    owed = select(func.min(MessageRow.created)).where(MessageRow.state == MessageState.OWED)
    return Totals(
        articles=articles.count(session),
        matches=watches.count_by_watch(session),
        pending_entries=sum(entries.pending(session).values()),
        unmatched_revisions=session.scalar(select(func.count()).select_from(UnmatchedRow)) or 0,
        messages=outbox.counts(session),
        oldest_owed=session.scalar(owed),
        database_size=size(session),
    )


def newest_fetch(session: Session) -> int:
    """Id of the fetch that was kept last; 0 before the first."""
    return session.scalar(select(func.max(FetchRow.id))) or 0


def fetches_between(session: Session, after: int, last: int) -> dict[Outcome, int]:
    """How many fetches ended how, of those with ids beyond one, up to another."""
    query = select(FetchRow.outcome, func.count()).where(FetchRow.id > after, FetchRow.id <= last)
    found = session.execute(query.group_by(FetchRow.outcome)).all()
    return {Outcome(outcome): number for outcome, number in found}
