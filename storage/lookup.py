"""What the index tells of queries: which articles have some words, and which may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.schema import ArticleRow, IndexedRow
from storage.search import LONGEST_WORD
from storage.statements import is_sqlite

_AT_ONCE = 100
"""Phrases that are asked for in one query."""
_MOST_WAYS = 256
"""In which a phrase, or two near each other, may be spelled out; with more, only their words are looked for."""

# Ids come in one row, as text: to make tens of thousands of rows of them takes several times as long. CROSS has SQLite
# begin with the words.
_OF_FTS5 = """
    SELECT group_concat(article_id) FROM search CROSS JOIN indexed WHERE entry = search.rowid AND search MATCH :asked"""
_OF_VECTORS = "SELECT string_agg(article_id::text, ',') FROM search JOIN indexed USING (entry) WHERE"
_OF_TITLES = f"{_OF_VECTORS} title @@ CAST(:asked AS tsquery)"
_OF_WORDS = f"{_OF_VECTORS} words @@ CAST(:asked AS tsquery)"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other; for each of them those of which any will do."""

    words: tuple[frozenset[str], ...]
    prefix: bool = False
    """The last word may go on."""

    @property
    def ways(self) -> int:
        """In how many ways it can be spelled out."""
        return prod(map(len, self.words))

    def each(self) -> Iterator[Phrase]:
        """Its words one by one."""
        last = len(self.words) - 1
        return (Phrase((words,), self.prefix and place == last) for place, words in enumerate(self.words))

    def spelled(self) -> Iterator[tuple[str, ...]]:
        """All of them."""
        return product(*map(sorted, self.words))


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Where phrases are looked for."""

    in_title: bool = False
    inflections: frozenset[str] | None = None
    """Only in articles that are inflected by these rules; None: in all."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What the index can tell, as ids of articles."""

    certain: frozenset[int]
    """They have what was asked for."""
    possible: frozenset[int]
    """No others have it."""


def with_any(session: Session, phrases: Iterable[Phrase], scope: SearchScope) -> Hits:
    """The articles with any of the phrases."""
    kinds = [(_sqlite if is_sqlite(session) else _postgresql)(phrase) for phrase in phrases]
    exact = [one for expressions, is_exact in kinds if is_exact for one in expressions]
    loose = [one for expressions, is_exact in kinds if not is_exact for one in expressions]
    certain = _asked(session, exact, scope)
    return Hits(certain, certain | _asked(session, loose, scope))


def with_both_near(
    session: Session, left: Sequence[Phrase], right: Sequence[Phrase], words: int, scope: SearchScope
) -> Hits:
    """The articles with any of some phrases at most so many words from any of others."""
    possible = with_any(session, left, scope).possible & with_any(session, right, scope).possible
    ways = sum(one.ways for one in left) * sum(one.ways for one in right)
    if not possible or not is_sqlite(session) or ways > _MOST_WAYS:
        return Hits(frozenset(), possible)
    ones, others = ([_fts5_phrase(words, one) for one in side for words in one.spelled()] for side in (left, right))
    near = [f"NEAR({one} {other}, {words - 1})" for one in ones for other in others]
    # Distances are those of the words as they stand: what is found in the other reading may be farther apart.
    found = _asked(session, near, scope, columns="title" if scope.in_title else "title body")
    joined = possible & _ids(session, IndexedRow.article_id, IndexedRow.is_joined)
    # To FTS5 a word is near itself.
    return Hits(frozenset() if _may_be_one(left, right) else found, found | joined)


def _may_be_one(left: Sequence[Phrase], right: Sequence[Phrase]) -> bool:
    """Whether a word may be part of both."""
    ones, others = ({word for one in side for words in one.words for word in words} for side in (left, right))
    return not ones.isdisjoint(others) or any(one.prefix for one in (*left, *right))


def _asked(session: Session, asked: Sequence[str], scope: SearchScope, *, columns: str = "") -> frozenset[int]:
    """The articles that any of these expressions, as the database has them, are true of."""
    if scope.in_title and not columns:
        columns = "title joined_title"
    found: set[int] = set()
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        if is_sqlite(session):
            expression = f"{{{columns}}} : ({' OR '.join(some)})" if columns else " OR ".join(some)
            query = _OF_FTS5
        else:
            expression = " | ".join(some)
            query = _OF_TITLES if scope.in_title else _OF_WORDS
        given: dict[str, object] = {"asked": expression}
        statement = text(query)
        if scope.inflections is not None:
            statement = text(f"{query} AND inflection IN :those").bindparams(bindparam("those", expanding=True))
            given["those"] = sorted(scope.inflections)
        found |= _read(session.scalar(statement, given))
    return frozenset(found)


def _sqlite(phrase: Phrase) -> tuple[list[str], bool]:
    """What to ask FTS5 for, any of which is enough, and whether all that it finds has the phrase."""
    if len(phrase.words) > 1 and phrase.ways <= _MOST_WAYS:
        return [_fts5_phrase(words, phrase) for words in phrase.spelled()], True
    either = (" OR ".join(_fts5_phrase([word], one) for word in sorted(*one.words)) for one in phrase.each())
    return [f"({' AND '.join(f'({one})' for one in either)})"], len(phrase.words) == 1


def _fts5_phrase(words: Sequence[str], phrase: Phrase) -> str:
    return f'"{" ".join(words)}"{" *" if phrase.prefix else ""}'


def _postgresql(phrase: Phrase) -> tuple[list[str], bool]:
    """What to ask PostgreSQL's vectors for, in the same way; they know of no order. No word is longer than theirs."""
    short = [
        Phrase((frozenset(word for word in words if len(word.encode()) <= LONGEST_WORD),), one.prefix)
        for one in phrase.each()
        for words in one.words
    ]
    if not all(one.ways for one in short):
        return [], True
    ending = {one: ":*" if one.prefix else "" for one in short}
    either = (" | ".join(f"'{word}'{ending[one]}" for word in sorted(*one.words)) for one in short)
    return [f"({' & '.join(f'({one})' for one in either)})"], len(short) == 1


def languages(session: Session) -> list[str]:
    """The languages of indexed articles."""
    return _different(session, IndexedRow.language)


def in_languages(session: Session, wanted: Sequence[str]) -> frozenset[int]:
    """The indexed articles in these languages."""
    return _ids(session, IndexedRow.article_id, IndexedRow.language.in_(wanted))


def sources(session: Session) -> list[str]:
    """The sources of all articles."""
    return _different(session, ArticleRow.source)


def of_sources(session: Session, wanted: Sequence[str]) -> frozenset[int]:
    """The articles of these sources."""
    return _ids(session, ArticleRow.id, ArticleRow.source.in_(wanted))


def _different(session: Session, column: InstrumentedAttribute[Any]) -> list[str]:
    """The different values of an indexed column, from one to the next: there are few of them."""
    found: list[str] = []
    following = session.scalar(select(func.min(column)))
    while following is not None:
        found.append(str(following))
        following = session.scalar(select(func.min(column)).where(column > following))
    return found


def _ids(
    session: Session, column: InstrumentedAttribute[int], condition: ColumnElement[bool] | InstrumentedAttribute[bool]
) -> frozenset[int]:
    return _read(session.scalar(select(func.aggregate_strings(cast(column, Text), ",")).where(condition)))


def _read(ids: str | None) -> frozenset[int]:
    return frozenset(map(int, ids.split(","))) if ids else frozenset()
