"""Readers for a pool to run instead of extraction, and a program around them: documents that misbehave."""

from __future__ import annotations

import asyncio
import ctypes
import os
import re
import signal
import sys
import time
from datetime import UTC, datetime

from crawler.extract.reading import Reading
from crawler.workers.pool import ExtractionPool, Limits
from model.article import Content, Entry, Snapshot
from model.errors import NotAnArticle


def read_by_order(snapshot: Snapshot, entry: Entry, now: datetime, template: str | None) -> Reading:
    """Does what the document's body says, and tells in which process."""
    order = snapshot.body.decode().removeprefix("<html>")
    _ORDERS.get(order, _obey)()
    return Reading(contents=(Content(title=order, body=str(os.getpid())),))


def _obey() -> None:
    """Any other body is a good document."""


def _sleep() -> None:
    time.sleep(600)


def _spin_in_c() -> None:
    re.fullmatch(r"(a|a)*b", "a" * 60)  # holds the interpreter for ages


def _crash() -> None:
    ctypes.string_at(0)


def _eat() -> None:
    hoard = [bytearray(1 << 26) for _ in range(200)]
    raise AssertionError(len(hoard))


def _leave() -> None:
    os._exit(0)


def _nap() -> None:
    time.sleep(0.1)


def _refuse() -> None:
    raise NotAnArticle("holds no text")


def _err() -> None:
    raise LookupError("no such thing")


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


_ORDERS = {
    "sleep": _sleep,
    "spin": _spin_in_c,
    "crash": _crash,
    "eat": _eat,
    "leave": _leave,
    "kill": _kill,
    "err": _err,
    "nap": _nap,
    "refuse": _refuse,
}


async def all_at_work(pool: ExtractionPool, documents: int) -> None:
    """Returns when so many documents are with the workers."""
    while sum(future.running() for future in pool._running) < documents:  # noqa: ASYNC110 - it has no event to tell
        await asyncio.sleep(0.01)


async def _work(behaviour: str) -> None:
    """Prints the workers' numbers, then waits for the end with them idle or busy."""
    async with ExtractionPool(workers=2, limits=Limits(page_seconds=1, patience=3), read=read_by_order) as pool:
        pids: set[str] = set()
        while len(pids) < 2:
            pids |= {content.body for content in await asyncio.gather(*(_order(pool, "nap") for _ in range(2)))}
        busy = [asyncio.create_task(_order(pool, behaviour)) for _ in range(2 if behaviour != "idle" else 0)]
        await all_at_work(pool, len(busy))
        print(*pids, flush=True)
        await asyncio.sleep(60)


async def _order(pool: ExtractionPool, text: str) -> Content:
    now = datetime(2024, 7, 11, tzinfo=UTC)
    snapshot = Snapshot(url="http://127.0.0.1/a.htm", fetched=now, body=f"<html>{text}".encode())
    return (await pool.extract(snapshot, Entry(url=snapshot.url), now)).content


if __name__ == "__main__":
    try:
        asyncio.run(_work(sys.argv[1]))
    except KeyboardInterrupt:
        print("interrupted")
