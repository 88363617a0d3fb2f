"""When to look at a section again: learned from when its articles came up, a pure function to one moment.

Two halves. `learn` turns history into a rhythm: how many articles a minute to expect, by quarter of the week and by
minute of the hour (many a publisher's system releases on the hour), the more recent the more it counts, and for a
while after each article somewhat more than usual, since news come in bursts. `best_looks` sets looks against that
expectation so that what articles wait in all, plus a price for each look, is least.

Sources. How looks are best shared by what changes at unlike rates: Cho & Garcia-Molina, "Effective page refresh
policies for web crawlers" (TODS 2003). Feeds with a daily rhythm, and that for what articles wait a steady section's
interval goes with 1/sqrt(rate): Sia, Cho & Cho, "Efficient monitoring algorithm for fast news alerts" (TKDE 2007). One
price shared by all pages in place of a budget for each: Azar et al., "Tractable near-optimal policies for crawling"
(PNAS 2018). Bursts: Hawkes, "Spectra of some self-exciting and mutually exciting point processes" (Biometrika 1971).
The minimum over all sequences of looks is found in linear time by the envelope of lines, as in Galil & Park, "Dynamic
programming with convexity, concavity and sparsity" (TCS 1992).

All is reckoned in UTC. A change to summer time moves a section's rhythm by an hour; smoothing and forgetting bear it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import ceil, exp, log, sqrt

HISTORY = timedelta(days=56)
"""How far back articles count."""
PRICE = timedelta(minutes=5)
"""What a look must spare articles in waiting: a steady section of one article a day gets 12 looks a day, of ten 30."""

_EXACT = 1.5
"""Minutes within which a sighting counts as a moment."""
_QUARTER, _HOUR, _DAY = 15, 60, 1440
_DAYS, _QUARTERS = 7, 96
_SPAN = HISTORY / timedelta(minutes=1)
_MONDAY = 3 * _QUARTERS
"""Quarters from the start of a week to that of the first, since 1970 began on a Thursday."""
_DECAY = log(2) / (45 * _DAY)
"""An article of 45 days ago counts half."""
_PRIOR_ARTICLES, _PRIOR_RATE = 0.5, 0.3 / _DAY
_LEAST_RATE = 1 / (14 * _DAY)
"""A section is never taken for dead: its first article in a year shall not wait for a day."""
_ANY_TIME = 0.15
"""Share of articles that may come at any time, whatever the rhythm says; it bounds the wait in quiet hours."""
_DOUBT_HOURS, _DOUBT_WEEKDAY, _DOUBT_MINUTES = 2.0, 4.0, 6.0
"""Articles' worth of evidence for "at any hour", "on any weekday", "at any minute of the hour"."""
_SMOOTH = 3.0
"""Standard deviation, in quarters of an hour, of what one article says about when others come."""
_ECHO = 120.0
"""Minutes in which an article's pull on others falls to 1/e."""
_ECHO_SHARE, _ECHO_DOUBT, _MOST_ECHO = 0.15, 20.0, 0.8
"""Share of articles that come in the wake of another: as assumed, in how many articles' worth of evidence, at most."""
_STEPS = (1, 2, 3, 4, 5, 6, 10, 12, 15)
_HORIZON = 4.0
"""How far a plan looks ahead, in usual intervals."""
_CELLS = 480
"""About how many steps a plan has at most."""
_POWER = 1.5
"""A wait twice as long is so many doublings worse; with 1, the mean of waits is least, and some are very long."""
_FAIRNESS = (_POWER - 1) / (_POWER + 1)
_MOST_DOUBLINGS = 8


@dataclass(frozen=True, slots=True)
class Sighting:
    """One article came up at some moment after `after` and no later than `by`; the two are the same if it is known."""

    after: datetime
    by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How many articles to expect, from one moment on."""

    rate: float
    """Articles a minute, on average."""
    week: tuple[float, ...]
    """For each quarter of an hour from Monday 0:00 UTC, how many times the average."""
    hour: tuple[float, ...]
    """For each minute of the hour, how many times the average."""
    echo_share: float
    """Which part of articles comes in the wake of another."""
    echo: float
    """Articles a minute to expect now if all came in the wake of those that just did."""


def sighting(*, published: datetime | None, seen: datetime, before: datetime | None) -> Sighting:
    """When an article came up, that was first seen by one look and not by the one `before`, if there was one.

    The publisher's own time is believed where it lies between the two; it must be given only if it has a time of day.
    """
    if published is not None and published <= seen and (before is None or published > before):
        return Sighting(published, published)
    return Sighting(seen if before is None else min(before, seen), seen)


def next_look(
    history: Iterable[Sighting],
    *,
    now: datetime,
    since: datetime,
    shortest: timedelta,
    longest: timedelta,
    price: timedelta = PRICE,
) -> datetime:
    """When to look at a section again after a look at `now`, no sooner than `shortest` and no later than `longest`.

    History holds the articles known to have come up, in any order; those older than HISTORY say nothing, those of the
    future count as of now. `since` is when the record begins, if earlier than its first article.
    """
    rhythm = learn(history, now=now, since=since)
    minutes = _minutes(now)
    cost = max(price / timedelta(minutes=1), 1e-3)
    usual = sqrt(2 * cost / (rhythm.rate * _weight(rhythm.rate)))
    horizon = min(_HORIZON * usual, 2 * longest / timedelta(minutes=1))
    step = next((step for step in _STEPS if step * _CELLS >= horizon), _STEPS[-1])
    start = int(minutes // step) * step
    count = max(ceil(max(horizon, _HOUR) / step), 2)
    gap = max(ceil(shortest / timedelta(minutes=step)), 1)
    costs = [articles * _weight(rate) for articles, rate in expected(rhythm, start, step=step, count=count)]
    looks = best_looks(costs, price=cost / step, gap=gap)
    look = datetime.fromtimestamp((start + looks[0] * step) * 60, UTC)
    return max(now + shortest, min(look, now + longest))


def after_failure(failures: int, *, shortest: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after the `failures`-th look in a row that failed (from 1): twice as long each time."""
    return max(shortest, min(shortest * (1 << min(max(failures, 1) - 1, _MOST_DOUBLINGS)), longest))


def learn(history: Iterable[Sighting], *, now: datetime, since: datetime) -> Rhythm:
    """The rhythm of a section, from when its articles came up and how long it was watched."""
    end = _minutes(now)
    spans = _spans(history, end)
    start = min([_minutes(since), *(first for first, _, _ in spans)])
    watched = _weights_of_days(min(max(start, end - _SPAN), end), end)
    quarters = _by_quarter(spans)
    articles, days = sum(quarters), sum(watched)
    rate = max((articles + _PRIOR_ARTICLES) / (days * _DAY + _PRIOR_ARTICLES / _PRIOR_RATE), _LEAST_RATE)
    hours = _by_hour(quarters)
    mean = articles / days if days else 0.0
    week = tuple(
        _ANY_TIME + (1 - _ANY_TIME) * weekday * hour
        for weekday in (
            (sum(quarters[day * _QUARTERS : (day + 1) * _QUARTERS]) + _DOUBT_WEEKDAY)
            / (watched[day] * mean + _DOUBT_WEEKDAY)
            for day in range(_DAYS)
        )
        for hour in hours
    )
    moments = sorted({int(first + last) // 2 for first, last, _ in spans})
    share, echo = _echo(moments, end, [rate * part for part in week])
    return Rhythm(rate=rate, week=week, hour=_by_minute(spans), echo_share=share, echo=echo)


def expected(rhythm: Rhythm, start: int, *, step: int, count: int) -> Iterator[tuple[float, float]]:
    """For each of `count` steps the articles to expect in it, and how many a minute to expect around it.

    Steps are of so many minutes (a divisor of 60, at most 15) and begin at `start`, in minutes since 1970, a multiple
    of the step.
    """
    minute = [sum(rhythm.hour[first : first + step]) for first in range(0, _HOUR, step)]
    share, fading = rhythm.echo_share, exp(-step / _ECHO)
    for cell in range(start // step, start // step + count):
        usual = rhythm.rate * rhythm.week[(cell * step // _QUARTER + _MONDAY) % len(rhythm.week)] * (1 - share)
        wake = share * rhythm.echo
        yield usual * minute[cell % len(minute)] + wake * step, usual + wake
        share *= fading


def _weight(rate: float) -> float:
    """What an article counts when so many come in a minute; 1 at one a day.

    Were a wait to cost its POWER, a steady section's interval would go with rate^(-1/(POWER+1)). So it does if waits
    cost what they last and rare articles are counted for more, and that can be minimised at once.
    """
    return exp(-_FAIRNESS * log(rate * _DAY))


def best_looks(masses: Sequence[float], *, price: float, gap: int) -> list[int]:
    """After a look at the start of each step, at the start of which step to look next; the last look is at the end.

    The mass of a step is what the articles expected in it count, on average at its middle. Least is made the sum of
    what they wait, in steps, and of the price of every look; looks are at least `gap` steps apart.
    """
    end = len(masses)
    count = list(accumulate(masses, initial=0.0))
    moment = list(accumulate((mass * (step + 0.5) for step, mass in enumerate(masses)), initial=0.0))
    # What a look at step s and the next at step t cost is t·(count[t]-count[s]) - (moment[t]-moment[s]), so each t is a
    # line over count[s], of slope -t; as s falls, so does count[s], and lines of later t fall behind for good.
    height = [0.0] * (end + 1)
    height[end] = end * count[end] - moment[end]
    following = [end] * (end + 1)
    lines: list[int] = []
    front = 0
    for look in range(end - 1, -1, -1):
        if look + gap <= end:
            _lay(lines, look + gap, height)
            front = min(front, len(lines) - 1)
        at = count[look]
        while front + 1 < len(lines) and (
            height[lines[front + 1]] - lines[front + 1] * at <= height[lines[front]] - lines[front] * at
        ):
            front += 1
        following[look] = lines[front] if lines else end
        chosen = following[look]
        height[look] = price + height[chosen] - (chosen - look) * at
    return following


def _lay(lines: list[int], new: int, height: Sequence[float]) -> None:
    """Add a line to the lower envelope, less steep than all that are there; those that it hides go."""
    while len(lines) > 1:
        before, last = lines[-2], lines[-1]
        if (height[before] - height[new]) * (before - last) < (height[before] - height[last]) * (before - new):
            break
        lines.pop()
    lines.append(new)


def _minutes(moment: datetime) -> float:
    return moment.timestamp() / 60


_Span = tuple[float, float, float]
"""First and last minute of a sighting, and what it counts by its age."""


def _spans(history: Iterable[Sighting], end: float) -> list[_Span]:
    """The sightings that count, in order."""
    spans = []
    for one in history:
        last = min(_minutes(one.by), end)
        if last >= end - _SPAN:
            first = last if one.after == one.by else min(_minutes(one.after), last)
            spans.append((first, last, exp((last - end) * _DECAY)))
    return sorted(spans)


def _weights_of_days(start: float, end: float) -> list[float]:
    """For each weekday how many days of it, decayed, lie between two moments."""
    weights = [0.0] * _DAYS
    while start < end:
        midnight = min((start // _DAY + 1) * _DAY, end)
        part = (exp((midnight - end) * _DECAY) - exp((start - end) * _DECAY)) / _DECAY
        weights[int(start // _DAY + 3) % _DAYS] += part / _DAY
        start = midnight
    return weights


def _by_quarter(spans: Iterable[_Span]) -> list[float]:
    """Articles, by weight, in each quarter of the week; one whose moment is not known is spread over its span."""
    quarters = [0.0] * (_DAYS * _QUARTERS)
    for first, last, weight in spans:
        if last - first < _EXACT:
            quarters[(int(last) // _QUARTER + _MONDAY) % len(quarters)] += weight
            continue
        parts = min(int((last - first) // _QUARTER) + 1, _QUARTERS)
        length = (last - first) / parts
        for part in range(parts):
            moment = int(first + length * (part + 0.5))
            quarters[(moment // _QUARTER + _MONDAY) % len(quarters)] += weight / parts
    return quarters


_KERNEL = [exp(-((offset / _SMOOTH) ** 2) / 2) for offset in range(-9, 10)]


def _by_hour(quarters: Sequence[float]) -> list[float]:
    """How many times the average comes in each quarter of a day, smoothed."""
    day = [sum(quarters[quarter::_QUARTERS]) for quarter in range(_QUARTERS)]
    around = day[-9:] + day + day[:9]
    smooth = [
        sum(map(float.__mul__, _KERNEL, around[quarter : quarter + 19])) / sum(_KERNEL) for quarter in range(_QUARTERS)
    ]
    return [(part * _QUARTERS + _DOUBT_HOURS) / (sum(day) + _DOUBT_HOURS) for part in smooth]


def _by_minute(spans: Iterable[_Span]) -> tuple[float, ...]:
    """How many times the average comes in each minute of the hour, by those articles whose minute is known."""
    minutes = [0.0] * _HOUR
    for first, last, weight in spans:
        if last - first < _EXACT:
            minutes[int(last) % _HOUR] += weight
    known = sum(minutes)
    return tuple((part * _HOUR + _DOUBT_MINUTES) / (known + _DOUBT_MINUTES) for part in minutes)


def _echo(moments: Sequence[int], end: float, usual: Sequence[float]) -> tuple[float, float]:
    """Which part of articles comes in the wake of another, and how many a minute those before `end` would bring.

    Articles of one minute count once: a batch says nothing about what follows. One step of expectation maximisation.
    """
    level, before, in_wake = 0.0, end, 0.0
    for moment in moments:
        level *= exp((before - moment) / _ECHO) if level else 0.0
        wake = _ECHO_SHARE * level
        alone = (1 - _ECHO_SHARE) * usual[(moment // _QUARTER + _MONDAY) % len(usual)]
        in_wake += wake / (wake + alone)
        level += 1 / _ECHO
        before = moment
    share = (in_wake + _ECHO_SHARE * _ECHO_DOUBT) / (len(moments) + _ECHO_DOUBT)
    return min(share, _MOST_ECHO), level * exp((before - end) / _ECHO)
