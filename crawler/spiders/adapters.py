"""What Scrapy calls on each request's way: the guard of private networks, robots.txt, and pacing."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.context import CrawlContext
from crawler.http.network_guard import ADDRESSES
from crawler.http.outcomes import BackingOff, NoRules, Refused, Stopped
from crawler.http.pacing import STOPPING, WANTED_UNTIL
from crawler.spiders.section import ContextSpider

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


def _context(crawler: Crawler) -> CrawlContext:
    """What the spider whose request it is works from; there is no other kind of spider here."""
    return cast("ContextSpider", crawler.spider).context


class NetworkGuard:
    """Refuses requests to private networks."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise Refused or CannotResolveHostError."""
        allowed = _context(self._crawler).config.settings.crawl.allow_networks
        await ADDRESSES.check(urlparse_cached(request).hostname or "", allowed)


class RobotsMiddleware:
    """Refuses what robots.txt forbids, and slows down where it asks for that."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise Refused or NoRules."""
        context = _context(self._crawler)
        if request.meta.get("is_robots_txt") or not context.config.settings.crawl.obey_robots:
            return
        rules = await context.robots.of(request.url, partial(_robots_txt, self._crawler, request))
        try:
            rules.check(request.url)
        except (Refused, NoRules) as error:
            logger.info("not asked for %s: %s", request.url, error)
            raise
        context.pacing.slow_down(urlparse_cached(request).hostname or "", rules.delay())


async def _robots_txt(crawler: Crawler, waiting: Request, url: str) -> tuple[int, bytes]:
    """Status and body of a robots.txt that a request waits for."""
    engine = crawler.engine
    assert engine is not None  # noqa: S101 - a request is under way, so there is one
    meta = {"is_robots_txt": True, WANTED_UNTIL: waiting.meta.get(WANTED_UNTIL)}
    request = Request(url, meta=meta, callback=NO_CALLBACK, priority=1000)
    try:
        response: Response = await engine.download_async(request)
    except (Refused, Stopped):
        raise
    except BackingOff as error:
        raise NoRules("its robots.txt can't be asked for now") from error
    except IgnoreRequest:  # it redirects for ever, which is as good as none (RFC 9309, 2.3.1.2)
        return 404, b""
    except Exception as error:  # no such host, no connection: the request that waits need not try the same again
        raise NoRules("its robots.txt can't be fetched") from error
    return response.status, response.body


class MetaRefresh(MetaRefreshMiddleware):
    """Scrapy's own; a page in a charset that is none refreshes nowhere, instead of being no answer."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Another request where the page asks for it, or the response."""
        try:
            return super().process_response(request, response)
        except (LookupError, ValueError):
            return response


class PacedHandler(HTTP11DownloadHandler):
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
        context = _context(self._crawl)
        crawl = context.config.settings.crawl
        host = urlparse_cached(request).hostname or ""
        delay = crawl.delay.total_seconds()
        longest = crawl.timeout.total_seconds()
        async with context.pacing.turn(host, at_once=crawl.concurrency_per_host, delay=delay, longest=longest):
            response = await self._sent(request)
        retry_after = response.headers.get("Retry-After")
        await context.pacing.answered(host, response.status, retry_after.decode("latin-1") if retry_after else None)
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
