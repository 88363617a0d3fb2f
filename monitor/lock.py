"""One daemon a data folder: a lock that ends with its process, and tells others who holds it."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from model.errors import PeruwatchError

_NAME = "daemon.lock"
_FULL = {errno.ENOSPC, errno.EDQUOT}
_TRIES, _PAUSE = 5, 0.1
"""Whoever asks who holds the lock has it himself for a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """A daemon that runs, as it tells of itself."""

    pid: int
    page: str
    """Address of its page."""
    waits_for_restart: Sequence[str] = ()
    """Options that were edited and that only a restart takes up."""


class Lock:
    """The lock while we hold it."""

    def __init__(self, file: int) -> None:
        self._file = file

    def tell(self, daemon: Daemon) -> None:
        """Put into the file what others are to know. Raises OSError where it can't be written."""
        told = json.dumps(asdict(daemon)).encode()
        os.pwrite(self._file, told, 0)
        os.ftruncate(self._file, len(told))


@contextlib.contextmanager
def held(data_dir: Path, page: str) -> Iterator[Lock]:
    """Hold the lock of a data folder; PeruwatchError names the daemon that has it, or why there can be none."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(data_dir / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _cant_write(data_dir, error) from error
    try:
        if not _locked(file):
            raise PeruwatchError(already_there(data_dir, _told(file)))
        lock = Lock(file)
        try:
            lock.tell(Daemon(pid=os.getpid(), page=page))
        except OSError as error:
            raise _cant_write(data_dir, error) from error
        try:
            yield lock
        finally:
            os.ftruncate(file, 0)
    finally:
        os.close(file)


def _cant_write(data_dir: Path, error: OSError) -> PeruwatchError:
    advice = "make room" if error.errno in _FULL else "check its permissions, or name another one with --data"
    return PeruwatchError(f"can't write to the data folder {data_dir}: {error.strerror}; {advice}")


def holder(data_dir: Path) -> Daemon | None:
    """The daemon that runs on a data folder, if one does."""
    try:
        file = os.open(data_dir / _NAME, os.O_RDONLY)
    except OSError:
        return None
    try:
        told = _told(file)  # first: the file of a daemon that ended is empty, and needs no lock
        if told is None:
            return None
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return told
    else:
        return None
    finally:
        os.close(file)


def already_there(data_dir: Path, daemon: Daemon | None) -> str:
    """What to tell somebody who starts a second daemon."""
    who = f"process {daemon.pid}, page {daemon.page}/" if daemon else "another process"
    return f"a peruwatch runs on {data_dir} already ({who}): stop it first, or name another folder with --data"


def _locked(file: int) -> bool:
    for _ in range(_TRIES):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(_PAUSE)
    return False


def _told(file: int) -> Daemon | None:
    try:
        return Daemon(**json.loads(os.pread(file, 1 << 16, 0)))
    except (ValueError, TypeError):
        return None  # nothing, or a part of what is being written
