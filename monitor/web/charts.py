"""The shapes of small charts, as paths in SVG; templates put words and tables beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from model.browsing import DayCount

STEP = 3
"""Units from one bar to the next; a bar is two wide."""
HEIGHT = 24
"""Units of the tallest bar."""
WIDTH = 300
"""Units of a line of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Counts over equal spans of time."""

    name: str
    firsts: Sequence[date]
    """The first day of each span."""
    counts: Sequence[int]
    path: str
    """A stroke for each span with something in it."""

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(self.counts)

    @property
    def most(self) -> int:
        """The largest count."""
        return max(self.counts, default=0)

    @property
    def peak(self) -> date:
        """The span with the largest count, the newest of several."""
        return max(zip(self.counts, self.firsts, strict=True))[1]

    @property
    def by_span(self) -> list[tuple[date, int]]:
        """The first day of each span with its count, newest first."""
        return list(zip(self.firsts, self.counts, strict=True))[::-1]

    @property
    def width(self) -> int:
        """Units of the whole chart."""
        return STEP * len(self.counts)


def bars(counted: Iterable[DayCount], names: Sequence[str], *, today: date, days: int, span: int = 1) -> list[Bars]:
    """A chart for each name of the last days, in spans of so many; all are drawn to one scale."""
    spans = days // span
    first = today - timedelta(days=spans * span - 1)
    sums: dict[str, list[int]] = {name: [0] * spans for name in names}
    for one in counted:
        place = (one.day - first).days // span
        if one.name in sums and 0 <= place < spans:
            sums[one.name][place] += one.articles
    highest = max((count for counts in sums.values() for count in counts), default=0)
    firsts = [first + timedelta(days=span * place) for place in range(spans)]
    return [
        Bars(name=name, firsts=firsts, counts=counts, path=_strokes(counts, highest)) for name, counts in sums.items()
    ]


def _strokes(counts: Sequence[int], highest: int) -> str:
    """Upright strokes; the smallest count is still to be seen."""
    return "".join(
        f"M{STEP * place + 1} {HEIGHT}v-{max(2, round(HEIGHT * count / highest))}"
        for place, count in enumerate(counts)
        if count
    )


def ticks(moments: Mapping[str, Sequence[datetime]]) -> dict[str, str]:
    """Marks on lines of time that begin and end together, by name."""
    every = [moment.timestamp() for of_it in moments.values() for moment in of_it]
    if not every:
        return {}
    first, length = min(every), (max(every) - min(every)) or 1.0
    scale = (WIDTH - 2) / length
    return {
        name: "".join(f"M{1 + round((moment.timestamp() - first) * scale)} 0v{HEIGHT}" for moment in of_it)
        for name, of_it in moments.items()
    }


def lengths(values: Sequence[float]) -> list[int]:
    """How long the bars of some figures are, of a hundred units at most."""
    longest = max(values, default=0.0)
    return [max(1, round(100 * value / longest)) if longest > 0 else 1 for value in values]
