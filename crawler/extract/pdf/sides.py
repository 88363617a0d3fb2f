"""What stands on the two sides of a gutter, and whether it looks like columns."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from statistics import median

from crawler.extract.pdf.segments import Segment

_NARROWEST = 6.0
"""Width of a column in heights of type; narrower are numbers and bullets before a list."""
_WIDER = 1.25
"""Width of a gutter in spaces of the lines beside it."""
SAME_LINE = 0.3
"""Share of its size by which what stands on one line may be off it."""


def usual_size(region: list[Segment]) -> float:
    """Size in which most of the text is set."""
    sizes: Counter[float] = Counter()
    for segment in region:
        sizes[segment.size] += 1 + len(segment.text) // 10
    half, so_far = sum(sizes.values()) / 2, 0
    for size in sorted(sizes):
        so_far += sizes[size]
        if so_far >= half:
            return size
    return 0.0


def lines_of(side: list[Segment], size: float) -> int:
    """Number of lines that segments make, sorted from top to bottom."""
    count, base = 0, float("-inf")
    for segment in side:
        if segment.base - base > SAME_LINE * size:
            count, base = count + 1, segment.base
    return count


def is_wide(side: list[Segment], size: float) -> bool:
    """Whether the lines are words of a column, and not numbers or bullets."""
    return median(right - left for left, right in _extents(side).values()) >= _NARROWEST * size


def _extents(side: list[Segment]) -> dict[int, tuple[float, float]]:
    """Left and right ends of the lines by their height."""
    found: dict[int, tuple[float, float]] = {}
    for one in side:
        height = round(one.base)
        left, right = found.get(height, (one.left, one.right))
        found[height] = min(left, one.left), max(right, one.right)
    return found


def is_river(before: list[Segment], after: list[Segment]) -> bool:
    """Whether a gutter is but the spaces of stretched lines that stand one below the other: no wider than others."""
    left, right = _extents(before), _extents(after)
    widest: dict[int, float] = {}
    for side in (before, after):
        ordered = sorted(side, key=lambda one: (round(one.base), one.left))
        for one, following in pairwise(ordered):
            height = round(one.base)
            if round(following.base) == height:
                widest[height] = max(widest.get(height, 0.0), following.left - one.right)
    rows = left.keys() & right.keys()
    rivers = sum(right[row][0] - left[row][1] < _WIDER * widest.get(row, 0.0) for row in rows)
    return 2 * rivers > len(rows)
