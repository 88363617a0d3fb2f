"""The queues of a cluster, which are Procrastinate's tables in the same database.

What is to be done stands in our own tables; a job only says that somebody is to look there now. It is put on its queue
by the transaction that makes it due, whichever process that is: by triggers, where that is a matter of rows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from importlib.resources import files

from sqlalchemy import text
from sqlalchemy.orm import Session

from model.cluster import Cluster, Queue, QueueState
from storage.members import LIVING, present

_PREPARING = 7_378_697_631
"""Any number, the same in every process: the lock of whoever makes the queues."""

_TRIGGERS = """
CREATE OR REPLACE FUNCTION peruwatch_enqueue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM came) AND NOT EXISTS (
        SELECT 1 FROM procrastinate_jobs
        WHERE queue_name = TG_ARGV[0] AND status = 'todo' AND xmin = pg_current_xact_id()::xid
    ) THEN
        PERFORM procrastinate_defer_jobs_v1(ARRAY[
            ROW(TG_ARGV[0], TG_ARGV[0], 0, TG_ARGV[1], NULL, '{}'::jsonb, NULL)::procrastinate_job_to_defer_v1
        ]);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER peruwatch_match AFTER INSERT ON unmatched
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION peruwatch_enqueue('match', 'match');
CREATE OR REPLACE TRIGGER peruwatch_deliver AFTER INSERT ON message
    REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION peruwatch_enqueue('deliver');
"""
"""A job for each transaction that stores what is to be matched or sent. One that waits already would not do: it may be
taken, and find nothing, before this transaction ends."""

_ENQUEUE = text(
    "SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[ROW(CAST(:queue AS text), CAST(:queue AS text), 0, "
    "CAST(:lock AS text), NULL, CAST(:args AS jsonb), CAST(:at AS timestamptz))::procrastinate_job_to_defer_v1]))"
)
_OF_LOCK = text("SELECT min(id) FROM procrastinate_jobs WHERE lock = :lock AND status IN ('todo', 'doing')")
_SOONER = text(
    "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE queue_name = :queue AND status = 'todo' "
    "AND scheduled_at > now() AND scheduled_at <= CAST(:at AS timestamptz))"
)
_LEFT = text("SELECT id FROM procrastinate_jobs WHERE id = ANY(:ids)")
_ABSORB = text(
    "DELETE FROM procrastinate_jobs WHERE id IN (SELECT id FROM procrastinate_jobs WHERE queue_name = :queue "
    "AND status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) FOR UPDATE SKIP LOCKED)"
)
_GIVE_BACK = text(
    "WITH left_behind AS (SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND (worker_id IS NULL OR "  # noqa: S608 - a constant
    f"worker_id NOT IN (SELECT worker FROM member WHERE worker IS NOT NULL AND id IN ({LIVING}))) "
    "FOR UPDATE SKIP LOCKED) SELECT id, procrastinate_retry_job_v2(id, NULL, NULL, NULL, NULL) FROM left_behind"
)
_FORGET_MEMBERS = text(f"DELETE FROM member WHERE id NOT IN ({LIVING})")  # noqa: S608 - a constant
_FORGET_WORKERS = text(
    "DELETE FROM procrastinate_workers WHERE last_heartbeat < now() - interval '1 hour' "
    "AND id NOT IN (SELECT worker FROM member WHERE worker IS NOT NULL)"
)
_WANTING = text(
    "SELECT EXISTS (SELECT 1 FROM unmatched) AND NOT EXISTS (SELECT 1 FROM procrastinate_jobs "
    "WHERE queue_name = 'match' AND status IN ('todo', 'doing') AND (scheduled_at IS NULL OR scheduled_at <= now()))"
)
_COUNT = text(
    "SELECT queue_name, count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())), "
    "count(*) FILTER (WHERE status = 'doing') FROM procrastinate_jobs GROUP BY queue_name"
)


def are_there(session: Session) -> bool:
    """Whether the database has queues: it is PostgreSQL, and a scheduler or worker was started on it."""
    if session.get_bind().dialect.name != "postgresql":
        return False
    return session.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar() is not None


def prepare(session: Session) -> None:
    """Make the queues, if they are not there. Needs Procrastinate to be installed."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PREPARING})
    # Many statements at once are the driver's own business.
    driver = session.connection().connection.driver_connection
    if driver is None:
        raise RuntimeError("a transaction has a connection")
    if not are_there(session):
        driver.execute((files("procrastinate.sql") / "schema.sql").read_text(encoding="utf-8"))
    if session.execute(text("SELECT to_regproc('peruwatch_enqueue')")).scalar() is None:
        driver.execute(_TRIGGERS)


def enqueue(
    session: Session, queue: Queue, args: Mapping[str, object] | None = None, *, lock: str | None = None
) -> int:
    """Put a job on its queue; of those with the same lock, one at a time is worked. Gives its number."""
    given = {"queue": queue, "args": json.dumps(args or {}), "lock": lock, "at": None}
    return int(session.execute(_ENQUEUE, given).scalar_one())


def enqueue_at(session: Session, queue: Queue, at: datetime) -> None:
    """Queue what is to be done at a moment, unless it is queued for then or sooner.

    It has no lock: what waits for its time would keep all others of the lock waiting.
    """
    if not session.execute(_SOONER, {"queue": queue, "at": at}).scalar():
        session.execute(_ENQUEUE, {"queue": queue, "args": "{}", "lock": None, "at": at})


def enqueue_once(session: Session, queue: Queue, args: Mapping[str, object], *, lock: str) -> int:
    """The same, unless a job with that lock waits or is worked on; gives the number of the one that is there."""
    there = session.execute(_OF_LOCK, {"lock": lock}).scalar()
    return enqueue(session, queue, args, lock=lock) if there is None else int(there)


def left(session: Session, jobs: Collection[int]) -> set[int]:
    """Which of the jobs are still to be done, or under way."""
    return {number for (number,) in session.execute(_LEFT, {"ids": list(jobs)})}


def absorb(session: Session, queue: Queue) -> None:
    """Take off a queue the jobs that are due: whoever does this does the work of all of them."""
    session.execute(_ABSORB, {"queue": queue})


def give_back(session: Session) -> int:
    """Put the jobs of those who are gone on their queues again; how many there were."""
    returned = len(session.execute(_GIVE_BACK).all())
    session.execute(_FORGET_MEMBERS)
    session.execute(_FORGET_WORKERS)
    return returned


def lacks_matching(session: Session) -> bool:
    """Whether something waits to be matched and no job says so: one failed, or an older program stored it."""
    return bool(session.execute(_WANTING).scalar())


def standing(session: Session) -> Cluster | None:
    """Who is there, and how long the queues are; None where there are none."""
    if not are_there(session):
        return None
    counts = {name: (waiting, in_hand) for name, waiting, in_hand in session.execute(_COUNT)}
    queues = (
        QueueState(queue=one, waiting=found[0], in_hand=found[1]) for one in Queue if (found := counts.get(one, (0, 0)))
    )
    return Cluster(members=tuple(present(session)), queues=tuple(queues))
