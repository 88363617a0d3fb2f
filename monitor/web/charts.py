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
    """A stroke for each span with something in it, but the newest."""
    newest_path: str
    """The strokes of the newest spans."""
    newest: int
    """The count of the newest spans."""
    newest_spans: int

    @property
    def total(self) -> int:
        """All of them together."""
        return sum(self.counts)

    @property
    def is_busy(self) -> bool:
        """Whether the newest spans have more than chance would bring after the ones before.

        Counts of what comes by chance are spread about their mean with its square root (Poisson), so that one in some
        hundred is over it by three of these. Of less than one in as long a time before nothing can be said.
        """
        before = len(self.counts) - self.newest_spans
        usual = (self.total - self.newest) * self.newest_spans / before if before > 0 else 0.0
        return usual >= 1 and self.newest > usual + 3 * usual**0.5

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


def bars(
    counted: Iterable[DayCount], names: Sequence[str], *, today: date, days: int, span: int = 1, newest: int = 1
) -> list[Bars]:
    """A chart for each name of the last days, in spans of so many; all are drawn to one scale, the newest apart."""
    spans = days // span
    first = today - timedelta(days=spans * span - 1)
    sums: dict[str, list[int]] = {name: [0] * spans for name in names}
    for one in counted:
        place = (one.day - first).days // span
        if one.name in sums and 0 <= place < spans:
            sums[one.name][place] += one.articles
    highest = max((count for counts in sums.values() for count in counts), default=0)
    firsts = [first + timedelta(days=span * place) for place in range(spans)]
    charts = []
    for name, counts in sums.items():
        strokes = [_stroke(place, count, highest) for place, count in enumerate(counts)]
        charts.append(
            Bars(
                name=name,
                firsts=firsts,
                counts=counts,
                path="".join(strokes[:-newest]),
                newest_path="".join(strokes[-newest:]),
                newest=sum(counts[-newest:]),
                newest_spans=newest,
            )
        )
    return charts


def _stroke(place: int, count: int, highest: int) -> str:
    """An upright stroke; the smallest count is still to be seen."""
    return f"M{STEP * place + 1} {HEIGHT}v-{max(2, round(HEIGHT * count / highest))}" if count else ""


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


@dataclass(frozen=True, slots=True)
class Line:
    """Values over time: a path through them, and where each stands."""

    path: str
    points: Sequence[tuple[int, int]]


LINE_HEIGHT = 80
"""Units of a chart of values."""
_MARGIN = 6
"""Units about it, in which the marks of values end."""


def line(values: Sequence[tuple[datetime, float]]) -> Line:
    """A chart of values, from zero up, each of which holds until the next."""
    first, last = min(when for when, _ in values), max(when for when, _ in values)
    length, highest = (last - first).total_seconds() or 1.0, max(value for _, value in values) or 1.0
    points = [
        (
            _MARGIN + round((when - first).total_seconds() / length * (WIDTH - 2 * _MARGIN)),
            LINE_HEIGHT - _MARGIN - round(max(value, 0.0) / highest * (LINE_HEIGHT - 2 * _MARGIN)),
        )
        for when, value in values
    ]
    (x, y), *others = points
    return Line(f"M{x} {y}" + "".join(f"H{x}V{y}" for x, y in others), points)
