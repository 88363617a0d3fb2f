"""A text as the matcher reads it: its words in their common forms, and the way back to where they stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, repeat
from typing import NamedTuple

from alerts.matching.words import compose, fold, is_ordinal, parts, spans, spell, within

_PIECE = re.compile(r"\S+")
_MARKS = re.compile("[+#]*")
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


class WordRange(NamedTuple):
    """Where something stands: from one word to another, as the text's words are numbered where they stand."""

    first: int
    last: int
    skipped: int = 0
    """Letters of the first word that are none of it: joined over a line end, J.M-artínez reads as J. Martínez."""
    left: int = 0
    """Letters of the last word that are none of it."""


class WordReading:
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


class Joined(WordReading):
    """A reading with words joined over line ends, that knows where its words stand."""

    def __init__(self, cut: list[list[str]], vocabulary: Vocabulary) -> None:
        self._fragments = _merged(cut)
        super().__init__(["".join(fragments) for fragments in self._fragments], vocabulary)

    def standing(self, first: int, last: int) -> WordRange:
        """Where some words stand, from one to another."""
        start, end = self._places[first], self._places[last]
        return WordRange(start.first, end.last, start.skipped, end.left)

    @cached_property
    def _places(self) -> list[WordRange]:
        """Where each word stands."""
        places: list[WordRange] = []
        before = 0
        for fragments, piece in zip(self._fragments, self.pieces, strict=True):
            standing = [word for fragment in fragments for word in _words(fragment)]
            places += _places(standing, standing if len(fragments) == 1 else _words(piece), before)
            before += len(standing)
        return places


def _merged(cut: list[list[str]]) -> list[list[str]]:
    """The pieces of a text that is cut at line-end hyphens, each as the fragments that it is joined of."""
    pieces: list[list[str]] = []
    for part in cut:
        if pieces and part and not is_ordinal(part[0]):
            pieces[-1].append(part[0])
            pieces += [[piece] for piece in part[1:]]
        else:
            pieces += [[piece] for piece in part]
    return pieces


def _words(piece: str) -> list[str]:
    return FOLDED[piece].split()


def _places(standing: Sequence[str], joined: Sequence[str], before: int) -> Iterator[WordRange]:
    """Where each word of a joined piece stands, by its letters: joining moves borders of words, but no letter."""
    ends = list(accumulate(map(len, standing)))
    start = 0
    for word in joined:
        end = start + len(word)
        first, last = bisect_right(ends, start), bisect_left(ends, end)
        skipped = start - (ends[first - 1] if first else 0)
        yield WordRange(before + first, before + last, skipped, ends[last] - end)
        start = end


class MatchedText:
    """A title or body, read in one or two ways. Words are numbered as they stand, from 0."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.plain = WordReading(text.split(), vocabulary)
        cut = parts(text)
        self.joined = Joined([part.split() for part in cut], vocabulary) if len(cut) > 1 else None

    @cached_property
    def spelled(self) -> bytes:
        """What expressions read if capitals and accents don't count, in UTF-8."""
        return spell(self.text).encode("utf-8", "replace")

    @cached_property
    def composed(self) -> bytes:
        """What they read if these count."""
        return compose(self.text).encode("utf-8", "replace")

    @property
    def readings(self) -> list[WordReading]:
        """The ways to read it."""
        return [self.plain] if self.joined is None else [self.plain, self.joined]

    def places(self, wanted: Iterable[WordRange]) -> dict[WordRange, tuple[int, int]]:
        """Offsets in the text of many places at once."""
        given = list(wanted)
        offsets = self._offsets({word for place in given for word in (place.first, place.last)})
        return {place: self._inside(place, offsets[place.first][0], offsets[place.last][1]) for place in given}

    def _inside(self, place: WordRange, start: int, end: int) -> tuple[int, int]:
        """Offsets of a place whose first and last word begin and end there."""
        if not place.skipped and not place.left:
            return start, end
        first, last = within(self.text[start:end], place.skipped, place.left)
        return start + first, start + last

    def written(self, place: WordRange) -> str:
        """What stands in a place; for many of them in no order."""
        (piece, start, _), (other, _, end) = self._within(place.first), self._within(place.last)
        if piece == other and not place.skipped and not place.left:
            return self.plain.pieces[piece][start:end]
        return self.text[slice(*self._inside(place, self._starts[piece] + start, self._starts[other] + end))]

    def marks_at(self, place: WordRange) -> str:
        """The marks + and # right after a place; for many of them in no order."""
        piece, _, end = self._within(place.last)
        return _MARKS.match(self.plain.pieces[piece], end)[0] if not place.left else ""  # type: ignore[index]  # matches

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
