"""What the crawls of one process share: the configuration, the database, the worker pool, the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from config.load import Config
from crawler.batch_writer import BatchWriter
from crawler.http.pacing import Pacing
from crawler.http.robots import Robots
from crawler.workers.pool import ExtractionPool
from crawler.workers.versions import readers
from model.clock import utc_now
from storage import hosts
from storage.database import Database, Session

if TYPE_CHECKING:
    from storage.turns import HostTurns

P = ParamSpec("P")
T = TypeVar("T")

_READS_AT_ONCE = 2
"""Reading transactions of all crawls together. They take turns at the interpreter with whoever asks for a page, so that
more at once would end no sooner, but keep readers waiting."""


@dataclass(slots=True, kw_only=True)
class CrawlContext:
    """A place to crawl from."""

    config: Config
    """The one in force: a daemon puts another in its place when the files were edited."""
    database: Database
    pool: ExtractionPool
    now: Callable[[], datetime] = utc_now
    readers: str = field(default_factory=readers)
    """The programs that read documents, with their versions."""
    well_read: dict[str, int] = field(default_factory=dict)
    """By source from how many entries its template was learned when no article was read with less than it should be."""
    writer: BatchWriter = field(init=False)
    _reading: asyncio.Semaphore = field(init=False, default_factory=lambda: asyncio.Semaphore(_READS_AT_ONCE))
    robots: Robots = field(init=False)
    """Rules of hosts that were asked within the day."""
    turns: HostTurns | None = field(init=False)
    """Turns of hosts that other processes wait for, too; None where this one is alone."""
    pacing: Pacing = field(init=False)
    """When a request may be sent to a host."""

    def __post_init__(self) -> None:
        self.writer = BatchWriter(self.database)
        self.robots = Robots(
            recall=lambda host: self.read(hosts.rules_of, host),
            keep=lambda host, text, until: self.write(hosts.keep_rules, host, text, until),
            now=self.now,
        )
        self.turns = self.database.host_turns()
        self.pacing = Pacing(
            everywhere=self.turns,
            recall=lambda host: self.read(hosts.backoff_until, host),
            keep=lambda host, until: self.write(hosts.keep_backoff, host, until),
            now=self.now,
        )

    def close(self) -> None:
        """Let go of the worker processes and the database."""
        self.pool.close()
        self.database.close()

    async def write(self, do: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one function in a writing transaction, which others may share; it may be run again after a rollback."""
        return await self.writer.write(lambda session: do(session, *args, **kwargs))

    async def read(self, do: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one function in a reading transaction, off the event loop."""

        def look() -> T:
            with self.database.reading() as session:
                return do(session, *args, **kwargs)

        async with self._reading:
            return await asyncio.to_thread(look)


def open_context(config: Config) -> CrawlContext:
    """A context of its own for one crawl; StorageError when the database can't be used."""
    return CrawlContext(config=config, database=Database.open(config.database_url), pool=ExtractionPool())
