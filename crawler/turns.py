"""When a request may go to a host: how many at a time and how far apart, over all crawls of a process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

from crawler.outcomes import Stopped

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.spiders.section import SectionSpider

STOPPING = object()
"""Scrapy's kind of signal: a crawl is to end now, and not only when what it asked for has come."""


class Turns:
    """Each host's turns; sources that share a host share them."""

    def __init__(self) -> None:
        self._places: dict[str, asyncio.Semaphore] = {}
        self._free_from: dict[str, float] = {}
        """Moment of the loop's clock from which on the next request may start."""
        self._asked: dict[str, float] = {}
        """Seconds between two requests that the host itself asks for."""

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep at least so many seconds between two requests to the host from now on."""
        self._asked[host] = seconds

    @asynccontextmanager
    async def turn(self, host: str, *, at_once: int, delay: float) -> AsyncIterator[None]:
        """Wait for our turn, and hold it while the request is under way; `delay` is in seconds."""
        async with self._places.setdefault(host, asyncio.Semaphore(at_once)):
            now = asyncio.get_running_loop().time()
            start = max(now, self._free_from.get(host, now))
            self._free_from[host] = start + max(delay, self._asked.get(host, 0))
            await asyncio.sleep(start - now)
            yield


class TurnTakingHandler(HTTP11DownloadHandler):
    """Sends each request when it is its turn, and none once the crawl is to end.

    Scrapy's own limit does not hold on asyncio without a delay: it starts all that waits for a place when one is free,
    because what it has started counts only once its task runs. Each crawl has a downloader of its own, and one that
    ends waits for all that it was asked for.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawl = crawler
        self._under_way: set[asyncio.Task[Response]] = set()
        self._stopped = False
        crawler.signals.connect(self._stop, STOPPING)

    async def download_request(self, request: Request) -> Response:
        """The host's answer; the time until our turn does not count for the timeout. Raises Stopped."""
        if self._stopped:
            raise Stopped("the crawl is to end")
        task = asyncio.create_task(self._in_turn(request))
        self._under_way.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            raise Stopped("the crawl is to end") from None
        finally:
            self._under_way.discard(task)

    async def _in_turn(self, request: Request) -> Response:
        spider = cast("SectionSpider", self._crawl.spider)  # the only kind of spider here
        crawl = spider.desk.config.settings.crawl
        host = urlparse_cached(request).hostname or ""
        delay = crawl.delay.total_seconds()
        async with spider.desk.turns.turn(host, at_once=crawl.concurrency_per_host, delay=delay):
            return await super().download_request(request)

    def _stop(self) -> None:
        self._stopped = True
        for task in self._under_way:
            task.cancel()
