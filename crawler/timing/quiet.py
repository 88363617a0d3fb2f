"""How long a section may be quiet before that is unlikely, by its own gaps: a pure function.

Gaps are measured in the section's own time, which runs as fast as it publishes at that hour and on that weekday, so
that nights and weekends are no silence. Of these, only the longest tell how long gaps can get. By how much they exceed
the shortest of them is, far enough out, exponentially distributed; with a gamma prior on the rate of that, the next one
exceeds it by a Lomax distribution, whose tail is heavy as long as little is known. A quiet is unlikely once a gap so
long comes less often than once in RARE.

Sources. Exceedances over a threshold: Pickands, "Statistical inference using extreme order statistics" (Annals of
Statistics 1975); Davison & Smith, "Models for exceedances over high thresholds" (JRSS B 1990). The predictive
distribution under a gamma prior: Bernardo & Smith, "Bayesian Theory" (1994), section 5.2 and appendix A. Time rescaled
by the rate: Brown et al., "The time-rescaling theorem and its application to neural spike train data analysis" (Neural
Computation 2002).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from math import exp, log

from crawler.timing.rhythm import Rhythm, Sighting, learn

KNOWN = timedelta(days=400)
"""How far back gaps count: a publisher's year has its holidays."""
MOST = 1500
"""Articles that count at most, the newest."""
RARE = 10.0
"""Years. With one a section is told silent by mistake about as often; half as rare is the bound that was set."""
FEWEST = 4
"""Gaps without which nothing is said."""
_LONGEST_GAPS = 0.25
"""Share of gaps that tell of the longest; of a section that publishes each day as many as a quarter of its weekends."""
_FEWEST_LONG, _MOST_LONG = 4, 60
_PRIOR_GAPS, _PRIOR_EXCESS = 1.5, 0.6
"""What is assumed of the excess before any is known: the weight of so many gaps, each so many times the threshold."""
_LEAST_EXCESS = 0.2
"""Of the threshold: however regular a section is, an editor has holidays."""
_SHORTEST = timedelta(hours=12)
"""No quiet is told that is shorter, whatever the past says."""
_TWO_WEEKS = timedelta(days=14)
"""Of a record that is younger nothing is said: it may not have seen a weekend."""

_QUARTER = 15 * 60
_WEEK = 7 * 24 * 4
_MONDAY = 3 * 24 * 4
"""Quarters of an hour from the start of a week to that of the first, since 1970 began on a Thursday."""
_YEAR = 365.25 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """What a section's gaps say of how long it may be quiet."""

    since: datetime
    """When the newest article came up."""
    until: datetime
    """From when on more of it is unlikely."""
    usual: timedelta
    """The median gap."""
    longest: timedelta
    """The longest gap so far."""


def quiet(history: Sequence[Sighting], *, now: datetime, since: datetime) -> Quiet | None:
    """How long a section may be quiet after its newest article; None where too little is known to say.

    History holds the articles known to have come up, in any order; `since` is when the record begins, if earlier.
    """
    moments = sorted(min(one.by, now).timestamp() for one in history if now - one.by < KNOWN)[-MOST:]
    if len(moments) <= FEWEST or moments[0] == moments[-1]:
        return None
    newest = datetime.fromtimestamp(moments[-1], UTC)
    # As of the newest article: the quiet that is asked about is no evidence of what is usual.
    clock = _Clock(learn(history, now=newest, since=min(since, newest)))
    times = [clock.time(moment) for moment in moments]
    allowed = longest_likely([later - earlier for earlier, later in pairwise(times)])
    gaps = sorted(later - earlier for earlier, later in pairwise(moments))
    until = max(
        clock.moment(times[-1] + allowed),
        moments[-1] + _SHORTEST.total_seconds(),
        moments[0] + _TWO_WEEKS.total_seconds(),
    )
    return Quiet(
        since=newest,
        until=datetime.fromtimestamp(until, UTC),
        usual=timedelta(seconds=gaps[len(gaps) // 2]),
        longest=timedelta(seconds=gaps[-1]),
    )


def longest_likely(gaps: Sequence[float]) -> float:
    """The length that a gap exceeds once in RARE years, in seconds as the gaps are."""
    span = sum(gaps)
    count = min(max(round(len(gaps) * _LONGEST_GAPS), _FEWEST_LONG), _MOST_LONG, len(gaps))
    longest = sorted(gaps)[-count:]
    threshold = max(longest[0], span / len(gaps))
    least = _LEAST_EXCESS * threshold
    weight = count + _PRIOR_GAPS
    excess = sum(max(gap - threshold, least) for gap in longest) + _PRIOR_GAPS * _PRIOR_EXCESS * threshold
    a_year = count * _YEAR / span
    return threshold + excess * (exp(log(a_year * RARE) / weight) - 1)


class _Clock:
    """A section's own time, in seconds, that runs as fast as it publishes; over whole weeks it is ours."""

    def __init__(self, rhythm: Rhythm) -> None:
        total = sum(rhythm.week)
        speeds = [part * _WEEK / total for part in rhythm.week]
        self._passed = list(accumulate(speeds, initial=0.0))

    def time(self, moment: float) -> float:
        """Its time at a moment, in seconds since 1970."""
        quarters = moment / _QUARTER + _MONDAY
        weeks, rest = divmod(quarters, _WEEK)
        whole = int(rest)
        speed = self._passed[whole + 1] - self._passed[whole]
        return (weeks * _WEEK + self._passed[whole] + (rest - whole) * speed) * _QUARTER

    def moment(self, time: float) -> float:
        """The moment at which it shows a time."""
        weeks, rest = divmod(time / _QUARTER, _WEEK)
        whole = min(bisect_right(self._passed, rest) - 1, _WEEK - 1)
        speed = self._passed[whole + 1] - self._passed[whole]
        return (weeks * _WEEK + whole + (rest - self._passed[whole]) / speed - _MONDAY) * _QUARTER
