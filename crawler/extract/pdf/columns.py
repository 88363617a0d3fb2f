"""Where the columns of a page are, and in which order they are read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from crawler.extract.pdf.segments import GUTTER, Segment

_FEWEST_LINES = 3
"""Lines on either side that prove a gutter."""
_LINES_OF_A_SURE_GUTTER = 8
_MOST_SEGMENTS = 2_500
"""More on one page are a table, which is read row by row; the time for finding gutters grows with their square."""
_NARROWEST = 6.0
"""Width of a column in heights of type; narrower are numbers and bullets before a list."""
_HEADING = 1.15
"""Size of a heading in sizes of the text around it."""
_SAME_LINE = 0.3
_TOUCHING = 0.5
"""Points by which text may reach into a gutter, since its characters' boxes are rough."""


@dataclass(frozen=True, slots=True)
class Gutter:
    """White space between two columns, and what it divides."""

    left: float
    right: float
    height: float
    """How far down there is text on both sides."""
    lines: int
    """Lines on the side that has fewer."""
    above: tuple[Segment, ...]
    before: tuple[Segment, ...]
    """In the columns on its left."""
    after: tuple[Segment, ...]
    below: tuple[Segment, ...]

    @property
    def middle(self) -> float:
        """Where it runs."""
        return (self.left + self.right) / 2


def reading_order(page: list[Segment], known: tuple[float, ...] = ()) -> list[list[Segment]]:
    """The page's columns, each from top to bottom: what spans columns, then they from left to right, then what follows.

    At `known` places there are gutters on other pages, so that less text is enough to prove them.
    """
    if not page:
        return []
    gutter = _best_gutter(page, known) if len(page) <= _MOST_SEGMENTS else None
    if gutter is None:
        return [sorted(page, key=lambda segment: (segment.base, segment.left))]
    parts = (gutter.above, gutter.before, gutter.after, gutter.below)
    return [column for part in parts for column in reading_order(list(part), known)]


def sure_gutters(page: list[Segment]) -> list[float]:
    """Where gutters run that many lines prove."""
    gutter = _best_gutter(page, ()) if 0 < len(page) <= _MOST_SEGMENTS else None
    if gutter is None:
        return []
    here = [gutter.middle] if gutter.lines >= _LINES_OF_A_SURE_GUTTER else []
    parts = (gutter.above, gutter.before, gutter.after, gutter.below)
    return here + [place for part in parts for place in sure_gutters(list(part))]


@dataclass(frozen=True, slots=True)
class _Region:
    """A part of a page whose segments are sorted from top to bottom."""

    segments: list[Segment]
    bases: list[float]
    size: float
    """In which most of it is set."""
    known: tuple[float, ...]

    def between(self, above: int, below: int) -> tuple[int, int]:
        """Range of the segments under one line and over another, by their places; -1 and the end stand for none."""
        last = len(self.segments)
        first = bisect_right(self.bases, self.bases[above] + _SAME_LINE * self.size) if above >= 0 else 0
        if below < last:
            last = bisect_left(self.bases, self.bases[below] - _SAME_LINE * self.size)
        if above >= 0:
            first = self._end_of_spanning(above, first, last)
        return first, last

    def _end_of_spanning(self, above: int, first: int, last: int) -> int:
        """Where the lines end that continue one across the gutter without reaching it: nothing is beside them."""
        spanning = self.segments[above]
        while first < last:
            line = self.segments[first]
            alone = first + 1 == last or self.bases[first + 1] - line.base > _SAME_LINE * self.size
            alike = abs(line.size - spanning.size) < 0.05 * self.size and abs(line.left - spanning.left) < line.size
            if not (alone and alike and line.base - spanning.base < 1.5 * line.size):
                break
            spanning, first = line, first + 1
        return first


def _best_gutter(page: list[Segment], known: tuple[float, ...]) -> Gutter | None:
    """The tallest gutter; of equally tall ones that which divides most, then the widest."""
    segments = sorted(page, key=lambda segment: segment.base)
    region = _Region(segments, [segment.base for segment in segments], _usual_size(segments), known)
    return max(
        _gutters(region),
        key=lambda one: (round(one.height), len(one.before) + len(one.after), one.right - one.left),
        default=None,
    )


def _gutters(region: _Region) -> Iterator[Gutter]:
    """All gutters, from each line's end to the right, between the lines that cross them."""
    width = GUTTER * region.size
    last_start = max(segment.left for segment in region.segments)
    for start in sorted({round(segment.right, 1) for segment in region.segments}):
        end = start + width
        if end > last_start + _TOUCHING:
            break
        crossing = [
            at for at, one in enumerate(region.segments) if one.left < end - _TOUCHING and one.right > start + _TOUCHING
        ]
        for above, below in pairwise([-1, *crossing, len(region.segments)]):
            if below - above > 2 and (gutter := _gutter(region, *region.between(above, below), end)):
                yield gutter


def _gutter(region: _Region, first: int, last: int, end: float) -> Gutter | None:
    """The gutter that ends at `end` and runs along a range of segments; None if too little proves it."""
    before, after = _sides(region.segments[first:last], end)
    if not before or not after:
        return None
    lines = _lines_beside(before, after, region.size)
    left, right = max(one.right for one in before), min(one.left for one in after)
    is_known = any(left <= place <= right for place in region.known)
    is_proven = lines >= _FEWEST_LINES and all(_is_wide(side, region.size) for side in (before, after))
    if not lines or not (is_known or is_proven):
        return None
    heading = _spanning_heading(before, after, region.size) if lines >= _FEWEST_LINES else None
    if heading is not None:
        last = bisect_left(region.bases, heading.base - _SAME_LINE * region.size)
        before, after = _sides(region.segments[first:last], end)
    top, bottom = _shared_height(before, after)
    return Gutter(
        left=left,
        right=right,
        height=max(bottom - top, 0) + region.size,
        lines=lines,
        above=tuple(region.segments[:first]),
        before=tuple(before),
        after=tuple(after),
        below=tuple(region.segments[last:]),
    )


def _sides(segments: list[Segment], end: float) -> tuple[list[Segment], list[Segment]]:
    """What stands before and after a gutter that ends there."""
    before = [segment for segment in segments if segment.left < end - _TOUCHING]
    return before, [segment for segment in segments if segment.left >= end - _TOUCHING]


def _shared_height(before: list[Segment], after: list[Segment]) -> tuple[float, float]:
    """From where to where there is text on both sides."""
    return max(before[0].base, after[0].base), min(before[-1].base, after[-1].base)


def _lines_beside(before: list[Segment], after: list[Segment], size: float) -> int:
    """Number of lines that have text of the other side beside them, on the side that has fewer."""
    top, bottom = _shared_height(before, after)
    return min(
        _lines([one for one in side if top - size <= one.base <= bottom + size], size) for side in (before, after)
    )


def _spanning_heading(before: list[Segment], after: list[Segment], size: float) -> Segment | None:
    """A heading in the left column beside which the right one is left empty, with text below, or nothing at all."""
    bases = [segment.base for segment in after]
    for number, heading in enumerate(before):
        if heading.size < _HEADING * size or heading.base <= before[0].base + heading.size:
            continue
        at = bisect_left(bases, heading.base)
        is_last = at == len(bases) and all(one.size >= _HEADING * size for one in before[number:])
        room_above = heading.base - heading.size - bases[at - 1] if at else 0
        room_below = bases[at] - size - heading.base if at < len(bases) else 0
        if room_above >= 0.4 * size and (is_last or room_below >= 0.4 * size):
            return heading
    return None


def _usual_size(region: list[Segment]) -> float:
    """Size in which most of the text is set."""
    return median(size for segment in region for size in [segment.size] * (1 + len(segment.text) // 10))


def _lines(side: list[Segment], size: float) -> int:
    """Number of lines that segments make, sorted from top to bottom."""
    count, base = 0, float("-inf")
    for segment in side:
        if segment.base - base > _SAME_LINE * size:
            count, base = count + 1, segment.base
    return count


def _is_wide(side: list[Segment], size: float) -> bool:
    """Whether the segments are words of a column, and not numbers or bullets."""
    return median(segment.right - segment.left for segment in side) >= _NARROWEST * size
