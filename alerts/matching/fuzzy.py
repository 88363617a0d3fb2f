"""Words that differ from a wanted one by a letter or two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

_REMEMBERED = 100_000
LONGEST = 40
"""Letters of a word that may be like another."""


class Likeness(dict[str, tuple[int, ...]]):
    """The wanted words that a word is like, by their numbers; filled as words are met."""

    def __init__(self, wanted: Iterable[tuple[str, int, int]]) -> None:
        """Take wanted words, each with how many letters may differ and a number."""
        super().__init__()
        self._wanted = list(wanted)
        self._farthest = max((distance for _, distance, _ in self._wanted), default=0)
        self._lengths = {len(word) + more for word, most, _ in self._wanted for more in range(-most, most + 1)}
        self._shortened: dict[str, list[int]] = {}
        for place, (word, distance, _) in enumerate(self._wanted):
            for shortened in _without_letters(word, distance):
                self._shortened.setdefault(shortened, []).append(place)

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        is_long_as_wanted = len(word) in self._lengths and len(word) <= LONGEST
        found = self[word] = tuple(sorted(self._like(word))) if is_long_as_wanted else ()
        return found

    def _like(self, word: str) -> Iterator[int]:
        """Of two words that are alike, something is left that is the same when letters are taken out of both."""
        candidates = {
            place
            for shortened in _without_letters(word, self._farthest)
            for place in self._shortened.get(shortened, ())
        }
        for place in candidates:
            wanted, distance, number = self._wanted[place]
            if is_like(word, wanted, distance):
                yield number


def _without_letters(word: str, most: int) -> set[str]:
    return {
        "".join(letter for place, letter in enumerate(word) if place not in taken)
        for count in range(min(most, len(word)) + 1)
        for taken in combinations(range(len(word)), count)
    }


def is_like(word: str, wanted: str, distance: int) -> bool:
    """Whether a word is so like a wanted one."""
    return len(word) <= LONGEST and letters_between(wanted, word) <= distance


@dataclass(frozen=True, slots=True)
class Pieces:
    """What every word that is like a wanted one has at least one of."""

    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    insides: tuple[tuple[str, int, int], ...] = ()
    """Each with the offsets between which it is."""


def pieces(wanted: str, distance: int) -> Pieces:
    """What words have that are so like a wanted one.

    Of one more pieces than letters may differ one is as it was, but two letters that are swapped may spoil two pieces:
    the word is then cut up with these two swapped, too.
    """
    cuts = [place * len(wanted) // (distance + 1) for place in range(distance + 2)]
    inner = list(pairwise(cuts))[1:-1]
    beginnings, endings = [wanted[: cuts[1]]], [wanted[cuts[-2] :]]
    insides = [(wanted[first:last], max(0, first - distance), last + distance) for first, last in inner]
    for cut in cuts[1:-1]:
        if cut:
            swapped = wanted[: cut - 1] + wanted[cut] + wanted[cut - 1] + wanted[cut + 1 :]
            others = pieces(swapped, distance - 1)
            beginnings += others.beginnings
            endings += others.endings
            insides += others.insides
    return Pieces(tuple(beginnings), tuple(endings), tuple(insides))


def letters_between(one: str, other: str) -> int:
    """How many letters have to be changed, put in, taken out or swapped with their neighbour to make one the other."""
    older: list[int] = []
    old = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        new = [row]
        for column, facing in enumerate(other, 1):
            cost = min(old[column] + 1, new[-1] + 1, old[column - 1] + (letter != facing))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == facing:
                cost = min(cost, older[column - 2] + 1)
            new.append(cost)
        older, old = old, new
    return old[-1]
