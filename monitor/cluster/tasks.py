"""What workers do, a function for each queue: the daemon's own steps."""

from __future__ import annotations

import logging
from collections.abc import Callable

from alerts.delivery.outbox import Attempt
from crawler.articles.reprocessing import Reprocessing
from crawler.context import CrawlContext
from crawler.run import Crawls
from model.cluster import Queue
from model.crawl import CrawlRun
from monitor.schedule import watched
from monitor.work import send, tell
from storage import jobs

logger = logging.getLogger(__name__)


class Tasks:
    """The work of one process. What fails is logged; it is due still, and the scheduler queues it again."""

    def __init__(
        self,
        context: CrawlContext,
        crawls: Crawls,
        *,
        on_run: Callable[[CrawlRun], None],
        on_attempt: Callable[[Attempt], None],
    ) -> None:
        self._context = context
        self._crawls = crawls
        self._on_run = on_run
        self._on_attempt = on_attempt

    async def crawl(self, source: str, *, only_due: bool) -> None:
        """Look at a source, if the configuration here has it, too."""
        wanted = watched(self._context.config).get(source)
        if wanted is None:
            logger.warning("%s: not looked at: the configuration here has no such source, or pauses it", source)
            return
        self._on_run(await self._crawls.crawl(wanted, only_due=only_due))

    async def extract(self, source: str) -> None:
        """Read a source's kept pages again."""
        done = await Reprocessing(self._context, source).run()
        logger.info("%s: %d read again, %d read otherwise", source, done["read"], done["changed"])

    async def match(self) -> None:
        """Match what came and publish what is due, for all who asked for it until now."""
        context = self._context
        await context.write(jobs.absorb, Queue.MATCH)
        held = await tell(context.database, context.config, context.now)
        if held is not None:
            await context.write(jobs.enqueue_at, Queue.MATCH, held)

    async def deliver(self) -> None:
        """Send what is owed and due, for all who asked for it until now."""
        context = self._context
        await context.write(jobs.absorb, Queue.DELIVER)
        for attempt in await send(context.database, context.config, context.now):
            self._on_attempt(attempt)
