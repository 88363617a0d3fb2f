"""Which watches an article meets, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import dataclass

from alerts.matching.asked import Hit, Question, Subject, question
from alerts.matching.expressions import Stretch
from alerts.matching.inflection import inflection_of
from alerts.matching.terms import Terms, Wanted, vocabulary_of
from alerts.matching.text import FOLDED, Vocabulary, WordRange
from model.article import Article
from model.query import USUAL_RULES, Field, QueryRules, as_keyword, networks_in
from model.watch import Evidence, Match, Watch

_Offsets = Mapping[tuple[str, WordRange | Stretch], tuple[int, int]]
"""Of places in the texts of an article: where in that text they begin and end."""
_FIELDS = ("title", "other_title", "body")
"""In the order in which evidence is given."""


def definition(watch: Watch, rules: QueryRules) -> str:
    """All that decides a watch's matches, as one text: while it stays the same, so do they."""
    parts = [watch.definition] if rules.false_friends else [watch.definition, "with false friends"]
    for network in sorted(networks_in(watch.wanted)):
        sources = sorted(source for source, its in rules.networks.items() if its.casefold() == network)
        parts.append(f"{network}: {' '.join(sources)}")
    return "\n".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWatch:
    """A watch made ready to be asked of articles."""

    name: str
    question: Question
    wanted: Mapping[int, Wanted]
    """The terms of its question, by their numbers."""


def _asked(watch: Watch, numbers: dict[Wanted, int]) -> AskedWatch:
    """Make a watch ready; each term that has no number yet gets the next one."""
    own: dict[int, Wanted] = {}

    def number(wanted: Wanted) -> int:
        given = numbers.setdefault(wanted, len(numbers))
        own[given] = wanted
        return given

    return AskedWatch(name=watch.name, question=question(watch.wanted, number, inflect=watch.inflect), wanted=own)


class Matcher:
    """Finds what any number of watches look for in one pass over a text; safe to share between threads.

    Capitals, accents and punctuation don't count, other forms of a word do, in the article's language, and a phrase
    may run over line ends. A watch is only asked where the rarest of the words that it needs occurs.
    """

    def __init__(self, watches: Sequence[Watch], rules: QueryRules = USUAL_RULES) -> None:
        self.rules = rules
        numbers: dict[Wanted, int] = {}
        self.asked = tuple(_asked(watch, numbers) for watch in watches)
        """The watches, in their order."""
        self._shared: Mapping[tuple[str, str], str] | None = None
        self._wanted = tuple(numbers)
        self._terms: dict[str, Terms] = {}
        self._asked_by, self._always = _index([one.question for one in self.asked], self._wanted)

    def with_forms(self, shared: Mapping[tuple[str, str], str] | None) -> Matcher:
        """One of the same watches that is given the common forms of words, by rules of inflection and word.

        Words that are not among them stay as they are; it needs no dictionaries then.
        """
        other = copy(self)
        other._shared, other._terms = shared, {}  # noqa: SLF001 - one of its own kind
        return other

    def match_article(self, article: Article) -> tuple[Match, ...]:
        """Give the watches that an article meets."""
        said = article.content
        return self.match(
            said.title, said.body, other_title=said.other_title, language=said.language, source=article.source
        )

    def match(
        self, title: str, body: str, *, other_title: str | None = None, language: str | None = None, source: str = ""
    ) -> tuple[Match, ...]:
        """Give the watches that meet an article, in their own order, each with every place that it met.

        The other title is the same in other words. None for the language is for a text that is too short or mixed to
        say.
        """
        subject = self._subject(title, other_title, body, language, source)
        met = self._met_by(subject)
        marks = [set(self.asked[watch].question.marks(subject)) for watch in met]
        offsets = _offsets(subject, set().union(*marks))
        return tuple(
            Match(watch=self.asked[watch].name, evidence=self._evidence(its, offsets))
            for watch, its in zip(met, marks, strict=True)
        )

    def met(
        self, title: str, body: str, *, other_title: str | None = None, language: str | None = None, source: str = ""
    ) -> tuple[str, ...]:
        """Give only the names of the watches that meet an article."""
        subject = self._subject(title, other_title, body, language, source)
        return tuple(self.asked[watch].name for watch in self._met_by(subject))

    def _subject(self, title: str, other_title: str | None, body: str, language: str | None, source: str) -> Subject:
        terms = self._terms_in(language)
        given = {Field.LANGUAGE: language, Field.SOURCE: source, Field.NETWORK: self.rules.networks.get(source, "")}
        titles = [("title", terms.find(title)), *([("other_title", terms.find(other_title))] if other_title else [])]
        found = terms.find(body)
        return Subject(
            titles=tuple(titles),
            body=found,
            having={field: value.casefold() for field, value in given.items() if value},
            numbers=found.numbers.union(*(one.numbers for _, one in titles)),
        )

    def _met_by(self, subject: Subject) -> list[int]:
        """The numbers of the watches that an article meets."""
        asked = set(self._always)
        for number in subject.numbers:
            asked.update(self._asked_by.get(number, ()))
        return [watch for watch in sorted(asked) if self.asked[watch].question.is_met(subject)]

    def _terms_in(self, language: str | None) -> Terms:
        inflection = inflection_of(language)
        if inflection not in self._terms:
            self._terms[inflection] = Terms(self._wanted, self._vocabulary(inflection))
        return self._terms[inflection]

    def _vocabulary(self, inflection: str) -> Vocabulary:
        if not any(one.inflect and not one.term.exact for one in self._wanted):  # no expression is inflected
            return FOLDED  # nobody asks for other forms
        if self._shared is not None:
            forms = {word: form for (rules, word), form in self._shared.items() if rules == inflection}
            return Vocabulary(lambda word: forms.get(word, word))
        return vocabulary_of(inflection, false_friends=self.rules.false_friends)

    def _evidence(self, marks: AbstractSet[Hit], offsets: _Offsets) -> tuple[Evidence, ...]:
        """The places in their order; of several terms in one place, the first."""
        found: dict[tuple[int, int, int], int] = {}
        for field, place, number in marks:
            where = _FIELDS.index(field), *offsets[field, place]
            found[where] = min(number, found.get(where, number))
        return tuple(
            Evidence(
                field=_FIELDS[which],
                start=start,
                end=end,
                keyword=as_keyword(self._wanted[number].term),
            )
            for (which, start, end), number in sorted(found.items())
        )


def _offsets(subject: Subject, marks: Iterable[Hit]) -> _Offsets:
    """Where in title and body all those places are."""
    words: dict[str, set[WordRange]] = {field: set() for field in _FIELDS}
    found: dict[tuple[str, WordRange | Stretch], tuple[int, int]] = {}
    for field, place, _ in marks:
        if isinstance(place, Stretch):
            found[field, place] = place
        else:
            words[field].add(place)
    for field, text in subject.texts(in_title=False):
        found |= {(field, place): offsets for place, offsets in text.text.places(words[field]).items()}
    return found


def _index(questions: Iterable[Question], wanted: Sequence[Wanted]) -> tuple[dict[int, list[int]], list[int]]:
    """Which questions to ask where a term occurs, and which always. The longer a term is, the rarer."""
    costs = [1 / (len(str(one.term)) + 1) ** 2 for one in wanted]
    asked_by: dict[int, list[int]] = {}
    always = []
    for place, asked in enumerate(questions):
        needed = asked.needs(costs.__getitem__)
        if needed is None:
            always.append(place)
        for number in needed or ():
            asked_by.setdefault(number, []).append(place)
    return asked_by, always
