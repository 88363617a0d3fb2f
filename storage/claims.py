"""Who has messages in hand: a claim lasts as long as its process lives and holds it, and not a moment longer.

It is a lock that ends with its process, whatever ends that: the kernel's beside a file of SQLite, which all processes
share on one machine, and on PostgreSQL one of the connection. No clock decides who may send, so neither a server that
takes a quarter of an hour nor a clock that is set makes two processes send the same.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from model.errors import StorageError

_TRY = text("SELECT pg_try_advisory_xact_lock_shared(:key)")
_HOLD = text("SELECT pg_advisory_lock(:key)")
_FREE = text("SELECT pg_advisory_unlock(:key)")


@contextmanager
def held(engine: Engine) -> Iterator[str]:
    """Hold a claim of a new name while the block runs."""
    name = secrets.token_hex(8)
    with _held_file(engine, name) if engine.dialect.name == "sqlite" else _held_connection(engine, name):
        yield name


def is_held(session: Session, name: str) -> bool:
    """Whether the process that holds that claim lives and still holds it."""
    engine = session.get_bind()
    if engine.dialect.name != "sqlite":
        return not session.connection().execute(_TRY, {"key": _key(name)}).scalar()
    path = _folder(engine.engine) / name
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        with suppress(OSError):  # of one that was killed
            path.unlink()
        return False
    finally:
        os.close(file)


@contextmanager
def _held_file(engine: Engine, name: str) -> Iterator[None]:
    path = _folder(engine) / name
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _clear(path.parent)
        file = _locked_file(path)
    except OSError as error:
        raise StorageError(f"can't write to the folder {path.parent}: {error.strerror}") from error
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(file)


def _locked_file(path: Path) -> int:
    """A file that is ours alone, and still at its place once it is: who clears up may come before the lock does."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        os.close(file)


def _clear(folder: Path) -> None:
    """Remove the claims of processes that were killed: nothing holds their locks."""
    for path in folder.iterdir():
        with suppress(OSError):
            file = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
            finally:
                os.close(file)


@contextmanager
def _held_connection(engine: Engine, name: str) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(_HOLD, {"key": _key(name)})
        try:
            yield
        finally:
            with suppress(DBAPIError):  # a connection that broke has freed it already
                connection.execute(_FREE, {"key": _key(name)})


def _folder(engine: Engine) -> Path:
    return Path(f"{engine.url.database}-claims")


def _key(name: str) -> int:
    """PostgreSQL's locks have numbers of 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
