"""When sections publish: generated traces whose true rates are known, and traces read from a file."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import cos, exp, pi
from pathlib import Path
from random import Random

DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """When one section published, in minutes since 1970, sorted; and at what rate it did, if that is known."""

    name: str
    times: list[float]
    begin: int
    end: int
    rates: list[float] | None = None
    """Articles expected in each minute from begin to end."""

    @property
    def half(self) -> int:
        """The midnight up to which a policy may learn, and from which it is judged."""
        return self.begin + (self.end - self.begin) // (2 * DAY) * DAY


class UnreadableTimesError(Exception):
    """The file of publication times can't be used; says where and why."""


def read(path: Path) -> list[Trace]:
    """Traces from a file of lines `outlet,published_unix`, with a head line; all span the same days."""
    times: dict[str, list[float]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file), start=1):
            if not row or (number == 1 and row[1:] == ["published_unix"]):
                continue
            try:
                outlet, moment = row
                times[outlet].append(int(moment) / 60)
            except ValueError:
                raise UnreadableTimesError(
                    f"{path}, line {number}: {','.join(row)!r} is not an outlet and a UNIX time"
                ) from None
    if not times:
        raise UnreadableTimesError(f"{path} holds no publication times")
    begin = int(min(map(min, times.values())) // DAY) * DAY
    end = int(max(map(max, times.values())) // DAY + 1) * DAY
    if end - begin < 2 * DAY:
        raise UnreadableTimesError(f"{path} spans one day; there must be one to learn from and one to judge")
    return [Trace(name=outlet, times=sorted(times[outlet]), begin=begin, end=end) for outlet in sorted(times)]


def generate(seed: int, *, kinds: Iterable[str], days: int = 84, of_each: int = 2) -> list[Trace]:
    """Sections of these KINDS, some of each; the same ones for the same seed."""
    begin = 17_600 * DAY
    return [
        _drawn(f"{name} {number}", KINDS[name], Random(f"{seed} {name} {number}"), begin, begin + days * DAY)
        for name in kinds
        for number in range(1, of_each + 1)
    ]


Kind = Callable[[Random, int, int], list[float]]


def _drawn(name: str, kind: Kind, random: Random, begin: int, end: int) -> Trace:
    rates = kind(random, begin, end)
    times = [begin + minute + part for minute, rate in enumerate(rates) for part in _poisson(random, rate)]
    return Trace(name=name, times=sorted(times), begin=begin, end=end, rates=rates)


def _poisson(random: Random, mean: float) -> Iterator[float]:
    """Moments, from 0 to 1, of a Poisson process."""
    moment = random.expovariate(mean) if mean > 0 else 1.0
    while moment < 1:
        yield moment
        moment += random.expovariate(mean)


def _steady(random: Random, begin: int, end: int) -> list[float]:
    """As likely at any time."""
    return [random.uniform(1, 8) / DAY] * (end - begin)


def _daily(random: Random, begin: int, end: int) -> list[float]:
    """A newsroom's day, with quiet weekends."""
    peak, weekend, a_day = random.randrange(DAY), random.uniform(0.1, 0.6), random.uniform(2, 15)
    shape = [exp(2.5 * (cos(2 * pi * (minute - peak) / DAY) - 1)) for minute in range(DAY)]
    level = a_day / sum(shape)
    return [
        level * shape[minute % DAY] * (weekend if (minute // DAY + 3) % 7 >= 5 else 1) for minute in range(begin, end)
    ]


def _on_the_hour(random: Random, begin: int, end: int) -> list[float]:
    """A newsroom's day whose articles are mostly released on the hour, and some on the half hour."""
    minutes = [0.4] * 60
    minutes[0], minutes[random.choice((1, 15, 30))] = 24.0, 10.0
    return [rate * minutes[minute % 60] for minute, rate in enumerate(_daily(random, begin, end), start=begin)]


def _weekly(random: Random, begin: int, end: int) -> list[float]:
    """A weekly: most on one day, within some hours."""
    weekday, opening = random.randrange(7), random.randrange(6, 18)
    busy = range(opening * 60, opening * 60 + 240)
    return [
        8 / len(busy) if (minute // DAY + 3) % 7 == weekday and minute % DAY in busy else 0.3 / DAY
        for minute in range(begin, end)
    ]


def _bursty(random: Random, begin: int, end: int) -> list[float]:
    """Little on its own, but now and then a story of many articles within hours."""
    return _with_stories(random, [0.7 / DAY] * (end - begin), a_day=0.25, articles=8.0, fading=150.0)


def _quiet(random: Random, begin: int, end: int) -> list[float]:
    """An article in ten days, and once in a while a big story."""
    return _with_stories(random, [0.1 / DAY] * (end - begin), a_day=1 / 25, articles=6.0, fading=300.0)


def _with_stories(random: Random, rates: list[float], *, a_day: float, articles: float, fading: float) -> list[float]:
    rates = list(rates)
    start = random.expovariate(a_day / DAY)
    while start < len(rates):
        for minute in range(int(start), min(int(start + 8 * fading), len(rates))):
            rates[minute] += articles / fading * exp((int(start) - minute) / fading)
        start += random.expovariate(a_day / DAY)
    return rates


def _dead(random: Random, begin: int, end: int) -> list[float]:
    """Went silent in the first half."""
    silent = (end - begin) // 3
    return [rate if minute < silent else 0.0 for minute, rate in enumerate(_daily(random, begin, end))]


def _new(random: Random, begin: int, end: int) -> list[float]:
    """Began in the second half."""
    first = (end - begin) * 11 // 20
    return [rate if minute >= first else 0.0 for minute, rate in enumerate(_daily(random, begin, end))]


KINDS: dict[str, Kind] = {
    "steady": _steady,
    "daily": _daily,
    "on the hour": _on_the_hour,
    "weekly": _weekly,
    "bursty": _bursty,
    "quiet": _quiet,
    "dead": _dead,
    "new": _new,
}
