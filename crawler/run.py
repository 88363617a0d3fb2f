"""The crawls of one process, on one of Scrapy's engines inside the running asyncio loop."""

from __future__ import annotations

import asyncio
from typing import Self

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import DummySpiderLoader

from crawler.context import CrawlContext
from crawler.crawls.crawl import Download, crawl_source
from crawler.http.pacing import STOPPING
from crawler.options import scrapy_options
from crawler.spiders.resolver import CheckedResolver
from crawler.spiders.section import HouseSpider
from model.crawl import CrawlRun
from model.errors import PeruwatchError
from model.source import Source


class Crawls:
    """The crawls of one process, inside `async with`. Needs Twisted's asyncio reactor to be installed and running.

    They share one engine, since opening one costs more than a look at a section that has not changed.
    """

    def __init__(self, context: CrawlContext) -> None:
        self._context = context
        self._crawler: Crawler | None = None
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Open the engine."""
        settings = Settings()
        settings.setmodule("crawler.settings", priority="project")
        settings.setdict(scrapy_options(self._context.config), priority="spider")
        # The project's loader would read the configuration of the folder that we happen to be in.
        settings.set("SPIDER_LOADER_CLASS", DummySpiderLoader, priority="cmdline")
        ready = asyncio.Event()
        self._crawler = AsyncCrawlerRunner(settings).create_crawler(HouseSpider)
        CheckedResolver.install()  # a runner, unlike Scrapy's own commands, leaves the reactor as it is
        self._running = asyncio.create_task(self._crawler.crawl_async(context=self._context, ready=ready))
        opening = asyncio.create_task(ready.wait())
        await asyncio.wait({self._running, opening}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.is_set():
            opening.cancel()
            await self._running
            raise PeruwatchError("Scrapy's engine could not be opened; the log says why")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the engine; crawls under way are to be cancelled first."""
        if self._crawler is not None and self._running is not None:
            # Nothing that still waits for its turn is waited for.
            self._crawler.signals.send_catch_log(STOPPING)
            await self._crawler.stop_async()
            await asyncio.wait({self._running})
        if self._context.turns is not None:
            await self._context.turns.close()

    @property
    def download(self) -> Download:
        """What sends requests through the engine."""
        engine = None if self._crawler is None else self._crawler.engine
        if engine is None:
            raise RuntimeError("the crawls have not been opened")
        return engine.download_async

    async def crawl(self, source: Source, *, only_due: bool) -> CrawlRun:
        """Crawl one source once; with `only_due`, what is not due yet waits.

        A section that can't be read is told in the run's error. Raises PeruwatchError when nothing could be recorded.
        Where it is cancelled, it ends in good order: what was stored is kept, the rest stays owed.
        """
        return await crawl_source(self._context, source, self.download, only_due=only_due)
