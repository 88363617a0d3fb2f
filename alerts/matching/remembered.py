"""What is derived from words and pieces of texts, remembered while it recurs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Derived = TypeVar("Derived")

_LONGEST = 64
"""Characters of a piece that is worth remembering; whole paragraphs of scripts without spaces don't recur."""


class Remembered(dict[str, Derived], Generic[Derived]):
    """A function's results, filled as words are met; those that were not asked for of late are forgotten.

    Long-tailed words never end: to forget all of them at once would be to derive the used ones again and again.
    """

    def __init__(self, derive: Callable[[str], Derived], most: int) -> None:
        """Remember what a function gives, of so many words at most."""
        super().__init__()
        self._derive = derive
        self._most = most // 2
        self._former: dict[str, Derived] = {}

    def __missing__(self, word: str) -> Derived:
        former = self._former
        derived = former[word] if word in former else self._derive(word)
        if len(self) >= self._most:
            self._former = dict(self)
            self.clear()
        if len(word) <= _LONGEST:
            self[word] = derived
        return derived
