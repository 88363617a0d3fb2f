"""When something of a source is due: as its last look planned it, unless the configuration now asks for it sooner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from config.settings import Crawl
from crawler.sections.ways import instructions
from crawler.timing.cadence import after_failure
from model.backoff import LONGEST_BACKOFF
from model.clock import FURTHEST
from model.source import Source, SourceState, Ways
from storage import hosts, runs, ways
from storage.database import Session


def listing_due(
    source: Source, state: SourceState, known: Ways | None, crawl: Crawl, backoff: datetime | None, *, now: datetime
) -> datetime | None:
    """When a source's listing is due; None: at once.

    An interval that was made shorter counts from the last look on, and another address or listing is due at once. Both
    wait until the host wants to be asked again. A last look that is yet to come was noted while the clock was wrong.
    """
    state = _believed(state, now)
    if state.next_poll is None or state.last_attempt is None:
        return state.next_poll
    longest = source.interval or crawl.max_interval
    if state.failures:
        shortest = source.interval or crawl.min_interval
        longest = after_failure(state.failures, shortest=shortest, longest=crawl.max_interval)
    is_edited = known is not None and known.instructions != instructions(source)
    due = state.last_attempt if is_edited else min(state.next_poll, state.last_attempt + longest)
    return due if backoff is None or backoff > now + LONGEST_BACKOFF else max(due, backoff)


def next_due(session: Session, source: Source, crawl: Crawl, now: datetime) -> datetime | None:
    """When anything of a source is due: its listing, an entry or a revisit of an article; None: at once."""
    backoff = hosts.backoff_until(session, _host(source))
    state, known = runs.state(session, source.name), ways.ways_of(session, source.name)
    return _due(source, state, known, crawl, backoff, now=now)


def all_due(session: Session, sources: Iterable[Source], crawl: Crawl, now: datetime) -> dict[str, datetime | None]:
    """The same of many sources, by name, with as few questions as of one."""
    states, known, backoffs = runs.states(session), ways.all_ways(session), hosts.backoffs(session)
    return {
        source.name: _due(
            source,
            states.get(source.name, SourceState(name=source.name)),
            known.get(source.name),
            crawl,
            backoffs.get(_host(source)),
            now=now,
        )
        for source in sources
    }


def _due(
    source: Source, state: SourceState, known: Ways | None, crawl: Crawl, backoff: datetime | None, *, now: datetime
) -> datetime | None:
    state = _believed(state, now)
    listing = listing_due(source, state, known, crawl, backoff, now=now)
    due = state.next_run if listing is None else min(listing, state.next_run or listing)
    return None if due is None or due > now + FURTHEST else due


def _host(source: Source) -> str:
    return urlsplit(source.url).hostname or ""


def _believed(state: SourceState, now: datetime) -> SourceState:
    """How a source does, without what was planned at a look that is yet to come."""
    is_ahead = state.last_attempt is not None and state.last_attempt > now
    return replace(state, next_poll=None, next_run=None) if is_ahead else state
