"""What follows from a crawl: how its source does, and when it is looked at next. A pure decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.settings import Crawl
from crawler.sections.listing_reader import Walk
from crawler.timing.cadence import after_failure, next_look
from crawler.timing.rhythm import Sighting, sighting
from model.article import Arrival
from model.crawl import CrawlRun
from model.source import Source, SourceState
from storage.articles import Appearance

_AFFORDABLE_AGAIN = timedelta(hours=1)
"""After a budget was spent: the requests of a day fall out of it bit by bit."""

_ANSWERING_AGAIN = timedelta(minutes=10)
"""As after the first try of an article that failed."""

_BELIEVED = timedelta(days=2)
"""A publisher's own time of an article says when it came up unless it is so much older than our first sight of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is known of a source when a crawl of it closes."""

    state: SourceState
    """As the crawl before left it."""
    since: datetime
    """When its first run began."""
    appearances: Sequence[Appearance]
    """When its articles of late came up."""
    due: Sequence[datetime]
    """When an entry, or a revisit of an article, is due."""
    backoff: datetime | None
    """Until when its host asked to be left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a crawl ended."""

    run: CrawlRun
    walk: Walk | None
    """None where the listings were not read."""
    spent: bool
    """Whether the day's budget did not allow for all that is due."""
    hanging: bool = False
    """Whether articles were left for later because their host gave no answers."""


def state_after_crawl(source: Source, crawl: Crawl, ending: Ending, past: Past) -> SourceState:
    """How a source does after a crawl, and when its listing and anything else of it are due."""
    run, walk, state, now = ending.run, ending.walk, past.state, ending.run.finished
    if walk is not None or run.error:
        state = state_after(state, run, full=walk is not None and walk.full and walk.complete)
        state = replace(state, next_poll=_next_poll(source, crawl, state, past, now))
    backoff = past.backoff or now
    next_poll = max(state.next_poll or backoff, backoff)
    articles_from = max(
        backoff,
        next_poll if walk is not None and walk.away else now,
        now + _AFFORDABLE_AGAIN if ending.spent else now,
        now + _ANSWERING_AGAIN if ending.hanging else now,
    )
    next_run = min([next_poll, *(max(moment, articles_from) for moment in past.due)])
    return replace(state, next_poll=next_poll, next_run=next_run)


def state_after(before: SourceState, run: CrawlRun, *, full: bool) -> SourceState:
    """How a source does after a look, but for when the next one is due."""
    if run.error is not None:
        return replace(before, last_attempt=run.finished, last_error=run.error, failures=before.failures + 1)
    last_full = run.finished if full else before.last_full
    return replace(
        before, last_attempt=run.finished, last_success=run.finished, last_error=None, failures=0, last_full=last_full
    )


def _next_poll(source: Source, crawl: Crawl, state: SourceState, past: Past, now: datetime) -> datetime:
    """When to ask for news again: at the user's interval, or as the source's own rhythm has it."""
    shortest = source.interval or crawl.min_interval
    if state.failures:
        return now + after_failure(state.failures, shortest=shortest, longest=crawl.max_interval)
    if source.interval is not None:
        return now + source.interval
    return next_look(
        sightings(past.appearances), now=now, since=past.since, shortest=shortest, longest=crawl.max_interval
    )


def sightings(appearances: Sequence[Appearance]) -> list[Sighting]:
    """When articles came up, as closely as their dates and our looks tell."""
    found = []
    for appearance in appearances:
        news, published = appearance.arrival is Arrival.NEWS, appearance.published
        # What comes up as news under a date of long ago was held back, or is dated wrongly: our looks know better.
        if published is not None and (not news or appearance.seen - published < _BELIEVED):
            found.append(sighting(published=published, seen=appearance.seen, before=None))
        elif news:
            found.append(sighting(published=None, seen=appearance.seen, before=appearance.looked_before))
    return found
