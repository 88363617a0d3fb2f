"""When a request may go to a host: how many at a time and how far apart, over all crawls of a process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.outcomes import Resting, Stopped
from storage import hosts

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.spiders.section import DeskSpider

logger = logging.getLogger(__name__)

STOPPING = object()
"""Scrapy's kind of signal: all crawls are to end now, and not only when what they asked for has come."""
WANTED_UNTIL = "wanted_until"
"""In a request's meta: a future that is done when nobody waits for the answer any more."""

LONGEST_REST = timedelta(days=1)
"""A host that asks for more is asked again all the same."""
_USUAL_REST = timedelta(minutes=5)
"""For a host that is busy and does not say how long."""
_WORTH_WAITING = timedelta(seconds=20)
"""A rest that a request waits out; for a longer one it comes back another time."""


class Turns:
    """Each host's turns; sources that share a host share them."""

    def __init__(self) -> None:
        self._places: dict[str, asyncio.Semaphore] = {}
        self._alone: dict[str, asyncio.Lock] = {}
        """For hosts that ask for time between requests: a second one at the same time would be none at all."""
        self._last: dict[str, float] = {}
        """Moment of the loop's clock at which a request last started or ended; one ahead is taken already."""
        self._asked: dict[str, float] = {}
        """Seconds between two requests that the host itself asks for."""
        self._rests: dict[str, datetime] = {}
        """Until when a host asked to be left alone."""
        self._recalled: set[str] = set()
        """Hosts of which that is known, too, which they told an earlier process."""

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep at least so many seconds between two requests to the host from now on."""
        self._asked[host] = seconds

    def knows(self, host: str) -> bool:
        """Whether it was recalled what the host asked for."""
        return host in self._recalled

    def recall(self, host: str, rests_until: datetime | None) -> None:
        """Learn until when the host asked an earlier process to be left alone, if it did."""
        self._recalled.add(host)
        if rests_until is not None:
            self.rest(host, rests_until)

    def rest(self, host: str, until: datetime) -> None:
        """Send nothing to the host until then."""
        self._rests[host] = max(until, self._rests.get(host, until))

    def rests_until(self, host: str, now: datetime) -> datetime | None:
        """Until when the host is to be left alone; None when it may be asked."""
        until = self._rests.get(host)
        return until if until is not None and until > now else None

    @asynccontextmanager
    async def turn(self, host: str, *, at_once: int, delay: float, now: Callable[[], datetime]) -> AsyncIterator[None]:
        """Wait for our turn, and hold it while the request is under way; `delay` is in seconds.

        It counts from the last answer on: a host that takes its time is not to be hurried, too. Raises Resting where
        the host asked to be left alone for longer than is worth waiting.
        """
        place = self._places.setdefault(host, asyncio.Semaphore(at_once))
        asked = self._asked.get(host, 0)
        alone = self._alone.setdefault(host, asyncio.Lock()) if asked else nullcontext()
        async with place, alone:
            await self._wait_out(host, now())
            clock = asyncio.get_running_loop().time
            start = max(clock(), self._last[host] + max(delay, asked)) if host in self._last else clock()
            before, self._last[host] = self._last.get(host), start
            try:
                await asyncio.sleep(start - clock())
            except asyncio.CancelledError:
                self._give_back(host, start, before)
                raise
            try:
                yield
            finally:
                self._last[host] = max(self._last[host], clock())

    def _give_back(self, host: str, start: float, before: float | None) -> None:
        """Let others have the time that was taken, unless they have already taken what follows it."""
        if self._last[host] == start:
            del self._last[host]
            if before is not None:
                self._last[host] = before

    async def _wait_out(self, host: str, now: datetime) -> None:
        until = self.rests_until(host, now)
        if until is None:
            return
        if until - now > _WORTH_WAITING:
            raise Resting(f"{host} asked us not to come back before {until:%Y-%m-%d %H:%M} UTC")
        await asyncio.sleep((until - now).total_seconds())


def rest_asked(status: int, retry_after: str | None, now: datetime) -> datetime | None:
    """Until when a host asks to be left alone, by an answer's status and Retry-After (RFC 9110, 10.2.3)."""
    if status not in {429, 503}:
        return None
    return min(max(_retry_after((retry_after or "").strip(), now), now), now + LONGEST_REST)


def _retry_after(given: str, now: datetime) -> datetime:
    if given.isascii() and given.isdigit():
        return now + timedelta(seconds=min(int(given), LONGEST_REST.total_seconds()))
    try:
        moment = parsedate_to_datetime(given)
    except ValueError:
        return now + _USUAL_REST
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class TurnTakingHandler(HTTP11DownloadHandler):
    """Sends each request when it is its turn, and none once the crawl is to end.

    Scrapy's own limit does not hold on asyncio without a delay: it starts all that waits for a place when one is free,
    because what it has started counts only once its task runs. And it goes on with what it was asked for, whether
    anybody still waits for that or not.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawl = crawler
        self._under_way: set[asyncio.Task[Response]] = set()
        self._stopped = False
        crawler.signals.connect(self._stop, STOPPING)

    async def download_request(self, request: Request) -> Response:
        """The host's answer; the time until our turn does not count for the timeout. Raises Stopped."""
        wanted_until: asyncio.Future[None] | None = request.meta.get(WANTED_UNTIL)
        if self._stopped or (wanted_until is not None and wanted_until.done()):
            raise Stopped("the crawl is to end")
        task = asyncio.create_task(self._in_turn(request))
        self._under_way.add(task)

        def give_up(_: object) -> None:
            task.cancel()

        if wanted_until is not None:
            wanted_until.add_done_callback(give_up)
        try:
            return await task
        except asyncio.CancelledError:
            raise Stopped("the crawl is to end") from None
        finally:
            self._under_way.discard(task)
            if wanted_until is not None:
                wanted_until.remove_done_callback(give_up)

    async def _in_turn(self, request: Request) -> Response:
        desk = cast("DeskSpider", self._crawl.spider).desk  # the only kind of spider here
        crawl = desk.config.settings.crawl
        host = urlparse_cached(request).hostname or ""
        delay = crawl.delay.total_seconds()
        if not desk.turns.knows(host):
            desk.turns.recall(host, await desk.read(hosts.rests_until, host))
        async with desk.turns.turn(host, at_once=crawl.concurrency_per_host, delay=delay, now=desk.now):
            response = await self._sent(request)
        retry_after = response.headers.get("Retry-After")
        given = retry_after.decode("latin-1") if retry_after else None
        if (until := rest_asked(response.status, given, desk.now())) is not None:
            desk.turns.rest(host, until)
            logger.info("%s asks to be left alone until %s", host, until.isoformat(timespec="seconds"))
            await desk.write(hosts.keep_rest, host, until)
        return response

    async def _sent(self, request: Request) -> Response:
        """The answer to a request that is sent now."""
        asked = "conditional " if {b"If-None-Match", b"If-Modified-Since"} & set(request.headers) else ""
        clock = asyncio.get_running_loop().time
        sent = clock()
        try:
            response = await super().download_request(request)
        except Exception as error:
            logger.info("%s%s %s: %s after %.2f s", asked, request.method, request.url, error, clock() - sent)
            raise
        size, took = len(response.body), clock() - sent
        logger.info("%s%s %s: %d, %d bytes in %.2f s", asked, request.method, request.url, response.status, size, took)
        return response

    def _stop(self) -> None:
        self._stopped = True
        for task in self._under_way:
            task.cancel()
