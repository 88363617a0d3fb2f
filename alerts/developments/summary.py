"""What is known of a development, in the form in which articles are compared with it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic_core import from_json as parsed
from pydantic_core import to_json as written

from alerts.developments.evidence import ArticleEvidence
from alerts.developments.wording import heaviest

_TERMS = 64
"""Terms of an article that are compared, those that weigh most: the rest of a long text is the same everywhere.

With 80 the labelled sets are grouped alike, with 48 whole articles on look-alike happenings are not held apart as well.
"""
_KEPT = 160
"""Terms of a development that are kept, of each kind."""
_CORE = 16
"""Terms under which a development is found: those that most of its articles share and few others have."""
_DIGITS = 4
"""Of a term's part in a vector: what is stored must be what was compared, and should be short."""
_FACTS = 40
"""Days and figures that are kept."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article's terms as weighed against the archive: two vectors of length 1."""

    evidence: ArticleEvidence
    words: Mapping[str, float]
    carried: Mapping[str, float]
    weights: Mapping[str, float]
    """What each term weighs, however often the article uses it."""


def weighed(evidence: ArticleEvidence, weights: Mapping[str, float]) -> Weighed:
    """Weigh an article's terms, of which the weights give what each is worth."""
    return Weighed(evidence, _vector(evidence.words, weights), _vector(evidence.carried, weights), weights)


def _vector(used: Mapping[str, float], weights: Mapping[str, float]) -> dict[str, float]:
    vector = {term: times * weights[term] for term, times in used.items() if term in weights}
    if len(vector) > _TERMS:
        vector = dict(heaviest(vector, _TERMS))
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {term: round(value / length, _DIGITS) for term, value in vector.items()}


@dataclass(slots=True)
class Summary:
    """A development as the sum of its articles."""

    articles: int = 0
    words: dict[str, float] = field(default_factory=dict)
    """Sums of the articles' vectors, of all languages."""
    lengths: dict[str, float] = field(default_factory=dict)
    """By language the square of the length of that language's part of `words`."""
    carried: dict[str, float] = field(default_factory=dict)
    carried_length: float = 0.0
    terms: int = 0
    """How many terms the articles' vectors have, summed up."""
    days: dict[str, int] = field(default_factory=dict)
    """Days told, each with how many articles tell of it."""
    figures: dict[str, int] = field(default_factory=dict)
    """Figures by value and unit, each with how many articles print it."""
    instalments: dict[str, int] = field(default_factory=dict)
    """Numbers of its articles in series."""
    first: datetime | None = None
    last: datetime | None = None
    longest_pause: float = 0.0
    """Seconds between two articles one after the other, at most."""
    core: dict[str, float] = field(default_factory=dict)
    """The terms under which it is found, each with its share in `words` or `carried`."""

    def with_article(self, article: Weighed) -> Summary:
        """This development with one more article."""
        told = article.evidence
        words, carried = dict(self.words), dict(self.carried)
        dot = _add(words, article.words)
        lengths = dict(self.lengths)
        lengths[told.language] = max(0.0, lengths.get(told.language, 0.0) + 2 * dot + (1.0 if article.words else 0.0))
        dot = _add(carried, article.carried)
        carried_length = max(0.0, self.carried_length + 2 * dot + (1.0 if article.carried else 0.0))
        first, last, pause = _span(self, told.moment, told.moment, 0.0)
        return Summary(
            articles=self.articles + 1,
            words=_strongest(words),
            lengths=lengths,
            carried=_strongest(carried),
            carried_length=carried_length,
            terms=self.terms + len(article.words),
            days=_counted(self.days, told.days),
            figures=_counted(self.figures, told.figures),
            instalments=_counted(self.instalments, [told.instalment] if told.instalment else []),
            first=first,
            last=last,
            longest_pause=pause,
            core=_core(words, carried),
        )

    def with_figures(self, figures: Iterable[str]) -> Summary:
        """This development with figures that a copy of one of its articles prints."""
        return replace(self, figures=_counted(self.figures, figures))

    def with_other(self, other: Summary) -> Summary:
        """The development that this one and another are together."""
        words, carried = dict(self.words), dict(self.carried)
        lengths = {
            language: self.lengths.get(language, 0.0) + other.lengths.get(language, 0.0)
            for language in self.lengths.keys() | other.lengths.keys()
        }
        for term, value in other.words.items():
            own = words.get(term, 0.0)
            words[term] = own + value
            lengths[term.partition(":")[0]] += 2 * own * value
        carried_length = self.carried_length + other.carried_length + 2 * _add(carried, other.carried)
        first, last, pause = _span(self, other.first, other.last, other.longest_pause)
        return Summary(
            articles=self.articles + other.articles,
            words=_strongest(words),
            lengths=lengths,
            carried=_strongest(carried),
            carried_length=carried_length,
            terms=self.terms + other.terms,
            days=_summed(self.days, other.days),
            figures=_summed(self.figures, other.figures),
            instalments=_summed(self.instalments, other.instalments),
            first=first,
            last=last,
            longest_pause=pause,
            core=_core(words, carried),
        )

    def to_json(self) -> str:
        """As a text to be stored; `from_json` gives back the same."""
        stored = {name: getattr(self, name) for name in self.__slots__}
        stored["first"], stored["last"] = (moment and moment.isoformat() for moment in (self.first, self.last))
        return written(stored).decode()


def from_json(text: str) -> Summary:
    """A summary that was stored."""
    stored = parsed(text)
    for name in ("first", "last"):
        stored[name] = stored[name] and datetime.fromisoformat(stored[name])
    return Summary(**stored)


def _add(sums: dict[str, float], vector: Mapping[str, float]) -> float:
    """Add a vector to sums; gives the product of the two as they were."""
    dot = 0.0
    for term, value in vector.items():
        own = sums.get(term, 0.0)
        dot += own * value
        sums[term] = own + value
    return dot


def _strongest(sums: dict[str, float]) -> dict[str, float]:
    # Cut seldom, since each cut sorts all.
    return sums if len(sums) <= 2 * _KEPT else dict(heaviest(sums, _KEPT))


def _core(words: Mapping[str, float], carried: Mapping[str, float]) -> dict[str, float]:
    return dict([*heaviest(words, _CORE), *heaviest(carried, _CORE // 2)])


def _counted(counts: Mapping[str, int], told: Iterable[str]) -> dict[str, int]:
    return _summed(counts, dict.fromkeys(told, 1))


def _summed(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    summed = dict(one)
    for key, count in other.items():
        summed[key] = summed.get(key, 0) + count
    if len(summed) <= _FACTS:
        return summed
    return dict(sorted(summed.items(), key=lambda pair: (-pair[1], pair[0]))[:_FACTS])


def _span(
    summary: Summary, first: datetime | None, last: datetime | None, pause: float
) -> tuple[datetime | None, datetime | None, float]:
    """First and last moment and the longest pause, with those of more articles."""
    if first is None or last is None:
        return summary.first, summary.last, summary.longest_pause
    if summary.first is None or summary.last is None:
        return first, last, max(pause, summary.longest_pause)
    between = max((first - summary.last).total_seconds(), (summary.first - last).total_seconds(), 0.0)
    return min(first, summary.first), max(last, summary.last), max(pause, summary.longest_pause, between)
