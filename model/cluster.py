"""Many processes on one PostgreSQL: who they are, and what is queued for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Queue(StrEnum):
    """What jobs are about; a worker takes those of the queues that it is told."""

    CRAWL = "crawl"
    """A look at a source: its listings, the articles that it owes, their pages read."""
    EXTRACT = "extract"
    """A source's kept pages read again."""
    MATCH = "match"
    """What came, held against the watches, and what is due to be told of it."""
    DELIVER = "deliver"
    """Messages that are owed, sent."""


class Role(StrEnum):
    """What a process is there for."""

    SCHEDULER = "scheduler"
    """`peruwatch run`: says what is due, and serves the page."""
    WORKER = "worker"
    """`peruwatch worker`: does it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A process of the cluster."""

    role: Role
    machine: str
    pid: int
    since: datetime
    queues: tuple[Queue, ...] = ()
    concurrency: int = 0
    """Jobs that it works on at the same time."""
    leads: bool = False
    """Whether it is the scheduler that schedules; others stand by."""
    jobs: int = 0
    """Jobs that it has in hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """How long a queue is."""

    queue: Queue
    waiting: int
    """Jobs that are due and that nobody has in hand."""
    in_hand: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """How the processes that share a database stand."""

    members: tuple[Member, ...]
    queues: tuple[QueueState, ...]

    @property
    def is_scheduled(self) -> bool:
        """Whether a process says what is due."""
        return any(one.role is Role.SCHEDULER for one in self.members)
