"""What the crawls of one process share: the configuration, the database, the worker pool, the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from config.load import Config
from crawler.pool import ExtractionPool
from crawler.robots import Robots
from crawler.turns import Turns
from crawler.versions import readers
from crawler.writer import Writer
from model.clock import utc_now
from storage.database import Database, Session

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Desk:
    """A place to crawl from."""

    config: Config
    """The one in force: a daemon puts another in its place when the files were edited."""
    database: Database
    pool: ExtractionPool
    robots: Robots = field(default_factory=Robots)
    """Rules of hosts that were asked within the day."""
    turns: Turns = field(default_factory=Turns)
    """Who may send a request to a host now."""
    now: Callable[[], datetime] = utc_now
    readers: str = field(default_factory=readers)
    """The programs that read documents, with their versions."""
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self.writer = Writer(self.database)

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

        return await asyncio.to_thread(look)


def open_desk(config: Config) -> Desk:
    """A desk of its own for one crawl; StorageError when the database can't be used."""
    return Desk(config=config, database=Database.open(config.database_url), pool=ExtractionPool())
