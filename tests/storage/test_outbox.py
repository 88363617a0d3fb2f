from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from model.alert import Channel, Delivery, Message, MessageState
from storage import outbox
from storage.database import Database
from storage.outbox import CLAIM, Draft
from tests.storage.samples import stored

DIGEST = Channel.DIGEST


def draft(number: int = 1) -> Draft:
    return Draft(message_id=f"<{number}@a.example>", recipient=f"r{number}@a.example", subject="News", content=b"Hello")


def publish(
    database: Database, now: datetime, *drafts: Draft, slot: datetime | None = None, ids: tuple[int, ...] = ()
) -> None:
    with database.transaction() as session:
        outbox.publish(session, "morning", DIGEST, slot=slot, article_ids=ids, drafts=drafts, now=now)


def claim(database: Database, now: datetime, *, everything: bool = False, after: int = 0) -> list[Message]:
    with database.transaction() as session:
        return outbox.claim(session, now=now, everything=everything, after=after, limit=10)


def test_an_audience_is_owed_an_article_once(database: Database, now: datetime) -> None:
    number, _ = stored(database, now)
    with database.transaction() as session:
        assert outbox.owe(session, "morning", DIGEST, [number], now) == 1
        assert outbox.owe(session, "morning", DIGEST, [number], now) == 0
        assert outbox.owe(session, "evening", DIGEST, [number], now) == 1
        assert outbox.owe(session, "morning", Channel.INSTANT, [number], now) == 1
        assert outbox.untold(session, "morning", DIGEST) == [number]


def test_what_an_edition_told_is_never_owed_again(database: Database, now: datetime) -> None:
    number, _ = stored(database, now)
    with database.transaction() as session:
        outbox.owe(session, "morning", DIGEST, [number], now)
    publish(database, now, draft(), ids=(number,))
    with database.transaction() as session:
        assert outbox.untold(session, "morning", DIGEST) == []
        assert outbox.owe(session, "morning", DIGEST, [number], now) == 0
        assert outbox.untold(session, "morning", DIGEST) == []
        assert outbox.last_edition(session, "morning", DIGEST) == now


def test_a_scheduled_time_is_answered_once(database: Database, now: datetime) -> None:
    publish(database, now, slot=now)
    with database.reading() as session:
        assert outbox.has_edition(session, "morning", DIGEST, now)
        assert not outbox.has_edition(session, "morning", DIGEST, now + timedelta(days=1))
        assert outbox.last_slot(session, "morning", DIGEST, now) == now
    with pytest.raises(IntegrityError):
        publish(database, now, slot=now)


def test_a_message_that_a_clock_put_off_that_went_ahead_is_due(database: Database, now: datetime) -> None:
    publish(database, now + timedelta(days=365), draft())
    assert [message.recipient for message in claim(database, now)] == ["r1@a.example"]
    assert claim(database, now) == []
    assert [message.recipient for message in claim(database, now - timedelta(days=365))] == ["r1@a.example"]


def test_editions_without_a_scheduled_time_do_not_collide(database: Database, now: datetime) -> None:
    publish(database, now)
    publish(database, now)
    with database.reading() as session:
        assert outbox.last_slot(session, "morning", DIGEST, now) is None


def test_a_claimed_message_is_in_one_hand(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    assert [message.recipient for message in claim(database, now)] == ["r1@a.example"]
    assert claim(database, now) == []
    assert claim(database, now, everything=True) == []


def test_when_a_process_died_with_a_message_another_takes_over(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    (first,) = claim(database, now)
    (second,) = claim(database, now + CLAIM)
    assert second == first


def test_a_message_put_back_can_be_claimed_at_once(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    (message,) = claim(database, now)
    with database.transaction() as session:
        outbox.release(session, [message.id])
    assert len(claim(database, now)) == 1


def test_a_message_that_was_taken_is_never_claimed_again(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    (message,) = claim(database, now)
    with database.transaction() as session:
        done = Delivery(at=now, delivered=True, detail="250 OK")
        outbox.record_delivery(session, message, done, next_try=now)
        assert outbox.counts(session)[MessageState.SENT] == 1
        assert outbox.failures(session, 10) == []
    assert claim(database, now + timedelta(days=9), everything=True) == []


def test_a_message_that_was_not_taken_waits_for_its_time(database: Database, now: datetime) -> None:
    publish(database, now, draft())
    (message,) = claim(database, now)
    later = now + timedelta(minutes=5)
    with database.transaction() as session:
        failed = Delivery(at=now, delivered=False, detail="connection refused")
        outbox.record_delivery(session, message, failed, next_try=later)
        assert outbox.failures(session, 10) == [("r1@a.example", "News", "connection refused")]
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


def test_claims_go_on_after_the_last(database: Database, now: datetime) -> None:
    publish(database, now, *(draft(number) for number in range(25)))
    first = claim(database, now)
    with database.transaction() as session:
        outbox.release(session, [message.id for message in first])
    second = claim(database, now, after=first[-1].id)
    assert len(first) == len(second) == 10
    assert {message.id for message in first}.isdisjoint(message.id for message in second)


def test_a_digest_s_times_count_from_when_it_was_first_heard_of(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        assert outbox.digest_since(session, "morning", now) == now
        assert outbox.digest_since(session, "morning", now + timedelta(days=1)) == now
