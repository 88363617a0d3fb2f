"""Where the words and phrases of all queries occur in a text, found in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from ahocorasick_rs import AhoCorasick

from alerts.matching.fuzzy import Likeness
from alerts.matching.inflection import INFLECTIONS, common_form
from alerts.matching.text import Joined, MatchedText, Vocabulary, WordRange, WordReading
from alerts.matching.words import as_written, fold, marks_after, spans
from model.query import Expression, Term

_DOUBLED = re.compile(r"(?:([a-z])\1){2,}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term or expression as some watch wants it found."""

    term: Term | Expression
    inflect: bool = True
    """Whether other forms of its words count, too."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which a wanted term is spelled."""

    number: int
    """Of the wanted term, in their order."""
    words: tuple[str, ...]
    """Folded."""
    written: tuple[str, ...] = ()
    """With accents and capitals, if these count."""
    marks: tuple[str, ...] = ()
    """What has to stand right after each word, if any has such marks."""
    inflect: bool = True
    prefix: bool = False
    """The last word may go on."""

    @property
    def anchored(self) -> int:
        """How many of its words the automaton looks for: a beginning of a word has no common form."""
        return len(self.words) - self.prefix

    @property
    def is_plain(self) -> bool:
        """Whether what the automaton finds needs no second look."""
        return self.inflect and not self.prefix and self.is_of_words

    @property
    def is_of_words(self) -> bool:
        """Whether it takes no more than its folded words to find it."""
        return not self.written and not self.marks


class Occurrences:
    """What of the wanted terms occurs in a text."""

    def __init__(self, text: MatchedText, places: dict[int, list[tuple[WordReading, int, int]]]) -> None:
        self.text = text
        self._places = places
        self.numbers = frozenset(places)
        """Of the wanted terms that occur."""

    def places(self, number: int) -> set[WordRange]:
        """Where a term occurs."""
        found = self._places.get(number, ())
        return {_standing(reading, first, last) for reading, first, last in found}


@cache
def vocabulary_of(inflection: str, *, false_friends: bool) -> Vocabulary:
    """The words that are inflected by some rules, as all matchers know them: to learn them takes longer than to match.

    It is shared by all threads.
    """
    return Vocabulary(partial(common_form, language=INFLECTIONS[inflection], false_friends=false_friends))


class Terms:
    """All wanted terms, ready to be looked for in texts whose words are inflected by the same rules."""

    def __init__(self, wanted: Sequence[Wanted], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        spellings = [spelling for number, one in enumerate(wanted) for spelling in spellings_of(number, one)]
        anchors: dict[str, list[Spelling]] = {}
        for spelling in spellings:
            if spelling.anchored:
                forms = (self.vocabulary[word] for word in spelling.words[: spelling.anchored])
                anchors.setdefault("".join(forms) + " ", []).append(spelling)
        self._automaton = AhoCorasick(list(anchors))
        self._lengths = [anchor.count(" ") - 1 for anchor in anchors]
        self._plain = [tuple(one.number for one in here if one.is_plain) for here in anchors.values()]
        self._others = [tuple(one for one in here if not one.is_plain) for here in anchors.values()]
        self._beginnings = _Beginnings(one for one in spellings if not one.anchored)
        self._alike = Likeness(
            (word, one.term.distance, number)
            for number, one in enumerate(wanted)
            if isinstance(one.term, Term) and (word := word_like(one.term)) is not None
        )

    def find(self, text: str) -> Occurrences:
        """Look for all of them."""
        read = MatchedText(text, self.vocabulary)
        found: dict[int, list[tuple[WordReading, int, int]]] = {}
        for reading in read.readings:
            for number, first, last in self._in_reading(read, reading):
                found.setdefault(number, []).append((reading, first, last))
        return Occurrences(read, found)

    def _in_reading(self, text: MatchedText, reading: WordReading) -> Iterator[tuple[int, int, int]]:
        before = word = 0
        line = reading.line
        for anchor, start, _ in self._automaton.find_matches_as_indexes(line, overlapping=True):
            word += line.count(" ", before, start) if start >= before else -line.count(" ", start, before)
            before = start
            last = word + self._lengths[anchor] - 1
            for number in self._plain[anchor]:
                yield number, word, last
            for spelling in self._others[anchor]:
                if _is_spelled(spelling, text, reading, word):
                    yield spelling.number, word, word + len(spelling.words) - 1
        if self._beginnings or self._alike:
            yield from self._in_words(text, reading)

    def _in_words(self, text: MatchedText, reading: WordReading) -> Iterator[tuple[int, int, int]]:
        """Look for what has to be compared with every word: beginnings, and words that are alike."""
        for place, word in enumerate(reading.words):
            for number in self._alike[word]:
                yield number, place, place
            for spelling in self._beginnings[word]:
                if spelling.is_of_words or _is_spelled(spelling, text, reading, place):
                    yield spelling.number, place, place


class _Beginnings(dict[str, tuple[Spelling, ...]]):
    """The spellings that a word begins with; filled as words are met."""

    _REMEMBERED = 100_000

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        super().__init__()
        self._known: dict[str, list[Spelling]] = {}
        for spelling in spellings:
            self._known.setdefault(spelling.words[0], []).append(spelling)

    def __bool__(self) -> bool:
        return bool(self._known)

    def __missing__(self, word: str) -> tuple[Spelling, ...]:
        if len(self) >= self._REMEMBERED:
            self.clear()
        longest = max(map(len, self._known), default=0)
        lengths = range(1, min(len(word), longest) + 1)
        found = self[word] = tuple(one for length in lengths for one in self._known.get(word[:length], ()))
        return found


def spellings_of(number: int, wanted: Wanted) -> Iterator[Spelling]:
    """The ways in which a term is spelled: EEUU and EE UU are one. One without words can't be found.

    An expression is not spelled at all: it is no matter of words.
    """
    term = wanted.term
    if isinstance(term, Expression):
        return
    words = tuple(fold(term.text))
    if not words or word_like(term) is not None:
        return
    written = _written(term.text) if term.exact else ()
    yield Spelling(number, words, written, marks_after(term.text), wanted.inflect and not term.exact, term.prefix)
    if not term.exact and any(_DOUBLED.fullmatch(word) for word in words):
        parted = tuple(part for word in words for part in _parted(word))
        yield Spelling(number, parted, inflect=wanted.inflect, prefix=term.prefix)


def word_like(term: Term) -> str | None:
    """The folded word that a term with wrong letters is to be like; None if they may not be wrong.

    What is more than one word once it is folded, as ストライキ is, has to stand as it is.
    """
    words = fold(term.text) if term.distance else ()
    return words[0] if len(words) == 1 else None


def _parted(word: str) -> list[str]:
    """The pairs of letters that a Spanish plural acronym is made of, or the word itself."""
    is_doubled = _DOUBLED.fullmatch(word)
    return [word[place : place + 2] for place in range(0, len(word), 2)] if is_doubled else [word]


def _written(text: str) -> tuple[str, ...]:
    return tuple(as_written(piece[start:end]) for piece in text.split() for start, end in spans(piece))


def _is_spelled(spelling: Spelling, text: MatchedText, reading: WordReading, first: int) -> bool:
    """Whether a spelling stands at a word, now that its words are looked at one by one."""
    last = first + len(spelling.words) - 1
    if last >= reading.size or not _is_marked(spelling, text, reading, first):
        return False
    if spelling.written:
        found = [_slice(text, reading, word) for word in range(first, last + 1)]
        wanted: Sequence[str] = spelling.written
    elif spelling.inflect:  # the automaton has seen to all but the last
        found, wanted = [reading.words[last]], spelling.words[-1:]
    else:
        found, wanted = reading.words[first : last + 1], spelling.words
    if spelling.prefix:
        return found[-1].startswith(wanted[-1]) and list(found[:-1]) == list(wanted[:-1])
    return list(found) == list(wanted)


def _is_marked(spelling: Spelling, text: MatchedText, reading: WordReading, first: int) -> bool:
    """Whether the words from there on have the marks of a spelling right after them."""
    return all(
        not marks or text.marks_at(_standing(reading, word, word)) == marks
        for word, marks in enumerate(spelling.marks, first)
    )


def _slice(text: MatchedText, reading: WordReading, word: int) -> str:
    """A word as it is written."""
    return as_written(text.written(_standing(reading, word, word)))


def _standing(reading: WordReading, first: int, last: int) -> WordRange:
    """Where some words of a reading stand."""
    return reading.standing(first, last) if isinstance(reading, Joined) else WordRange(first, last)
