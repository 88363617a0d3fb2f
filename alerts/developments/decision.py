"""Where an article belongs: to a development that is known, or to a new one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.developments.comparison import Comparison, compare, compare_developments, gap_in_days
from alerts.developments.days import agree
from alerts.developments.summary import Summary, Weighed
from model.development import Reason, ReasonKind

# The numbers below were set on one half of three labelled sets (headlines, whole articles, short items) and looked at
# on the other; `tests/benchmarks/developments.py` prints both. Where a range is given, F1 hardly changes within it.

_JOIN = 0.26
"""Likeness from which on an article joins, 0.24 to 0.28: below, look-alikes come in; above, headlines stay alone."""
_LEAST_SHARED = 2
"""Words that they must share: "Flood in Piura" and "Second flood" have one, however much of a headline it is."""
_MASS, _OF_MASS = 18.0, 0.3
"""Weight of shared words below which likeness counts less, 12 to 20, and how much less when it is a third of that.

Two short headlines that share one rare word are as alike as two articles on one happening. A word weighs up to 6."""
_PER_PAUSE = 0.05
"""What a pause takes off, times its logarithm in days: three days take 0.07, a month 0.17."""
_CONFLICT = 0.1
"""What it takes off that both tell of days and of no common one, 0.05 to 0.1: two strikes of one union."""
_INSTALMENTS = 0.3
"""What it takes off that both are numbered in a series, and differently: its parts share an introduction."""
_STRANGERS = 0.3
"""What it takes off that both name several and next to none in common: notices in the same words, on one accident after
the other, which in a young archive nothing else holds apart."""
_FORMS = 1.0
"""What it takes off that both are notices by one form: all, since nothing else can speak for one happening then."""
_MERGE, _PER_SIZE, _MERGING_MASS = 0.22, 0.15, 10.0
"""Likeness from which on two developments are one: for two words, and more for each unit of log-length above that.

Sums of many articles are more alike than single ones, and those of long texts by far. The mass is of the core alone."""
_ACROSS = 0.29
"""Likeness of names, meanings and numbers from which on texts in two languages tell of one happening."""
_ACROSS_MASS = 20.0
_SAME_DAY, _SAME_DAY_ACROSS = 0.04, 0.08
"""What it adds that both tell of the same day, in one language and across languages, where less else can be alike."""

_SHORTEST_PATIENCE, _LONGEST_PATIENCE, _PAUSES = 10.0, 45.0, 3.0
"""Days without an article after which a development is closed: three of its longest pauses, within these bounds."""
_REOPENING = 0.12
"""What it takes off that a development is closed."""
_LATER = 0.04
"""How much more an article that stands alone must be like a development that it would have joined, had it come later.

With nothing more, whole articles on look-alike happenings are put together now and then; from 0.08 on, half of what is
to be gained is lost.
"""
_MERGE_CANDIDATES = 4
"""Developments that are looked at whether they are the same as the one joined."""
_QUOTED = 6
"""Words of each kind that are quoted as reasons."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A development that an article may belong to."""

    development: int
    likeness: float
    """How much alike they are, with what speaks against taken off; `_JOIN` and above: the same happening."""
    comparison: Comparison


def rank(article: Weighed, known: Mapping[int, Summary]) -> list[Ranked]:
    """The developments that an article may belong to, the likeliest first."""
    ranked = []
    for development, summary in known.items():
        comparison = compare(article, summary)
        likeness = likeness_of(comparison) - (_REOPENING if is_closed(article.evidence.moment, summary) else 0.0)
        ranked.append(Ranked(development, likeness, comparison))
    return sorted(ranked, key=lambda one: (-one.likeness, one.development))


def likeness_of(comparison: Comparison) -> float:
    """How much speaks for one happening, in one number."""
    return _alike(comparison, _MASS) - _against(comparison)


def joins(ranked: Ranked) -> bool:
    """Whether so much speaks for it that an article joins a development."""
    return ranked.likeness >= _JOIN and ranked.comparison.shared >= _LEAST_SHARED


def are_one(one: Summary, other: Summary, weights: Mapping[str, float]) -> bool:
    """Whether two developments are the same one; the weights are those of the terms in the core of both."""
    comparison = compare_developments(one, other, weights)
    needed = _MERGE + _PER_SIZE * max(0.0, comparison.size - math.log(8))
    return _alike(comparison, _MERGING_MASS) - _against(comparison) >= needed


def would_have_joined(alone: Summary, other: Summary, weights: Mapping[str, float]) -> bool:
    """Whether the only article of a development would have joined another one, had it come after that one's articles.

    Which came first is often chance. The weights are those of the terms that both have.
    """
    comparison = compare_developments(alone, other, weights)
    likeness = likeness_of(comparison) - (_REOPENING if is_closed(alone.last, other) else 0.0)
    return likeness >= _JOIN + _LATER and comparison.shared >= _LEAST_SHARED


def to_merge(ranked: Iterable[Ranked]) -> list[int]:
    """The developments to look at whether they are the same as the first one, which an article joins."""
    return [one.development for one in list(ranked)[1 : 1 + _MERGE_CANDIDATES]]


def is_closed(moment: datetime | None, known: Summary) -> bool:
    """Whether a development had been quiet for so long at a moment, when an article appeared, that it was over."""
    longest = known.longest_pause / 86_400.0
    patience = min(max(_PAUSES * longest, _SHORTEST_PATIENCE), _LONGEST_PATIENCE)
    return gap_in_days(moment, moment, known) > patience


def earlier(article: Weighed, ranked: Iterable[Ranked], known: Mapping[int, Summary]) -> int | None:
    """The closed development that an article which starts a new one goes on from, if any."""
    moment = article.evidence.moment
    for one in ranked:
        last = known[one.development].last
        alike = _alike(one.comparison, _MASS) - (_CONFLICT if one.comparison.days_conflict else 0.0)
        if moment and last and last < moment and alike >= _JOIN and is_closed(moment, known[one.development]):
            return one.development
    return None


def reasons(article: Weighed, known: Summary) -> tuple[Reason, ...]:
    """What ties an article to a development, quoted from the article."""
    told = article.evidence
    names = [term for term in article.carried if term[0] not in "=#" and term in known.carried]
    numbers = [term for term in told.carried if term.startswith("#") and term in known.carried]
    days = [day for day in told.days if any(agree(day, other) for other in known.days)]
    of_title = [term for term in told.title if term in known.words]
    words = [term for term in article.words if term in known.words and term not in told.title]
    meanings = [term for term in article.carried if term.startswith("=") and term in known.carried]
    if told.language not in known.lengths:
        words = meanings
    found = (
        (ReasonKind.TITLE, _heaviest(article, of_title)),
        (ReasonKind.NAMES, _heaviest(article, _longest_only(names))),
        (ReasonKind.FIGURES, numbers[:_QUOTED]),
        (ReasonKind.DATES, days[:_QUOTED]),
        (ReasonKind.WORDS, _heaviest(article, words)),
    )
    written = {**told.days, **told.written(term for _, terms in found for term in terms if term not in told.days)}
    quoted = ((kind, tuple(dict.fromkeys(_plain(written[term]) for term in terms))) for kind, terms in found if terms)
    return tuple(Reason(kind, quotes) for kind, quotes in quoted)


def _alike(comparison: Comparison, needed: float) -> float:
    """How alike words and names are, less where what they share weighs little."""
    if comparison.words is None:
        same_day = _SAME_DAY_ACROSS if comparison.days_agree else 0.0
        return comparison.carried - (_ACROSS - _JOIN) + same_day - _lack(comparison.carried_mass, _ACROSS_MASS)
    same_day = _SAME_DAY if comparison.days_agree else 0.0
    return (comparison.words + comparison.carried) / 2 + same_day - _lack(comparison.mass, needed)


def _against(comparison: Comparison) -> float:
    """What speaks for two happenings."""
    pause = _PER_PAUSE * math.log1p(comparison.gap)
    conflict = _CONFLICT if comparison.days_conflict else 0.0
    instalments = _INSTALMENTS if comparison.instalments_differ else 0.0
    strangers = _STRANGERS if comparison.are_strangers else 0.0
    return pause + conflict + instalments + strangers + (_FORMS if comparison.are_forms else 0.0)


def _lack(mass: float, needed: float) -> float:
    return _OF_MASS * max(0.0, math.log(needed / max(mass, 0.1)))


def _heaviest(article: Weighed, terms: Iterable[str]) -> list[str]:
    return sorted(terms, key=lambda term: (-article.weights.get(term, 0.0), term))[:_QUOTED]


def _longest_only(names: list[str]) -> list[str]:
    """Names without the parts of those that are there whole."""
    whole = {part for name in names if " " in name for part in name.split()}
    return [name for name in names if name not in whole]


def _plain(written: str) -> str:
    return written.strip(" \t\n.,;:!?()[]«»“”\"'")
