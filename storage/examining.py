"""How the database itself is: whole or damaged, and how large."""

from __future__ import annotations

from sqlalchemy.orm import Session


def damage(session: Session) -> str | None:
    """The first thing that is wrong with SQLite's file; None where nothing is, or where a server sees to that itself.

    It reads the whole file, which takes about a second for each gigabyte.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return None
    found = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    return None if found == "ok" else " ".join(found.split())


def size(session: Session) -> int:
    """Bytes that the database takes, without SQLite's log beside it."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
    pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    return pages * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
