"""The index over the words of stored articles: it tells which articles hold some words, without reading any.

What a word is, and which words are forms of one another, is for others to say: the index holds words as it is given
them. On SQLite it is an FTS5 table that keeps no text (`search`), on PostgreSQL a table of text search vectors of that
name. An entry of it never changes: an article that is put in again gets another one, and the former counts no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, insert, select, text
from sqlalchemy.orm import Session

from storage import statements
from storage.schema import (
    ArticleRow,
    FormRow,
    IndexedRow,
    RevisionRow,
    SearchStateRow,
    UnindexedRow,
    UnmatchedRow,
    WordRow,
)
from storage.statements import is_sqlite

_COLUMNS = ("title", "body", "joined_title", "joined_body")
_INTO_FTS5 = text(
    "INSERT INTO search (rowid, title, body, joined_title, joined_body)"
    " VALUES (:entry, :title, :body, :joined_title, :joined_body)"
)
_INTO_VECTORS = text(
    "INSERT INTO search (entry, title, words)"
    " VALUES (:entry, array_to_tsvector(CAST(:title AS text[])), array_to_tsvector(CAST(:words AS text[])))"
)
_LONGEST = 1_000_000
"""Bytes of an article's words that PostgreSQL takes; an article with more is only noted as one to be read."""
LONGEST_WORD = 2000
"""Bytes of a word that PostgreSQL and the vocabulary take; an article with a longer one is noted so, too."""
_LONGEST_LETTER = 4
"""Bytes of a letter in UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What the index is to hold of an article: its words in their order, with one space between."""

    article_id: int
    language: str | None
    inflection: str
    """By which rules its words are forms of one another."""
    title: str
    body: str
    joined_title: str = ""
    """Read the other way, if there is one: with words joined that are broken at line ends. Then the other title."""
    joined_body: str = ""


def put(session: Session, entries: Sequence[Indexed], *, version: str) -> None:
    """Put articles into the index in the place of what it held of them.

    With other rules in force than the version by which they were prepared, they are noted as missing instead.
    """
    ids = [entry.article_id for entry in entries]
    session.execute(delete(UnindexedRow).where(UnindexedRow.article_id.in_(ids)))
    _take_out(session, ids)
    if state(session) == version:
        _put_in(session, entries)
    else:
        statements.add(session, UnindexedRow, [{"article_id": number} for number in ids])


def _put_in(session: Session, entries: Sequence[Indexed]) -> None:
    words = [{word for each in _texts(entry) for word in each.split()} for entry in entries]
    rows = [
        {
            "article_id": entry.article_id,
            "language": entry.language,
            "inflection": entry.inflection,
            "is_joined": bool(entry.joined_title or entry.joined_body),
            "is_whole": all(map(is_short, its)) and (is_sqlite(session) or _size(its) <= _LONGEST),
        }
        for entry, its in zip(entries, words, strict=True)
    ]
    numbers = statements.insert_all(session, IndexedRow, rows)
    if is_sqlite(session):
        into, given = _INTO_FTS5, list(map(_fts5_row, numbers, entries))
    else:
        each = zip(numbers, entries, words, rows, strict=True)
        into, given = _INTO_VECTORS, [_vectors(number, one, its) for number, one, its, row in each if row["is_whole"]]
    if given:
        statements.execute(session, into, given)


def _fts5_row(number: int, entry: Indexed) -> dict[str, object]:
    return {"entry": number, **dict(zip(_COLUMNS, _texts(entry), strict=True))}


def _vectors(number: int, entry: Indexed, words: Collection[str]) -> dict[str, object]:
    title = sorted({*entry.title.split(), *entry.joined_title.split()})
    return {"entry": number, "title": title, "words": sorted(words)}


def _texts(entry: Indexed) -> tuple[str, str, str, str]:
    return entry.title, entry.body, entry.joined_title, entry.joined_body


def is_short(word: str) -> bool:
    """Whether a word is short enough to be kept."""
    return len(word) <= LONGEST_WORD // _LONGEST_LETTER or len(word.encode()) <= LONGEST_WORD


def _size(words: Collection[str]) -> int:
    """Bytes of words, with one between."""
    return sum(len(word.encode()) for word in words) + len(words)


def _take_out(session: Session, ids: Sequence[int]) -> None:
    """Forget articles' entries. FTS5 keeps their words, which lead nowhere then: entries are numbered only once."""
    gone = delete(IndexedRow).where(IndexedRow.article_id.in_(ids)).returning(IndexedRow.entry)
    entries = list(session.scalars(gone))
    if entries and not is_sqlite(session):
        session.execute(text("DELETE FROM search WHERE entry = ANY(:entries)"), {"entries": entries})


def state(session: Session) -> str | None:
    """The version of the rules by which the index is made; None before there is one."""
    return session.scalar(select(SearchStateRow.version))


def begin(session: Session, version: str) -> None:
    """Begin the index anew by other rules: all articles are missing from it."""
    session.execute(
        text("INSERT INTO search (search) VALUES ('delete-all')" if is_sqlite(session) else "TRUNCATE search")
    )
    for table in (IndexedRow, UnindexedRow, WordRow, FormRow, SearchStateRow):
        session.execute(delete(table))
    session.execute(insert(UnindexedRow).from_select(["article_id"], select(ArticleRow.id)))
    session.execute(insert(SearchStateRow), {"version": version})


def missing(session: Session, limit: int) -> list[int]:
    """Ids of some articles that are to be put into the index, the newest first."""
    return list(session.scalars(_missing(limit)))


def taken(session: Session, limit: int) -> list[int]:
    """The same, to be put in by this process: another one that takes some at the same time gets others."""
    return list(session.scalars(_missing(limit).with_for_update(skip_locked=True)))


def _missing(limit: int) -> Select[int]:
    return select(UnindexedRow.article_id).order_by(UnindexedRow.article_id.desc()).limit(limit)


def inflections(session: Session, among: Iterable[str]) -> set[str]:
    """The rules by which any article in the index is inflected, of these."""
    of_it = select(IndexedRow.entry).limit(1)
    return {one for one in among if session.scalar(of_it.where(IndexedRow.inflection == one)) is not None}


def apart(session: Session) -> frozenset[int]:
    """Ids of the articles of which the index can't tell: missing ones, those of another revision, those too long."""
    changed = waiting(session)
    absent = session.scalars(select(UnindexedRow.article_id)).all()
    long = session.scalars(select(IndexedRow.article_id).where(IndexedRow.is_whole.is_(False))).all()
    return frozenset([*changed, *absent, *long])


def waiting(session: Session) -> frozenset[int]:
    """Ids of the articles of which a revision waits to be matched, and so to be put into the index."""
    query = select(RevisionRow.article_id).where(RevisionRow.id.in_(select(UnmatchedRow.revision_id)))
    return frozenset(session.scalars(query).all())
