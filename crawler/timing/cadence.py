"""When to look at a section again: a pure function from when its articles came up to one moment.

A section's rhythm (`crawler.timing.rhythm`) says how many articles to expect and when. `best_looks` sets looks against
that expectation so that what articles wait in all, plus a price for each look, is least.

Sources. How looks are best shared by what changes at unlike rates: Cho & Garcia-Molina, "Effective page refresh
policies for web crawlers" (TODS 2003). That for what articles wait a steady section's interval goes with 1/sqrt(rate):
Sia, Cho & Cho, "Efficient monitoring algorithm for fast news alerts" (TKDE 2007). One price shared by all pages in
place of a budget for each: Azar et al., "Tractable near-optimal policies for crawling" (PNAS 2018). The minimum over
all sequences of looks is found in linear time by the envelope of lines, as in Galil & Park, "Dynamic programming with
convexity, concavity and sparsity" (TCS 1992).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import ceil, exp, log, sqrt

from crawler.timing.rhythm import Sighting, expected, learn

PRICE = timedelta(minutes=5)
"""What a look must spare articles in waiting: a steady section of one article a day gets 12 looks a day, of ten 30."""

_HOUR, _DAY = 60, 1440
_STEPS = (1, 2, 3, 4, 5, 6, 10, 12, 15)
_HORIZON = 4.0
"""How far a plan looks ahead, in usual intervals."""
_CELLS = 240
"""About how many steps a plan has at most: with twice as many articles wait as long, and plans cost twice as much."""
_POWER = 1.5
"""A wait twice as long is so many doublings worse; with 1, the mean of waits is least, and some are very long."""
_FAIRNESS = (_POWER - 1) / (_POWER + 1)
_MOST_DOUBLINGS = 8


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
    minutes = now.timestamp() / 60
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
