"""How soon a source that stopped, or can't be read any more, is told, and how often one is that only pauses.

    python -m tests.benchmarks.silence [--times DIR] [--sources N] [--seed N]

Sources are simulated that publish so many articles a day, by the hour and by the weekday. Each is watched for a year,
looked at every hour, and then breaks at some moment; how long it takes until that is told is given as median and 95th
percentile, in days. With --times, the real rhythms of DIR/times.csv (lines `outlet,published_unix`) are gone through,
too, as those of an outlet and as those of a section that has one in so many of its articles, drawn by lot: parameters
were tuned on every other outlet, the first among them, and the others judge.

ours      `crawler.timing.quiet` and `model.condition`.
3 days    nothing new for three days.
1.5 sigma the mean of the last 7 days' articles is more than 1.5 standard deviations from that of the 8 weeks before.

A stop        the section shows what it showed.
A redesign    nothing is found in the section any more, so that looks at it fail.
A soft 404    the section's address answers with a page that says that there is none, so that looks at it fail.
A login wall  the section is as ever, but each article's page asks for a login: also those that are looked at again.

A false alarm is a pause that was told and ended by itself.

Then redesigns whose articles go on, but far shorter or without dates (`crawler.articles.redesign`), of sources of
several kinds: of lengths like a newspaper's, or more mixed; with short posts beside, many in a row; with live tickers
of an evening, or of five days a quarter; of which one page in five has no date, many in a row.
"""

from __future__ import annotations

import argparse
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import cos, exp, inf, pi
from pathlib import Path
from random import Random
from statistics import mean, median, pstdev

from crawler.articles.redesign import Redesign, redesign_of
from crawler.crawls.closing import state_after
from crawler.timing.cadence import after_failure
from crawler.timing.quiet import FEWEST, MOST, quiet
from crawler.timing.revisits import AGAIN_AFTER
from crawler.timing.rhythm import Sighting
from model.condition import is_worth_telling, pages_fail
from model.crawl import CrawlRun
from model.source import Source, SourceState
from monitor.rounds import EVERY
from storage.articles import CameUp
from tests.benchmarks.traces import read

RATES = (0.2, 0.5, 1, 5, 20)
"""Articles a day."""
_WEEK = (1.2, 1.2, 1.2, 1.2, 1.2, 0.6, 0.4)
"""Share of an average day that each weekday has, from Monday on."""
HOUR, DAY = 3600.0, 86400.0
YEAR = 365.25 * DAY
_BEGIN = 1_750_032_000.0  # a Monday in June 2025, 0:00 UTC
_WATCHED = 365
_SOURCE = Source(name="a", url="https://a.example/", title="A", network="a")
_LOOK_EVERY = HOUR

Alarm = Callable[[Sequence[float], float], float]
"""From the articles so far, and when the next one comes, to when a rule tells; infinite: not by then."""


def simulated(rate: float, random: Random, *, days: int = _WATCHED) -> list[float]:
    """When a source publishes, in seconds since 1970."""
    peak = random.randrange(24)
    shape = [exp(2 * (cos(2 * pi * (hour - peak) / 24) - 1)) for hour in range(24)]
    times = []
    for hour in range(days * 24):
        expected = rate * _WEEK[hour // 24 % 7] * shape[hour % 24] / sum(shape)
        moment = random.expovariate(expected)
        while moment < 1:
            times.append(_BEGIN + (hour + moment) * HOUR)
            moment += random.expovariate(expected)
    return times


def ours(past: Sequence[float], until: float) -> float:
    """When a look first sees a quiet that is unlikely."""
    known = past[-MOST:]
    found = quiet([_sighting(moment) for moment in known], now=_time(known[-1]), since=_time(past[0]))
    if found is None:
        return inf
    look = (found.until.timestamp() // _LOOK_EVERY + 1) * _LOOK_EVERY
    return look if look < until else inf


def three_days(past: Sequence[float], until: float) -> float:
    """When nothing new has come for three days."""
    return past[-1] + 3 * DAY if past[-1] + 3 * DAY < until else inf


def sigmas(past: Sequence[float], until: float) -> float:
    """At which midnight the last week's mean is out of bounds; articles stop with the last one of the past."""
    midnight = (past[-1] // DAY + 1) * DAY
    while midnight < min(until, past[-1] + 60 * DAY):
        if _out_of_bounds(past, midnight):
            return midnight
        midnight += DAY
    return inf


def _out_of_bounds(times: Sequence[float], midnight: float) -> bool:
    if midnight - times[0] < 63 * DAY:
        return False
    a_day = [_between(times, midnight - (day + 1) * DAY, midnight - day * DAY) for day in range(63)]
    return abs(mean(a_day[:7]) - mean(a_day[7:])) > 1.5 * pstdev(a_day[7:])


def _between(times: Sequence[float], begin: float, end: float) -> int:
    return bisect_left(times, end) - bisect_left(times, begin)


RULES: dict[str, Alarm] = {"ours": ours, "3 days": three_days, "1.5 sigma": sigmas}


def false_alarms(rule: Alarm, times: Sequence[float], *, first: int) -> int:
    """Pauses after the `first` articles that a rule would have told, and that ended by themselves."""
    if rule is sigmas:
        midnights = range(int(times[first] // DAY + 1), int(times[-1] // DAY + 1))
        out = [_out_of_bounds(times, day * DAY) for day in midnights]
        return sum(now and not before for before, now in zip([False, *out], out, strict=False))
    longest = sorted(later - earlier for earlier, later in pairwise(times))
    # Shorter than most others, a gap can't be one that any rule tells; that spares most of the work.
    worth = longest[len(longest) // 2]
    return sum(
        rule(times[: at + 1], times[at + 1]) < inf
        for at in range(first, len(times) - 1)
        if times[at + 1] - times[at] > max(worth, 12 * HOUR)
    )


def to_stop(rule: Alarm, times: Sequence[float], broken: float) -> float:
    """Seconds from a stop to when it is told."""
    past = times[: bisect_right(times, broken)]
    return max(rule(past, inf) - broken, 0.0)


def to_failure() -> float:
    """Seconds from the first look that fails to when that is told; looks back off, rounds go on."""
    broken = _time(_BEGIN)
    state = SourceState(name="a", last_attempt=broken, last_success=broken)
    look = broken + timedelta(seconds=_LOOK_EVERY / 2)
    moment = broken
    while not is_worth_telling(_SOURCE, state, now=moment, back=None):
        if moment >= look:
            run = CrawlRun(source="a", started=moment, finished=moment, error="nothing was found")
            state = state_after(state, run, full=False)
            look = moment + after_failure(state.failures, shortest=timedelta(minutes=5), longest=timedelta(hours=24))
        moment += EVERY
    return (moment - broken).total_seconds()


def to_wall(times: Sequence[float], broken: float) -> float:
    """Seconds from when all pages ask for a login to when that is told."""
    refused = []
    for published in times:
        if published >= broken:
            refused.append(published)
        elif again := [look for after in AGAIN_AFTER if (look := published + after.total_seconds()) >= broken]:
            refused.append(again[0])
    seen = sorted((moment // _LOOK_EVERY + 1) * _LOOK_EVERY for moment in refused)
    look = (broken // _LOOK_EVERY + 1) * _LOOK_EVERY
    while seen and look < times[-1] + 90 * DAY:
        unread = bisect_right(seen, look)
        if unread:
            state = SourceState(
                name="a", last_attempt=_time(look), last_success=_time(look), unread=unread, unread_since=_time(seen[0])
            )
            if pages_fail(state):
                return look - broken
        look += _LOOK_EVERY
    return inf


@dataclass(frozen=True, slots=True)
class Rate:
    """What the rules did with all sources of one rate."""

    false: dict[str, float]
    """A source-year."""
    stop: dict[str, list[float]]
    wall: list[float]


def measure(rate: float, *, sources: int, seed: int) -> Rate:
    """Go through some sources of one rate."""
    false, years = dict.fromkeys(RULES, 0), 0.0
    stop: dict[str, list[float]] = {name: [] for name in RULES}
    wall = []
    for number in range(sources):
        random = Random(f"{seed} {rate} {number}")
        times = simulated(rate, random)
        first = bisect_left(times, _BEGIN + 63 * DAY)
        broken = _BEGIN + random.uniform(_WATCHED - 60, _WATCHED - 30) * DAY
        years += (times[-1] - times[first]) / YEAR
        for name, rule in RULES.items():
            false[name] += false_alarms(rule, times, first=first)
            stop[name].append(to_stop(rule, times, broken) / DAY)
        wall.append(to_wall(times, broken) / DAY)
    return Rate({name: count / years for name, count in false.items()}, stop, wall)


_BRIEF, _FILM = 300, 150
"""Characters of a post beside articles, and of what a redesign leaves of an article."""
KINDS = ("articles", "mixed", "posts", "tickers", "ticker weeks", "undated")


def as_they_came(kind: str, times: Sequence[float], random: Random) -> list[CameUp]:
    """A source's articles, of lengths and with dates as its kind has them."""
    found, is_odd = [], False
    for moment in times:
        if random.random() < 0.3:  # else it is as the one before
            is_odd = random.random() < {"posts": 0.4, "undated": 0.2}.get(kind, 0)
        length = 4_000 * random.lognormvariate(0, 1.0 if kind == "mixed" else 0.5)
        is_short = is_odd and kind == "posts"
        found.append(_came(moment, _BRIEF if is_short else int(length), is_dated=not (is_odd and kind == "undated")))
    every, days, hours = {"tickers": (10, 1, 8), "ticker weeks": (91, 5, 24)}.get(kind, (10**6, 0, 0))
    for begin in range(random.randrange(1, 10), _WATCHED, every):
        for day in range(days):
            evening = _BEGIN + (begin + day) * DAY + 14 * HOUR
            found += [_came(evening + random.random() * hours * HOUR, _BRIEF) for _ in range(10 * hours)]
    return sorted(found, key=lambda one: one.at)


def _came(moment: float, length: int, *, is_dated: bool = True) -> CameUp:
    return CameUp(at=_time(moment), length=length, is_dated=is_dated)


def _judged(came: Sequence[CameUp]) -> Redesign:
    """What the look says that brought the newest; it is asked only where the last three may be odd."""
    if any(one.length > 4_000 * 0.3 and one.is_dated for one in came[-3:]):
        return Redesign()
    begin = came[0].at
    return redesign_of(came[-MOST:], now=came[-1].at, since=begin, watched_since=begin)


def reshapings(kind: str, rate: float, *, sources: int, seed: int) -> tuple[float, list[float], list[float]]:
    """False alarms a source-year, and days until texts that come short, and dates that lack, are told."""
    false, years = 0, 0.0
    short: list[float] = []
    undated: list[float] = []
    for number in range(sources):
        random = Random(f"{seed} {kind} {rate} {number}")
        came = as_they_came(kind, simulated(rate, random), random)
        told = [_judged(came[: at + 1]) != Redesign() for at in range(6, len(came))]
        false += sum(now and not before for before, now in zip([False, *told], told, strict=False))
        years += (came[-1].at - came[0].at).total_seconds() / YEAR
        broken = _time(_BEGIN + random.uniform(_WATCHED - 120, _WATCHED - 90) * DAY)
        for length, is_dated, days in ((_FILM, True, short), (0, False, undated)):
            after = [replace(one, length=length or one.length, is_dated=is_dated) for one in came if one.at > broken]
            history = [*(one for one in came if one.at <= broken), *after]
            told_at = (
                one.at for at, one in enumerate(history) if one.at > broken and _judged(history[: at + 1]) != Redesign()
            )
            days.append((next(told_at, datetime.max.replace(tzinfo=UTC)) - broken) / timedelta(days=1))
    return false / years, short, undated


def real(folder: Path, seed: int) -> str:
    """False alarms on real rhythms and days until a stop is told, both halves; all articles, and those of a section."""
    traces = [[minute * 60.0 for minute in trace.times] for trace in read(folder / "times.csv")]
    lines = [f"\n{'real rhythms':12} {'articles':11}{'outlets':>8}{'a day':>7}{'years':>7}"]
    lines[0] += "".join(f"{name + ' false':>16}{name + ' stop':>18}" for name in RULES)
    for half, chosen in (("tuned on", traces[::2]), ("judging", traces[1::2])):
        for section in (1, 5, 20):
            random = Random(f"{seed} {half} {section}")
            draws = 1 if section == 1 else _DRAWS
            sections = [sorted(random.sample(times, len(times) // section)) for times in chosen for _ in range(draws)]
            lines.append(f"{half:13}{'all' if section == 1 else f'one in {section}':11}{_told_of(sections, random)}")
    return "\n".join(lines)


_DRAWS = 10
"""Sections of each outlet."""
_STOPS = 5
"""Moments at which each stops, in the last four weeks of its record."""


def _told_of(sections: Sequence[Sequence[float]], random: Random) -> str:
    known = [times for times in sections if len(times) > FEWEST + 1]
    years = sum(times[-1] - times[FEWEST + 1] for times in known) / YEAR
    rate = sum(map(len, known)) / sum((times[-1] - times[0]) / DAY for times in known)
    cells = f"{len(known):8}{rate:7.2f}{years:7.2f}"
    moments = [[random.uniform(times[-1] - 28 * DAY, times[-1]) for _ in range(_STOPS)] for times in known]
    for rule in RULES.values():
        told = sum(false_alarms(rule, times, first=FEWEST + 1) for times in known)
        stops = [to_stop(rule, times, at) / DAY for times, of_it in zip(known, moments, strict=True) for at in of_it]
        cells += f"{told / years:16.2f}{_figures(stops):>18}"
    return cells


def _figures(days: Sequence[float]) -> str:
    ordered = sorted(days)
    late = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
    return " / ".join("never" if one > 9_999 else f"{one:.1f}" for one in (median(ordered), late))


def _sighting(moment: float) -> Sighting:
    return Sighting(_time(moment), _time(moment))


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=Path, help="folder with times.csv, real rhythms")
    parser.add_argument("--sources", type=int, default=40, help="simulated sources of each rate (40)")
    parser.add_argument("--seed", type=int, default=1, help="of the simulated sources (1)")
    asked = parser.parse_args()
    print(f"false alarms a source-year; days to alarm, median / p95; {asked.sources} sources of each rate\n")
    head = "".join(f"{name + ' false':>16}{name + ' stop':>18}" for name in RULES)
    print(f"{'a day':>6}{head}{'redesign':>10}{'soft 404':>10}{'login wall':>14}")
    failure = f"{to_failure() / DAY:.1f}"
    for rate in RATES:
        found = measure(rate, sources=asked.sources, seed=asked.seed)
        cells = "".join(f"{found.false[name]:16.2f}{_figures(found.stop[name]):>18}" for name in RULES)
        print(f"{rate:6g}{cells}{failure:>10}{failure:>10}{_figures(found.wall):>14}", flush=True)
    sources = max(asked.sources // 4, 1)
    print(f"\n{'redesigned':14}{'a day':>6}{'false':>8}{'short':>14}{'undated':>14}   {sources} sources of each")
    for kind in KINDS:
        for rate in RATES:
            mistakes, short, undated = reshapings(kind, rate, sources=sources, seed=asked.seed)
            cells = f"{mistakes:8.2f}{_figures(short):>14}{_figures(undated):>14}"
            print(f"{kind:14}{rate:6g}{cells}", flush=True)
    if asked.times:
        print(real(asked.times, asked.seed))


if __name__ == "__main__":
    main()
