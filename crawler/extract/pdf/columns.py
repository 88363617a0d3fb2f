"""The columns of a page in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.extract.pdf.gutters import LINES_OF_A_SURE_GUTTER, Gutter, best_gutter
from crawler.extract.pdf.segments import Segment

_DEEPEST = 40
"""Divisions within one another; more is no layout."""


@dataclass(frozen=True, slots=True)
class Division:
    """A part of a page, and how a gutter divides it."""

    segments: list[Segment]
    gutter: Gutter | None
    parts: tuple[Division, ...]
    """In reading order: what spans columns, what is left of the gutter, what is right, and what follows below."""


def divided(page: list[Segment], known: tuple[float, ...] = (), depth: int = 0) -> Division:
    """A page divided until no gutter is left.

    At `known` places there are gutters on other pages, so that less text is enough to prove them.
    """
    gutter = best_gutter(page, known) if depth < _DEEPEST else None
    return Division(page, gutter, _parts(gutter, known, depth) if gutter else ())


def sure_gutters(page: Division) -> Iterator[float]:
    """Where gutters run that many lines prove."""
    if page.gutter is not None and _is_sure(page.gutter):
        yield page.gutter.middle
    for part in page.parts:
        yield from sure_gutters(part)


def with_known(page: Division, known: tuple[float, ...], depth: int = 0) -> Division:
    """A page divided also where only other pages prove that there is a gutter."""
    if not page.segments or not _has_place_for(page.segments, known):
        return page
    if page.gutter is not None and _is_sure(page.gutter):
        parts = tuple(with_known(part, known, depth + 1) for part in page.parts)
        return Division(page.segments, page.gutter, parts)
    return divided(page.segments, known, depth)


def reading_order(page: Division) -> Iterator[list[Segment]]:
    """The page's columns, each from top to bottom."""
    for part in page.parts:
        yield from reading_order(part)
    if page.segments and not page.parts:
        yield sorted(page.segments, key=lambda segment: (segment.base, segment.left))


def _parts(gutter: Gutter, known: tuple[float, ...], depth: int) -> tuple[Division, ...]:
    parts = (gutter.above, gutter.before, gutter.after, gutter.below)
    return tuple(divided(list(part), known, depth + 1) for part in parts)


def _is_sure(gutter: Gutter) -> bool:
    """Whether so many lines prove a gutter that other pages may trust in it."""
    return gutter.lines >= LINES_OF_A_SURE_GUTTER


def _has_place_for(segments: list[Segment], known: tuple[float, ...]) -> bool:
    """Whether one of the known gutters may run between segments."""
    first, last = min(segment.right for segment in segments), max(segment.left for segment in segments)
    return any(first <= place <= last for place in known)
