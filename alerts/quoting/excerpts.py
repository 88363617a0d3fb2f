"""The words around what was found in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_AROUND = 60
"""Characters before and after a place."""
_SPACE = re.compile(r"\s")


class ExcerptPart(NamedTuple):
    """Part of an excerpt."""

    text: str
    found: bool
    """Whether it is what was looked for."""


def marked(text: str, places: Iterable[tuple[int, int]]) -> list[ExcerptPart]:
    """A whole text in parts; places that overlap are one."""
    parts: list[ExcerptPart] = []
    reached = 0
    for start, end in _merged(places):
        parts += [ExcerptPart(text[reached:start], found=False), ExcerptPart(text[start:end], found=True)]
        reached = end
    return [part for part in (*parts, ExcerptPart(text[reached:], found=False)) if part.text]


def excerpts(text: str, places: Sequence[tuple[int, int]], most: int) -> list[list[ExcerptPart]]:
    """The first places with the words around them, on one line each; places close together are in one excerpt."""
    groups: list[list[tuple[int, int]]] = []
    for place in _merged(places):
        if groups and place[0] - groups[-1][-1][1] <= 2 * _AROUND:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [_excerpt(text, group) for group in groups[:most]]


def _excerpt(text: str, places: Sequence[tuple[int, int]]) -> list[ExcerptPart]:
    start, end = max(0, places[0][0] - _AROUND), min(len(text), places[-1][1] + _AROUND)
    start = start and max(text.find(" ", start, places[0][0]) + 1, start)
    space = text.rfind(" ", places[-1][1], end)
    end = space if end < len(text) and space > 0 else end
    parts = marked(text[start:end], [(first - start, last - start) for first, last in places])
    shown = [ExcerptPart(_one_line(part.text), part.found) for part in parts]
    before = [ExcerptPart("… ", found=False)] if start else []
    after = [ExcerptPart(" …", found=False)] if end < len(text) else []
    return [*before, *shown, *after]


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text)


def _merged(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
