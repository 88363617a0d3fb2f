"""When a request may go to a host: how many at a time and how far apart, over all crawls of a process.

On PostgreSQL, where other processes may ask the same hosts, its turns are theirs, too.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crawler.http.outcomes import BackingOff
from model.backoff import retry_after as asked_for

if TYPE_CHECKING:
    from storage.turns import HostTurn, HostTurns

logger = logging.getLogger(__name__)

STOPPING = object()
"""Scrapy's kind of signal: all crawls are to end now, and not only when what they asked for has come."""
WANTED_UNTIL = "wanted_until"
"""In a request's meta: a future that is done when nobody waits for the answer any more."""

RecallBackoff = Callable[[str], Awaitable[datetime | None]]
"""Gives until when a host asked an earlier process to be left alone."""
KeepBackoff = Callable[[str, datetime], Awaitable[None]]
"""Keeps until when a host asked to be left alone."""

_USUAL_BACKOFF = timedelta(minutes=5)
"""For a host that is busy and does not say how long."""
SLOW = 3.0
"""Seconds after which a host that has not answered in full counts as slow: most take one."""
_SLOW_FOR = 600.0
"""Seconds for which it then does: a section may answer quickly while its articles hang."""
_AGAIN = 0.05
"""Seconds until a turn that another process has is asked for again: a small part of the usual delay."""
_WORTH_WAITING = timedelta(seconds=20)
"""A backoff that a request waits out; for a longer one it comes back another time."""


class Pacing:
    """The turns of each host; sources that share a host share them.

    What a host asked an earlier process for is had from `recall`, and what it asks for now is given to `keep`.
    """

    def __init__(
        self,
        *,
        recall: RecallBackoff,
        keep: KeepBackoff,
        now: Callable[[], datetime],
        everywhere: HostTurns | None = None,
    ) -> None:
        self._everywhere = everywhere
        """The turns that other processes wait for, too."""
        self._recall = recall
        self._keep = keep
        self._now = now
        self._places: dict[str, asyncio.Semaphore] = {}
        self._alone: dict[str, asyncio.Lock] = {}
        """For hosts that ask for time between requests: a second one at the same time would be none at all."""
        self._last: dict[str, float] = {}
        """Moment of the loop's clock at which a request last started or ended; one ahead is taken already."""
        self._under_way: dict[str, list[float]] = {}
        """When each request that is under way was sent, by the loop's clock."""
        self._slow_until: dict[str, float] = {}
        self._asked: dict[str, float] = {}
        """Seconds between two requests that the host itself asks for."""
        self._backoffs: dict[str, datetime] = {}
        """Until when a host asked to be left alone."""
        self._recalled: set[str] = set()
        """Hosts of which that is known, too, which they told an earlier process."""

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep at least so many seconds between two requests to the host from now on."""
        self._asked[host] = seconds

    def is_slow(self, host: str) -> bool:
        """Whether a host keeps a request waiting for long, or did of late."""
        now = asyncio.get_running_loop().time()
        if any(now - sent > SLOW for sent in self._under_way.get(host, ())):
            self._slow_until[host] = now + _SLOW_FOR
        return self._slow_until.get(host, now) > now

    def backoff_until(self, host: str, now: datetime) -> datetime | None:
        """Until when the host is to be left alone; None when it may be asked."""
        until = self._backoffs.get(host)
        return until if until is not None and until > now else None

    async def answered(self, host: str, status: int, retry_after: str | None) -> None:
        """Take note of an answer: it may ask for a backoff by its status and Retry-After."""
        until = backoff_asked(status, retry_after, self._now())
        if until is None:
            return
        self._back_off(host, until)
        logger.info("%s asks to be left alone until %s", host, until.isoformat(timespec="seconds"))
        await self._keep(host, until)

    def _back_off(self, host: str, until: datetime) -> None:
        self._backoffs[host] = max(until, self._backoffs.get(host, until))

    @asynccontextmanager
    async def turn(self, host: str, *, at_once: int, delay: float, longest: float = 60) -> AsyncIterator[None]:
        """Wait for our turn, and hold it while the request is under way; `delay` is in seconds.

        `longest` is for how many the request may last.
        It counts from the last answer on: a host that takes its time is not to be hurried, too. Raises BackingOff where
        the host asked to be left alone for longer than is worth waiting.
        """
        if host not in self._recalled:
            known = await self._recall(host)
            self._recalled.add(host)
            if known is not None:
                self._back_off(host, known)
        place = self._places.setdefault(host, asyncio.Semaphore(at_once))
        asked = self._asked.get(host, 0)
        alone = self._alone.setdefault(host, asyncio.Lock()) if asked else nullcontext()
        async with place, alone:
            await self._wait_out(host)
            clock = asyncio.get_running_loop().time
            start = max(clock(), self._last[host] + max(delay, asked)) if host in self._last else clock()
            before, self._last[host] = self._last.get(host), start
            try:
                await asyncio.sleep(start - clock())
            except asyncio.CancelledError:
                self._give_back(host, start, before)
                raise
            async with self._turn_everywhere(
                host, at_once=1 if asked else at_once, delay=max(delay, asked), longest=longest
            ):
                sent = clock()
                self._under_way.setdefault(host, []).append(sent)
                try:
                    yield
                finally:
                    if clock() - sent > SLOW:
                        self._slow_until[host] = clock() + _SLOW_FOR
                    self._under_way[host].remove(sent)
                    self._last[host] = max(self._last[host], clock())

    @asynccontextmanager
    async def _turn_everywhere(self, host: str, *, at_once: int, delay: float, longest: float) -> AsyncIterator[None]:
        """The turn among all processes, where there may be others."""
        if self._everywhere is None:
            yield
            return
        turn = None
        while turn is None:
            turn = await self._taken(self._everywhere, host, at_once=at_once, delay=delay, longest=longest)
            if turn is None:
                await asyncio.sleep(_AGAIN)
        asked = False
        try:
            await asyncio.sleep(turn.wait)
            asked = True
            yield
        finally:
            await asyncio.shield(self._everywhere.end(turn, asked=asked))

    async def _taken(
        self, everywhere: HostTurns, host: str, *, at_once: int, delay: float, longest: float
    ) -> HostTurn | None:
        """The turn, if it can be had now, and the host did not ask another process to leave it alone."""
        taking = asyncio.ensure_future(everywhere.take(host, at_once=at_once, delay=delay, longest=longest))
        try:
            turn = await asyncio.shield(taking)
        except asyncio.CancelledError:
            if (turn := await taking) is not None:  # a turn that nobody has in hand would never end
                await everywhere.end(turn, asked=False)
            raise
        if turn is None or turn.backoff_until is None or turn.backoff_until <= self._now():
            return turn
        await everywhere.end(turn, asked=False)
        self._back_off(host, turn.backoff_until)
        await self._wait_out(host)
        return None

    def _give_back(self, host: str, start: float, before: float | None) -> None:
        """Let others have the time that was taken, unless they have already taken what follows it."""
        if self._last[host] == start:
            del self._last[host]
            if before is not None:
                self._last[host] = before

    async def _wait_out(self, host: str) -> None:
        now = self._now()
        until = self.backoff_until(host, now)
        if until is None:
            return
        if until - now > _WORTH_WAITING:
            raise BackingOff(f"{host} asked us not to come back before {until:%Y-%m-%d %H:%M} UTC")
        await asyncio.sleep((until - now).total_seconds())


def backoff_asked(status: int, retry_after: str | None, now: datetime) -> datetime | None:
    """Until when a host asks to be left alone, by an answer's status and Retry-After (RFC 9110, 10.2.3)."""
    if status not in {429, 503}:
        return None
    return asked_for(retry_after or "", now) or now + _USUAL_BACKOFF
