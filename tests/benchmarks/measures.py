"""How near what was read of a page comes to what is known of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

DateMark = Literal["right", "wrong", "none"]

_WORD = re.compile(r"\w+")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&|/]|\b(?:and|y|e|und|et|with)\b)\s*", re.IGNORECASE)
_DAY = len("2022-12-22")

_Unit = TypeVar("_Unit", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far a found text covers the true one, in words or in groups of them."""

    precision: float | None
    """None where nothing was found."""
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of the two; 0 where nothing was found."""
        return _harmonic(self.precision or 0, self.recall)


def words_overlap(true: str, found: str) -> Overlap:
    """Overlap of the multisets of words, case aside."""
    return _overlap(Counter(_WORD.findall(true.lower())), Counter(_WORD.findall(found.lower())))


def grams_overlap(true: str, found: str) -> Overlap:
    """Overlap of the multisets of groups of four words that follow each other; a shorter text is one group."""
    return _overlap(_grams(true), _grams(found))


def mean_f1(overlaps: Iterable[Overlap]) -> float:
    """Mean of the pages' F1."""
    values = [overlap.f1 for overlap in overlaps]
    return sum(values) / max(1, len(values))


def f1_of_means(overlaps: Sequence[Overlap]) -> float:
    """F1 of the mean precision and recall; a page with nothing found has no precision."""
    precisions = [overlap.precision for overlap in overlaps if overlap.precision is not None]
    recalls = [overlap.recall for overlap in overlaps]
    return _harmonic(*(sum(values) / max(1, len(values)) for values in (precisions, recalls)))


def same_letters(true: str, found: str) -> bool:
    """Whether two titles have the same letters and digits, case aside."""
    return _letters(true) == _letters(found)


def same_names(true: str, found: Iterable[str]) -> bool:
    """Whether authors are those that are known, in any order."""
    names = _BETWEEN_NAMES.split(true)
    parts = [part for name in found for part in _BETWEEN_NAMES.split(name)]
    return {*map(_letters, names)} - {""} == {*map(_letters, parts)} - {""}


def date_mark(true: str, found: str | None) -> DateMark:
    """Whether the day of publication was found; a month or a year is none."""
    if not found or len(found) < _DAY:
        return "none"
    return "right" if found[:_DAY] == true[:_DAY] else "wrong"


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(1e-9, precision + recall)


def _overlap(wanted: Counter[_Unit], had: Counter[_Unit]) -> Overlap:
    common = (wanted & had).total()
    return Overlap(
        precision=common / had.total() if had else None,
        recall=common / max(1, wanted.total()),
    )


def _grams(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
