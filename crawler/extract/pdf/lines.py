"""Segments of a column → its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.extract.pdf.segments import Segment

_OVERLAP = 0.3  # of the size, by which boxes of slanted and raised words reach into each other
_SAME_LINE = 0.45


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A line of one column."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    twice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Lines that stand one below the other, and the width that they have."""

    page: int
    lines: tuple[ColumnLine, ...]
    left: float
    right: float
    aside: bool = False
    """A box or a note at the margin: the text around goes on without it."""


def column(segments: list[Segment], *, page: int, aside: bool = False) -> Column:
    """Lines of the segments of one column."""
    lines = tuple(_lines(segments))
    return Column(
        page=page,
        lines=lines,
        left=min(line.left for line in lines),
        right=max(line.right for line in lines),
        aside=aside,
    )


def _lines(segments: list[Segment]) -> Iterator[ColumnLine]:
    """Segments put together to lines, from top to bottom."""
    line: list[Segment] = []
    for segment in sorted(segments, key=lambda one: one.base):
        if line and not _is_same_line(line, segment):
            yield _line(line)
            line = []
        line.append(segment)
    if line:
        yield _line(line)


def _is_same_line(line: list[Segment], segment: Segment) -> bool:
    """Whether a segment stands beside those of a line, or raised beside them as the mark of a note is."""
    size = max(segment.size, *(one.size for one in line))
    near = abs(segment.base - line[0].base) < _SAME_LINE * size
    return near and all(
        segment.left > one.right - _OVERLAP * size or segment.right < one.left + _OVERLAP * size for one in line
    )


def _line(segments: list[Segment]) -> ColumnLine:
    ordered = sorted(segments, key=lambda one: one.left)
    longest = max(ordered, key=lambda one: len(one.text))
    return ColumnLine(
        text=" ".join(one.text for one in ordered),
        left=ordered[0].left,
        right=max(one.right for one in ordered),
        base=longest.base,
        size=longest.size,
        bold=longest.bold,
        twice=longest.twice,
    )
