"""The words of all indexed articles, each with the form that it shares with others."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from sqlalchemy import ColumnElement, func, or_, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.schema import FormRow, WordRow
from storage.statements import execute, insert_new_at_once, is_sqlite

_AT_ONCE = 500
"""Words that are asked for in one query."""
_UNKNOWN = (
    "SELECT asked.word FROM {} WHERE NOT EXISTS"
    " (SELECT 1 FROM form WHERE form.inflection = :inflection AND form.word = asked.word)"
)
_UNKNOWN_TO_SQLITE = text(_UNKNOWN.format("(SELECT value AS word FROM json_each(:words)) AS asked"))
_UNKNOWN_TO_POSTGRESQL = text(_UNKNOWN.format("unnest(CAST(:words AS text[])) AS asked(word)"))
"""All words as one parameter: thousands are asked for with each few articles that are put into the index.

Those that are not known are few, and each row of an answer takes longer than to look for it.
"""
_LAST = "\U0010ffff"
"""It comes after all letters, and is none."""


def learn(session: Session, forms: Mapping[tuple[str, str], str]) -> None:
    """Keep the forms of words, given by inflection and word. Those that are known stay as they are."""
    # Always in the same order, so that two processes that learn the same words don't wait for each other.
    rows = [
        {"inflection": inflection, "word": word, "form": form if form != word else None}
        for (inflection, word), form in sorted(forms.items())
    ]
    insert_new_at_once(session, FormRow, rows)
    words = sorted({word for _, word in forms})
    insert_new_at_once(session, WordRow, [{"word": word, "backwards": word[::-1]} for word in words])


def unknown(session: Session, inflection: str, words: Iterable[str]) -> set[str]:
    """Those of some words whose forms by these rules are not known."""
    given = sorted(words)
    if is_sqlite(session):
        found = execute(session, _UNKNOWN_TO_SQLITE, {"inflection": inflection, "words": json.dumps(given)})
    else:
        found = execute(session, _UNKNOWN_TO_POSTGRESQL, {"inflection": inflection, "words": given})
    return set(found.scalars())


def forms(session: Session, inflections: Collection[str], words: Iterable[str]) -> dict[tuple[str, str], str]:
    """The forms of the words that are known, by inflection and word."""
    found: dict[tuple[str, str], str] = {}
    for some in _parts(words):
        query = select(FormRow.inflection, FormRow.word, FormRow.form)
        query = query.where(FormRow.inflection.in_(inflections), FormRow.word.in_(some))
        found |= {(inflection, word): form or word for inflection, word, form in session.execute(query)}
    return found


def words_of(session: Session, inflection: str, forms: Iterable[str]) -> dict[str, set[str]]:
    """The known words that have these forms, by form."""
    found: dict[str, set[str]] = {}
    for some in _parts(forms):
        itself = FormRow.form.is_(None) & FormRow.word.in_(some)
        for condition in (itself, FormRow.form.in_(some)):
            query = select(FormRow.word, FormRow.form).where(FormRow.inflection == inflection, condition)
            for word, form in session.execute(query):
                found.setdefault(form or word, set()).add(word)
    return found


def with_piece(
    session: Session,
    *,
    beginnings: Iterable[str],
    endings: Iterable[str],
    insides: Iterable[tuple[str, int, int]],
    shortest: int,
    longest: int,
) -> set[str]:
    """The known words of so many letters that begin or end so, or have a piece inside, between two offsets."""
    conditions = [
        *(_begins(session, WordRow.word, letters) for letters in beginnings),
        *(_begins(session, WordRow.backwards, letters[::-1]) for letters in endings),
        *(func.substr(WordRow.word, first + 1, last - first).contains(letters) for letters, first, last in insides),
    ]
    length = func.length(WordRow.word).between(shortest, longest)
    return set(session.scalars(select(WordRow.word).where(length, or_(*conditions))))


def with_any_inside(session: Session, pieces: Iterable[str], most: int) -> set[str] | None:
    """The known words that have any of these pieces; None if there are more than so many."""
    conditions = [WordRow.word.contains(letters, autoescape=True) for letters in sorted(pieces)]
    words = session.scalars(select(WordRow.word).where(or_(*conditions)).limit(most + 1)).all()
    return set(words) if len(words) <= most else None


def _begins(session: Session, column: InstrumentedAttribute[str], letters: str) -> ColumnElement[bool]:
    # Only in SQLite's order words that begin alike stand together; for LIKE it doesn't use it.
    return column.between(letters, letters + _LAST) if is_sqlite(session) else column.startswith(letters)


def _parts(words: Iterable[str]) -> Iterator[list[str]]:
    given = sorted(set(words))
    return (given[start : start + _AT_ONCE] for start in range(0, len(given), _AT_ONCE))
