"""How long articles wait to be seen, by policy, at equal numbers of requests.

    python -m tests.benchmarks.cadence [--times FILE] [--looks N …] [--each] [--undated]

Without a file of publication times (lines `outlet,published_unix`), over generated traces. The first half of the time
is for learning, the second is judged. A policy sees only what its own looks have brought: the publisher's own time of
each article (or, with --undated, only that it came up since the look before). Requests are shared by all sections, as
each policy thinks best, and are `looks` a day and section on average; with --each every section has as many. Every
policy has one number, and that is set so that the requests of the second half are as many as for the others:

fixed            the interval.
entry_frequency  the factor of Miniflux's scheduler of this name (miniflux `internal/model/feed.go`, ScheduleNextCheck):
                 a week divided by the articles of the last one, within the bounds.
ours             the price of a look in `crawler.timing.rhythm.next_look`.
optimum          the same price, for looks that know the true rates (of a file: a rhythm learned of the judged half).
"""

from __future__ import annotations

import argparse
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil, nan, sqrt
from os import cpu_count
from pathlib import Path
from random import Random

from crawler.timing.cadence import best_looks, next_look
from crawler.timing.rhythm import Sighting, expected, learn
from tests.benchmarks.traces import DAY, KINDS, Trace, UnreadableTimesError, generate, read

SHORTEST, LONGEST = 5, DAY
"""Bounds of all policies but fixed, in minutes."""
_WEEK = 7 * DAY
_CLOSE = 0.01
"""How far requests may be from the budget."""
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a policy did on the judged half of some traces."""

    delays: tuple[float, ...]
    """What each article waited, in minutes."""
    requests: int


Policy = Callable[[float, Trace], list[float]]
"""From the policy's number and a trace to the moments of its looks in the judged half."""


def fixed(number: float, trace: Trace) -> list[float]:
    """At fixed intervals; where they begin is chance, or articles released on the hour would flatter or damn it."""
    first = trace.half + number * Random(trace.name).random()
    return [first + look * number for look in range(ceil((trace.end - first) / number))]


def entry_frequency(number: float, trace: Trace) -> list[float]:
    """As Miniflux schedules."""
    looks: list[float] = []
    now = float(trace.half)
    while now < trace.end:
        count = bisect_right(trace.times, now) - bisect_left(trace.times, now - _WEEK)
        now += min(max(number * _WEEK / count if count else LONGEST, SHORTEST), LONGEST)
        looks.append(now)
    return looks[:-1]


def ours(number: float, trace: Trace, *, dated: bool, habit: float) -> list[float]:
    """As the product does; articles before the judged half were seen by looks at fixed intervals, the habit."""
    history = [
        _seen(moment, moment // habit * habit, habit, dated=dated) for moment in trace.times if moment < trace.half
    ]
    looks: list[float] = []
    seen, before, now = len(history), float(trace.half), float(trace.half)
    while now < trace.end:
        while seen < len(trace.times) and trace.times[seen] <= now:
            history.append(_seen(trace.times[seen], before, now - before, dated=dated))
            seen += 1
        before = now
        look = next_look(
            history,
            now=_time(now),
            since=_time(trace.begin),
            shortest=timedelta(minutes=SHORTEST),
            longest=timedelta(minutes=LONGEST),
            price=timedelta(minutes=number),
        )
        now = look.timestamp() / 60
        looks.append(now)
    return looks[:-1]


def _seen(moment: float, after: float, span: float, *, dated: bool) -> Sighting:
    """What is known of an article of this moment, that came up in a span between two looks."""
    return Sighting(_time(moment), _time(moment)) if dated else Sighting(_time(after), _time(after + span))


def optimum(number: float, trace: Trace) -> list[float]:
    """By the true rates, or those that look truest afterwards."""
    rates = trace.rates[trace.half - trace.begin :] if trace.rates else _hindsight(trace)
    following = best_looks(rates, price=number, gap=SHORTEST)
    looks, look = [], 0
    while (look := min(following[look], look + LONGEST)) < len(rates):
        looks.append(float(trace.half + look))
    return looks


def _hindsight(trace: Trace) -> list[float]:
    """Articles to expect in each minute of the judged half, as learned from it."""
    judged = [Sighting(_time(moment), _time(moment)) for moment in trace.times if moment >= trace.half]
    rhythm = learn(judged, now=_time(trace.end), since=_time(trace.half))
    return [articles for articles, _ in expected(rhythm, trace.half, step=1, count=trace.end - trace.half)]


def _time(minutes: float) -> datetime:
    return datetime.fromtimestamp(minutes * 60, UTC)


def judge(looks: Sequence[float], trace: Trace) -> Outcome:
    """What the articles of the judged half waited; the end of the trace is a look at no charge."""
    moments = [*looks, float(trace.end)]
    judged = trace.times[bisect_left(trace.times, trace.half) :]
    return Outcome(tuple(moments[bisect_left(moments, moment)] - moment for moment in judged), len(looks))


def run(policy: Policy, number: float, trace: Trace) -> Outcome:
    """What a policy does on a trace, with this number."""
    return judge(policy(number, trace), trace)


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcomes of several traces as one."""
    return Outcome(
        tuple(delay for outcome in outcomes for delay in outcome.delays), sum(one.requests for one in outcomes)
    )


def spend(
    policy: Policy, traces: Sequence[Trace], *, requests: float, first: float, power: int, pool: Executor
) -> Outcome:
    """What a policy does with that number, found from a first one, at which it makes so many requests.

    They go as the number to the power of -1/power. Where no number meets them, the closest that was tried.
    """
    number, best = first, Outcome((), 0)
    for _ in range(_TRIES):
        outcome = together(list(pool.map(partial(run, policy, number), traces)))
        if abs(outcome.requests - requests) < abs(best.requests - requests):
            best = outcome
        if abs(outcome.requests - requests) <= _CLOSE * requests:
            break
        number *= (max(outcome.requests, 1) / requests) ** power
    return best


def compare(traces: Sequence[Trace], looks: float, *, dated: bool, pool: Executor) -> dict[str, Outcome]:
    """What each policy does on all traces with so many looks a day and trace."""
    days = (traces[0].end - traces[0].half) / DAY
    spent = partial(spend, traces=traces, requests=looks * days * len(traces), pool=pool)
    roots = sum(sqrt(max(len(trace.times), 1) / (trace.end - trace.begin)) for trace in traces) / len(traces)
    price = (roots * DAY / looks) ** 2 / 2
    articles = sum(len(trace.times) for trace in traces) / len(traces) / (traces[0].end - traces[0].begin) * _WEEK
    return {
        "fixed": spent(fixed, first=DAY / looks, power=1),
        "entry_frequency": spent(entry_frequency, first=articles * DAY / looks / _WEEK, power=1),
        "ours": spent(partial(ours, dated=dated, habit=DAY / looks), first=price, power=2),
        "optimum": spent(optimum, first=price, power=2),
    }


def compare_each(traces: Sequence[Trace], looks: float, *, dated: bool, pool: Executor) -> dict[str, Outcome]:
    """What each policy does with so many looks a day on every trace, all taken together."""
    alone = [compare([trace], looks, dated=dated, pool=pool) for trace in traces]
    return {name: together([outcomes[name] for outcomes in alone]) for name in alone[0]}


def line(name: str, outcome: Outcome, against: Outcome, days: float) -> str:
    """One line of the table."""
    (mean, late), (usual_mean, usual_late) = figures(outcome), figures(against)
    return (
        f"{name:16} {outcome.requests / days:8.2f} {mean:8.1f} {late:8.1f}"
        f" {mean / usual_mean:10.2f} {late / usual_late:10.2f}"
    )


def figures(outcome: Outcome) -> tuple[float, float]:
    """Mean and 95th percentile of what articles waited, in minutes; of none, not a number."""
    ordered = sorted(outcome.delays) or [nan]
    return sum(ordered) / len(ordered), ordered[max(ceil(0.95 * len(ordered)) - 1, 0)]


def table(traces: Sequence[Trace], looks: float, *, dated: bool, each: bool, pool: Executor) -> str:
    """The comparison at one budget, as lines to print."""
    outcomes = (compare_each if each else compare)(traces, looks, dated=dated, pool=pool)
    days = (traces[0].end - traces[0].half) / DAY * len(traces)
    head = (
        f"\n{looks:g} looks a day {'on each section' if each else 'and section, shared'}; "
        f"articles {'dated' if dated else 'undated'}; {len(traces)} sections, {len(outcomes['ours'].delays)} articles\n"
        f"{'policy':16} {'looks':>8} {'mean':>8} {'p95':>8} {'mean/fixed':>10} {'p95/fixed':>10}"
    )
    return "\n".join([head, *(line(name, outcome, outcomes["fixed"], days) for name, outcome in outcomes.items())])


def main() -> None:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=Path, help="CSV of outlet,published_unix; without it, traces are generated")
    parser.add_argument("--looks", type=float, nargs="+", default=[24], help="requests a day and section (24)")
    parser.add_argument("--each", action="store_true", help="the same requests on every section")
    parser.add_argument("--undated", action="store_true", help="listings give no time of publication")
    parser.add_argument("--seed", type=int, default=1, help="of the generated traces (1)")
    parser.add_argument(
        "--kind", action="append", choices=KINDS, help="only generated traces of this kind; may be given again"
    )
    parser.add_argument("--jobs", type=int, default=cpu_count(), help="processes (one a core)")
    asked = parser.parse_args()
    try:
        traces = read(asked.times) if asked.times else generate(asked.seed, kinds=asked.kind or list(KINDS))
    except (OSError, UnreadableTimesError) as error:
        sys.exit(f"cadence: {error}")
    with ProcessPoolExecutor(asked.jobs) as pool:
        for looks in asked.looks:
            print(table(traces, looks, dated=not asked.undated, each=asked.each, pool=pool), flush=True)


if __name__ == "__main__":
    main()
