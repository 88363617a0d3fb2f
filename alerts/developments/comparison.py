"""How much speaks for an article telling of the same happening as a development, or for two being one."""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, starmap
from operator import mul

from alerts.developments.days import agree, days_between
from alerts.developments.evidence import ArticleEvidence
from alerts.developments.summary import Summary, Weighed

_DAY = 86_400.0
_SEVERAL = 3
_STRANGE = 0.03
"""How many names each side must have, and how alike these are below which they tell of others: no article that was put
rightly into a development of the labelled sets was below, and half of the lookalike notices in one lump."""
_FORM = 0.5
"""How alike words are from which on texts that tell of different days and other figures are one form filled in anew;
below, reports of one happening may do so: in the labelled half that was tuned on they reach 0.46."""
_FEW_NAMES, _LESS = 0.6, 0.2
"""The share of the words' likeness that the names have in a form whose words are less alike than that; and by how much
they are less alike where only the days differ, or only the figures. With half of that difference, a report of the day
after is told apart from that of the first day."""
_COUNTED, _MOST = 2, 0.5
"""How many figures each side must have, and the share of the fewer ones below which they are others."""
_NEAR = 6
"""Days that may lie between what two reports of one happening tell of: the march, the day after, the funeral; and the
weekday that is meant may be the next one instead of the last one."""


_Told = ArticleEvidence | Summary
"""What tells of days and figures."""


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
    are_forms: bool
    """Whether both are notices by one form, filled in for different days and for others or with other figures."""
    gap: float
    """Days between the one and the nearest article of the other; 0 where nobody knows."""


def compare(article: Weighed, known: Summary) -> Comparison:
    """Compare an article with a development."""
    told = article.evidence
    has_words = told.language in known.lengths
    shared = list(filter(known.words.__contains__, article.words))
    carried = list(filter(known.carried.__contains__, article.carried))
    length, carried_length = math.sqrt(known.lengths.get(told.language, 0.0)), math.sqrt(known.carried_length)
    words = _product(shared, article.words, known.words, length) if has_words else None
    return Comparison(
        words=words,
        carried=_product(carried, article.carried, known.carried, carried_length),
        mass=sum(map(article.weights.__getitem__, shared)),
        carried_mass=sum(map(article.weights.__getitem__, carried)),
        shared=len(shared if has_words else carried),
        size=math.log1p(min(len(article.words), known.terms / known.articles)),
        days_agree=_share_date(told.days, known.days),
        days_conflict=_conflict(told.days, known.days),
        instalments_differ=bool(told.instalment and known.instalments) and told.instalment not in known.instalments,
        are_strangers=_are_strangers(carried, article.carried, known.carried, carried_length),
        are_forms=words is not None and _are_forms(words, told, known, (article.carried, known.carried)),
        gap=gap_in_days(told.moment, told.moment, known),
    )


def compare_developments(one: Summary, other: Summary, weights: Mapping[str, float]) -> Comparison:
    """Compare two developments; the weights are those of the terms that count: of both cores, or all that both have."""
    languages = one.lengths.keys() & other.lengths.keys()
    shared = [term for term in one.words if term in other.words]
    carried = [term for term in one.carried if term in other.carried]
    length = math.sqrt(sum(one.lengths[each] for each in languages) * sum(other.lengths[each] for each in languages))
    carried_length = math.sqrt(one.carried_length * other.carried_length)
    words = _product(shared, one.words, other.words, length) if languages else None
    return Comparison(
        words=words,
        carried=_product(carried, one.carried, other.carried, carried_length),
        mass=sum(weights.get(term, 0.0) for term in shared),
        carried_mass=sum(weights.get(term, 0.0) for term in carried),
        shared=len(shared if languages else carried),
        size=math.log1p(min(one.terms / one.articles, other.terms / other.articles)),
        days_agree=_share_date(one.days, other.days),
        days_conflict=_conflict(one.days, other.days),
        instalments_differ=bool(one.instalments and other.instalments)
        and not one.instalments.keys() & other.instalments.keys(),
        are_strangers=_are_strangers(carried, one.carried, other.carried, math.sqrt(other.carried_length)),
        are_forms=words is not None
        and _are_forms(words, one, other, (one.carried, other.carried), (other.carried, one.carried)),
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


def _differ(days: Collection[str], others: Collection[str]) -> bool:
    """Whether both sides tell of days, and of none in common."""
    return bool(days and others) and not any(agree(day, other) for day in days for other in others)


def _names_shared(one: Mapping[str, float], other: Container[str]) -> float:
    """What part of a side's names the other one has; all of it where there are too few to tell."""
    squares = {name: part * part for name, part in one.items() if _is_name(name)}
    if len(squares) < _SEVERAL:
        return 1.0
    return sum(square for name, square in squares.items() if name in other) / sum(squares.values())


def _are_others(figures: Collection[str], others: Collection[str]) -> bool:
    """Whether both sides print several figures, and most of those of one side are not among the other's."""
    fewer, more = sorted((figures, others), key=len)
    return len(fewer) >= _COUNTED and sum(figure in more for figure in fewer) < _MOST * len(fewer)


def _are_forms(words: float, one: _Told, other: _Told, *names: tuple[Mapping[str, float], Container[str]]) -> bool:
    """Whether the words of two texts are more alike than what the texts say with them, as those of a form are.

    Names are given with those of the other side: the side counts that has more in common.
    """
    days, figures = _differ(one.days, other.days), _are_others(one.figures, other.figures)
    if not days and not figures:
        return False
    if days and figures and words >= _FORM:
        return True
    alike = max(starmap(_names_shared, names))
    return alike < words - _LESS or (days and figures and alike < _FEW_NAMES * words)


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
