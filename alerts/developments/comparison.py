"""How much speaks for an article telling of the same happening as a development, or for two being one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.developments.days import agree
from alerts.developments.summary import Summary, Weighed

_DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What an article and a development, or two developments, have in common."""

    words: float | None
    """How alike the words are, from 0 to 1; None where they have no language in common."""
    carried: float
    """The same of what reads alike in any language: names, meanings of news words, numbers."""
    mass: float
    """What the shared words weigh together: five words weigh more than one, and rare ones more than common ones."""
    carried_mass: float
    """The same of names, meanings and numbers."""
    size: float
    """How many words the shorter side has, as a logarithm: longer texts have more in common by chance."""
    days_agree: bool
    """Whether both tell of a day that may be the same."""
    days_conflict: bool
    """Whether both tell of days, and of none in common."""
    gap: float
    """Days between the one and the nearest article of the other; 0 where nobody knows."""


def compare(article: Weighed, known: Summary) -> Comparison:
    """Compare an article with a development."""
    told = article.evidence
    agreeing = any_agree(told.days, known.days)
    has_words = told.language in known.lengths
    shared = [term for term in article.words if term in known.words]
    carried = [term for term in article.carried if term in known.carried]
    length, carried_length = math.sqrt(known.lengths.get(told.language, 0.0)), math.sqrt(known.carried_length)
    return Comparison(
        words=_product(shared, article.words, known.words, length) if has_words else None,
        carried=_product(carried, article.carried, known.carried, carried_length),
        mass=sum(article.weights[term] for term in shared),
        carried_mass=sum(article.weights[term] for term in carried),
        size=math.log1p(min(len(article.words), known.terms / known.articles)),
        days_agree=agreeing,
        days_conflict=bool(told.days and known.days) and not agreeing,
        gap=gap_in_days(told.moment, told.moment, known),
    )


def compare_developments(one: Summary, other: Summary, weights: Mapping[str, float]) -> Comparison:
    """Compare two developments; the weights are those of the terms in the core of both."""
    agreeing = any_agree(one.days, other.days)
    languages = one.lengths.keys() & other.lengths.keys()
    shared = [term for term in one.words if term in other.words]
    carried = [term for term in one.carried if term in other.carried]
    length = math.sqrt(sum(one.lengths[each] for each in languages) * sum(other.lengths[each] for each in languages))
    carried_length = math.sqrt(one.carried_length * other.carried_length)
    core = one.core.keys() & other.core.keys()
    return Comparison(
        words=_product(shared, one.words, other.words, length) if languages else None,
        carried=_product(carried, one.carried, other.carried, carried_length),
        mass=sum(weights[term] for term in core if term in one.words),
        carried_mass=sum(weights[term] for term in core if term in one.carried),
        size=math.log1p(min(one.terms / one.articles, other.terms / other.articles)),
        days_agree=agreeing,
        days_conflict=bool(one.days and other.days) and not agreeing,
        gap=gap_in_days(one.first, one.last, other),
    )


def gap_in_days(first: datetime | None, last: datetime | None, known: Summary) -> float:
    """Days between a span of time and the nearest article of a development; 0 where nobody knows."""
    if first is None or last is None or known.first is None or known.last is None:
        return 0.0
    return max((first - known.last).total_seconds(), (known.first - last).total_seconds(), 0.0) / _DAY


def any_agree(days: Iterable[str], others: Iterable[str]) -> bool:
    """Whether any of some days may be one of others."""
    others = tuple(others)
    return any(agree(day, other) for day in days for other in others)


def _product(shared: Iterable[str], one: Mapping[str, float], other: Mapping[str, float], length: float) -> float:
    return sum(one[term] * other[term] for term in shared) / length if length else 0.0
