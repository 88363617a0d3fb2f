"""Words → pieces of lines: each word once, gaps as wide as a gutter left open."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from crawler.extract.pdf.accents import ACCENTS, accented
from crawler.extract.pdf.words import Word

GUTTER = 0.8
"""Least space between two columns, in heights of type; a line of words has less between them, if not stretched."""

_LARGE = 12.0
"""Points of type from which lines are headings, whose words are never that far apart."""
_LARGE_GUTTER = 0.45
_SAME_LINE = 0.2
_SAME_PLACE = 0.13
_WORD_GAP = 0.15
_PRINTED_GAP = 0.05
"""Gap that is a space if the file has one there."""
_MOST_BEFORE = 8
_SAME_SIZE = 0.5  # points
_FEWEST_SPACED = 4  # letters; `a b c` is a list
"""Words printed over one another that are compared."""
_BASE = attrgetter("base")
_LEFT = attrgetter("left")
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


def segments(words: Iterable[Word]) -> list[Segment]:
    """The runs of words that stand on one line, whatever their order in the file."""
    found: list[Segment] = []
    for crowd in _lines(words):
        line, twice = _told_once(crowd)
        found += (_segment(run, twice) for run in _runs(line))
    return [segment for segment in found if segment.text]


def _lines(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Words that stand on one line, from left to right; lines from top to bottom."""
    line: list[Word] = []
    base = room = 0.0
    for word in sorted(words, key=_BASE):
        if line and word.base - base > min(room, _SAME_LINE * word.style.size):
            line.sort(key=_LEFT)
            yield line
            line = []
        if not line:
            base, room = word.base, _SAME_LINE * word.style.size
        line.append(word)
    if line:
        line.sort(key=_LEFT)
        yield line


def _told_once(line: list[Word]) -> tuple[list[Word], set[Word]]:
    """A line without what is printed again at nearly the same place, and the words that were."""
    once: list[Word] = []
    twice: set[Word] = set()
    end = float("-inf")
    for word in line:
        tolerance = _SAME_PLACE * word.style.size
        if word.left < end - tolerance:
            other = _overprinted(once, word, tolerance)
            if other is not None:
                twice.add(other)
                if len(word.text) <= len(other.text):
                    continue
                twice.add(word)
                once.remove(other)
        once.append(word)
        end = max(end, word.right)
    return once, twice


def _overprinted(once: list[Word], word: Word, tolerance: float) -> Word | None:
    """The word that stands at the place of another one and says the same, or a part of it."""
    for other in once[: -_MOST_BEFORE - 1 : -1]:
        shorter, longer = sorted((word, other), key=lambda one: len(one.text))
        inside = longer.left - tolerance <= shorter.left and shorter.right <= longer.right + tolerance
        if inside and shorter.text in longer.text and shorter.style.size <= longer.style.size + _SAME_SIZE:
            return other
    return None


def _runs(line: list[Word]) -> Iterator[list[Word]]:
    """A line cut where the space is as wide as between columns."""
    run: list[Word] = []
    end = size = 0.0
    for word in line:
        if run and word.left - end > _gutter(min(size, word.style.size)):
            yield run
            run = []
        if not run or word.right >= end:
            end, size = word.right, word.style.size
        run.append(word)
    if run:
        yield run


def _gutter(size: float) -> float:
    """Least space between two columns beside type of a size."""
    return GUTTER * size if size <= _LARGE else max(GUTTER * _LARGE, _LARGE_GUTTER * size)


def _segment(run: list[Word], twice: set[Word]) -> Segment:
    """The words of a run with one space between."""
    usual = _letterspacing(run)
    parts: list[str] = []
    previous: Word | None = None
    letters = bold = doubled = 0
    for word in run:
        if previous is not None:
            if _is_apart(previous, word, usual):
                parts.append(" ")
            elif previous.text[-1] in ACCENTS and word.left < previous.right and word.text[0].isalpha():
                parts[-1] = parts[-1][:-1]
                word = word._replace(text=accented(previous.text[-1], word.text[0]) + word.text[1:])  # noqa: PLW2901 - the word as it is seen
        parts.append(word.text)
        previous = word
        count = len(word.text)
        letters += count
        bold += count * word.style.bold
        doubled += count * (word in twice) if twice else 0
    is_doubled = 2 * doubled > letters
    return Segment(
        text=_clean("".join(parts)),
        left=run[0].left,
        right=max(word.right for word in run),
        base=_usual([(word.base, len(word.text)) for word in run], letters),
        size=_usual([(word.style.size, len(word.text)) for word in run], letters),
        bold=is_doubled or 2 * bold > letters,
        twice=is_doubled,
    )


def _letterspacing(run: list[Word]) -> float:
    """Space between the letters of a run that is set letter by letter; 0 for any other."""
    if len(run) < _FEWEST_SPACED or 2 * sum(len(word.text) == 1 for word in run) <= len(run):
        return 0.0
    return max(0.0, median(b.left - a.right for a, b in pairwise(run)))


def _is_apart(previous: Word, word: Word, usual: float) -> bool:
    """Whether a word ends between two pieces of text; a space in the file counts unless it is printed over."""
    size = min(previous.style.size, word.style.size)
    least = _PRINTED_GAP if word.spaced and word.at == previous.at + 1 and not usual else _WORD_GAP
    return word.left - previous.right > usual + least * size


def _usual(values: list[tuple[float, int]], letters: int) -> float:
    """The median of values, each counted by its letters."""
    first = values[0][0]
    if all(value == first for value, _ in values):
        return first
    so_far = accumulate(count for _, count in sorted(values))
    return next(value for (value, _), count in zip(sorted(values), so_far, strict=True) if 2 * count >= letters)


def _clean(text: str) -> str:
    """A text without signs that are not seen, its ligatures and accents as the letters that they show."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return " ".join(text.split())
