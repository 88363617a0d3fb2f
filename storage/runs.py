"""Crawl runs, fetches, what listings answered last, and how each source does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select
from sqlalchemy.orm import Session

from model.crawl import NO_ARTICLE, CrawlRun, Fetch, Outcome, Validators
from model.source import SourceState
from storage.schema import CrawlRunRow, FetchRow, ListingRow, SourceStateRow
from storage.statements import add, change, execute, insert, insert_new

_FORGOTTEN = 5
"""Runs deleted at a time: more than the one that made it, so that a long past shrinks, too, and nobody waits for it."""

_TRIED = 200
"""Fetches that are looked through for pages that gave no article."""

# What each look asks for, put together once: that takes longer than to execute it.
_OF_SOURCE = CrawlRunRow.source == bindparam("of")
_VALIDATORS = select(ListingRow.url, ListingRow.etag, ListingRow.last_modified).where(
    ListingRow.source == bindparam("of")
)
_STATE = select(SourceStateRow.__table__).where(SourceStateRow.name == bindparam("of"))
_OLDEST = (
    select(CrawlRunRow.id)
    .where(_OF_SOURCE, CrawlRunRow.started < bindparam("before"))
    .order_by(CrawlRunRow.started)
    .limit(_FORGOTTEN)
)


def start(session: Session, source: str, now: datetime) -> int:
    """Open a crawl run; returns its id."""
    return insert(session, CrawlRunRow, {"source": source, "started": now})


def finish(session: Session, run_id: int, run: CrawlRun) -> None:
    """Close a crawl run with what it brought."""
    values = {
        "finished": run.finished,
        "entries": run.entries,
        "articles": run.articles,
        "revisions": run.revisions,
        "requests": run.requests,
        "shown": run.shown,
        "read_anew": run.read_anew,
        "refused": run.refused,
        "error": run.error,
    }
    change(session, CrawlRunRow, run_id, values)


def add_fetches(session: Session, run_id: int, fetches: Iterable[Fetch]) -> None:
    """Keep what was tried during a run."""
    tried = [
        {
            "run_id": run_id,
            "url": fetch.url,
            "at": fetch.at,
            "outcome": fetch.outcome,
            "status": fetch.status,
            "detail": fetch.detail,
            "size": fetch.size,
        }
        for fetch in fetches
    ]
    add(session, FetchRow, tried)


def recent(session: Session, limit: int) -> list[CrawlRun]:
    """The runs that ended last, newest first."""
    query = select(CrawlRunRow).where(CrawlRunRow.finished.is_not(None)).order_by(CrawlRunRow.id.desc()).limit(limit)
    return [_run(row) for row in session.scalars(query)]


def last_number(session: Session, source: str) -> int:
    """The number of the source's last run; 0 where there was none."""
    return session.scalar(select(func.max(CrawlRunRow.id)).where(CrawlRunRow.source == source)) or 0


def last_after(session: Session, source: str, number: int) -> CrawlRun | None:
    """The last run of a source that ended and began after the one of that number."""
    query = select(CrawlRunRow).where(CrawlRunRow.source == source, CrawlRunRow.id > number)
    row = session.scalar(query.where(CrawlRunRow.finished.is_not(None)).order_by(CrawlRunRow.id.desc()).limit(1))
    return None if row is None else _run(row)


def begun(session: Session, sources: Collection[str]) -> dict[str, datetime]:
    """When the last run of each source began that has no end: it goes on, or was killed."""
    began = func.max(CrawlRunRow.started)
    query = select(CrawlRunRow.source, began).where(CrawlRunRow.source.in_(sources), CrawlRunRow.finished.is_(None))
    return dict(session.execute(query.group_by(CrawlRunRow.source)).all())


def _run(row: CrawlRunRow) -> CrawlRun:
    return CrawlRun(
        source=row.source,
        started=row.started,
        finished=row.finished or row.started,
        entries=row.entries,
        articles=row.articles,
        revisions=row.revisions,
        requests=row.requests,
        shown=row.shown,
        read_anew=row.read_anew,
        refused=row.refused,
        error=row.error,
    )


def validators(session: Session, source: str) -> dict[str, Validators]:
    """What each of the source's listings gave to be asked again with, by address."""
    found = execute(session, _VALIDATORS, {"of": source})
    return {url: Validators(etag=etag, last_modified=last_modified) for url, etag, last_modified in found}


def keep_validators(session: Session, source: str, given: Mapping[str, Validators], now: datetime) -> None:
    """Keep what listings gave; only right after a walk that reached its end, else its lost rest would never be read."""
    for url, validators in given.items():
        session.merge(
            ListingRow(source=source, url=url, etag=validators.etag, last_modified=validators.last_modified, read=now)
        )
    session.flush()


def states(session: Session) -> dict[str, SourceState]:
    """How each source does, by name; a source that was never looked at is left out."""
    return {row.name: _state(row) for row in session.scalars(select(SourceStateRow))}


def state(session: Session, source: str) -> SourceState:
    """How one source does."""
    row = execute(session, _STATE, {"of": source}).first()
    return SourceState(name=source) if row is None else _state(row)


def keep_state(session: Session, state: SourceState) -> None:
    """Keep how a source does."""
    values = {
        "last_attempt": state.last_attempt,
        "last_success": state.last_success,
        "last_error": state.last_error,
        "failures": state.failures,
        "next_run": state.next_run,
        "next_poll": state.next_poll,
        "last_full": state.last_full,
        "failing_since": state.failing_since,
        "is_unreachable": state.is_unreachable,
        "quiet_since": state.quiet_since,
        "quiet_until": state.quiet_until,
        "unread": state.unread,
        "unread_since": state.unread_since,
        "unread_reason": state.unread_reason,
        "hollow": state.hollow,
        "redated": state.redated,
        "short": state.short,
        "short_length": state.short_length,
        "usual_length": state.usual_length,
        "undated": state.undated,
        "usually_dated": state.usually_dated,
    }
    if not change(session, SourceStateRow, state.name, values):
        insert_new(session, SourceStateRow, [{"name": state.name, **values}], unique=("name",))


def _state(row: SourceStateRow | Row[Any]) -> SourceState:
    return SourceState(
        name=row.name,
        last_attempt=row.last_attempt,
        last_success=row.last_success,
        last_error=row.last_error,
        failures=row.failures,
        next_run=row.next_run,
        next_poll=row.next_poll,
        last_full=row.last_full,
        failing_since=row.failing_since,
        is_unreachable=row.is_unreachable,
        quiet_since=row.quiet_since,
        quiet_until=row.quiet_until,
        unread=row.unread,
        unread_since=row.unread_since,
        unread_reason=row.unread_reason,
        hollow=row.hollow,
        redated=row.redated,
        short=row.short,
        short_length=row.short_length,
        usual_length=row.usual_length,
        undated=row.undated,
        usually_dated=row.usually_dated,
    )


def shown(session: Session, source: str, limit: int) -> list[int]:
    """How many entries a source's listings showed at its last looks, newest first, where these had changed."""
    query = select(CrawlRunRow.shown).where(CrawlRunRow.source == source, CrawlRunRow.shown.is_not(None))
    found = session.scalars(query.order_by(CrawlRunRow.started.desc()).limit(limit))
    return [number for number in found if number is not None]


def unread_pages(session: Session, source: str, *, listings: Collection[str] = ()) -> list[Fetch]:
    """The pages of a source that gave no article since one last did that had not been read before.

    Each is as it was tried last; the oldest comes first. Its own page and listings are none, and what could not be
    asked for says nothing.
    """
    last_read = select(func.max(CrawlRunRow.finished)).where(CrawlRunRow.source == source, CrawlRunRow.read_anew > 0)
    read = session.scalar(last_read)
    query = (
        select(FetchRow)
        .join(CrawlRunRow, CrawlRunRow.id == FetchRow.run_id)
        .where(CrawlRunRow.source == source, CrawlRunRow.refused > 0, FetchRow.outcome.in_(NO_ARTICLE))
    )
    if read is not None:
        query = query.where(CrawlRunRow.finished > read)
    newest = session.scalars(query.order_by(FetchRow.id.desc()).limit(_TRIED)).all()
    known = set(listings) | set(session.scalars(select(ListingRow.url).where(ListingRow.source == source)))
    found = {row.url: row for row in reversed(newest) if row.url not in known}
    return [
        Fetch(url=row.url, at=row.at, outcome=Outcome(row.outcome), status=row.status, detail=row.detail, size=row.size)
        for row in found.values()
    ]


def count_since(session: Session, since: datetime | None) -> dict[str, int]:
    """How many runs of each source ended after a moment, of those that are remembered; None: all of them."""
    query = select(CrawlRunRow.source, func.count()).where(CrawlRunRow.finished.is_not(None))
    if since is not None:
        query = query.where(CrawlRunRow.finished > since)
    return dict(session.execute(query.group_by(CrawlRunRow.source)).all())


def forget(session: Session, source: str, *, before: datetime) -> None:
    """Delete the oldest of a source's runs that began before a moment, with their fetches: a few at a time."""
    chosen = execute(session, _OLDEST, {"of": source, "before": before}).scalars().all()
    if chosen:
        session.execute(delete(FetchRow).where(FetchRow.run_id.in_(chosen)))
        session.execute(delete(CrawlRunRow).where(CrawlRunRow.id.in_(chosen)))
