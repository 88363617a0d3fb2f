"""Copies of a SQLite database: made while others write to it, checked, and put in its place again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, make_url

from model.errors import LockedError, StorageError
from storage.database import KNOWN_VERSIONS, Database, database_file

_BESIDE = ("-wal", "-shm")
"""What SQLite keeps beside a database that is in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a database holds, as far as it is told before it is copied or replaced."""

    articles: int
    messages: int
    latest: datetime | None
    """When something was last done: a look that began, or messages that were made; None where nothing was."""
    newest_article: str | None
    """The guid of the article that came last."""


def file_of(url: str) -> Path | None:
    """The file of the database at an address; None where it is PostgreSQL's."""
    return database_file(make_url(url))


def address_without_password(url: str) -> str:
    """The address of a database on PostgreSQL as that one's own programs take it, without what is secret in it."""
    full = make_url(url)
    bare = URL.create("postgresql", full.username, host=full.host, port=full.port, database=full.database)
    return bare.render_as_string()


def back_up(database: Path, to: Path) -> Held:
    """Copy a database into a new file, as it is at one moment, while others go on writing to it.

    Raises StorageError where it can't be read, is unsound, or the file is there already.
    """
    if to.exists():
        raise StorageError(f"{to} is there already, and is left as it is: name another file")
    part = to.with_name(f".{to.name}.part")
    part.unlink(missing_ok=True)
    try:
        _copy(database, part)
        held = examined(part)
        _also_named(part, to)
    except FileExistsError as error:
        raise StorageError(f"{to} is there already, and is left as it is: name another file") from error
    finally:
        part.unlink(missing_ok=True)
    _on_disk(to.parent)
    return held


def taken_in(file: Path, database: Path) -> Path:
    """A copy of a backup beside the database whose place it is to take, examined and brought to our version.

    Raises StorageError where it is no sound database of ours, or one of a newer version.
    """
    copy = database.with_name(f"{database.name}.restoring")
    discarded(copy)
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy(file, copy)
        examined(copy, named=file)
        Database.open(f"sqlite:///{copy}").close()
        with _explained(copy), closing(_opened(copy)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except StorageError:
        discarded(copy)
        raise
    return copy


def discarded(copy: Path) -> None:
    """Delete a copy, with what was made beside it."""
    for name in ("", *_BESIDE, ".held"):
        copy.with_name(f"{copy.name}{name}").unlink(missing_ok=True)


def examined(file: Path, *, named: Path | None = None) -> Held:
    """What a database holds; StorageError where it is unsound, none of ours, or of a newer version."""
    named = named or file
    if not file.is_file():
        raise StorageError(f"there is no file {named}")
    with _explained(named), closing(_opened(file)) as connection:
        faults = [line for (line,) in connection.execute("PRAGMA integrity_check(1)")]
        if faults != ["ok"]:
            raise StorageError(f"{named} is damaged: {faults[0]}")
        version = _version(connection)
        if version is None:
            raise StorageError(f"{named} is a database, but none of peruwatch")
        if version not in KNOWN_VERSIONS:
            raise StorageError(
                f"{named} was written by a newer version of peruwatch (its version is {version}, "
                f"ours is {max(KNOWN_VERSIONS)}): install that version, or use another backup"
            )
        if (broken := connection.execute("PRAGMA foreign_key_check").fetchone()) is not None:
            raise StorageError(f"{named} is damaged: its table {broken[0]} refers to what is not there")
        return held(connection)


def held(connection: sqlite3.Connection) -> Held:
    """What a database holds."""
    (articles,) = connection.execute("SELECT count(*) FROM article").fetchone()
    (messages,) = connection.execute("SELECT count(*) FROM message").fetchone()
    (latest,) = connection.execute(
        "SELECT max(at) FROM (SELECT max(started) AS at FROM crawl_run UNION ALL SELECT max(created) FROM edition)"
    ).fetchone()
    newest = connection.execute("SELECT guid FROM article ORDER BY id DESC LIMIT 1").fetchone()
    return Held(
        articles=articles,
        messages=messages,
        latest=None if latest is None else datetime.fromisoformat(latest).replace(tzinfo=UTC),
        newest_article=newest and newest[0],
    )


@contextmanager
def set_aside(database: Path) -> Iterator[Held | None]:
    """Keep everybody from a database while the block runs; gives what it holds, None where it can't be read.

    Raises LockedError where another process uses it.
    """
    if not database.exists():
        yield None
        return
    try:
        Database.open(f"sqlite:///{database}").close()  # which brings it to our version
        connection = _opened(database)
    except LockedError:
        raise
    except (StorageError, sqlite3.Error):
        yield None
        return
    with closing(connection):
        yield _alone_with(connection, database)


def _alone_with(connection: sqlite3.Connection, database: Path) -> Held | None:
    try:
        connection.execute("PRAGMA journal_mode = DELETE")  # which nobody gets while another has it open
        connection.execute("BEGIN EXCLUSIVE")
        return held(connection)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
            return None
        raise LockedError(f"the database {database} is in use by another process: wait for it, or stop it") from error


def put_in_place(copy: Path, database: Path, now: datetime) -> Path | None:
    """Put a copy in a database's place; gives the name under which that one stays, None where there was none."""
    former = None
    if database.exists():
        former = database.with_name(f"{database.name}.{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.replaced")
        for name in _BESIDE:  # what belongs to the one must not be taken for the other's
            if (beside := database.with_name(f"{database.name}{name}")).exists():
                beside.rename(former.with_name(f"{former.name}{name}"))
        _also_named(database, former)
    copy.replace(database)
    discarded(copy)
    _on_disk(database.parent)
    return former


def _also_named(file: Path, name: Path) -> None:
    """Give a file a name that no other has, beside its own where a file can have two; else FileExistsError."""
    try:
        os.link(file, name)  # which, unlike a renaming, never replaces another file
    except FileExistsError:
        raise
    except OSError:  # such as on a stick, whose files have one name each
        if name.exists():
            raise FileExistsError(name) from None
        file.rename(name)


def _copy(file: Path, to: Path) -> None:
    """Copy all of a database at once: on SQLite no writer waits for a reader, and a copy by parts may never end."""
    if not file.is_file():
        raise StorageError(f"there is no file {file}")
    with _explained(file), closing(_opened(file, "ro")) as source:
        try:
            os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except OSError as error:
            raise StorageError(f"can't write to {to.parent}: {error.strerror}") from error
        with closing(_opened(to)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, that can be read where nothing can be written


def _opened(file: Path, mode: str = "rw") -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=1.0, isolation_level=None)


def _version(connection: sqlite3.Connection) -> str | None:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    return None if found is None else str(found[0])


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_NOTADB:
            raise StorageError(f"{file} is not a database") from error
        raise StorageError(f"{file} can't be read as a database: {error}") from error


def _on_disk(folder: Path) -> None:
    """Have the names in a folder survive the loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
