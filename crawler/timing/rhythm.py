"""The rhythm of a section, learned from when its articles came up: how many to expect, and when.

That is how many articles a minute, by quarter of the week and by minute of the hour (many a publisher's system releases
on the hour), the more recent the more it counts, and for a while after each article somewhat more than usual, since
news come in bursts.

Sources. Feeds with a daily rhythm: Sia, Cho & Cho, "Efficient monitoring algorithm for fast news alerts" (TKDE 2007).
Bursts: Hawkes, "Spectra of some self-exciting and mutually exciting point processes" (Biometrika 1971).

All is reckoned in UTC. A change to summer time moves a section's rhythm by an hour; smoothing and forgetting bear it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log
from operator import mul

HISTORY = timedelta(days=56)
"""How far back articles count."""
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
    share, echo = _echo(moments, end, rate, week)
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
    whole, articles = sum(_KERNEL), sum(day)
    smooth = [sum(map(mul, _KERNEL, around[quarter : quarter + 19])) / whole for quarter in range(_QUARTERS)]
    return [(part * _QUARTERS + _DOUBT_HOURS) / (articles + _DOUBT_HOURS) for part in smooth]


def _by_minute(spans: Iterable[_Span]) -> tuple[float, ...]:
    """How many times the average comes in each minute of the hour, by those articles whose minute is known."""
    minutes = [0.0] * _HOUR
    for first, last, weight in spans:
        if last - first < _EXACT:
            minutes[int(last) % _HOUR] += weight
    known = sum(minutes)
    return tuple((part * _HOUR + _DOUBT_MINUTES) / (known + _DOUBT_MINUTES) for part in minutes)


def _echo(moments: Sequence[int], end: float, rate: float, week: Sequence[float]) -> tuple[float, float]:
    """Which part of articles comes in the wake of another, and how many a minute those before `end` would bring.

    Articles of one minute count once: a batch says nothing about what follows. One step of expectation maximisation.
    """
    level, before, in_wake = 0.0, end, 0.0
    for moment in moments:
        level *= exp((before - moment) / _ECHO) if level else 0.0
        wake = _ECHO_SHARE * level
        alone = (1 - _ECHO_SHARE) * rate * week[(moment // _QUARTER + _MONDAY) % len(week)]
        in_wake += wake / (wake + alone)
        level += 1 / _ECHO
        before = moment
    share = (in_wake + _ECHO_SHARE * _ECHO_DOUBT) / (len(moments) + _ECHO_DOUBT)
    return min(share, _MOST_ECHO), level * exp((before - end) / _ECHO)
