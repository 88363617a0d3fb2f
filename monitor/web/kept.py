"""What pages tell again and again: counts of the whole archive, and what was read before anything changed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from storage.database import Database

K = TypeVar("K")
T = TypeVar("T")

_FRESH = timedelta(seconds=15)
"""How long a count is shown. With 100,000 articles it takes some 200 ms, and a chart of 90 days shows nothing finer."""
_MOST = 32
"""Views of which the last reading is kept: some 100 kB each, and few are looked at again and again."""


class Kept(Generic[T]):
    """Something that takes long to find out, and that may be a few seconds old."""

    def __init__(self, find_out: Callable[[datetime], T]) -> None:
        self._find_out = find_out
        self._lock = threading.Lock()
        self._found: tuple[datetime, T] | None = None

    def get(self, now: datetime) -> T:
        """What was found out, anew if it is old; while one does that, others get the old."""
        found = self._found
        if found is not None and (timedelta() <= now - found[0] < _FRESH or self._lock.locked()):
            return found[1]
        with self._lock:
            if self._found is None or self._found is found:
                self._found = now, self._find_out(now)
            return self._found[1]


class KeptReading(Generic[K, T]):
    """What is read from the database for each of some keys, read anew only once somebody committed something.

    To read is half of what a page costs, and most of its waiting while other threads are busy: after each row it waits
    for the interpreter.
    """

    def __init__(self, database: Database, read: Callable[[K], T]) -> None:
        self._database = database
        self._read = read
        self._lock = threading.Lock()
        """For what is kept; nobody reads the store with it in hand."""
        self._kept: OrderedDict[K, tuple[int, T]] = OrderedDict()

    def get(self, key: K) -> T:
        """What is read for a key, as it is now."""
        commits = self._database.commits()  # before it is read: what is committed meanwhile is seen next time
        with self._lock:
            known = self._kept.get(key)
        if known is not None and known[0] == commits:
            return known[1]
        found = self._read(key)
        if commits is not None:
            with self._lock:
                self._kept[key] = commits, found
                self._kept.move_to_end(key)
                while len(self._kept) > _MOST:
                    self._kept.popitem(last=False)
        return found
