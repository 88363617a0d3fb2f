"""Whose turn it is to ask a host, over all processes that share a PostgreSQL.

A turn is a lock that PostgreSQL ends with its connection; when a host was last asked, and until when the answer may
take, stand in a table, so that whoever takes the turn of a process that was killed or cut off keeps the distance, too.
All moments are PostgreSQL's: the machines' clocks may differ.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from model.errors import StorageError
from storage.members import NOTICE_LOSS

_LOCK = "SELECT pg_try_advisory_lock(%(key)s, %(slot)s)"
_UNLOCK = "SELECT pg_advisory_unlock(%(key)s, %(slot)s)"
_PROMISE = """
INSERT INTO turn AS t (host, last, busy_until)
VALUES (%(host)s, clock_timestamp(), clock_timestamp() + %(busy)s * interval '1 second')
ON CONFLICT (host) DO UPDATE SET
    last = greatest(clock_timestamp(), t.last + %(delay)s * interval '1 second', t.busy_until),
    busy_until = greatest(clock_timestamp(), t.last + %(delay)s * interval '1 second', t.busy_until)
        + %(busy)s * interval '1 second'
RETURNING extract(epoch FROM t.last - clock_timestamp())::float8,
    (SELECT backoff_until FROM host WHERE name = %(host)s)
"""
"""A turn of many has no end that others would have to wait for; what is unknown (NULL) counts for nothing."""
_ENDED = "UPDATE turn SET last = greatest(last, clock_timestamp()), busy_until = NULL WHERE host = %(host)s"
_GIVEN_UP = "UPDATE turn SET busy_until = NULL WHERE host = %(host)s"


@dataclass(frozen=True, slots=True)
class HostTurn:
    """Our turn to ask a host."""

    host: str
    slot: int
    wait: float
    """Seconds until the request may be sent."""
    backoff_until: datetime | None
    """Before which the host asked, whichever process, not to be asked again."""


class HostTurns:
    """The turns of this process, over one connection that is opened when it is needed."""

    def __init__(self, server: str, options: dict[str, Any]) -> None:
        self._server = server
        self._options = options
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._opening = asyncio.Lock()
        self._ours: set[tuple[str, int]] = set()
        """Hosts and places that this process has."""

    async def take(self, host: str, *, at_once: int, delay: float, longest: float) -> HostTurn | None:
        """Take the turn of a host that is asked `at_once` times at a time, or None where others have it.

        `delay` is in seconds, as is `longest`, for which a request may last. Raises StorageError.
        """
        for slot in range(at_once):
            place = (host, slot)
            if place in self._ours:  # PostgreSQL would give a lock again to who has it
                continue
            self._ours.add(place)
            turn = None
            try:
                turn = await self._taken(host, slot, delay=delay, busy=longest if at_once == 1 else None)
            finally:
                if turn is None:
                    self._ours.discard(place)
            if turn is not None:
                return turn
        return None

    async def _taken(self, host: str, slot: int, *, delay: float, busy: float | None) -> HostTurn | None:
        if not (await self._row(_LOCK, {"key": _key(host), "slot": slot}))[0]:
            return None
        wait, backoff_until = await self._row(_PROMISE, {"host": host, "delay": delay, "busy": busy})
        return HostTurn(host, slot, max(0.0, wait), backoff_until)

    async def end(self, turn: HostTurn, *, asked: bool) -> None:
        """Give the turn up, after a request that was sent or without one; where PostgreSQL is away it has ended."""
        try:
            with suppress(StorageError):
                await self._execute(_ENDED if asked else _GIVEN_UP, {"host": turn.host})
                await self._execute(_UNLOCK, {"key": _key(turn.host), "slot": turn.slot})
        finally:
            self._ours.discard((turn.host, turn.slot))

    async def close(self) -> None:
        """Give up all."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _row(self, query: str, given: dict[str, Any]) -> tuple[Any, ...]:
        row = await (await self._execute(query, given)).fetchone()
        if row is None:
            raise StorageError("PostgreSQL gave no answer to whose turn it is")
        return tuple(row)

    async def _execute(self, query: str, given: dict[str, Any]) -> psycopg.AsyncCursor[Any]:
        connection = await self._opened()
        try:
            return await connection.execute(query.encode(), given)
        except psycopg.OperationalError as error:
            if self._connection is connection:
                self._connection = None
            await connection.close()
            raise StorageError(f"the database can't be used: {' '.join(str(error).split())}") from error

    async def _opened(self) -> psycopg.AsyncConnection[Any]:
        async with self._opening:
            if self._connection is None or self._connection.closed:
                try:
                    self._connection = await psycopg.AsyncConnection.connect(
                        self._server, autocommit=True, **self._options
                    )
                    for setting in (*NOTICE_LOSS, "SET synchronous_commit = off"):
                        # A crash of PostgreSQL itself may forget the last half second, and takes longer.
                        await self._connection.execute(setting.encode())
                except psycopg.OperationalError as error:
                    raise StorageError(f"the database can't be used: {' '.join(str(error).split())}") from error
            return self._connection


def _key(host: str) -> int:
    """A lock has two numbers of 32 bits; hosts that share one wait for each other, which harms nobody."""
    return int.from_bytes(hashlib.sha256(host.encode()).digest()[:4], signed=True)
