"""What words weigh as evidence, and which of them mean the same in several languages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from operator import itemgetter

from alerts.matching.inflection import LANGUAGES, common_form
from alerts.matching.words import fold

_PRIOR = 200
"""Developments that the general frequency of words counts for.

An archive of a few dozen articles can't know that "after" is common and "Plosser" rare; one of thousands knows better
than any list that "mine" is common in it. Between 50 and 1,000 the labelled sets differ little.
"""
_TYPICAL_LENGTH = 200
"""Words of a typical article: a word of one in a thousand stands in 18 of 100 such articles."""
_LISTS = {"en": "English", "es": "Spanish", "pt": "Portuguese"}
"""Names of jusText's lists of the few hundred most used words of a language, the most used one first."""
_ZIPF = 0.09, 1.5
"""By Zipf's law, as Mandelbrot has it, the word of rank r has a share of 0.09 / (r + 1.5) in a text."""
_UNLISTED = 1.5e-5
"""Frequency of a word that is on no list: less than a tenth of what the last listed one has.

Between half and six times as much the labelled sets' F1 differs by .015 at most; lists of 20,000 words with a frequency
for each did no better.
"""
_LONG_NAME = 1e-4
"""Share of articles that a name of several words is expected in, as for a word on no list."""
_REMEMBERED = 200_000


def prior(word: str, language: str) -> float:
    """The share of articles in that language that a folded word is expected in, whatever they tell of."""
    return 1 - (1 - max(frequency(word, language), _UNLISTED)) ** _TYPICAL_LENGTH


def frequency(word: str, language: str) -> float:
    """How often a folded word occurs in general in a language; 0 where it is on no list."""
    return _frequencies(language).get(word, 0.0) if language in LANGUAGES else 0.0


def expected(term: str) -> float:
    """The share of articles that a term of evidence is expected in: of words as generally used, of numbers by size."""
    if term.startswith("#"):
        return _expected_number(term)
    if term.startswith("="):
        return _expected_meaning(term)
    language, _, word = term.rpartition(":")
    if " " in word:
        return _LONG_NAME
    return prior(word, language or "en")


def _expected_number(term: str) -> float:
    digits = len(term.strip("#").rstrip("0"))  # 1,000 is as likely as 1
    return 0.2 / 3.0**digits


@cache
def _expected_meaning(term: str) -> float:
    return max(prior(word.partition(":")[2], "en") for word, meaning in concepts("en").items() if meaning == term)


def guessed(text: str) -> str:
    """The language that a text's common words speak for; English where none do."""
    words = fold(text)
    return max(LANGUAGES, key=lambda language: sum(min(frequency(word, language), 1e-3) for word in words))


class _PriorSpread(dict[str, float]):
    """In how many of the prior's developments each term is."""

    def __missing__(self, term: str) -> float:
        if len(self) >= _REMEMBERED:
            self.clear()
        spread = self[term] = _PRIOR * expected(term)
        return spread


_PRIOR_SPREAD = _PriorSpread()


class Weights:
    """What terms weigh, each of which occurs in `spread` of all developments.

    It is counted by developments, not by articles: what a hundred articles on one happening all have is what tells
    that happening from others.
    """

    def __init__(self, spread: Mapping[str, int]) -> None:
        self._spread = spread

    def of(self, terms: Iterable[str], developments: int) -> dict[str, float]:
        """What some terms weigh among so many developments; those that weigh nothing are left out."""
        most, having, log = self.most(developments), self._spread.get, math.log
        return {term: heft for term in terms if (heft := most - log(having(term, 0) + _PRIOR_SPREAD[term])) > 0}

    @staticmethod
    def most(developments: int) -> float:
        """What a term weighs that is in one of so many developments, give or take how it is used in general."""
        return math.log(developments + _PRIOR)


def heaviest(terms: Mapping[str, float], most: int) -> list[tuple[str, float]]:
    """The terms of the highest value with it, the highest first."""
    pairs: Iterable[tuple[str, float]] = terms.items()
    if len(terms) > most:  # numbers sort several times as fast as pairs
        least = sorted(terms.values())[-most]
        pairs = [pair for pair in pairs if pair[1] >= least]
    # The term breaks ties, so that a restart changes nothing.
    return sorted(pairs, key=itemgetter(1, 0), reverse=True)[:most]


@cache
def concepts(language: str) -> Mapping[str, str]:
    """Terms of a language (`es:huelga`) to what they mean in all of them (`=strike`)."""
    meanings: dict[str, str] = {}
    for line in files("alerts.developments").joinpath("concepts.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        meaning, *columns = (part.strip() for part in line.split("|"))
        for known, words in zip(LANGUAGES, columns, strict=True):
            if known == language:
                meanings.update({f"{known}:{common_form(word, known)}": f"={meaning}" for word in words.split()})
    return meanings


@cache
def _frequencies(language: str) -> Mapping[str, float]:
    """Frequencies of folded words; spellings that fold to one word count together."""
    share, offset = _ZIPF
    listed = files("justext").joinpath("stoplists", f"{_LISTS[language]}.txt").read_text("utf-8").split()
    found: dict[str, float] = {}
    for rank, spelling in enumerate(listed, 1):
        for word in fold(spelling):
            found[word] = found.get(word, 0.0) + share / (rank + offset)
    return found
