"""What is asked at every look, match or tick costs the same however much the database has that is done with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert

from model.alert import AlertKind, MessageState
from model.crawl import Validators
from storage import alerts, developments, outbox, retention, revisits, tellings, watches
from storage.database import Database, Session
from storage.schema import (
    AlertRow,
    DevelopmentRow,
    EditionRow,
    MatchRow,
    MessageRow,
    PlaceRow,
    UnmatchedRow,
    UnplacedRow,
)
from storage.standing import standing
from tests.storage.samples import content, stored

ASKED: dict[str, Callable[[Session, datetime], object]] = {
    "what waits to be matched": lambda session, _: watches.unmatched(session),
    "since when first looks wait": lambda session, _: watches.first_looks_wait_since(session),
    "what has no development yet": lambda session, _: developments.unplaced(session, 10),
    "how a quiet source stands": lambda session, now: standing(session, "quiet", since=now),
    "what an audience is owed": lambda session, _: alerts.untold(session, "morning", AlertKind.DIGEST),
    "since when it is": lambda session, _: alerts.untold_between(session, "morning", AlertKind.DIGEST),
    "what it was told at once": lambda session, _: alerts.told_at_once(session, "morning"),
    "who was told of a development": lambda session, _: tellings.told_at_once(session, 1),
    "which messages are due": lambda session, now: outbox.due(session, now=now, everything=False),
    "which did not arrive": lambda session, _: outbox.undelivered(session),
    "which revisions are old": lambda session, now: retention.drop_revisions(session, now - timedelta(days=999)),
    "which snapshots are": lambda session, now: retention.drop_snapshots(session, now - timedelta(days=999)),
}


@contextmanager
def steps(session: Session) -> Iterator[list[int]]:
    """Counts those that SQLite's machine takes meanwhile."""
    taken = [0]

    def step() -> None:
        taken[0] += 1

    connection = session.connection().connection.dbapi_connection
    assert connection is not None
    connection.set_progress_handler(step, 1)
    try:
        yield taken
    finally:
        connection.set_progress_handler(None, 1)


def add(database: Database, now: datetime, numbers: range) -> None:
    """Articles that were matched, placed, told and delivered, and of which the next look is planned."""
    for number in numbers:
        said = content(f"Flood number {number} came.", title=f"Flood {number}")
        stored(database, now, key=f"a.example/{number}", said=said)
        then = now - timedelta(days=number)
        with database.transaction() as session:
            edition = {"id": number, "audience": "morning", "kind": AlertKind.DIGEST, "slot": then, "created": then}
            development = {"guid": f"urn:{number}", "started": then, "updated": then, "last": 0.0, "core": []}
            session.execute(insert(EditionRow).values(edition))
            session.execute(insert(DevelopmentRow).values(id=number, summary=b"", **development))
            session.execute(
                insert(PlaceRow).values(
                    article_id=number, development_id=number, placed=then, how="started", likeness=0.0, reasons=[]
                )
            )
            session.execute(
                insert(MatchRow).values(article_id=number, revision_id=number, watch="water", created=then, evidence=[])
            )
            for kind in AlertKind:
                alert = {"audience": "morning", "kind": kind, "article_id": number, "created": then}
                session.execute(insert(AlertRow).values(edition_id=number, **alert))
            message = {"message_id": f"<{number}@a.example>", "edition_id": number, "audience": "morning"}
            state = {"state": MessageState.SENT, "created": then, "next_try": then, "content": b"x" * 9_000}
            session.execute(insert(MessageRow).values(recipient="a@a.example", subject="Flood", **message, **state))
            revisits.plan(session, number, source="a", due=now, looks=0, validators=Validators())
            session.execute(delete(UnmatchedRow))
            session.execute(delete(UnplacedRow))


@pytest.mark.parametrize("name", ASKED)
def test_nothing_that_is_done_with_is_gone_through(name: str, sqlite: Database, now: datetime) -> None:
    def taken() -> int:
        with sqlite.transaction() as session:
            ASKED[name](session, now)  # its first time includes what SQLite makes of it
            with steps(session) as counted:
                ASKED[name](session, now)
        return counted[0]

    add(sqlite, now, range(1, 5))
    few = taken()
    add(sqlite, now, range(5, 45))
    assert taken() <= few + 20
