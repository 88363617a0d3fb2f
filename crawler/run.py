"""One crawl run, from a source to its CrawlRun, inside the running asyncio loop."""

from __future__ import annotations

import asyncio

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import DummySpiderLoader

from crawler.desk import Desk
from crawler.spiders.loader import spider_class
from crawler.spiders.section import SectionSpider
from crawler.turns import STOPPING
from model.crawl import CrawlRun
from model.errors import PeruwatchError
from model.source import Source


class Crawls:
    """The crawls of one process. Needs Twisted's asyncio reactor to be installed and running."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        settings = Settings()
        settings.setmodule("crawler.settings", priority="project")
        # Spiders are made here of the desk's configuration; the project's loader would read the one of the folder.
        settings.set("SPIDER_LOADER_CLASS", DummySpiderLoader, priority="cmdline")
        self._runner = AsyncCrawlerRunner(settings)

    async def crawl(self, source: Source, *, only_due: bool) -> CrawlRun:
        """Crawl one source once; with `only_due`, entries whose next try lies ahead wait for it.

        A section that can't be read is told in the run's error. Raises PeruwatchError when nothing could be recorded.
        Where it is cancelled, it first ends in good order: what was stored is kept, the rest stays owed.
        """
        crawler = self._runner.create_crawler(spider_class(source, self._desk.config))
        task = self._runner.crawl(crawler, desk=self._desk, only_due=only_due)
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            await _end(crawler, task)
            raise
        spider = crawler.spider
        if not isinstance(spider, SectionSpider) or spider.run is None:
            problem = getattr(spider, "problem", None) or "the log says why"
            raise PeruwatchError(f"the crawl of {source.name} could not be put on record: {problem}")
        return spider.run

    async def stop(self) -> None:
        """Stop all crawls; what they have stored is kept, the rest stays owed."""
        for crawler in self._runner.crawlers:
            crawler.signals.send_catch_log(STOPPING)
        await self._runner.stop()


async def _end(crawler: Crawler, task: asyncio.Task[None]) -> None:
    """End one crawl, which may be only about to begin; it has no event to tell when it can be stopped."""
    while not task.done():
        if crawler.engine is not None and crawler.engine.running:
            crawler.signals.send_catch_log(STOPPING)
            await crawler.engine.stop_async()
        await asyncio.wait({task}, timeout=0.01)
