"""A crawling peruwatch for tests: configuration, database and clock of its own; the loop and the workers are shared."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from twisted.internet.asyncioreactor import AsyncioSelectorReactor
from twisted.internet.main import installReactor

from config.load import Config
from crawler.context import CrawlContext
from crawler.run import Crawls
from crawler.workers.pool import ExtractionPool
from model.article import Article
from model.crawl import CrawlRun, OwedEntry
from model.source import Source, SourceState, Ways
from storage import articles, entries, runs, ways
from storage.database import Database, Session
from tests import PATIENCE
from tests.config.folders import loaded

T = TypeVar("T")
START = datetime(2026, 3, 14, 15, tzinfo=UTC)


class Loop:
    """Twisted's asyncio reactor in a thread: it can be had only once in a process."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._reactor: Any = AsyncioSelectorReactor(self._loop)
        installReactor(self._reactor)  # type: ignore[no-untyped-call]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._reactor.run(installSignalHandlers=False)
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def start(self, coroutine: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin to run a coroutine."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end."""
        return self.start(coroutine).result(timeout=PATIENCE)

    def soon(self, do: Callable[[], object]) -> None:
        """Have a function called in the loop's thread."""
        self._loop.call_soon_threadsafe(do)

    def stop(self) -> None:
        """End the loop for good."""
        self.soon(self._reactor.stop)
        self._thread.join(timeout=PATIENCE)


@dataclass
class Clock:
    """A clock that stands until it is set forward."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Newsroom:
    """Crawls sources into a database, and tells what is in it."""

    loop: Loop
    pool: ExtractionPool
    folder: Path
    clock: Clock = field(default_factory=Clock)
    busy_timeout: float = 5
    config: Config = field(init=False)
    context: CrawlContext = field(init=False)

    def configure(self, sources: dict[str, str], *, settings: str = "", source: str = "") -> None:
        """Write the configuration: sources' addresses by name, more lines for [crawl], more lines for each source."""
        written = "".join(f'[sources.{name}]\nurl = "{url}"\n{source}\n' for name, url in sources.items())
        crawl = f"[crawl]\n{settings}\n"
        if not settings.startswith("delay"):
            crawl += 'delay = "0s"\n'
        if "allow_networks" not in settings:
            crawl += 'allow_networks = ["127.0.0.0/8", "::1/128"]\n'
        if "timeout" not in settings:
            crawl += 'timeout = "5s"\n'
        self.config = loaded(self.folder, sources=written, settings=crawl)
        self.restart()

    def restart(self) -> None:
        """Forget all that is not in the database, as a new process does."""
        self.close()
        database = Database.open(self.config.database_url, busy_timeout=self.busy_timeout)
        self.context = CrawlContext(config=self.config, database=database, pool=self.pool, now=self.clock.now)

    def use(self, **parts: Any) -> None:
        """Put other parts on the context."""
        self.context = replace(self.context, **parts)

    def source(self, name: str = "gazette") -> Source:
        return next(source for source in self.config.sources if source.name == name)

    def crawl(self, name: str = "gazette", *, only_due: bool = False) -> CrawlRun:
        """Crawl one source to the end."""
        (run,) = self.crawl_together(name, only_due=only_due)
        return run

    def crawl_together(self, *names: str, only_due: bool = False) -> list[CrawlRun]:
        """Crawl several sources side by side."""

        async def together() -> list[CrawlRun]:
            async with Crawls(self.context) as crawls:
                return await asyncio.gather(*(crawls.crawl(self.source(name), only_due=only_due) for name in names))

        return self.loop.run(together())

    def look(self, read: Callable[[Session], T]) -> T:
        """Read the database."""
        with self.context.database.reading() as session:
            return read(session)

    @property
    def articles(self) -> list[Article]:
        """All articles, in the order in which they were stored."""
        return self.look(lambda session: list(articles.every(session)))

    @property
    def titles(self) -> list[str]:
        return sorted(article.content.title for article in self.articles)

    def state(self, name: str = "gazette") -> SourceState:
        return self.look(lambda session: runs.state(session, name))

    def ways(self, name: str = "gazette") -> Ways:
        """How a section is read, which must have been found out."""
        found = self.look(lambda session: ways.ways_of(session, name))
        assert found is not None
        return found

    def owed(self, name: str = "gazette") -> list[OwedEntry]:
        return self.look(lambda session: entries.owed(session, name, due=None))

    def reasons(self, name: str = "gazette") -> dict[str, str]:
        """Why entries that are owed could not be fetched, by their paths."""
        told = self.look(lambda session: entries.pending_reasons(session, name, limit=1000))
        return {"/" + url.split("/", 3)[3]: reason for url, reason in told}

    def close(self) -> None:
        """Let go of the database."""
        if hasattr(self, "context"):
            self.context.database.close()
