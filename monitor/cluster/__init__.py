"""Many processes on one PostgreSQL: `peruwatch run` schedules, `peruwatch worker` works. Needs the extra `cluster`."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from importlib.util import find_spec

from model.clock import utc_now
from model.cluster import Member, Queue, Role
from model.errors import PeruwatchError
from storage import jobs
from storage.database import Database
from storage.members import Membership

INSTALL = "install peruwatch with its extra, as in `pip install 'peruwatch[cluster]'`"


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("procrastinate") is not None


def is_wanted(database: Database) -> bool:
    """Whether `run` schedules for workers: on PostgreSQL, where the extra is installed."""
    return database.server is not None and is_installed()


def check(url: str) -> None:
    """Raise PeruwatchError where no worker can work on the database at that address."""
    if not url.startswith("postgresql"):
        raise PeruwatchError(
            "workers share a PostgreSQL, which storage.url has to name; on SQLite `peruwatch run` does all by itself"
        )
    if not is_installed():
        raise PeruwatchError(f"workers need Procrastinate: {INSTALL}")


def prepare(database: Database) -> None:
    """Make the queues, if they are not there."""
    with database.transaction() as session:
        jobs.prepare(session)


def ourselves(role: Role, queues: tuple[Queue, ...] = (), concurrency: int = 0) -> Member:
    """This process, as the others see it."""
    return Member(
        role=role,
        machine=socket.gethostname(),
        pid=os.getpid(),
        since=utc_now(),
        queues=queues,
        concurrency=concurrency,
    )


@asynccontextmanager
async def joined(database: Database, member: Member) -> AsyncIterator[Membership]:
    """Be one of the cluster's processes, off the event loop: PostgreSQL may keep us waiting."""
    stack = ExitStack()
    membership = await asyncio.to_thread(stack.enter_context, database.joined(member))
    try:
        yield membership
    finally:
        await asyncio.to_thread(stack.close)
