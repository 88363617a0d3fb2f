"""Rows to models: the one place that knows both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from functools import cache, lru_cache
from typing import Any

import zstandard
from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Dialect,
    Executable,
    Insert,
    Row,
    ScalarSelect,
    Update,
    bindparam,
    func,
    inspect,
    select,
    update,
)
from sqlalchemy import insert as insert_into
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from model.article import (
    Arrival,
    Article,
    ArticleCondition,
    Content,
    DateSource,
    Entry,
    Kind,
    PublicationDate,
    Snapshot,
    Span,
    SpanKind,
)
from model.crawl import OwedEntry
from storage.schema import ArticleRow, EntryRow, RevisionRow, SnapshotRow, Table


def publication_date(value: str | None, source: str | None) -> PublicationDate | None:
    """Two columns as one date."""
    return None if value is None or source is None else PublicationDate(value, DateSource(source))


def owed_entry(row: EntryRow) -> OwedEntry:
    """An entry on record."""
    return OwedEntry(
        id=row.id,
        key=row.key,
        entry=Entry(
            url=row.url,
            title=row.title,
            teaser=row.teaser,
            published=publication_date(row.published, row.published_source),
            modified=row.modified,
            authors=tuple(row.authors),
        ),
        attempts=row.attempts,
        first_seen=row.first_seen,
    )


def first_entry() -> ScalarSelect[int]:
    """For a query over articles: id of the entry that first led to each."""
    entries = select(func.min(EntryRow.id)).where(EntryRow.article_id == ArticleRow.id)
    return entries.correlate(ArticleRow).scalar_subquery()


def is_newest() -> ColumnElement[bool]:
    """For a query over articles and revisions: each article with its newest."""
    return (RevisionRow.article_id == ArticleRow.id) & (RevisionRow.number == ArticleRow.revision)


def article(
    row: Row[ArticleRow, RevisionRow],
    matches: Sequence[str] = (),
    development: int | None = None,
    copy_of: int | None = None,
) -> Article:
    """An article as its revision in the same row shows it."""
    standing, said = row
    return Article(
        id=standing.id,
        guid=standing.guid,
        source=standing.source,
        url=standing.url,
        first_seen=standing.first_seen,
        condition=ArticleCondition(standing.condition),
        arrival=Arrival(standing.arrival),
        revision_id=said.id,
        revision=said.number,
        content=content(said),
        matches=tuple(matches),
        development=development,
        copy_of=copy_of,
    )


def content(row: RevisionRow) -> Content:
    """What a revision says."""
    return Content(
        title=row.title,
        body=row.body,
        authors=tuple(row.authors),
        published=publication_date(row.published, row.published_source),
        modified=row.modified,
        language=row.language,
        kind=Kind(row.kind),
        structure=tuple(Span(SpanKind(kind), *rest) for kind, *rest in row.structure or ()),
        is_teaser=row.is_teaser,
        body_share=row.body_share,
        other_title=row.other_title,
    )


def said(content: Content) -> dict[str, Any]:
    """The columns of a revision that hold what it says."""
    published = content.published
    return {
        "title": content.title,
        "body": content.body,
        "authors": list(content.authors),
        "published": published and published.value,
        "published_source": published and published.source,
        "published_at": published and published.earliest,
        "modified": content.modified,
        "language": content.language,
        "kind": content.kind,
        "structure": [list(astuple(span)) for span in content.structure] or None,
        "is_teaser": content.is_teaser,
        "body_share": content.body_share,
        "other_title": content.other_title,
    }


def snapshot(row: SnapshotRow, further: Iterable[Snapshot] = ()) -> Snapshot:
    """The bytes that a fetch brought."""
    return Snapshot(
        url=row.url,
        fetched=row.fetched,
        status=row.status,
        headers=tuple((name, value) for name, value in row.headers),
        body=zstandard.decompress(row.body),
        further=tuple(further),
    )


def insert(session: Session, table: type[Table], row: dict[str, Any]) -> int:
    """Insert one row and give its id."""
    return int(execute(session, insertion(table), row).inserted_primary_key[0])


def insert_all(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows and give their ids in the same order."""
    return list(execute(session, _insertion_with_ids(table), rows).scalars())


def add(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows."""
    if rows:
        execute(session, insertion(table), rows)


def change(session: Session, table: type[Table], key: str | int, values: dict[str, Any]) -> None:
    """Update the row of that primary key; an object that was read before doesn't know of it."""
    execute(session, _update(table), {"key_of_row": key, **values})


def insert_new(session: Session, table: type[Table], rows: Iterable[dict[str, Any]], *, unique: Sequence[str]) -> int:
    """Insert the rows whose `unique` columns are not there yet; returns how many that were."""
    statement = _insertion_of_new(table, tuple(unique), is_sqlite(session))
    return sum(len(execute(session, statement, row).all()) for row in rows)


def insert_new_at_once(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows that are not there yet, many at once."""
    if rows:
        execute(session, (sqlite if is_sqlite(session) else postgresql).insert(table).on_conflict_do_nothing(), rows)


def is_sqlite(session: Session) -> bool:
    """Whether the database is SQLite; otherwise it is PostgreSQL."""
    return session.get_bind().dialect.name == "sqlite"


def execute(session: Session, statement: Executable, given: Any = None) -> Any:  # noqa: ANN401 - as SQLAlchemy has it
    """Execute past the session, which takes several times as long to keep its objects in step.

    To put a statement together takes longer than to execute it, too: what is executed often is put together once.
    """
    return session.connection().execute(statement, given)


def execute_for_each(
    session: Session, statement: ClauseElement, columns: tuple[str, ...], given: Sequence[tuple[str | int, ...]]
) -> None:
    """Execute for thousands of rows of plain texts and numbers, past all that SQLAlchemy does with each value.

    That takes longer than the database's own work on such rows.
    """
    connection = session.connection()
    text, order = _compiled(statement, columns, connection.dialect)
    values: Any = given
    if order is None:
        values = [dict(zip(columns, row, strict=True)) for row in given]
    elif order != columns:
        places = [columns.index(column) for column in order]
        values = [tuple(row[place] for place in places) for row in given]
    connection.exec_driver_sql(text, values)


@lru_cache(maxsize=100)
def _compiled(
    statement: ClauseElement, columns: tuple[str, ...], dialect: Dialect
) -> tuple[str, tuple[str, ...] | None]:
    """A statement as the database's driver takes it; and the order of its values, None where it takes them by name."""
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    order = compiled.positiontup if isinstance(compiled, SQLCompiler) else None
    return compiled.string, None if order is None else tuple(order)


@cache
def insertion(table: type[Table]) -> Insert:
    """An insert of rows."""
    return insert_into(table)


@cache
def _insertion_with_ids(table: type[Table]) -> Executable:
    (key,) = inspect(table).primary_key
    return insert_into(table).returning(key, sort_by_parameter_order=True)


@cache
def _update(table: type[Table]) -> Update:
    (key,) = inspect(table).primary_key
    return update(table).where(key == bindparam("key_of_row"))


@cache
def _insertion_of_new(table: type[Table], unique: tuple[str, ...], on_sqlite: bool) -> Executable:  # noqa: FBT001 - a key of the cache
    insertion = (sqlite if on_sqlite else postgresql).insert(table)
    first: Any = getattr(table, unique[0])
    statement: Executable = insertion.on_conflict_do_nothing(index_elements=list(unique)).returning(first)
    return statement
