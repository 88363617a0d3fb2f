"""Where the columns of a page are, and in which order they are read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from crawler.extract.pdf.segments import GUTTER, Segment

_FEWEST_LINES = 3
"""Lines on either side that prove a gutter."""
_LINES_OF_A_SURE_GUTTER = 8
_NARROWEST = 6.0
"""Width of a column in heights of type; narrower are numbers and bullets before a list."""
_HEADING = 1.15
"""Size of a heading in sizes of the text around it."""
_SAME_LINE = 0.3


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
    gutter = _best_gutter(page, known)
    if gutter is None:
        return [sorted(page, key=lambda segment: (segment.base, segment.left))]
    parts = (gutter.above, gutter.before, gutter.after, gutter.below)
    return [column for part in parts for column in reading_order(list(part), known)]


def sure_gutters(page: list[Segment]) -> list[float]:
    """Where gutters run that many lines prove."""
    gutter = _best_gutter(page, ()) if page else None
    if gutter is None:
        return []
    here = [gutter.middle] if gutter.lines >= _LINES_OF_A_SURE_GUTTER else []
    parts = (gutter.above, gutter.before, gutter.after, gutter.below)
    return here + [place for part in parts for place in sure_gutters(list(part))]


def _best_gutter(region: list[Segment], known: tuple[float, ...]) -> Gutter | None:
    """The tallest gutter; of equally tall ones that which divides most, then the widest."""
    found = list(_gutters(sorted(region, key=lambda segment: segment.base), known))
    return max(
        found,
        key=lambda one: (round(one.height), len(one.before) + len(one.after), one.right - one.left),
        default=None,
    )


def _gutters(region: list[Segment], known: tuple[float, ...]) -> Iterator[Gutter]:
    """Gutters of a region whose segments are sorted from top to bottom."""
    size = _usual_size(region)
    width = GUTTER * size
    last_start = max(segment.left for segment in region)
    for start in sorted({round(segment.right, 1) for segment in region}):
        end = start + width
        if end > last_start + 0.5:
            break
        crossing = [at for at, one in enumerate(region) if one.left < end - 0.5 and one.right > start + 0.5]
        for above, below in zip([-1, *crossing], [*crossing, len(region)], strict=True):
            if below - above <= 2:
                continue
            gutter = _gutter(region, above, below, end, size, known)
            if gutter is not None:
                yield gutter


def _gutter(
    region: list[Segment], above: int, below: int, end: float, size: float, known: tuple[float, ...]
) -> Gutter | None:
    """The gutter that ends at `end` between two segments that cross it; None if too little proves it."""
    bases = [segment.base for segment in region]
    first = bisect_right(bases, region[above].base + _SAME_LINE * size) if above >= 0 else 0
    last = bisect_left(bases, region[below].base - _SAME_LINE * size) if below < len(region) else len(region)
    if above >= 0:
        first = _end_of_spanning(region, above, first, last, size)
    inside = region[first:last]
    before = [segment for segment in inside if segment.left < end - 0.5]
    after = [segment for segment in inside if segment.left >= end - 0.5]
    if not before or not after:
        return None
    shared = (max(before[0].base, after[0].base), min(before[-1].base, after[-1].base))
    beside = [[one for one in side if shared[0] - size <= one.base <= shared[1] + size] for side in (before, after)]
    lines = min(_lines(side, size) for side in beside)
    left, right = max(one.right for one in before), min(one.left for one in after)
    is_known = any(left <= place <= right for place in known)
    if not is_known and (lines < _FEWEST_LINES or not all(_is_wide(side, size) for side in beside)):
        return None
    if not lines:
        return None
    split = _spanning_heading(before, after, size) if lines >= _FEWEST_LINES else None
    if split is not None:
        last = bisect_left(bases, split.base - _SAME_LINE * size)
        before = [one for one in region[first:last] if one.left < end - 0.5]
        after = [one for one in region[first:last] if one.left >= end - 0.5]
        if not before or not after:
            return None
        shared = (shared[0], split.base)
    return Gutter(
        left=left,
        right=right,
        height=max(shared[1] - shared[0], 0) + size,
        lines=lines,
        above=tuple(region[:first]),
        before=tuple(before),
        after=tuple(after),
        below=tuple(region[last:]),
    )


def _end_of_spanning(region: list[Segment], above: int, first: int, last: int, size: float) -> int:
    """Where the lines end that continue one across the gutter without reaching it themselves: nothing is beside them."""
    spanning = region[above]
    while first < last:
        line = region[first]
        alone = first + 1 == last or region[first + 1].base - line.base > _SAME_LINE * size
        alike = abs(line.size - spanning.size) < 0.05 * size and abs(line.left - spanning.left) < line.size
        if not (alone and alike and line.base - spanning.base < 1.5 * line.size):
            break
        spanning, first = line, first + 1
    return first


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
    return median(segment.size for segment in region for _ in range(1 + len(segment.text) // 10))


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
