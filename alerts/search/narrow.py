"""Narrowing down: of which articles the index can tell that they meet a watch, and of which that they don't.

The index holds the words that the matcher reads, so of words, phrases and what is near them it knows what the matcher
would say. Where it knows too little, as of how a word is written, it only leaves out what can't be, and the matcher
decides on the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import or_

from alerts.matching.asked import AllMet, AnyTerm, Either, Matching, Nearby, Opposite, Property, Question
from alerts.matching.fuzzy import is_like, pieces
from alerts.matching.match import AskedWatch
from alerts.matching.terms import Spelling, spellings_of, word_like
from alerts.search.bounds import ALL, NONE, Bounds, Ids
from alerts.search.forms import forms_alike
from alerts.search.index import VERSION
from model.query import Field, QueryRules, Term
from storage import lookup, search, vocabulary
from storage.database import Session
from storage.lookup import Hits, Newest, Phrase, Run, SearchScope

_MOST_WORDS = 2000
"""Different words that hold a piece of an expression and are looked for; with more it tells little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What the index tells of a watch over all stored articles."""

    certain: Ids
    """The articles that meet it."""
    possible: Ids
    """The articles that may meet it, those included; no others do."""
    apart: Ids
    """The articles of which the index knows nothing, or too little."""
    shared: Mapping[tuple[str, str], str] | None = None
    """For a matcher of the others: the forms of words, as far as they matter to this watch, by inflection and word."""
    read: int = 0
    """How many articles were read off the index for it, for each part of the query."""
    newest: Sequence[int] = ()
    """All this is told of these articles only, newest first; with none, of all."""


def narrowed(session: Session, watch: AskedWatch, rules: QueryRules) -> Narrowed:
    """Ask the index about a watch."""
    return Narrowing(session, watch, rules).among_all()


class Narrowing:
    """The index asked about a watch, among the newest articles or all, in one transaction."""

    def __init__(self, session: Session, watch: AskedWatch, rules: QueryRules) -> None:
        self._session = session
        self._question = watch.question
        self._index = _IndexAnswers(session, watch, rules) if search.state(session) == VERSION else None
        self._apart = Ids(search.apart(session)) if self._index else ALL

    def among_all(self) -> Narrowed:
        """What it tells of all articles."""
        return self._narrowed(None)

    def among_newest(self, count: int) -> Narrowed | None:
        """What it tells of so many of the newest articles; None if there are no more."""
        newest = lookup.newest(self._session, count) if self._index else None
        return None if newest is None else self._narrowed(newest)

    def _narrowed(self, newest: Newest | None) -> Narrowed:
        if self._index is None:
            return Narrowed(certain=NONE, possible=ALL, apart=ALL)
        found = self._index.bounds(self._question, newest)
        return Narrowed(
            certain=found.certain & ~self._apart,
            possible=found.possible | self._apart,
            apart=self._apart,
            shared=self._index.forms.shared,
            read=self._index.read,
            newest=() if newest is None else newest.ids,
        )


def shared_forms(session: Session, watches: Iterable[AskedWatch], rules: QueryRules) -> Mapping[tuple[str, str], str]:
    """The forms of words in indexed articles, as far as they matter to these watches, by inflection and word."""
    spellings = (
        one for watch in watches for number, wanted in watch.wanted.items() for one in spellings_of(number, wanted)
    )
    words = {word for one in spellings for word in _anchors(one)}
    return forms_alike(session, words, false_friends=rules.false_friends).shared


class _IndexAnswers:
    """The index as it is in one transaction, asked about a watch's wanted terms by their numbers."""

    def __init__(self, session: Session, watch: AskedWatch, rules: QueryRules) -> None:
        self._session = session
        self._networks = rules.networks
        self._runs: Sequence[Run] | None = None
        self.read = 0
        """How many articles were read off the index for the last question."""
        self._wanted = watch.wanted
        self._spellings = {number: list(spellings_of(number, one)) for number, one in watch.wanted.items()}
        words = self._inflected(watch.wanted)
        self.forms = forms_alike(session, words, false_friends=rules.false_friends)

    def bounds(self, asked: Question, newest: Newest | None = None) -> Bounds:
        """Which articles meet a question; of the newest ones, or of all."""
        self.read = 0
        self._runs, among = (None, None) if newest is None else (newest.runs, frozenset(newest.ids))
        return self._bounds(asked, among)

    def _bounds(self, asked: Question, among: AbstractSet[int] | None) -> Bounds:  # noqa: PLR0911 - a case each
        """Which articles meet a question, as far as some articles are concerned, or all."""
        match asked:
            case AnyTerm():
                return self._with_any(asked.numbers, SearchScope(asked.in_title, runs=self._runs))
            case Nearby():
                return self._with_both(asked)
            case Matching():
                return self._with_pieces(asked)
            case Property():
                self.read += 0 if among is None else len(among)
                having = Ids(self._having(asked, among))
                return Bounds(having, having)
            case Opposite():
                return ~self._bounds(asked.question, among)
            case AllMet():
                return self._all_met(asked.questions, among)
            case Either():
                return reduce(or_, (self._bounds(one, among) for one in asked.questions))
            case _:
                raise TypeError(f"no question of ours: {asked}")

    def _all_met(self, questions: Sequence[Question], among: AbstractSet[int] | None) -> Bounds:
        """Words are looked for together, in what is in the languages; of what is found is then asked what is left."""
        found = Bounds(ALL, ALL)
        languages = [one for one in questions if isinstance(one, Property) and one.field is Field.LANGUAGE]
        others = [one for one in questions if one not in languages]
        for in_title in (False, True):
            wanted = [one for one in others if self._is_plain(one, in_title=in_title)]
            unwanted = [
                one for one in others if isinstance(one, Opposite) and self._is_plain(one.question, in_title=in_title)
            ]
            if wanted:
                without = [one.question for one in unwanted]
                scope = SearchScope(in_title, runs=self._runs, languages=self._common_names(languages))
                found &= self._with_all(_numbers(wanted), _numbers(without), scope)
                others = [one for one in others if one not in wanted and one not in unwanted]
        if found.possible.but:  # no words were looked for
            others += languages
        for one in sorted(others, key=_asks_for_property):
            if not found.possible.but:
                among = found.possible.ids
            found &= self._bounds(one, among)
        return found

    def _common_names(self, properties: Sequence[Property]) -> frozenset[str] | None:
        """What all of them mean; None where there are none."""
        each = [frozenset(self._names(one)) for one in properties]
        return frozenset.intersection(*each) if each else None

    def _is_plain(self, asked: Question, *, in_title: bool) -> bool:
        """Whether it asks for words alone."""
        return isinstance(asked, AnyTerm) and asked.in_title == in_title and all(map(self._is_of_words, asked.numbers))

    def _with_all(
        self, wanted: Sequence[frozenset[int]], unwanted: Sequence[frozenset[int]], scope: SearchScope
    ) -> Bounds:
        """The articles with any term of each of some sets, and with none of others."""
        found = Bounds(NONE, NONE)
        numbers = frozenset().union(*wanted, *unwanted)
        if len(wanted) == 1 and not unwanted:
            return self._with_any(numbers, scope)
        for inflections in self.forms.scopes(self._inflected(numbers)):
            groups, without = ([self._phrases(sorted(one), inflections) for one in some] for some in (wanted, unwanted))
            its = replace(scope, inflections=inflections)
            found |= self._found(lookup.with_all(self._session, groups, its, without=without), are_sure=True)
        return found

    def _with_any(self, numbers: Iterable[int], scope: SearchScope) -> Bounds:
        """The articles with any of some terms, also where the index can't tell of each whether it occurs."""
        found = Bounds(NONE, NONE)
        given = sorted(numbers)
        of_words = [number for number in given if self._is_of_words(number)]
        for some in (of_words, [number for number in given if number not in of_words]):
            for inflections, phrases in self._by_scope(some):
                hits = lookup.with_any(self._session, phrases, replace(scope, inflections=inflections))
                found |= self._found(hits, are_sure=some is of_words)
        return found

    def _by_scope(self, numbers: Sequence[int]) -> Iterator[tuple[frozenset[str] | None, Sequence[Phrase]]]:
        """What to look for by the rules of inflection; what is looked for by all of them is so at once."""
        scopes = self.forms.scopes(self._inflected(numbers))
        phrases = [frozenset(_word_by_word(self._phrases(numbers, scope))) for scope in scopes]
        if len(scopes) == 1:
            yield scopes[0], self._phrases(numbers, scopes[0])
            return
        common = frozenset.intersection(*phrases)
        yield None, sorted(common, key=repr)
        for scope, its in zip(scopes, phrases, strict=True):
            if its - common:
                yield scope, sorted(its - common, key=repr)

    def _with_both(self, asked: Nearby) -> Bounds:
        found = Bounds(NONE, NONE)
        numbers = asked.left | asked.right
        are_sure = not asked.ordered and all(map(self._is_of_words, numbers))
        for inflections in self.forms.scopes(self._inflected(numbers)):
            left, right = self._phrases(asked.left, inflections), self._phrases(asked.right, inflections)
            scope = SearchScope(asked.in_title, inflections, self._runs)
            hits = lookup.with_both_near(self._session, left, right, asked.words, scope)
            found |= self._found(hits, are_sure=are_sure)
        return found

    def _with_pieces(self, asked: Matching) -> Bounds:
        """An expression sees what the index doesn't hold; of some it can be told which letters are in a word."""
        possible = ALL
        for some in asked.needed:
            words = vocabulary.with_any_inside(self._session, some, _MOST_WORDS)
            if words is not None:
                phrases = [Phrase((frozenset([word]),)) for word in sorted(words)]
                possible &= Ids(
                    lookup.with_any(self._session, phrases, SearchScope(asked.in_title, runs=self._runs)).possible
                )
        return Bounds(NONE, possible)

    def _is_of_words(self, number: int) -> bool:
        """Whether the index holds all that tells whether a term occurs."""
        return all(one.is_of_words for one in self._spellings[number])

    def _inflected(self, numbers: Iterable[int]) -> set[str]:
        """The words of these terms whose other forms count."""
        return {word for number in numbers for one in self._spellings[number] for word in _anchors(one)}

    def _phrases(self, numbers: Iterable[int], inflections: frozenset[str] | None) -> list[Phrase]:
        """What to look for in articles that are inflected by some rules."""
        return [phrase for number in numbers for phrase in self._phrases_of(number, inflections)]

    def _phrases_of(self, number: int, inflections: frozenset[str] | None) -> Iterator[Phrase]:
        term = self._wanted[number].term
        if isinstance(term, Term) and (alike := self._alike(term)):
            yield Phrase((alike,))
        for one in self._spellings[number]:
            anchors = [self.forms.of(word, inflections) for word in _anchors(one)]
            others = [frozenset([word]) for word in one.words[len(anchors) :]]
            yield Phrase((*anchors, *others), prefix=one.prefix)

    def _alike(self, term: Term) -> frozenset[str]:
        """The words of all articles that are like a wanted one, if that may have wrong letters."""
        word, distance = word_like(term), term.distance
        if word is None:
            return frozenset()
        cut = pieces(word, distance)
        some = vocabulary.with_piece(
            self._session,
            beginnings=cut.beginnings,
            endings=cut.endings,
            insides=cut.insides,
            shortest=len(word) - distance,
            longest=len(word) + distance,
        )
        return frozenset(one for one in some if is_like(one, word, distance))

    def _found(self, hits: Hits, *, are_sure: bool) -> Bounds:
        """What follows from hits; where more is asked than the index holds, none is certain."""
        self.read += len(hits.possible)
        return Bounds(Ids(hits.certain) if are_sure else NONE, Ids(hits.possible))

    @cached_property
    def _languages(self) -> Sequence[str]:
        return lookup.languages(self._session)

    @cached_property
    def _sources(self) -> Sequence[str]:
        return lookup.sources(self._session)

    def _having(self, asked: Property, among: AbstractSet[int] | None) -> frozenset[int]:
        having = lookup.in_languages if asked.field is Field.LANGUAGE else lookup.of_sources
        return having(self._session, self._names(asked), among)

    def _names(self, asked: Property) -> list[str]:
        """The languages or sources that are meant."""
        match asked.field:
            case Field.LANGUAGE:
                return [one for one in self._languages if one.casefold() == asked.value]
            case Field.SOURCE:
                return [one for one in self._sources if one.casefold() == asked.value]
            case Field.NETWORK:
                return [one for one, network in self._networks.items() if network.casefold() == asked.value]


def _word_by_word(phrases: Iterable[Phrase]) -> Iterator[Phrase]:
    """The same, each of those words apart of which one is enough."""
    for one in phrases:
        if len(one.words) == 1:
            yield from (Phrase((frozenset([word]),), one.prefix) for word in one.words[0])
        else:
            yield one


def _numbers(asked: Sequence[Question]) -> list[frozenset[int]]:
    return [one.numbers for one in asked if isinstance(one, AnyTerm)]


def _asks_for_property(asked: Question) -> bool:
    match asked:
        case Property():
            return True
        case Opposite():
            return _asks_for_property(asked.question)
        case AllMet() | Either():
            return any(map(_asks_for_property, asked.questions))
        case _:
            return False


def _anchors(one: Spelling) -> Sequence[str]:
    """Its words of which other forms count."""
    return one.words[: one.anchored] if one.inflect else ()
