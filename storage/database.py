"""The one database: SQLite in a file or PostgreSQL, brought to the newest version when it is opened."""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from json import JSONDecodeError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    PoolProxiedConnection,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from model.cluster import Member
from model.errors import LockedError, OutOfTimeError, StorageError
from storage import claims, members
from storage.members import Membership
from storage.schema import SEARCH, SourceStateRow, Table

if TYPE_CHECKING:
    from storage.turns import HostTurns

__all__ = ["KNOWN_VERSIONS", "Database", "Session", "note_beside", "within"]  # the other rooms know the session as ours

BUSY_TIMEOUT = 30.0
"""Seconds that a writer waits for another one on SQLite."""

_MIGRATIONS = Path(__file__).parent / "migrations"
KNOWN_VERSIONS = frozenset(file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))
"""The versions that we know: migrations are numbered in their order, and named `NNNN_what_it_does.py`."""

_PAGES_BEFORE_CHECKPOINT = 4_000
"""Pages of SQLite's log after which they are copied into the file, 16 MB instead of 4.

Matching a hundred articles changes a thousand or two, many of them again with the next hundred: they are copied once.
"""

_MIGRATION_LOCK = 7_378_697_629
"""Any number, the same in every process: PostgreSQL's advisory lock while migrating."""


_AS_MANY_AS_THREADS = -1
"""A thread has one connection at a time and threads are bounded, so that none needs to wait for another's."""

_PROBE = "\N{REPLACEMENT CHARACTER}probe"
"""No source can have this name."""
_PROBE_SIZE = 1 << 18
"""Bytes that are written to see whether something can be: more than most articles with their snapshots."""
_PROBE_CACHE = 8
"""Pages of SQLite's that stay in memory meanwhile; it goes no lower by much."""
_PROBE_PATIENCE = 500
"""Milliseconds that a probe waits for another writer."""


_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)
"""By the monotonic clock, until when the task or thread may read; None: as long as it takes."""
_STEPS_BETWEEN_LOOKS = 1000
"""Steps of SQLite's machine between two looks at the clock: well under a millisecond, and hardly slower."""


_NOTICE_LOSS = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""libpq's words for 25 seconds without an answer, after which the other end is gone; its own are hours."""

_WRITING_BRIEFLY = 0.01
"""Seconds after which a file is tried again that somebody writes to."""


class Database:
    """An open database. Transactions are short and by thread; the object itself may be shared between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(writing=True)
        self._counting: PoolProxiedConnection | None = None
        self._counting_lock = threading.Lock()
        self._file = database_file(engine.url)
        self._opened = None if self._file is None else _identity(self._file)

    @classmethod
    def open(cls, url: str, *, busy_timeout: float = BUSY_TIMEOUT) -> Database:
        """Open the database at an SQLAlchemy URL, making or migrating it as needed.

        `busy_timeout` is how many seconds a writer on SQLite waits for another. Raises StorageError when the database
        can't be used: no access, locked, damaged, or written by a newer version.
        """
        engine = _engine(url, busy_timeout)
        database = cls(engine)
        try:
            with _explained(engine):
                _migrate(engine)
                _remember(engine)
        except StorageError:
            engine.dispose()
            raise
        return database

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction that writes: all of it is kept, or, after an exception, none."""
        self._check_place()
        with _explained(self._engine), Session(self._writing) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads, from one consistent state."""
        self._check_place()
        with _explained(self._engine), Session(self._engine, autoflush=False) as session, _in_time(session):
            yield session

    @contextmanager
    def claim(self) -> Iterator[str]:
        """A claim, by its name, that is held while the block runs and ends with the process at the latest."""
        with claims.held(self._engine) as name:
            yield name

    @property
    def server(self) -> str | None:
        """The PostgreSQL server's address as its own library takes it; None for SQLite."""
        url = self._engine.url
        if url.get_backend_name() != "postgresql":
            return None
        return url.set(drivername="postgresql").render_as_string(hide_password=False)

    def host_turns(self) -> HostTurns | None:
        """The turns of hosts that all processes on this database share; None where a process is alone with it."""
        if self.server is None:
            return None
        from storage.turns import HostTurns  # noqa: PLC0415 - the driver, which SQLite has no use for

        return HostTurns(self.server, _patience(self._engine.url))

    @contextmanager
    def joined(self, member: Member) -> Iterator[Membership]:
        """Be one of the processes that share a PostgreSQL while the block runs."""
        with _explained(self._engine), members.joined(self._engine, member) as membership:
            yield membership

    def check(self) -> None:
        """Raise StorageError unless something as large as an article can be stored now; it is taken back.

        That another process writes just now is no trouble.
        """
        self._check_place()
        try:
            with _explained(self._engine), self._engine.connect() as connection:
                _probe(connection)
        except LockedError:
            with self.reading() as session:
                session.execute(text("SELECT 1 FROM source_state LIMIT 1"))

    def commits(self) -> int | None:
        """A number that is another one after anybody committed something; None where that can't be told for so little.

        It takes some microseconds, so that it may be asked for each request.
        """
        if self._engine.dialect.name != "sqlite":
            return None
        try:
            with self._counting_lock:
                if self._counting is None:
                    self._counting = self._engine.raw_connection()
                cursor = self._counting.cursor()
                try:
                    (number,) = cursor.execute("PRAGMA data_version").fetchone()
                finally:
                    cursor.close()
        except (sqlite3.Error, DBAPIError):
            return None  # whoever reads next is told what is wrong
        return int(number)

    def _check_place(self) -> None:
        """Raise StorageError where the file is no longer where it was: what is written to it now would be lost."""
        if self._file is not None and _identity(self._file) != self._opened:
            raise StorageError(
                f"the database {self._file} was taken away while it was in use: nothing is stored or told until it is "
                "put back; to go on with another file, restart peruwatch"
            )

    def close(self) -> None:
        """Let go of all connections."""
        with suppress(DBAPIError):
            if self._opened is not None and self._file is not None and _identity(self._file) == self._opened:
                _remember(self._engine)
        with self._counting_lock:
            if self._counting is not None:
                self._counting.close()
                self._counting = None
        self._engine.dispose()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let what is read in this task or thread take no longer in all; what does raises OutOfTimeError."""
    token = _UNTIL.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(token)


@contextmanager
def _in_time(session: Session) -> Iterator[None]:
    """Break off what a session is asked when its time is over."""
    until = _UNTIL.get()
    if until is None:
        yield
        return
    left = until - time.monotonic()
    if left <= 0:
        raise _out_of_time()
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL statement_timeout = {max(1, int(left * 1000))}"))
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(lambda: time.monotonic() > until, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def _out_of_time() -> OutOfTimeError:
    return OutOfTimeError("this takes too long to find out: ask for something rarer, or for less at once")


def _probe(connection: Connection) -> None:
    """Write something and take it back."""
    if connection.dialect.name == "sqlite":
        # What is taken back never comes to the disk, unless it is more than memory is meant to hold.
        connection.exec_driver_sql(f"PRAGMA cache_size = {_PROBE_CACHE}")
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PROBE_PATIENCE}")
        connection.rollback()
    connection.execution_options(writing=True)
    try:
        row = {"name": _PROBE, "last_error": secrets.token_hex(_PROBE_SIZE // 2), "failures": 0}
        connection.execute(insert(SourceStateRow), [row])
    finally:
        connection.rollback()
        connection.invalidate()  # nobody else is to work with so little memory and patience


def _engine(url: str, busy_timeout: float) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(
                parsed, pool_pre_ping=True, max_overflow=_AS_MANY_AS_THREADS, connect_args=_patience(parsed)
            )
    except (ArgumentError, NoSuchModuleError) as error:
        # Neither address nor error is told: they may hold a password.
        raise StorageError("storage.url is no address of a database that can be used") from error
    if (file := database_file(parsed)) is not None:
        folder = file.parent
        try:
            _refuse_emptied(file)
        except OSError as error:
            raise StorageError(f"can't read what is beside the database {file}: {error.strerror}") from error
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"can't make the folder {folder} for the database: {error.strerror}") from error
        with suppress(OSError):  # what keeps it from being made, SQLite tells better
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))  # a new one is its owner's alone
    connect = {"timeout": busy_timeout, "check_same_thread": False}
    engine = create_engine(parsed, connect_args=connect, max_overflow=_AS_MANY_AS_THREADS)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _patience(url: URL) -> dict[str, Any]:
    """How soon a server that no longer answers counts as lost, unless its address says otherwise."""
    return {name: value for name, value in _NOTICE_LOSS.items() if name not in url.query}


def database_file(url: URL) -> Path | None:
    """The file of an SQLite database; None for any other."""
    is_file = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return Path(url.database or "") if is_file else None


def _identity(file: Path) -> tuple[int, int] | None:
    """What tells a file from another one that has its name; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def note_beside(file: Path) -> Path:
    """Where it is remembered how many articles a database held when it was last opened."""
    return file.with_name(f"{file.name}.held")


def _refuse_emptied(file: Path) -> None:
    """Raise StorageError where a database is gone that held articles: all of them would be fetched and told again."""
    note = note_beside(file)
    if not note.exists() or (file.exists() and file.stat().st_size):
        return
    since = datetime.fromtimestamp(note.stat().st_mtime, UTC)
    held = note.read_text(encoding="utf-8").strip()
    what = "is empty" if file.exists() else "is gone"
    raise StorageError(
        f"the database {file} {what}, but it held {held} articles on {since:%Y-%m-%d}: put it back, or restore it from "
        f"a backup; to begin anew without them, delete {note}"
    )


def _remember(engine: Engine) -> None:
    """Note beside a database how many articles it holds, if it holds any."""
    file = database_file(engine.url)
    if file is None:
        return
    with engine.connect() as connection:
        held = connection.execute(text("SELECT count(*) FROM article")).scalar()
    if held:
        with suppress(OSError):  # the note only helps whoever loses the file
            note = os.open(note_beside(file), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            os.write(note, f"{held}\n".encode())
            os.close(note)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own idea of when a transaction begins would leave reads outside of them; we say BEGIN ourselves.
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in (
        f"wal_autocheckpoint = {_PAGES_BEFORE_CHECKPOINT}",
        "foreign_keys = ON",
        "synchronous = FULL",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Have SQLite write ahead. A new file that another process writes to just now refuses that without waiting."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    deadline = time.monotonic() + patience / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_WRITING_BRIEFLY)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that first reads and then writes can't be let wait on SQLite: a writer takes its place at the start.
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _migrate(engine: Engine) -> None:
    found = _version(engine)
    if found == max(KNOWN_VERSIONS):
        return
    if found is not None and found not in KNOWN_VERSIONS:
        raise StorageError(
            f"{_place(engine)} was written by a newer version of peruwatch (its version is {found}, "
            f"ours is {max(KNOWN_VERSIONS)}): install that version again, or use another database"
        )
    writing = engine.execution_options(writing=True)
    with writing.connect() as connection, _references_unchecked(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        if inspect(connection).get_table_names():
            _upgrade(connection)
        else:
            _make_tables(connection)


@contextmanager
def _references_unchecked(connection: Connection) -> Iterator[None]:
    """Let SQLite make a table anew to which others refer, which it does by dropping the old one.

    What its manual says of this (section 7 of ALTER TABLE): foreign keys are off meanwhile, and checked before the end.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")  # which does nothing within a transaction
    try:
        yield
    finally:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()


def _upgrade(connection: Connection) -> None:
    """Run the migrations that are missing."""
    # Alembic takes a second to import, and most starts have nothing to migrate.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise StorageError(f"the upgrade would leave {broken[0]} with a reference to nothing; nothing was changed")


def _make_tables(connection: Connection) -> None:
    """Make all tables as they are now, which is where the migrations lead, and note the version as they do."""
    Table.metadata.create_all(connection)
    for statement in SEARCH[connection.dialect.name]:
        connection.execute(text(statement))
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": max(KNOWN_VERSIONS)})


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: Any = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Turn the driver's errors about the database as a whole into ours, with what to do."""
    try:
        yield
    except DBAPIError as error:
        if _was_broken_off(error):
            raise _out_of_time() from error
        explanation = _explain(error)
        if explanation is None:
            raise
        is_locked = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        raise (LockedError if is_locked else StorageError)(f"{_place(engine)} {explanation}") from error
    except (UnicodeDecodeError, JSONDecodeError) as error:  # nothing else is read in a transaction than what it holds
        raise StorageError(f"{_place(engine)} {_DAMAGED}") from error


_QUERY_CANCELED = "57014"
"""PostgreSQL's code for a statement that took too long."""
_DAMAGED = "is damaged: restore it from a backup"
_SQLITE_REASONS = {
    sqlite3.SQLITE_BUSY: "is locked by another process: wait for it, or stop it",
    sqlite3.SQLITE_LOCKED: "is locked by another process: wait for it, or stop it",
    sqlite3.SQLITE_READONLY: "can't be written to: check the permissions of the file and its folder",
    sqlite3.SQLITE_PERM: "can't be written to: check the permissions of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "can't be opened: check that the path is a file in a folder that may be written to, "
    "and whether `ulimit -n` leaves room for more open files",
    sqlite3.SQLITE_FULL: "can't grow: the disk is full; make room, nothing that was stored is lost",
    sqlite3.SQLITE_IOERR: "can't be read or written: the disk reports an error or is full",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: "is not a database: move the file away, or name another one in storage.url",
}


def _explain(error: DBAPIError) -> str | None:
    original = error.orig
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", None)
        if code is None:
            return _DAMAGED if str(original).startswith("Could not decode") else None
        return _SQLITE_REASONS.get(code & 0xFF)
    if isinstance(error, OperationalError):
        return f"can't be used: {' '.join(str(original).split())}"
    return None


def _was_broken_off(error: DBAPIError) -> bool:
    """Whether a statement was ended because its time was over."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code == sqlite3.SQLITE_INTERRUPT or getattr(error.orig, "sqlstate", None) == _QUERY_CANCELED


def _place(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return f"the database {engine.url.database}"
    # The query may hold a password, too.
    return f"the database {engine.url.set(query={}).render_as_string(hide_password=True)}"
