"""What the index tells of queries: which articles have some words, and which may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage import articles, statements
from storage.schema import ArticleRow, IndexedRow
from storage.search import LONGEST_WORD
from storage.statements import is_sqlite

_AT_ONCE = 100
"""Phrases that are asked for in one query."""
_MOST_RUNS = 8
"""Of entries that are looked through one by one; of more the whole from the first to the last."""
_MOST_WAYS = 256
"""In which a phrase, or two near each other, may be spelled out; with more, only their words are looked for."""

# Ids come in one row, as text: to make tens of thousands of rows of them takes several times as long. CROSS has SQLite
# begin with the words.
_OF_FTS5 = """
    SELECT group_concat(article_id) FROM search CROSS JOIN indexed WHERE entry = search.rowid AND search MATCH :asked"""
_BETWEEN_IN_FTS5 = " AND search.rowid BETWEEN :first AND :last"
_ONLY = {
    "inflections": " AND inflection IN :inflections",
    "languages": " AND language IN :languages",
}
_OF_VECTORS = "SELECT string_agg(article_id::text, ',') FROM search JOIN indexed USING (entry) WHERE"
_OF_TITLES = f"{_OF_VECTORS} title @@ CAST(:asked AS tsquery)"
_OF_WORDS = f"{_OF_VECTORS} words @@ CAST(:asked AS tsquery)"
_BETWEEN_VECTORS = " AND entry BETWEEN :first AND :last"

Run = tuple[int, int]
"""Entries of the index from one to another."""


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
    runs: Sequence[Run] | None = None
    """Only among these of the index's entries; None: among all."""
    languages: frozenset[str] | None = None
    """Only in articles in these languages; None: in all."""


@dataclass(frozen=True, slots=True)
class Newest:
    """Some articles that were seen last."""

    ids: Sequence[int]
    """Newest first."""
    runs: Sequence[Run]
    """In these are all entries that the index has of them, and few others."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What the index can tell, as ids of articles."""

    certain: frozenset[int]
    """They have what was asked for."""
    possible: frozenset[int]
    """No others have it."""


def newest(session: Session, count: int) -> Newest | None:
    """The newest articles, so many; None if there are no more."""
    ids = articles.newest_ids(session, count + 1)
    if len(ids) <= count:
        return None
    del ids[count:]
    # Articles are numbered as they are stored, nearly as they are seen: few others have numbers from there on.
    query = select(func.aggregate_strings(cast(IndexedRow.entry, Text), ",")).where(IndexedRow.article_id >= min(ids))
    return Newest(ids, _runs(sorted(_read(session.scalar(query)))))


def _runs(entries: Sequence[int]) -> Sequence[Run]:
    """The runs that some entries are in: an index that was begun anew has the articles of that time newest first."""
    starts = [0, *(place for place in range(1, len(entries)) if entries[place] - entries[place - 1] > len(entries))]
    if not entries or len(starts) > _MOST_RUNS:
        return [(entries[0], entries[-1])] if entries else []
    return [(entries[start], entries[end - 1]) for start, end in zip(starts, [*starts[1:], len(entries)], strict=True)]


def with_any(session: Session, phrases: Iterable[Phrase], scope: SearchScope) -> Hits:
    """The articles with any of the phrases."""
    kinds = [(_sqlite if is_sqlite(session) else _postgresql)(phrase) for phrase in phrases]
    exact = [one for expressions, is_exact in kinds if is_exact for one in expressions]
    loose = [one for expressions, is_exact in kinds if not is_exact for one in expressions]
    certain = _asked(session, exact, scope)
    return Hits(certain, certain | _asked(session, loose, scope))


def with_all(
    session: Session,
    groups: Sequence[Sequence[Phrase]],
    scope: SearchScope,
    *,
    without: Sequence[Sequence[Phrase]] = (),
) -> Hits:
    """The articles with any phrase of each group, and with none of those that they must not have.

    The database does it in one go if it can: what few articles have and a frequent word are found together as fast as
    what few have.
    """
    together = _together(session, groups, without)
    if together is not None:
        found = _asked(session, [together], scope)
        return Hits(found, found)
    each = [with_any(session, group, scope) for group in groups]
    certain = frozenset.intersection(*(hits.certain for hits in each))
    possible = frozenset.intersection(*(hits.possible for hits in each))
    for hits in (with_any(session, group, scope) for group in without):
        certain, possible = certain - hits.possible, possible - hits.certain
    return Hits(certain, possible)


def _together(session: Session, groups: Sequence[Sequence[Phrase]], without: Sequence[Sequence[Phrase]]) -> str | None:
    """One expression for all of it; None where there would be too many phrases in it, or more than it says be found."""
    kinds = [[(_sqlite if is_sqlite(session) else _postgresql)(one) for one in group] for group in (*groups, *without)]
    if not all(is_exact for group in kinds for _, is_exact in group):
        return None
    each = [[one for expressions, _ in group for one in expressions] for group in kinds]
    if not all(each) or sum(map(len, each)) > _AT_ONCE:
        return None
    either, both, never = (" OR ", " AND ", " NOT ") if is_sqlite(session) else (" | ", " & ", " & !")
    parts = [f"({either.join(group)})" for group in each]
    return f"({never.join([f'({both.join(parts[: len(groups)])})', *parts[len(groups) :]])})"


def with_both_near(
    session: Session, left: Sequence[Phrase], right: Sequence[Phrase], words: int, scope: SearchScope
) -> Hits:
    """The articles with any of some phrases at most so many words from any of others."""
    ways = sum(one.ways for one in left) * sum(one.ways for one in right)
    if not is_sqlite(session) or ways > _MOST_WAYS:
        return Hits(frozenset(), with_all(session, (left, right), scope).possible)
    ones, others = ([_fts5_phrase(words, one) for one in side for words in one.spelled()] for side in (left, right))
    near = [f"NEAR({one} {other}, {words - 1})" for one in ones for other in others]
    # Distances are those of the words as they stand: what is found in the other reading may be farther apart.
    found = _asked(session, near, scope, columns="title" if scope.in_title else "title body")
    joined: frozenset[int] = frozenset()
    if session.scalar(select(IndexedRow.entry).where(IndexedRow.is_joined).limit(1)) is not None:
        possible = with_all(session, (left, right), scope).possible
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
            query, between = _OF_FTS5, _BETWEEN_IN_FTS5
        else:
            expression = " | ".join(some)
            query, between = _OF_TITLES if scope.in_title else _OF_WORDS, _BETWEEN_VECTORS
        given: dict[str, object] = {"asked": expression}
        if scope.runs is not None:
            query += between
        names = {"inflections": scope.inflections, "languages": scope.languages}
        wanted = {name: sorted(those) for name, those in names.items() if those is not None}
        query += "".join(_ONLY[name] for name in wanted)
        statement = text(query).bindparams(*(bindparam(name, expanding=True) for name in wanted))
        given |= wanted
        runs = [{}] if scope.runs is None else [{"first": first, "last": last} for first, last in scope.runs]
        for run in runs:
            found |= _read(session.scalar(statement, given | run))
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


def in_languages(session: Session, wanted: Sequence[str], among: AbstractSet[int] | None = None) -> frozenset[int]:
    """The indexed articles in these languages; of some articles, or of all."""
    return _having(session, IndexedRow.article_id, IndexedRow.language, wanted, among)


def sources(session: Session) -> list[str]:
    """The sources of all articles."""
    return _different(session, ArticleRow.source)


def of_sources(session: Session, wanted: Sequence[str], among: AbstractSet[int] | None = None) -> frozenset[int]:
    """The articles of these sources; of some articles, or of all."""
    return _having(session, ArticleRow.id, ArticleRow.source, wanted, among)


def _different(session: Session, column: InstrumentedAttribute[Any]) -> list[str]:
    """The different values of an indexed column, from one to the next: there are few of them beside its rows."""
    found = select(func.min(column).label("value")).cte("found", recursive=True)
    following = select(func.min(column)).where(column > found.c.value).scalar_subquery()
    found = found.union_all(select(following).where(found.c.value.is_not(None)))
    return list(session.scalars(select(found.c.value).where(found.c.value.is_not(None))))


def _having(
    session: Session,
    column: InstrumentedAttribute[int],
    field: InstrumentedAttribute[Any],
    wanted: Sequence[str],
    among: AbstractSet[int] | None,
) -> frozenset[int]:
    if among is None:
        return _ids(session, column, field.in_(wanted))
    # Each is looked up by its number, which costs what they are, and not by the field, which SQLite would choose.
    no_index = func.coalesce(field, "").in_(wanted)
    return _ids(session, column, statements.is_among(session, column, among) & no_index)


def _ids(
    session: Session, column: InstrumentedAttribute[int], condition: ColumnElement[bool] | InstrumentedAttribute[bool]
) -> frozenset[int]:
    return _read(session.scalar(select(func.aggregate_strings(cast(column, Text), ",")).where(condition)))


def _read(ids: str | None) -> frozenset[int]:
    return frozenset(map(int, ids.split(","))) if ids else frozenset()
