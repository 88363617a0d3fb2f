"""How many requests go to one host at a time, over all crawls of a process."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.spiders.section import SectionSpider


class Turns:
    """Each host's turns; sources that share a host share them."""

    def __init__(self) -> None:
        self._hosts: dict[str, asyncio.Semaphore] = {}

    def of(self, host: str, *, at_once: int) -> asyncio.Semaphore:
        """What to hold while a request to the host is under way; `at_once` counts when the host is first met."""
        return self._hosts.setdefault(host, asyncio.Semaphore(at_once))


class TurnTakingHandler(HTTP11DownloadHandler):
    """Sends each request when it is its turn.

    Scrapy's own limit does not hold on asyncio without a delay: it starts all that waits for a place when one is free,
    because what it has started counts only once its task runs. And each crawl has a downloader of its own.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._crawl = crawler

    async def download_request(self, request: Request) -> Response:
        """The host's answer; the time until our turn does not count for the timeout."""
        spider = cast("SectionSpider", self._crawl.spider)  # the only kind of spider here
        at_once = spider.desk.config.settings.crawl.concurrency_per_host
        async with spider.desk.turns.of(urlparse_cached(request).hostname or "", at_once=at_once):
            return await super().download_request(request)
