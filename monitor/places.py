"""Places for crawls: whose turn it is, so that hosts that are slow or hang keep nobody else waiting."""

from __future__ import annotations

import asyncio
import logging
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

logger = logging.getLogger(__name__)

PER_CORE = 8
"""Crawls at once for each core. They mostly wait for their hosts; more would only wait for the processes that read."""
_FEWEST = 8
_MOST = 64
_PER_HOST = 2
"""Of sources that share a host, which gets one request at a time anyway."""
_LOOK_EVERY = 1.0
"""Seconds between two looks at whether a crawl is in its right lane."""
_LONG = 10.0
"""Seconds after which a crawl counts as long: a look at a section that has little new takes one or two."""
_LATE = timedelta(minutes=1)
"""Lag that is told. What is due waits for a few seconds whenever many are due at once."""
_IN_TIME = timedelta(seconds=10)


class Lane(Enum):
    """Crawls that share places."""

    QUICK = "quick"
    """Where a crawl begins."""
    LONG = "long"
    """Those that take long, such as first ones, as far as there are places; they are of no trouble otherwise."""
    SLOW = "slow"
    """Those of hosts that take long to answer, or don't. They wait for one another and for nobody else."""


@dataclass(slots=True, eq=False)
class _Crawl:
    host: str
    due: datetime
    admitted: asyncio.Future[None]
    lane: Lane = Lane.QUICK
    since: float = field(default=0)


def usual() -> int:
    """How many crawls at once fit this machine."""
    return max(_FEWEST, min(_MOST, PER_CORE * (os.cpu_count() or 1)))


class Places:
    """The places of one process. Among those that wait, whose look was due first gets the next one."""

    def __init__(self, *, is_slow: Callable[[str], bool], now: Callable[[], datetime], at_once: int = 0) -> None:
        """Make them; `at_once` is how many crawls there are in the quick lane, 0 as many as fit the machine."""
        quick = at_once or usual()
        self._room = {Lane.QUICK: quick, Lane.LONG: 2 * quick, Lane.SLOW: max(1, quick // 2)}
        self._is_slow = is_slow
        self._now = now
        self._waiting: list[_Crawl] = []
        self._held: Counter[Lane] = Counter()
        self._hosts: Counter[str] = Counter()
        self._is_late = False

    @property
    def lag(self) -> timedelta:
        """How long the crawl that waits longest has been due."""
        return max((self._now() - crawl.due for crawl in self._waiting), default=timedelta())

    @asynccontextmanager
    async def place(self, host: str, due: datetime) -> AsyncIterator[None]:
        """Wait for a place, and hold it."""
        loop = asyncio.get_running_loop()
        crawl = _Crawl(host, due, loop.create_future())
        self._waiting.append(crawl)
        self._admit()
        try:
            await crawl.admitted
        except asyncio.CancelledError:
            if crawl in self._waiting:
                self._waiting.remove(crawl)
            else:
                self._release(crawl)
            raise
        crawl.since = loop.time()
        watching = asyncio.create_task(self._watch(crawl))
        try:
            yield
        finally:
            watching.cancel()
            self._release(crawl)

    def _admit(self) -> None:
        """Give free places to those that may have them, who was due first first."""
        for crawl in sorted(self._waiting, key=lambda one: one.due):
            lane = Lane.SLOW if self._is_slow(crawl.host) else Lane.QUICK
            if self._held[lane] < self._room[lane] and self._hosts[crawl.host] < _PER_HOST:
                self._waiting.remove(crawl)
                self._tell(self._now() - crawl.due)
                crawl.lane = lane
                self._held[lane] += 1
                self._hosts[crawl.host] += 1
                if not crawl.admitted.done():
                    crawl.admitted.set_result(None)

    def _release(self, crawl: _Crawl) -> None:
        self._held[crawl.lane] -= 1
        self._hosts[crawl.host] -= 1
        if not self._hosts[crawl.host]:
            del self._hosts[crawl.host]
        self._admit()

    async def _watch(self, crawl: _Crawl) -> None:
        """Let a crawl make room for others once it turns out to be slow, or long."""
        clock = asyncio.get_running_loop().time
        while crawl.lane is not Lane.SLOW:
            await asyncio.sleep(_LOOK_EVERY)
            if self._is_slow(crawl.host):
                # However many there are: each begins in that lane the next time.
                self._move(crawl, Lane.SLOW)
            elif (
                crawl.lane is Lane.QUICK
                and clock() - crawl.since > _LONG
                and self._held[Lane.LONG] < self._room[Lane.LONG]
            ):
                self._move(crawl, Lane.LONG)

    def _move(self, crawl: _Crawl, lane: Lane) -> None:
        self._held[crawl.lane] -= 1
        self._held[lane] += 1
        crawl.lane = lane
        self._admit()

    def _tell(self, lag: timedelta) -> None:
        """Log, once, that sources are looked at too late, and then that they are in time again."""
        if lag > _LATE and not self._is_late:
            self._is_late = True
            seconds = lag.total_seconds()
            logger.warning("sources are looked at %.0f s late: this machine, or their hosts, don't keep up", seconds)
        elif self._is_late and self.lag < _IN_TIME > lag:
            self._is_late = False
            logger.warning("sources are looked at in time again")
