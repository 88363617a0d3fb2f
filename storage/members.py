"""The processes that share one PostgreSQL: each holds a lock of its own, which ends with its connection.

So neither a clock nor a heartbeat decides whether one is there: one that was killed is gone at once, one that is paused
is there and keeps what it has in hand, and one that is cut off is gone when PostgreSQL has missed its answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from model.cluster import Member, Queue, Role
from model.errors import StorageError
from storage.schema import MemberRow

NAMESPACE = 1_885_696_627
"""First half of the members' locks, any number: it keeps them apart from those of hosts."""
_LEADER = 7_378_697_630
"""Any number, the same in every process: the lock of the one scheduler that leads."""

_LOST = "the connection to PostgreSQL is lost"
LIVING = (
    "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted "  # noqa: S608 - a number
    f"AND classid = {NAMESPACE} AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
"""Numbers of the members that are there."""
NOTICE_LOSS = (
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
)
"""PostgreSQL ends a connection whose other end has not answered for 25 seconds, where it would wait for two hours."""


class Membership:
    """Our place among the processes, as long as its connection lives."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self._number = number

    def is_kept(self) -> bool:
        """Whether the others still see us; once not, what we had in hand is theirs."""
        try:
            self._execute(text("SELECT 1"))
        except StorageError:
            return False
        return True

    def lead(self) -> bool:
        """Become the scheduler that leads, unless there is one; it is asked again until it is so."""
        if not self._execute(text("SELECT pg_try_advisory_lock(:key)").bindparams(key=_LEADER)).scalar():
            return False
        self._execute(update(MemberRow).values(leads=MemberRow.id == self._number))
        return True

    def work_as(self, worker: int) -> None:
        """Note as what Procrastinate's jobs know us."""
        self._execute(update(MemberRow).where(MemberRow.id == self._number).values(worker=worker))

    def _execute(self, statement: Executable) -> CursorResult[Any]:
        if self._connection.invalidated:  # another one in its place would have none of its locks
            raise StorageError(_LOST)
        try:
            return self._connection.execute(statement)
        except DBAPIError as error:
            raise StorageError(_LOST) from error


@contextmanager
def joined(engine: Engine, member: Member) -> Iterator[Membership]:
    """Be one of the processes while the block runs."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in NOTICE_LOSS:
            connection.execute(text(setting))
        row = insert(MemberRow).values(
            role=member.role,
            machine=member.machine,
            pid=member.pid,
            queues=list(member.queues),
            concurrency=member.concurrency,
            since=member.since,
        )
        made = row.returning(MemberRow.id).cte()
        # One statement: the lock is ours before others can see the row.
        number = connection.execute(select(made.c.id, func.pg_advisory_lock(NAMESPACE, made.c.id))).scalar_one()
        try:
            yield Membership(connection, number)
        finally:
            with suppress(SQLAlchemyError):  # a connection that broke has ended all already
                connection.execute(delete(MemberRow).where(MemberRow.id == number))
                connection.execute(text("SELECT pg_advisory_unlock_all()"))  # sooner than its connection's end is seen
            connection.invalidate()  # its locks end with it, so nobody else is to get it


def present(session: Session) -> list[Member]:
    """The processes that are there, schedulers first, with how many jobs each has in hand."""
    living = {number for (number,) in session.execute(text(LIVING))}
    busy = text("SELECT worker_id, count(*) FROM procrastinate_jobs WHERE status = 'doing' GROUP BY worker_id")
    jobs: dict[int | None, int] = dict(session.execute(busy).all())
    rows = session.scalars(select(MemberRow).order_by(MemberRow.role, MemberRow.id))
    return [
        Member(
            role=Role(row.role),
            machine=row.machine,
            pid=row.pid,
            since=row.since,
            queues=tuple(Queue(name) for name in row.queues),
            concurrency=row.concurrency,
            leads=row.leads,
            jobs=jobs.get(row.worker, 0),
        )
        for row in rows
        if row.id in living
    ]
