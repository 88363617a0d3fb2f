"""When to look at an article again: fresh ones are edited, corrected and taken away. Pure decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from model.article import Arrival, PublicationDate
from model.crawl import Fetch, Outcome
from storage.revisits import Revisit

AGAIN_AFTER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=7))
"""From the first fetch to each later look."""
_FRESH = timedelta(days=7)
"""An article found on the first look at a source is looked at again only if it is younger."""
_MISSED = timedelta(days=1)
"""An article that is not there twice, so far apart, is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """What follows a look."""

    due: datetime | None = None
    """When the next one is due; None: none is."""
    looks: int = 0
    missing_since: datetime | None = None
    gone: bool = False


def first_revisit(
    arrival: Arrival, published: PublicationDate | None, *, is_whole: bool = True, now: datetime
) -> datetime | None:
    """When to look again at an article that was just fetched for the first time; None: not at all.

    One of which there is but a teaser or a part may get its text, however old it is.
    """
    fresh = published is not None and now - published.earliest <= _FRESH
    return now + AGAIN_AFTER[0] if arrival is Arrival.NEWS or fresh or not is_whole else None


def next_revisit(revisit: Revisit, fetch: Fetch, *, backoff: datetime | None, now: datetime) -> Then:
    """What follows from how a look at an article ended; until `backoff` its host is to be left alone."""
    if fetch.outcome is Outcome.BUSY:  # that was no look
        due = max(now + AGAIN_AFTER[0], backoff or now)
        return Then(due=due, looks=revisit.looks, missing_since=revisit.missing_since)
    if fetch.outcome is Outcome.GONE:
        return Then(gone=True)
    if fetch.status == 404:
        since = revisit.missing_since or now
        if now - since >= _MISSED:
            return Then(gone=True)
        return Then(due=since + _MISSED, looks=revisit.looks, missing_since=since)
    looks = revisit.looks + 1
    if looks >= len(AGAIN_AFTER):
        return Then()
    # As far apart as their offsets are, whenever the first fetch was.
    return Then(due=now + AGAIN_AFTER[looks] - AGAIN_AFTER[looks - 1], looks=looks)
