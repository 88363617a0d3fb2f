"""The spiders: one for each source, for Scrapy's own commands, and one that crawls all of them in one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider

from config.load import Config
from crawler.context import CrawlContext, open_context
from crawler.crawls.crawl import crawl_source
from model.errors import PeruwatchError
from model.source import Source

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler


_NOTHING: tuple[Request, ...] = ()
"""What Scrapy itself is left to ask for."""


class ContextSpider(Spider):
    """A spider that works from a context, as the middlewares know it."""

    context: CrawlContext


class HouseSpider(ContextSpider):
    """Asks for nothing by itself; it keeps Scrapy's engine open for the crawls of a process."""

    name = "peruwatch"

    def __init__(self, *, context: CrawlContext, ready: asyncio.Event) -> None:
        super().__init__()
        self.context = context
        self._ready = ready

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Scrapy's way to make a spider."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.stay, signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Tell that the engine is open; there is nothing to begin with."""
        self._ready.set()
        for request in _NOTHING:
            yield request

    def stay(self) -> None:
        """Having nothing to do is no reason to leave."""
        raise DontCloseSpider


class SectionSpider(ContextSpider):
    """Crawls one source once, for `scrapy crawl`. Subclasses differ in nothing but their source."""

    source: ClassVar[Source]
    config: ClassVar[Config]

    def __init__(self) -> None:
        super().__init__(self.source.name)
        try:
            self.context = open_context(self.config)
        except PeruwatchError as error:
            raise SystemExit(f"peruwatch: {error}") from error

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Scrapy's way to make a spider."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.leave, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Crawl; all requests go through this spider's engine."""
        engine = self.crawler.engine
        assert engine is not None  # noqa: S101 - it runs us
        run = await crawl_source(self.context, self.source, engine.download_async, only_due=False)
        self.logger.info("%s", run)
        for request in _NOTHING:
            yield request

    def leave(self) -> None:
        """Let go of the context."""
        self.context.close()
