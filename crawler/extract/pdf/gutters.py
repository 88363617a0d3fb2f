"""White space between the columns of a page."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from crawler.extract.pdf.segments import GUTTER, Segment
from crawler.extract.pdf.sides import SAME_LINE, is_river, is_wide, lines_of, usual_size

_FEWEST_LINES = 3
"""Lines on either side that prove a gutter."""
LINES_OF_A_SURE_GUTTER = 8
"""Lines on either side that make it known to other pages, too."""
_BASE = attrgetter("base")
_MOST_SEGMENTS = 2_500
"""More on one page are a table, which is read row by row; the time for finding gutters grows with their square."""
_HEADING = 1.15
"""Size of a heading in sizes of the text around it."""
_ROOM_OVER_KICKER = 1.8
_NEAR = 1.5  # of the size, from one line to the next of the same paragraph or heading
_OF_ONE_HEADING = 1.6  # the same for lines of a heading, which may have more leading
_SAME_SIZE = 0.05
_ROOM = 0.4  # of the size, more than between two lines
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
        first = bisect_right(self.bases, self.bases[above] + SAME_LINE * self.size) if above >= 0 else 0
        if below < last:
            last = bisect_left(self.bases, self.bases[below] - SAME_LINE * self.size)
            last = self._start_of_spanning(below, first, last)
        if above >= 0:
            first = self._end_of_spanning(above, first, last)
        return first, last

    def _start_of_spanning(self, below: int, first: int, last: int) -> int:
        """Where the word begins that stands over a heading across the gutter without reaching it: nothing is beside."""
        heading = self.segments[below]
        if last - first <= 1 or heading.size < _HEADING * self.size:
            return last
        kicker, before = self.segments[last - 1], self.segments[last - 2]
        alone = kicker.base - before.base > _ROOM_OVER_KICKER * kicker.size
        near = heading.base - kicker.base < _NEAR * heading.size and abs(kicker.left - heading.left) < kicker.size
        return last - 1 if alone and near and (kicker.bold or kicker.text.isupper()) else last

    def _end_of_spanning(self, above: int, first: int, last: int) -> int:
        """Where the lines end that continue one across the gutter without reaching it: nothing is beside them."""
        spanning = self.segments[above]
        while first < last:
            line = self.segments[first]
            alone = first + 1 == last or self.bases[first + 1] - line.base > SAME_LINE * self.size
            alike = (
                abs(line.size - spanning.size) < _SAME_SIZE * self.size and abs(line.left - spanning.left) < line.size
            )
            if not (alone and alike and line.base - spanning.base < _NEAR * line.size):
                break
            spanning, first = line, first + 1
        return first


def best_gutter(page: list[Segment], known: tuple[float, ...]) -> Gutter | None:
    """The gutter that weighs most; of equal ones that which divides most, then the widest.

    At `known` places there are gutters on other pages, so that less text is enough to prove them.
    """
    if not 1 < len(page) <= _MOST_SEGMENTS:
        return None
    segments = sorted(page, key=_BASE)
    region = _Region(segments, [segment.base for segment in segments], usual_size(segments), known)
    best, best_rank = None, (0.0, 0, 0.0)
    for end, first, last, ends in _spaces(region):
        whole = last - first == len(segments)
        if (1 + whole) * (region.bases[last - 1] - region.bases[first] + region.size) < best_rank[0]:
            continue
        gutter = _gutter(region, first, last, end)
        if gutter is not None and not any(_leaves_room(segments[at], gutter, GUTTER * region.size) for at in ends):
            rank = (_weight(gutter), len(gutter.before) + len(gutter.after), gutter.right - gutter.left)
            if rank > best_rank:
                best, best_rank = gutter, rank
    return best


def _weight(gutter: Gutter) -> float:
    """The height of a gutter; twice as much if nothing crosses it, since then it parts what belongs together least."""
    is_whole = not gutter.above and not gutter.below and gutter.lines >= LINES_OF_A_SURE_GUTTER
    return round(gutter.height) * (2 if is_whole else 1)


def _leaves_room(segment: Segment, gutter: Gutter, width: float) -> bool:
    """Whether a segment that ends a gutter does not cross it: one that is a little narrower goes on past it."""
    return gutter.left < segment.right <= gutter.right - width or gutter.left + width <= segment.left < gutter.right


def _spaces(region: _Region) -> Iterator[tuple[float, int, int, tuple[int, ...]]]:
    """Where gutters may be: the right edge, the range of segments beside it, and those that cross its ends.

    They begin at each line's end, and run between the lines that cross them.
    """
    width = GUTTER * region.size
    last_start = max(segment.left for segment in region.segments)
    spans = [(one.left + _TOUCHING, one.right - _TOUCHING) for one in region.segments]
    for start in sorted({round(segment.right, 1) for segment in region.segments}):
        end = start + width
        if end > last_start + _TOUCHING:
            break
        crossing = [at for at, (left, right) in enumerate(spans) if left < end and right > start]
        for above, below in pairwise([-1, *crossing, len(spans)]):
            if below - above - 1 > 1:
                first, last = region.between(above, below)
                if last - first > 1:
                    yield end, first, last, tuple(at for at in (above, below) if 0 <= at < len(spans))


def _gutter(region: _Region, first: int, last: int, end: float) -> Gutter | None:
    """The gutter that ends at `end` and runs along a range of segments; None if too little proves it."""
    before, after = _sides(region.segments[first:last], end)
    if not before or not after:
        return None
    lines = _lines_beside(before, after, region.size)
    left, right = max(one.right for one in before), min(one.left for one in after)
    is_known = any(left <= place <= right for place in region.known)
    is_proven = (
        lines >= _FEWEST_LINES
        and all(is_wide(side, region.size) for side in (before, after))
        and (lines >= LINES_OF_A_SURE_GUTTER or not is_river(before, after))
    )
    if not lines or not (is_known or is_proven):
        return None
    heading = _spanning_heading(before, after, region.size) if lines >= _FEWEST_LINES else None
    if heading is not None:
        last = bisect_left(region.bases, heading.base - SAME_LINE * region.size)
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
        lines_of([one for one in side if top - size <= one.base <= bottom + size], size) for side in (before, after)
    )


def _spanning_heading(before: list[Segment], after: list[Segment], size: float) -> Segment | None:
    """A heading in the left column beside which the right one is left empty, with text below, or nothing at all."""
    bases = [segment.base for segment in after]
    for number, heading in enumerate(before):
        if heading.size < _HEADING * size or heading.base <= before[0].base + heading.size:
            continue
        above = before[number - 1]
        if above.size == heading.size and heading.base - above.base < _OF_ONE_HEADING * heading.size:
            continue  # not its first line
        at = bisect_left(bases, heading.base)
        is_last = at == len(bases) and all(one.size >= _HEADING * size for one in before[number:])
        room_above = heading.base - heading.size - bases[at - 1] if at else 0
        room_below = bases[at] - size - heading.base if at < len(bases) else 0
        if room_above >= _ROOM * size and (is_last or room_below >= _ROOM * size):
            return heading
    return None
