"""Writing from many crawls at once: what waits together is written in one transaction, as databases commit groups."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from model.errors import StorageError
from storage.database import Database, Session

T = TypeVar("T")

Write = Callable[[Session], Any]
"""What is to be written. It may be called again after a rollback, and so changes nothing but the database."""

_MOST = 100
"""Writes in a transaction; with more, the first would wait long."""

_PATIENCE = 0.02
"""Seconds that a patient write waits for others: a transaction takes as long to end as to store an article."""


class BatchWriter:
    """The one that writes for all crawls of a process, off the event loop: another process may make it wait."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Write, asyncio.Future[Any]]] = []
        self._working: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    async def write(self, do: Callable[[Session], T], *, patient: bool = False) -> T:
        """Have something written, and give its result once it is kept for good; raises what it raises.

        A `patient` write waits a little for others to share its transaction. Who stops waiting does not stop the
        writing.
        """
        kept: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((do, kept))
        if not patient:
            self._hurry.set()
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await kept

    async def _work(self) -> None:
        while self._waiting:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), _PATIENCE)
            self._hurry.clear()
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            try:
                results = await asyncio.to_thread(written, self._database, [do for do, _ in batch])
                for (_, kept), result in zip(batch, results, strict=True):
                    _answer(kept, result)
            finally:  # a loop that ends in the middle leaves nobody waiting
                for _, kept in batch:
                    kept.cancel()


def written(database: Database, batch: list[Write]) -> list[Any]:
    """Write all in one transaction; results or exceptions in their order. One that fails leaves the others unharmed."""
    try:
        with database.transaction() as session:
            return [do(session) for do in batch]
    except StorageError as error:  # that is the database's, and would be every one's
        return [error] * len(batch)
    except Exception as error:  # noqa: BLE001 - it is its caller's, who gets it
        return [error] if len(batch) == 1 else [result for do in batch for result in written(database, [do])]


def _answer(kept: asyncio.Future[Any], result: object) -> None:
    if kept.cancelled():
        return
    if isinstance(result, Exception):
        kept.set_exception(result)
    else:
        kept.set_result(result)
