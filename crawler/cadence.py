"""When to look at a section again: pure functions from what is known to a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

HISTORY = timedelta(days=28)
"""How far back publications count."""
_LOOKS_PER_ARTICLE = 4
"""So that an article waits an eighth of the usual time between two, on average."""
_MOST_DOUBLINGS = 8


def after_success(appeared: Sequence[datetime], *, now: datetime, shortest: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after a look that succeeded, from when articles appeared within HISTORY.

    Looks come at a fixed multiple of the mean rate of publication, between the two bounds; with nothing to learn from,
    a geometric mean of them.
    """
    recent = [moment for moment in appeared if now - moment <= HISTORY]
    if not recent:
        return _between(
            (shortest * longest.total_seconds() ** 0.5) / shortest.total_seconds() ** 0.5, shortest, longest
        )
    return _between(HISTORY / (len(recent) * _LOOKS_PER_ARTICLE), shortest, longest)


def after_failure(failures: int, *, shortest: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after the `failures`-th look in a row that failed (from 1): twice as long each time."""
    return _between(shortest * 2 ** min(failures - 1, _MOST_DOUBLINGS), shortest, longest)


def _between(wait: timedelta, shortest: timedelta, longest: timedelta) -> timedelta:
    return max(shortest, min(wait, longest))
