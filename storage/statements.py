"""Statements that tables have in common, put together once and executed past the session."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ClauseElement,
    ColumnElement,
    Dialect,
    Executable,
    Insert,
    Update,
    bindparam,
    func,
    inspect,
    literal,
    select,
    update,
)
from sqlalchemy import insert as insert_into
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler

from storage.schema import Table


def insert(session: Session, table: type[Table], row: dict[str, Any]) -> int:
    """Insert one row and give its id."""
    return int(execute(session, insertion(table), row).inserted_primary_key[0])


def insert_all(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows and give their ids in the same order."""
    return list(execute(session, _insertion_with_ids(table), rows).scalars()) if rows else []


def add(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows."""
    if rows:
        execute(session, insertion(table), rows)


def change(session: Session, table: type[Table], key: str | int, values: dict[str, Any]) -> bool:
    """Update the row of that primary key, if there is one; an object that was read before doesn't know of it."""
    return bool(execute(session, _update(table), {"key_of_row": key, **values}).rowcount)


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


def is_among(session: Session, column: InstrumentedAttribute[int], ids: Collection[int]) -> ColumnElement[bool]:
    """That a column has one of these numbers, which may be tens of thousands: they go in as one value.

    To make a parameter of each takes several times as long as to look for it.
    """
    if is_sqlite(session):
        return column.in_(select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value))
    return column == func.any(literal(list(ids), ARRAY(BigInteger)))


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
