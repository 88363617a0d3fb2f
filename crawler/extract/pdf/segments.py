"""Characters → pieces of lines: each character once, words apart, gaps as wide as a gutter left open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from crawler.extract.pdf.glyphs import Glyph

GUTTER = 0.8
"""Least space between two columns, in heights of type; a line of words has less between them, if not stretched."""

_SAME_LINE = 0.2
_SAME_PLACE = 0.13
_WORD_GAP = 0.15
_BASE = attrgetter("base")
_ACCENTS = {
    "\u00b4": "\u0301",
    "`": "\u0300",
    "\u00a8": "\u0308",
    "\u02dc": "\u0303",
    "\u02c6": "\u0302",
    "\u00b8": "\u0327",
}
"""Accents printed by themselves, as old fonts do before their letter, to those that join it."""
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]")


class Segment(NamedTuple):
    """A run of words on one line."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    twice: bool = False
    """Printed twice, a little apart, to look bold."""


def segments(glyphs: Iterable[Glyph]) -> list[Segment]:
    """The runs of words that the characters make, whatever their order in the file."""
    found: list[Segment] = []
    for crowd in _lines(glyphs):
        line, twice = _told_once(crowd)
        found += (_segment(_text(run), run, twice) for run in _runs(line))
    return [segment for segment in found if segment.text]


def _told_once(line: list[Glyph]) -> tuple[list[Glyph], set[Glyph]]:
    """A line without the characters printed again at nearly the same place, and those that were."""
    once: list[Glyph] = []
    twice: set[Glyph] = set()
    for glyph in line:
        near = glyph.left - _SAME_PLACE * glyph.style.size
        again = None
        for other in reversed(once):
            if other.left < near:
                break
            if other.text == glyph.text and not _is_ligature(other, glyph):
                again = other
                break
        if again is None:
            once.append(glyph)
        elif glyph.text != " ":
            twice.add(again)
    return once, twice


def _is_ligature(first: Glyph, second: Glyph) -> bool:
    """Whether two equal letters are parts of one sign, such as a double f, which share its place."""
    return second.at - first.at == 1 and second.left == first.left and second.right == first.right


def _lines(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Characters that stand on one line, from left to right; lines from top to bottom."""
    line: list[Glyph] = []
    for glyph in sorted(glyphs, key=_BASE):
        if line and glyph.base - line[0].base > _SAME_LINE * min(glyph.style.size, line[0].style.size):
            yield sorted(line, key=_place)
            line = []
        line.append(glyph)
    if line:
        yield sorted(line, key=_place)


def _place(glyph: Glyph) -> float:
    """Where a character stands on its line; a space, which may have no width, before the letter at its end."""
    return glyph.left - 0.1 * glyph.style.size if glyph.text == " " else glyph.left


def _runs(line: list[Glyph]) -> Iterator[list[Glyph]]:
    """A line cut where the space is as wide as between columns, with the spaces that belong to a run."""
    run: list[Glyph] = []
    end: Glyph | None = None
    spaces: list[Glyph] = []
    for glyph in line:
        if glyph.text == " ":
            spaces.append(glyph)
            continue
        if end is not None:
            if glyph.left - end.right > GUTTER * min(glyph.style.size, end.style.size):
                yield run
                run = []
            else:
                run += spaces
        spaces = []
        run.append(glyph)
        end = glyph if end is None or not run[:-1] or glyph.right >= end.right else end
    if run:
        yield run


def _text(run: list[Glyph]) -> str:
    """The words of a run with one space between."""
    letters = [glyph for glyph in run if glyph.text != " "]
    between = [b.left - a.right for a, b in pairwise(letters)]
    usual = max(0.0, median(between)) if len(between) > 2 else 0.0  # letters set apart throughout
    parts: list[str] = []
    previous: Glyph | None = None
    space: Glyph | None = None
    for glyph in run:
        if glyph.text == " ":
            space = glyph
            continue
        if previous is not None and _is_apart(previous, space, glyph, usual):
            parts.append(" ")
        accent = _ACCENTS.get(previous.text) if previous is not None else None
        if accent and previous is not None and parts[-1] == previous.text and glyph.left < previous.right:
            parts[-1] = unicodedata.normalize("NFC", glyph.text + accent)
        else:
            parts.append(glyph.text)
        previous, space = glyph, None
    text = "".join(parts)
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
        text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return " ".join(text.split())


def _is_apart(previous: Glyph, space: Glyph | None, glyph: Glyph, usual: float) -> bool:
    """Whether a word ends between two letters. A printed space counts unless the next letter was moved back over it."""
    if space is not None and glyph.left >= space.left + 0.3 * (space.right - space.left):
        return True
    return glyph.left - previous.right > usual + _WORD_GAP * min(previous.style.size, glyph.style.size)


def _segment(text: str, run: list[Glyph], twice: set[Glyph]) -> Segment:
    letters = [glyph for glyph in run if glyph.text != " "]
    doubled = 2 * sum(glyph in twice for glyph in letters) > len(letters)
    return Segment(
        text=text,
        left=letters[0].left,
        right=max(glyph.right for glyph in letters),
        base=median(glyph.base for glyph in letters),
        size=median(glyph.style.size for glyph in letters),
        bold=doubled or 2 * sum(glyph.style.bold for glyph in letters) > len(letters),
        twice=doubled,
    )
