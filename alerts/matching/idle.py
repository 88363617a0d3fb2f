"""What of a watch is written and yet counts for nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from alerts.matching.terms import word_like
from alerts.matching.words import fold, marks_after
from config.values import shown
from model.query import Term, keyword_term, terms_in
from model.watch import Watch

_NAMING = "#&@%*\\\xa7\xb6\u2020\u2021"
"""Marks of punctuation that say something; others only part words or sentences, and nobody misses them."""
_SYMBOLS = frozenset({"Sm", "Sc", "So"})
_NUMERO = "\xb0\u2116"
"""Symbols that are read as letters: N°."""
_SIGNED = re.compile(r"(?<!\S)[-+](?=\w)")
"""What leaves a word out, or asks for it, elsewhere."""
_SLASHES = "/"
_EXPRESSION = re.compile(r"\s*/.+/\s*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """A word or phrase with something that counts for nothing."""

    key: str
    """Of the watch's table: `keywords`, `require`, `exclude` or `query`."""
    number: int | None
    """Of the item in that list, from 1."""
    keyword: str
    marks: str
    """What counts for nothing."""

    def __str__(self) -> str:
        item = f"item {self.number}: " if self.number else ""
        if self.marks == _SLASHES:
            problem, advice = "the slashes count for nothing", "a regular expression goes into query"
        else:
            problem = f"{self.marks} counts for nothing"
            advice = f"a regular expression finds it as it is: query = '/{_escaped(self.keyword)}/'"
        return f"{self.key}: {item}in {shown(self.keyword)} {problem}, {_words(self.keyword)} is looked for ({advice})"


def idle_in(watch: Watch) -> Iterator[Idle]:
    """All words and phrases of a watch of which something counts for nothing."""
    for key, words in (("keywords", watch.keywords), ("require", watch.require), ("exclude", watch.exclude)):
        for number, keyword in enumerate(words, 1):
            marks = _SLASHES if _EXPRESSION.fullmatch(keyword) else idle_marks(keyword_term(keyword))
            if marks:
                yield Idle(key=key, number=number, keyword=keyword, marks=marks)
    for term in terms_in(watch.query) if watch.query else ():
        if marks := idle_marks(term):
            yield Idle(key="query", number=None, keyword=term.text, marks=marks)


def idle_marks(term: Term) -> str:
    """The marks of a term that count for nothing, each once, such as the + of LGBTIQ+."""
    counted = set().union(*marks_after(term.text))
    signs = [found[0] for found in _SIGNED.finditer(term.text)]
    marks = [char for char in term.text if _is_sign(char) and char not in counted]
    tilde = ["~"] if term.distance and word_like(term) is None else []
    return "".join(dict.fromkeys([*signs, *marks, *tilde]))


def _is_sign(char: str) -> bool:
    return char in _NAMING or (unicodedata.category(char) in _SYMBOLS and char not in _NUMERO)


def _words(keyword: str) -> str:
    return shown(" ".join(fold(keyword_term(keyword).text)))


def _escaped(keyword: str) -> str:
    """A text as a regular expression."""
    return re.sub(r"[][\\/.*+?(){}|^$]", r"\\\g<0>", keyword)
