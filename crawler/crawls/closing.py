"""What follows from a crawl: how its source does, and when it is looked at next. A pure decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.settings import Crawl
from crawler.articles.redesign import redesign_of
from crawler.sections.findings import Walk
from crawler.timing.cadence import after_failure, next_look
from crawler.timing.quiet import quiet
from crawler.timing.rhythm import Sighting, sighting
from model.article import Arrival
from model.crawl import CrawlRun, Fetch
from model.source import Source, SourceState
from storage.articles import LATE, Appearance, CameUp

_AFFORDABLE_AGAIN = timedelta(hours=1)
"""After a budget was spent: the requests of a day fall out of it bit by bit."""

_ANSWERING_AGAIN = timedelta(minutes=10)
"""As after the first try of an article that failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is known of a source when a crawl of it closes."""

    state: SourceState
    """As the crawl before left it."""
    since: datetime
    """When its first run began."""
    appearances: Sequence[Appearance]
    """When its articles of late came up."""
    came_up: Sequence[CameUp] | None
    """All that say how long it may be quiet, and of what kind its articles are; None where that is as it was."""
    watched_since: datetime
    """When we first saw any of its articles."""
    has_read: bool
    """Whether a page could be read that was not before."""
    unread: Sequence[Fetch]
    """Its pages that gave no article since one last did."""
    due: Sequence[datetime]
    """When an entry, or a revisit of an article, is due."""
    hollow: int = 0
    """The last news of this crawl in a row whose text others have, too."""
    has_full: bool = False
    """Whether any of its news had a text of its own."""
    redated: int = 0
    """Pages that bore the day of this crawl when they were looked at again, in place of another."""
    dates_kept: int = 0
    """Pages that bore the day that they had."""
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
    is_unreachable: bool = False
    """Whether nothing at all was answered."""
    hanging: bool = False
    """Whether articles were left for later because their host gave no answers."""


def state_after_crawl(source: Source, crawl: Crawl, ending: Ending, past: Past) -> SourceState:
    """How a source does after a crawl, and when its listing and anything else of it are due."""
    run, walk, state, now = ending.run, ending.walk, past.state, ending.run.finished
    if walk is not None or run.error:
        state = state_after(state, run, full=walk is not None and walk.full and walk.complete)
        state = replace(state, is_unreachable=ending.is_unreachable)
        state = replace(state, next_poll=_next_poll(source, crawl, state, past, now))
    state = _with_pages(_with_shape(_with_quiet(state, run, past), run, past), past)
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
        return replace(
            before,
            last_attempt=run.finished,
            last_error=run.error,
            failures=before.failures + 1,
            failing_since=before.failing_since if before.failures and before.failing_since else run.finished,
        )
    last_full = run.finished if full else before.last_full
    return replace(
        before,
        last_attempt=run.finished,
        last_success=run.finished,
        last_error=None,
        failures=0,
        failing_since=None,
        last_full=last_full,
    )


def has_signs(run: CrawlRun, walk: Walk | None, before: SourceState) -> bool:
    """Whether a crawl says something new of how long its source may be quiet."""
    return bool(run.entries or run.articles or before.quiet_until is None or (walk is not None and walk.full))


_SAME_SIGN = timedelta(seconds=1)
"""What the last sign of life and the newest article may differ by and be one: moments are reckoned as fractions."""


def _with_quiet(state: SourceState, run: CrawlRun, past: Past) -> SourceState:
    """How long the source may be quiet from now on. An entry is a sign of life, whether its page can be read or not."""
    if past.came_up is None:
        return state
    moments = [one.at for one in past.came_up]
    if run.entries and not run.articles:
        moments.append(run.finished)
    newest = max(moments, default=past.since)
    if state.quiet_since is not None and newest + _SAME_SIGN < state.quiet_since <= run.finished:
        moments.append(state.quiet_since)  # the last sign was such an entry, and its page is unread still
    found = quiet([Sighting(moment, moment) for moment in moments], now=run.finished, since=past.since)
    if found is None:
        return replace(state, quiet_since=max(moments, default=None), quiet_until=None)
    # What was quiet before we came is no news: from our first look on it has as long as after an article.
    until = max(found.until, past.watched_since + (found.until - found.since))
    return replace(state, quiet_since=found.since, quiet_until=until)


def _with_shape(state: SourceState, run: CrawlRun, past: Past) -> SourceState:
    """Whether what comes is of another kind than it was."""
    if not past.came_up or not run.articles:
        return state
    found = redesign_of(past.came_up, now=run.finished, since=past.since, watched_since=past.watched_since)
    return replace(
        state,
        short=found.short,
        short_length=found.length,
        usual_length=found.usual_length,
        undated=found.undated,
        usually_dated=found.usually_dated,
    )


def _with_pages(state: SourceState, past: Past) -> SourceState:
    """Whether the source's pages can be read, as far as any were tried."""
    state = replace(state, hollow=past.hollow + (0 if past.has_full else state.hollow))
    if past.dates_kept or past.redated:
        state = replace(state, redated=0 if past.dates_kept else state.redated + past.redated)
    if past.has_read:
        return replace(state, unread=0, unread_since=None, unread_reason=None)
    if not past.unread:
        return state
    since = state.unread_since or min(fetch.at for fetch in past.unread)
    return replace(state, unread=len(past.unread), unread_since=since, unread_reason=past.unread[-1].detail)


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
        if published is not None and (not news or appearance.seen - published < LATE):
            found.append(sighting(published=published, seen=appearance.seen, before=None))
        elif news:
            found.append(sighting(published=None, seen=appearance.seen, before=appearance.looked_before))
    return found
