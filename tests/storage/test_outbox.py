from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from model.alert import AlertKind, Delivery, Message, MessageState
from storage import alerts, outbox
from storage.alerts import Draft
from storage.database import Database
from tests import PATIENCE
from tests.storage.samples import stored

DIGEST = AlertKind.DIGEST


def draft(number: int = 1) -> Draft:
    return Draft(message_id=f"<{number}@a.example>", recipient=f"r{number}@a.example", subject="News", content=b"Hello")


def publish(
    database: Database, now: datetime, *drafts: Draft, slot: datetime | None = None, ids: tuple[int, ...] = ()
) -> None:
    with database.transaction() as session:
        alerts.publish(session, "morning", DIGEST, slot=slot, article_ids=ids, drafts=drafts, now=now)


def claim(database: Database, now: datetime, *, everything: bool = False, name: str = "nobody") -> list[Message]:
    """What may be taken in hand now, by the claim of a process that is gone unless it is named."""
    with database.transaction() as session:
        waiting = outbox.due(session, now=now, everything=everything)
        return outbox.claim(session, waiting, name, now=now, everything=everything)


def test_an_audience_is_owed_an_article_once(database: Database, now: datetime) -> None:
    number, _ = stored(database, now)
    with database.transaction() as session:
        assert alerts.owe(session, "morning", DIGEST, [number], now) == 1
        assert alerts.owe(session, "morning", DIGEST, [number], now) == 0
        assert alerts.owe(session, "evening", DIGEST, [number], now) == 1
        assert alerts.owe(session, "morning", AlertKind.INSTANT, [number], now) == 1
        assert alerts.untold(session, "morning", DIGEST) == [number]


def test_what_an_edition_told_is_never_owed_again(database: Database, now: datetime) -> None:
    number, _ = stored(database, now)
    with database.transaction() as session:
        alerts.owe(session, "morning", DIGEST, [number], now)
    publish(database, now, draft(), ids=(number,))
    with database.transaction() as session:
        assert alerts.untold(session, "morning", DIGEST) == []
        assert alerts.owe(session, "morning", DIGEST, [number], now) == 0
        assert alerts.untold(session, "morning", DIGEST) == []
        assert alerts.last_edition(session, "morning", DIGEST) == now


def test_a_scheduled_time_is_answered_once(database: Database, now: datetime) -> None:
    publish(database, now, slot=now)
    with database.reading() as session:
        assert alerts.has_edition(session, "morning", DIGEST, now)
        assert not alerts.has_edition(session, "morning", DIGEST, now + timedelta(days=1))
        assert alerts.last_slot(session, "morning", DIGEST, now) == now
    with pytest.raises(IntegrityError):
        publish(database, now, slot=now)


def test_a_message_that_a_clock_put_off_that_went_ahead_is_due(database: Database, now: datetime) -> None:
    publish(database, now + timedelta(days=365), draft())
    assert [message.recipient for message in claim(database, now)] == ["r1@a.example"]


def test_editions_without_a_scheduled_time_do_not_collide(database: Database, now: datetime) -> None:
    publish(database, now)
    publish(database, now)
    with database.reading() as session:
        assert alerts.last_slot(session, "morning", DIGEST, now) is None


def test_a_claimed_message_is_in_one_hand_as_long_as_that_holds_it(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    with database.claim() as first, database.claim() as second:
        assert [message.recipient for message in claim(database, now, name=first)] == ["r1@a.example"]
        for later in (now, now + timedelta(days=20), now - timedelta(days=20)):
            assert claim(database, later, everything=True, name=second) == []
            assert claim(database, later, everything=True, name=first) == []
    assert [message.recipient for message in claim(database, now, name="next")] == ["r1@a.example"]


HOLDER = """
import sys
from datetime import datetime
from storage import alerts, outbox
from storage.database import Database

now = datetime.fromisoformat(sys.argv[2])
database = Database.open(sys.argv[1])
with database.claim() as name:
    with database.transaction() as session:
        print(len(outbox.claim(session, outbox.due(session, now=now, everything=True), name, now=now, everything=True)))
    sys.stdout.flush()
    sys.stdin.read()
"""


def test_when_a_process_is_killed_with_a_message_another_takes_over_at_once(
    database: Database, database_url: str, now: datetime
) -> None:
    publish(database, now, draft())
    command = [sys.executable, "-c", HOLDER, database_url, now.isoformat()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "1\n"
        assert claim(database, now, everything=True) == []
        process.kill()
        process.wait()
    assert eventually(lambda: claim(database, now)), "the message of one who is gone is free"


def eventually(look: Callable[[], Any]) -> Any:
    """What a look gives as soon as it gives something: a server notices a broken connection by and by."""
    until = time.monotonic() + PATIENCE
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.01)
    return found


def test_no_trace_is_left_of_claims_that_ended(sqlite: Database, tmp_path: Path, now: datetime) -> None:
    publish(sqlite, now, draft())
    with sqlite.claim() as name:
        claim(sqlite, now, name=name)
        assert len(list(tmp_path.rglob(name))) == 1
    assert list(tmp_path.rglob(name)) == []


def test_what_a_killed_process_left_of_its_claim_is_cleared_away_and_no_claim_that_is_held(
    sqlite: Database, sqlite_url: str, tmp_path: Path, now: datetime
) -> None:
    publish(sqlite, now, draft())
    command = [sys.executable, "-c", HOLDER, sqlite_url, now.isoformat()]
    with sqlite.claim() as held:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            assert len(list(tmp_path.rglob("*-claims/*"))) == 2
            process.kill()
            process.wait()
        with sqlite.claim() as name:
            assert {file.name for file in tmp_path.rglob("*-claims/*")} == {held, name}
            with sqlite.reading() as session:
                assert outbox.is_held(session, held)


def test_a_claim_ends_with_its_connection_to_postgresql_and_that_is_seen(postgres_url: str) -> None:
    with closing(Database.open(postgres_url)) as database, database.claim() as name:
        with database.reading() as session:
            assert outbox.is_held(session, name)
        with database.transaction() as session:
            end = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            session.execute(text(end))

        def is_lost() -> bool:
            with database.reading() as session:
                return not outbox.is_held(session, name)

        assert eventually(is_lost)


def test_a_message_that_was_taken_is_never_claimed_again(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    (message,) = claim(database, now)
    with database.transaction() as session:
        done = Delivery(at=now, delivered=True, detail="250 OK")
        outbox.record_delivery(session, message, done, next_try=now)
        assert outbox.counts(session)[MessageState.SENT] == 1
        assert outbox.undelivered(session) == []
    assert claim(database, now + timedelta(days=9), everything=True) == []


def test_a_message_that_was_not_taken_waits_for_its_time(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    (message,) = claim(database, now)
    later = now + timedelta(minutes=5)
    with database.transaction() as session:
        failed = Delivery(at=now, delivered=False, detail="connection refused")
        outbox.record_delivery(session, message, failed, next_try=later)
        (told,) = outbox.undelivered(session)
        assert (told.message.recipient, told.answer, told.next_try, told.in_hand) == (
            "r1@a.example", "connection refused", later, False,
        )  # fmt: skip
    assert claim(database, now) == []
    assert [one.attempts for one in claim(database, later)] == [1]


def test_a_person_who_asks_need_not_wait(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    (message,) = claim(database, now)
    with database.transaction() as session:
        failed = Delivery(at=now, delivered=False, detail="connection refused")
        outbox.record_delivery(session, message, failed, next_try=now + timedelta(days=1))
    assert len(claim(database, now, everything=True)) == 1


def test_a_message_refused_for_good_is_counted_and_not_tried_again(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    (message,) = claim(database, now)
    with database.transaction() as session:
        refused = Delivery(at=now, delivered=False, detail="no such user", permanent=True)
        outbox.record_delivery(session, message, refused, next_try=now)
        counts = outbox.counts(session)
        assert (counts[MessageState.OWED], counts[MessageState.FAILED]) == (0, 1)
    assert claim(database, now, everything=True) == []


def test_what_was_never_tried_comes_before_what_failed(database: Database, now: datetime) -> None:
    publish(database, now, *(draft(number) for number in range(3)))
    (first, *_) = claim(database, now)
    with database.transaction() as session:
        outbox.record_delivery(session, first, Delivery(at=now, delivered=False, detail="no"), next_try=now)
        assert outbox.due(session, now=now, everything=False)[-1] == first.id


def settled(database: Database, now: datetime, message: Message, *, delivered: bool = False) -> None:
    """Record the last attempt at a message: taken, or refused for good."""
    with database.transaction() as session:
        done = Delivery(at=now, delivered=delivered, detail="so be it", permanent=not delivered)
        outbox.record_delivery(session, message, done, next_try=now)


def test_a_message_that_was_refused_can_be_owed_again_and_given_up(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    (message,) = claim(database, now)
    settled(database, now, message)
    assert claim(database, now, everything=True) == []
    with database.transaction() as session:
        assert outbox.retry(session, message.id, now) is not None
    assert [one.id for one in claim(database, now)] == [message.id]
    with database.transaction() as session:
        assert outbox.drop(session, message.id, "given up", now) is not None
        assert outbox.undelivered(session) == []
        assert outbox.counts(session)[MessageState.DROPPED] == 1
    assert claim(database, now, everything=True) == []


def test_a_message_that_arrived_is_neither_owed_again_nor_given_up(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    (message,) = claim(database, now)
    settled(database, now, message, delivered=True)
    with database.transaction() as session:
        assert outbox.retry(session, message.id, now) is None
        assert outbox.drop(session, message.id, "given up", now) is None
        assert outbox.counts(session)[MessageState.SENT] == 1
        assert outbox.message(session, 10**12) is None


def test_what_was_given_up_while_it_was_sent_stays_so_unless_it_was_taken(database: Database, now: datetime) -> None:
    publish(database, now, draft(1), draft(2))
    one, two = claim(database, now)
    with database.transaction() as session:
        for message in (one, two):
            outbox.drop(session, message.id, "given up", now)
    settled(database, now, one, delivered=True)
    settled(database, now, two)
    with database.reading() as session:
        counts = outbox.counts(session)
    assert (counts[MessageState.SENT], counts[MessageState.DROPPED]) == (1, 1)


def test_that_a_message_is_tried_for_long_is_reported_once(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    (message,) = claim(database, now)
    with database.transaction() as session:
        assert outbox.report(session, message.id)
        assert not outbox.report(session, message.id)


def test_a_digest_s_times_count_from_when_it_was_first_heard_of(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        assert alerts.digest_since(session, "morning", now) == now
        assert alerts.digest_since(session, "morning", now + timedelta(days=1)) == now
