"""Queries made ready to be asked of articles: whether one meets it, and by which of its words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from alerts.matching.expressions import Finder, Stretch, needed
from alerts.matching.terms import Occurrences, Wanted
from alerts.matching.text import WordRange
from model import query as written
from model.query import Field, Query

Hit = tuple[str, WordRange | Stretch, int]
"""A place that counts: `title`, `other_title` or `body`, its words or characters, and the number of what is wanted."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An article as it is asked."""

    titles: tuple[tuple[str, Occurrences], ...]
    """The title, and the same in other words if there is one, each with the name of its field."""
    body: Occurrences
    having: dict[Field, str]
    """Its properties, folded; those that aren't known are left out."""
    numbers: frozenset[int]
    """Of all wanted terms that occur in titles or body."""

    @property
    def numbers_in_titles(self) -> frozenset[int]:
        """Of those that occur in a title."""
        return frozenset().union(*(found.numbers for _, found in self.titles))

    def texts(self, *, in_title: bool) -> tuple[tuple[str, Occurrences], ...]:
        """The texts that count."""
        return self.titles if in_title else (*self.titles, ("body", self.body))


class Question(Protocol):
    """A query, or a part of one, ready to be asked."""

    def is_met(self, subject: Subject) -> bool:
        """Whether an article meets it."""

    def marks(self, subject: Subject) -> Iterator[Hit]:
        """The words by which an article that meets it does."""

    def needs(self, cost: Callable[[int], float]) -> frozenset[int] | None:
        """The rarest terms of which at least one is in every article that meets it; None if there are none such."""


@dataclass(frozen=True, slots=True)
class AnyTerm:
    """One of some terms."""

    numbers: frozenset[int]
    in_title: bool

    def is_met(self, subject: Subject) -> bool:
        """Whether an article meets it."""
        present = subject.numbers_in_titles if self.in_title else subject.numbers
        return not self.numbers.isdisjoint(present)

    def marks(self, subject: Subject) -> Iterator[Hit]:
        """The words by which it does."""
        for field, found in subject.texts(in_title=self.in_title):
            for number in self.numbers & found.numbers:
                for place in found.places(number):
                    yield field, place, number

    def needs(self, cost: Callable[[int], float]) -> frozenset[int] | None:  # noqa: ARG002 - Question's signature
        """Terms of which it needs one."""
        return self.numbers


@dataclass(frozen=True, slots=True)
class Nearby:
    """A place of one term so many words from a place of another."""

    left: frozenset[int]
    right: frozenset[int]
    words: int
    ordered: bool
    in_title: bool

    def is_met(self, subject: Subject) -> bool:
        """Whether an article meets it."""
        return next(self.marks(subject), None) is not None

    def marks(self, subject: Subject) -> Iterator[Hit]:
        """The words by which it does."""
        for field, found in subject.texts(in_title=self.in_title):
            left = [(place, number) for number in self.left & found.numbers for place in found.places(number)]
            right = [(place, number) for number in self.right & found.numbers for place in found.places(number)]
            if left and right:
                yield from ((field, *mark) for mark in self._neighbours(left, right))
                yield from ((field, *mark) for mark in self._neighbours(right, left, mirrored=True))

    def _neighbours(
        self, ones: Sequence[tuple[WordRange, int]], others: Sequence[tuple[WordRange, int]], *, mirrored: bool = False
    ) -> Iterator[tuple[WordRange, int]]:
        """Those of the ones that have one of the others near enough."""
        starts = sorted(place.first for place, _ in others)
        ends = sorted(place.last for place, _ in others)
        for place, number in ones:
            follows = bisect_right(starts, place.last)
            precedes = bisect_left(ends, place.first)
            after = follows < len(starts) and starts[follows] - place.last <= self.words
            before = precedes > 0 and place.first - ends[precedes - 1] <= self.words
            if (after and (not self.ordered or not mirrored)) or (before and (not self.ordered or mirrored)):
                yield place, number

    def needs(self, cost: Callable[[int], float]) -> frozenset[int] | None:
        """Terms of which it needs one."""
        return min(self.left, self.right, key=lambda numbers: sum(map(cost, numbers)))


@dataclass(frozen=True, slots=True)
class Matching:
    """A place that meets an expression."""

    number: int
    finder: Finder
    needed: tuple[frozenset[str], ...]
    """What every text that meets it has: of each set one, inside a word."""
    in_title: bool

    def is_met(self, subject: Subject) -> bool:
        """Whether an article meets it."""
        return any(self.finder.is_in(found.text) for _, found in subject.texts(in_title=self.in_title))

    def marks(self, subject: Subject) -> Iterator[Hit]:
        """The characters by which it does."""
        for field, found in subject.texts(in_title=self.in_title):
            for stretch in self.finder.places(found.text):
                yield field, stretch, self.number

    def needs(self, cost: Callable[[int], float]) -> frozenset[int] | None:  # noqa: ARG002 - Question's signature
        """Terms of which it needs one."""
        return None


@dataclass(frozen=True, slots=True)
class Property:
    """Something that the article has besides words."""

    field: Field
    value: str

    def is_met(self, subject: Subject) -> bool:
        """Whether an article meets it."""
        return subject.having.get(self.field) == self.value

    def marks(self, subject: Subject) -> Iterator[Hit]:  # noqa: ARG002 - Question's signature
        """The words by which it does."""
        return iter(())

    def needs(self, cost: Callable[[int], float]) -> frozenset[int] | None:  # noqa: ARG002 - Question's signature
        """Terms of which it needs one."""
        return None


@dataclass(frozen=True, slots=True)
class Opposite:
    """What must not be so."""

    question: Question

    def is_met(self, subject: Subject) -> bool:
        """Whether an article meets it."""
        return not self.question.is_met(subject)

    def marks(self, subject: Subject) -> Iterator[Hit]:  # noqa: ARG002 - Question's signature
        """The words by which it does."""
        return iter(())

    def needs(self, cost: Callable[[int], float]) -> frozenset[int] | None:  # noqa: ARG002 - Question's signature
        """Terms of which it needs one."""
        return None


@dataclass(frozen=True, slots=True)
class AllMet:
    """Several that must all be met."""

    questions: tuple[Question, ...]

    def is_met(self, subject: Subject) -> bool:
        """Whether an article meets it."""
        return all(question.is_met(subject) for question in self.questions)

    def marks(self, subject: Subject) -> Iterator[Hit]:
        """The words by which it does."""
        for question in self.questions:
            yield from question.marks(subject)

    def needs(self, cost: Callable[[int], float]) -> frozenset[int] | None:
        """Terms of which it needs one."""
        needed = [numbers for question in self.questions if (numbers := question.needs(cost)) is not None]
        return min(needed, key=lambda numbers: sum(map(cost, numbers)), default=None)


@dataclass(frozen=True, slots=True)
class Either:
    """Several of which one is enough."""

    questions: tuple[Question, ...]

    def is_met(self, subject: Subject) -> bool:
        """Whether an article meets it."""
        return any(question.is_met(subject) for question in self.questions)

    def marks(self, subject: Subject) -> Iterator[Hit]:
        """The words by which it does."""
        for question in self.questions:
            if question.is_met(subject):
                yield from question.marks(subject)

    def needs(self, cost: Callable[[int], float]) -> frozenset[int] | None:
        """Terms of which it needs one."""
        needed = [question.needs(cost) for question in self.questions]
        known = [numbers for numbers in needed if numbers is not None]
        return frozenset().union(*known) if len(known) == len(needed) else None


def question(  # noqa: C901, PLR0911 - a case each
    query: Query, number: Callable[[Wanted], int], *, inflect: bool, in_title: bool = False
) -> Question:
    """Make a query ready; `number` gives the number of each term that is wanted."""

    def numbered(part: written.Term) -> int:
        return number(Wanted(part, inflect))

    def ready(part: Query) -> Question:
        return question(part, number, inflect=inflect, in_title=in_title)

    match query:
        case written.Term():
            return AnyTerm(frozenset([numbered(query)]), in_title)
        case written.Expression():
            wanted = number(Wanted(query, inflect=False))
            return Matching(wanted, Finder(query), tuple(needed(query)), in_title)
        case written.Near():
            left = frozenset(map(numbered, written.terms_in(query.left)))
            right = frozenset(map(numbered, written.terms_in(query.right)))
            return Nearby(left, right, query.words, query.ordered, in_title)
        case written.InTitle():
            return question(query.query, number, inflect=inflect, in_title=True)
        case written.Having():
            return Property(query.field, query.value.casefold())
        case written.Not():
            return Opposite(ready(query.query))
        case written.All():
            return AllMet(tuple(map(ready, query.queries)))
        case written.AnyOf():
            terms = frozenset(numbered(part) for part in query.queries if isinstance(part, written.Term))
            others = tuple(ready(part) for part in query.queries if not isinstance(part, written.Term))
            together = AnyTerm(terms, in_title)
            return together if not others else Either((together, *others)) if terms else Either(others)
