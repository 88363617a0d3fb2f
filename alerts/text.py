"""A text as the matcher reads it: its words in their common forms, and the way back to where they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import accumulate, repeat

from alerts.words import fold, parts, spans

_PIECE = re.compile(r"\S+")
_REMEMBERED = 100_000
"""Different pieces of text between spaces that are remembered for a language; few texts bring new ones."""
_LONGEST = 64
"""Characters of a piece that is worth remembering."""


class Vocabulary(dict[str, str]):
    """What stands between spaces in texts, such as `“huelgas,`, to its words with a space before each: ` huelga`."""

    def __init__(self, form: Callable[[str], str] | None = None) -> None:
        """Make one that gives each folded word the form of that function, or leaves it as it is."""
        super().__init__()
        self._form = form

    def __missing__(self, piece: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        if self._form is None:
            words = "".join([f" {word}" for word in fold(piece)])
        else:
            words = "".join([f" {self._form(word)}" for word in FOLDED[piece].split()])
        if len(piece) <= _LONGEST:
            self[piece] = words
        return words


FOLDED = Vocabulary()
"""Words as they are folded, in whatever language."""


class Reading:
    """One way to read a text: as its words stand, or with those joined that a hyphen divides at a line's end."""

    def __init__(self, pieces: list[str], vocabulary: Vocabulary) -> None:
        self.pieces = pieces
        self.forms = list(map(vocabulary.__getitem__, pieces))
        self.line = "".join(self.forms) + " "
        """All words in their common forms, a space around each."""

    @property
    def size(self) -> int:
        """How many words there are."""
        return self.line.count(" ") - 1

    @cached_property
    def words(self) -> list[str]:
        """All words as they are folded."""
        return "".join([FOLDED[piece] for piece in self.pieces]).split()

    @cached_property
    def counts(self) -> list[int]:
        """How many words there are up to and including each piece."""
        return list(accumulate(map(str.count, self.forms, repeat(" "))))


class Joined(Reading):
    """A reading with words joined over line ends, that knows the numbers of its words as they stand."""

    def __init__(self, cut: list[list[str]], vocabulary: Vocabulary) -> None:
        pieces = _merged(cut)
        super().__init__(["".join(fragments) for fragments in pieces], vocabulary)
        self._ranges: list[tuple[int, int]] = []
        before = 0
        for fragments in pieces:
            counts = [_count(fragment) for fragment in fragments]
            self._ranges += _ranges(counts, _count("".join(fragments)), before)
            before += sum(counts)

    def standing(self, first: int, last: int) -> tuple[int, int]:
        """The numbers, as they stand, of the first and last of some words."""
        return self._ranges[first][0], self._ranges[last][1]


def _merged(cut: list[list[str]]) -> list[list[str]]:
    """The pieces of a text that is cut at line-end hyphens, each as the fragments that it is joined of."""
    pieces: list[list[str]] = []
    for part in cut:
        if pieces and part:
            pieces[-1].append(part[0])
            pieces += [[piece] for piece in part[1:]]
        else:
            pieces += [[piece] for piece in part]
    return pieces


def _count(piece: str) -> int:
    return FOLDED[piece].count(" ")


def _ranges(counts: list[int], words: int, before: int) -> list[tuple[int, int]]:
    """For each word of a joined piece the first and last of the words that it stands as, by the fragments' counts."""
    ranges: list[tuple[int, int]] = []
    first = before
    for count in counts:
        own = [(word, word) for word in range(first, first + count)]
        if ranges and own:
            ranges[-1] = (ranges[-1][0], own.pop(0)[1])
        ranges += own
        first += count
    return ranges if len(ranges) == words else [(before, max(before, first - 1))] * words


class Text:
    """A title or body, read in one or two ways. Words are numbered as they stand, from 0."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.plain = Reading(text.split(), vocabulary)
        cut = parts(text)
        self.joined = Joined([part.split() for part in cut], vocabulary) if len(cut) > 1 else None

    @property
    def readings(self) -> list[Reading]:
        """The ways to read it."""
        return [self.plain] if self.joined is None else [self.plain, self.joined]

    def places(self, ranges: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
        """Offsets in the text of what stands from one word to another, for many such ranges at once."""
        wanted = list(ranges)
        offsets = self._offsets({word for pair in wanted for word in pair})
        return {(first, last): (offsets[first][0], offsets[last][1]) for first, last in wanted}

    def written(self, first: int, last: int) -> str:
        """What stands from one word to another; for many of them in no order."""
        (piece, start, _), (other, _, end) = self._within(first), self._within(last)
        if piece == other:
            return self.plain.pieces[piece][start:end]
        return self.text[self._starts[piece] + start : self._starts[other] + end]

    def _offsets(self, words: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Where words stand. The text is gone through once, from each to the next."""
        reached = 0
        rest = self.text.lstrip()

        def start_of(piece: int) -> int:
            nonlocal reached, rest
            if piece > reached:
                rest = rest.split(None, piece - reached)[-1]
                reached = piece
            return len(self.text) - len(rest)

        return {word: self._spans(word, start_of) for word in sorted(words)}

    def _spans(self, word: int, start_of: Callable[[int], int]) -> tuple[int, int]:
        """Where a word stands, by where pieces begin."""
        piece, start, end = self._within(word)
        offset = start_of(piece)
        return offset + start, offset + end

    def _within(self, word: int) -> tuple[int, int, int]:
        """The number of the piece that a word stands in, and where in it."""
        piece = bisect_right(self.plain.counts, word)
        before = self.plain.counts[piece - 1] if piece else 0
        start, end = spans(self.plain.pieces[piece])[word - before]
        return piece, start, end

    @cached_property
    def _starts(self) -> list[int]:
        """Where each piece begins."""
        return [match.start() for match in _PIECE.finditer(self.text)]
