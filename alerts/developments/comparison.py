"""How much speaks for an article telling of the same happening as a development, or for two being one."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import mul

from alerts.developments.days import agree, days_between
from alerts.developments.summary import Summary, Weighed

_DAY = 86_400.0
_SEVERAL = 3
_STRANGE = 0.03
"""How many names each side must have, and how alike these are below which they tell of others: no article that was put
rightly into a development of the labelled sets was below, and half of the lookalike notices in one lump."""
_NEAR = 6
"""Days that may lie between what two reports of one happening tell of: the march, the day after, the funeral; and the
weekday that is meant may be the next one instead of the last one."""


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
    shared: int
    """How many words they share; of texts that have no language in common, how many names, meanings and numbers."""
    size: float
    """How many words the shorter side has, as a logarithm: longer texts have more in common by chance."""
    days_agree: bool
    """Whether both tell of the same day, of which the date is known."""
    days_conflict: bool
    """Whether both tell of days, and of none that are near each other."""
    instalments_differ: bool
    """Whether both are parts of series, or numbered notices, with different numbers."""
    are_strangers: bool
    """Whether both name several persons, places or bodies, and next to none in common."""
    gap: float
    """Days between the one and the nearest article of the other; 0 where nobody knows."""


def compare(article: Weighed, known: Summary) -> Comparison:
    """Compare an article with a development."""
    told = article.evidence
    has_words = told.language in known.lengths
    shared = list(filter(known.words.__contains__, article.words))
    carried = list(filter(known.carried.__contains__, article.carried))
    length, carried_length = math.sqrt(known.lengths.get(told.language, 0.0)), math.sqrt(known.carried_length)
    return Comparison(
        words=_product(shared, article.words, known.words, length) if has_words else None,
        carried=_product(carried, article.carried, known.carried, carried_length),
        mass=sum(map(article.weights.__getitem__, shared)),
        carried_mass=sum(map(article.weights.__getitem__, carried)),
        shared=len(shared if has_words else carried),
        size=math.log1p(min(len(article.words), known.terms / known.articles)),
        days_agree=_share_date(told.days, known.days),
        days_conflict=_conflict(told.days, known.days),
        instalments_differ=bool(told.instalment and known.instalments) and told.instalment not in known.instalments,
        are_strangers=_are_strangers(carried, article.carried, known.carried, carried_length),
        gap=gap_in_days(told.moment, told.moment, known),
    )


def compare_developments(one: Summary, other: Summary, weights: Mapping[str, float]) -> Comparison:
    """Compare two developments; the weights are those of the terms in the core of both."""
    languages = one.lengths.keys() & other.lengths.keys()
    shared = [term for term in one.words if term in other.words]
    carried = [term for term in one.carried if term in other.carried]
    length = math.sqrt(sum(one.lengths[each] for each in languages) * sum(other.lengths[each] for each in languages))
    carried_length = math.sqrt(one.carried_length * other.carried_length)
    core = one.core.keys() & other.core.keys()
    return Comparison(
        words=_product(shared, one.words, other.words, length) if languages else None,
        carried=_product(carried, one.carried, other.carried, carried_length),
        mass=sum(weights.get(term, 0.0) for term in core if term in one.words),
        carried_mass=sum(weights.get(term, 0.0) for term in core if term in one.carried),
        shared=len(shared if languages else carried),
        size=math.log1p(min(one.terms / one.articles, other.terms / other.articles)),
        days_agree=_share_date(one.days, other.days),
        days_conflict=_conflict(one.days, other.days),
        instalments_differ=bool(one.instalments and other.instalments)
        and not one.instalments.keys() & other.instalments.keys(),
        are_strangers=_are_strangers(carried, one.carried, other.carried, math.sqrt(other.carried_length)),
        gap=gap_in_days(one.first, one.last, other),
    )


def gap_in_days(first: datetime | None, last: datetime | None, known: Summary) -> float:
    """Days between a span of time and the nearest article of a development; 0 where nobody knows."""
    if first is None or last is None or known.first is None or known.last is None:
        return 0.0
    return max((first - known.last).total_seconds(), (known.first - last).total_seconds(), 0.0) / _DAY


def _share_date(days: Iterable[str], others: Container[str]) -> bool:
    return any(day in others and day[0].isdigit() for day in days)


def _conflict(days: Iterable[str], others: Iterable[str]) -> bool:
    """Whether both sides tell of days, all of one far from all of the other."""
    others = tuple(others)
    pairs = [(day, other) for day in days for other in others]
    return bool(pairs) and not any(
        agree(day, other) or ((between := days_between(day, other)) is not None and between <= _NEAR)
        for day, other in pairs
    )


def _are_strangers(
    shared: Iterable[str], one: Mapping[str, float], other: Mapping[str, float], other_length: float
) -> bool:
    """Whether two sides have next to no names in common, though each has several."""
    names = list(filter(_is_name, one))
    if len(names) < _SEVERAL or len(list(islice(filter(_is_name, other), _SEVERAL))) < _SEVERAL:
        return False
    length = math.sqrt(sum(one[name] ** 2 for name in names))
    return _product(list(filter(_is_name, shared)), one, other, length * other_length) < _STRANGE


def _is_name(term: str) -> bool:
    return term[0] not in "=#"


def _product(shared: Sequence[str], one: Mapping[str, float], other: Mapping[str, float], length: float) -> float:
    return sum(map(mul, map(one.__getitem__, shared), map(other.__getitem__, shared))) / length if length else 0.0
