from __future__ import annotations

import asyncio
import email
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import pytest
from aiosmtpd.smtp import Envelope

from alerts.delivery import outbox as sending
from alerts.delivery.outbox import Attempt, deliver, wait_after
from config.load import Config
from model.alert import AlertKind, Delivery, MessageState
from model.errors import StorageError
from storage import alerts, outbox
from storage.alerts import Draft
from storage.database import Database
from tests.alerts.mailbox import HOST, Mailbox, serving
from tests.config.folders import loaded


class Picky(Mailbox):
    """A server that answers some recipients in its own way."""

    answers: dict[str, str] = {}  # noqa: RUF012 - each test gives its own

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        return await super().handle_RCPT(server, session, envelope, address, options)


def configured(folder: Path, port: int, digests: str = "") -> Config:
    settings = f'[mail]\nhost = "{HOST}"\nport = {port}\ntls = "none"\nfrom = "peruwatch@a.example"\ntimeout = "30s"\n'
    return loaded(folder, settings=settings, digests=digests)


def owe(database: Database, now: datetime, *recipients: str) -> None:
    drafts = [
        Draft(
            message_id=f"<{recipient}>",
            recipient=recipient,
            subject="News",
            content=f"Message-ID: <{recipient}>\r\nSubject: News\r\n\r\nHello.\r\n".encode(),
        )
        for recipient in recipients
    ]
    with database.transaction() as session:
        alerts.publish(session, "morning", AlertKind.DIGEST, slot=None, article_ids=[], drafts=drafts, now=now)


def names(number: int) -> list[str]:
    return [f"reader{each}@a.example" for each in range(number)]


def counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {state.value: count for state, count in outbox.counts(session).items() if count}


def arrived(mailbox: Mailbox) -> list[str]:
    """Message-IDs in the order in which they arrived."""
    contents = [envelope.content for envelope in mailbox.envelopes]
    return [email.message_from_bytes(content)["Message-ID"] for content in contents if isinstance(content, bytes)]


def delivered(database: Database, folder: Path, mailbox: Mailbox, now: datetime, **options: Any) -> list[Attempt]:
    """One round of delivery to a server."""

    async def round_trip() -> list[Attempt]:
        async with serving(mailbox) as port:
            return await deliver(database, configured(folder, port), now=lambda: now, **options)

    return asyncio.run(round_trip())


def test_what_is_owed_is_sent_and_owed_no_more(database: Database, tmp_path: Path, now: datetime) -> None:
    owe(database, now, *names(12))
    mailbox = Mailbox()
    attempts = delivered(database, tmp_path, mailbox, now)
    assert [attempt.message.recipient for attempt in attempts] == names(12)
    assert all(attempt.delivery.delivered for attempt in attempts)
    assert counts(database) == {"sent": 12}
    assert delivered(database, tmp_path, mailbox, now + timedelta(days=1), everything=True) == []
    assert sorted(arrived(mailbox)) == sorted(f"<{name}>" for name in names(12))


def test_without_a_server_messages_are_written_to_the_outbox_folder(
    sqlite: Database, tmp_path: Path, now: datetime
) -> None:
    owe(sqlite, now, *names(3))
    config = loaded(tmp_path)
    attempts = asyncio.run(deliver(sqlite, config, now=lambda: now))
    assert [attempt.delivery.detail.startswith("written to ") for attempt in attempts] == [True] * 3
    assert len(list(config.outbox_dir.glob("*.eml"))) == 3
    assert counts(sqlite) == {"sent": 3}


def test_what_is_written_to_the_outbox_folder_is_its_owners_alone(
    sqlite: Database, tmp_path: Path, now: datetime
) -> None:
    owe(sqlite, now, *names(1))
    config = loaded(tmp_path)
    asyncio.run(deliver(sqlite, config, now=lambda: now))
    written = [config.outbox_dir, *config.outbox_dir.glob("*.eml")]
    assert [stat.S_IMODE(path.stat().st_mode) for path in written] == [0o700, 0o600]


def test_while_the_server_is_down_messages_stay_owed_and_arrive_once_when_it_is_back(
    sqlite: Database, tmp_path: Path, now: datetime
) -> None:
    owe(sqlite, now, *names(7))
    attempts = asyncio.run(deliver(sqlite, configured(tmp_path, 1), now=lambda: now))
    assert [attempt.delivery.delivered for attempt in attempts] == [False] * 7
    assert counts(sqlite) == {"owed": 7}
    mailbox = Mailbox()
    assert delivered(sqlite, tmp_path, mailbox, now + timedelta(seconds=47)) == []
    assert len(delivered(sqlite, tmp_path, mailbox, now + timedelta(seconds=72))) == 7
    assert Counter(arrived(mailbox)) == Counter(f"<{name}>" for name in names(7))


def test_who_asks_for_everything_need_not_wait_and_each_message_is_tried_once(
    sqlite: Database, tmp_path: Path, now: datetime
) -> None:
    owe(sqlite, now, *names(7))
    mailbox = Mailbox(data_answer="451 not now")
    assert len(delivered(sqlite, tmp_path, mailbox, now, everything=True)) == 7
    assert len(delivered(sqlite, tmp_path, mailbox, now, everything=True)) == 7
    assert counts(sqlite) == {"owed": 7}


def test_one_who_is_refused_delays_nobody(sqlite: Database, tmp_path: Path, now: datetime) -> None:
    owe(sqlite, now, *names(8))
    mailbox = Picky()
    mailbox.answers = {"reader1@a.example": "550 no such user", "reader2@a.example": "450 try later"}
    attempts = delivered(sqlite, tmp_path, mailbox, now)
    assert counts(sqlite) == {"sent": 6, "failed": 1, "owed": 1}
    assert {attempt.message.recipient for attempt in attempts if attempt.delivery.permanent} == {"reader1@a.example"}
    later = delivered(sqlite, tmp_path, Mailbox(), now + timedelta(days=1), everything=True)
    assert [attempt.message.recipient for attempt in later] == ["reader2@a.example"], "what is refused stays refused"


def test_several_rounds_at_once_send_each_message_once(
    database: Database, database_url: str, tmp_path: Path, now: datetime
) -> None:
    owe(database, now, *names(20))
    others = [Database.open(database_url) for _ in range(2)]
    mailbox = Mailbox()

    async def together() -> list[list[Attempt]]:
        async with serving(mailbox) as port:
            config = configured(tmp_path, port)
            rounds = (deliver(each, config, now=lambda: now, everything=True) for each in (database, *others))
            return await asyncio.gather(*rounds)

    attempts = asyncio.run(together())
    for other in others:
        other.close()
    assert sum(map(len, attempts)) == 20
    assert len(set(arrived(mailbox))) == len(arrived(mailbox)) == 20
    assert counts(database) == {"sent": 20}


def dying(*_: object, **__: object) -> NoReturn:
    raise StorageError("the disk is full")


def test_what_was_accepted_and_could_not_be_noted_by_a_command_is_repeated_under_the_same_name(
    sqlite: Database, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe(sqlite, now, "desk@a.example")
    mailbox = Mailbox()
    with monkeypatch.context() as patch, pytest.raises(StorageError):
        patch.setattr(outbox, "record_delivery", dying)
        delivered(sqlite, tmp_path, mailbox, now, patience=timedelta())
    assert counts(sqlite) == {"owed": 1}
    assert len(delivered(sqlite, tmp_path, mailbox, now)) == 1
    assert arrived(mailbox) == ["<desk@a.example>"] * 2
    assert counts(sqlite) == {"sent": 1}


def test_while_the_disk_is_full_what_was_accepted_is_kept_in_hand_and_not_sent_again(
    sqlite: Database, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_RECORD_AGAIN", 0.01)
    owe(sqlite, now, "desk@a.example")
    mailbox = Mailbox()
    record = outbox.record_delivery
    refusals = iter(range(5))

    def full_for_a_while(*given: Any, **named: Any) -> None:
        if next(refusals, None) is not None:
            raise StorageError("the disk is full")
        record(*given, **named)

    monkeypatch.setattr(outbox, "record_delivery", full_for_a_while)
    delivered(sqlite, tmp_path, mailbox, now, patience=timedelta.max)
    assert arrived(mailbox) == ["<desk@a.example>"]
    assert counts(sqlite) == {"sent": 1}


def test_trouble_with_noting_one_message_repeats_none_of_the_others(
    sqlite: Database, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe(sqlite, now, *names(5))
    mailbox = Mailbox()
    record = outbox.record_delivery

    def once(session: Any, message: Any, delivery: Any, *, next_try: datetime) -> None:
        if message.recipient == "reader0@a.example":
            raise StorageError("the disk is full")
        record(session, message, delivery, next_try=next_try)

    with monkeypatch.context() as patch, pytest.raises(StorageError):
        patch.setattr(outbox, "record_delivery", once)
        delivered(sqlite, tmp_path, mailbox, now, patience=timedelta())
    assert counts(sqlite) == {"sent": 4, "owed": 1}
    delivered(sqlite, tmp_path, mailbox, now)
    assert Counter(arrived(mailbox)) == {f"<{name}>": 2 if name == "reader0@a.example" else 1 for name in names(5)}


class Slow(Mailbox):
    """A server that takes its time over a message, and says when it has begun to."""

    pause = 0.0

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        self.begun.set()
        await asyncio.sleep(self.pause)
        return await super().handle_DATA(server, session, envelope)


def stopped_while_sending(sqlite: Database, tmp_path: Path, now: datetime, pause: float) -> list[str]:
    """Stop a round while the server is at work; gives what arrived."""

    async def stop() -> list[str]:
        mailbox = Slow()
        mailbox.pause = pause
        async with serving(mailbox) as port:
            task = asyncio.create_task(deliver(sqlite, configured(tmp_path, port), now=lambda: now))
            await mailbox.begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        return arrived(mailbox)

    return asyncio.run(stop())


def test_a_message_under_way_when_we_are_stopped_is_finished_and_noted(
    sqlite: Database, tmp_path: Path, now: datetime
) -> None:
    owe(sqlite, now, "desk@a.example")
    assert stopped_while_sending(sqlite, tmp_path, now, pause=0.3) == ["<desk@a.example>"]
    assert counts(sqlite) == {"sent": 1}


def test_a_message_that_would_take_too_long_is_put_back_and_can_be_sent_at_once(
    sqlite: Database, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_LAST_MOMENT", 0.05)
    owe(sqlite, now, *names(6))
    assert stopped_while_sending(sqlite, tmp_path, now, pause=3) == []
    assert counts(sqlite) == {"owed": 6}
    mailbox = Mailbox()
    delivered(sqlite, tmp_path, mailbox, now)
    assert sorted(arrived(mailbox)) == sorted(f"<{name}>" for name in names(6))


class Hanging(Mailbox):
    """A server that never answers some recipients."""

    hanging: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.everybody_else = asyncio.Event()

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.hanging:
            await self.everybody_else.wait()
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.envelopes) == 20:
            self.everybody_else.set()
        return answer


def test_recipients_on_whom_a_server_hangs_keep_nobody_else_waiting(
    sqlite: Database, tmp_path: Path, now: datetime
) -> None:
    owe(sqlite, now, *names(29))
    mailbox = Hanging()
    mailbox.hanging = frozenset(names(9))
    delivered(sqlite, tmp_path, mailbox, now)
    assert [envelope.rcpt_tos for envelope in mailbox.envelopes[20:]] != []
    assert {address for envelope in mailbox.envelopes[:20] for address in envelope.rcpt_tos}.isdisjoint(names(9))
    assert counts(sqlite) == {"sent": 29}


def test_the_wait_between_tries_doubles_from_a_minute_to_six_hours_a_fifth_more_or_less() -> None:
    waits = [wait_after(attempts, "<a>") for attempts in range(1, 30)]
    for minutes, wait in zip((1, 2, 4, 8, 16, 32, 64, 128, 256), waits, strict=False):
        assert timedelta(minutes=0.8 * minutes) <= wait <= timedelta(minutes=1.2 * minutes)
    assert all(timedelta(hours=4.8) <= wait <= timedelta(hours=7.2) for wait in waits[9:])
    assert waits == [wait_after(attempts, "<a>") for attempts in range(1, 30)]


def test_what_failed_together_does_not_come_back_together() -> None:
    waits = sorted(wait_after(1, f"<{name}>") for name in names(100))
    assert waits[0] < timedelta(seconds=50)
    assert waits[-1] > timedelta(seconds=70)
    assert len(set(waits)) == 100


def test_each_failure_makes_the_next_wait_longer(sqlite: Database, tmp_path: Path, now: datetime) -> None:
    owe(sqlite, now, "desk@a.example")
    config = configured(tmp_path, 1)

    def tries() -> Iterator[datetime]:
        moment = now
        while moment < now + timedelta(hours=1):
            if asyncio.run(deliver(sqlite, config, now=lambda moment=moment: moment)):  # type: ignore[misc]
                yield moment
            moment += timedelta(minutes=1)

    moments = list(tries())
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert len(waits) in {4, 5, 6}
    assert all(longer > shorter for shorter, longer in pairwise(waits))
    assert MessageState.OWED.value in counts(sqlite)


def test_after_three_days_of_trying_somebody_is_told_once(
    sqlite: Database, tmp_path: Path, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    owe(sqlite, now, "desk@a.example")
    digests = '[digests.morning]\nto = ["desk@a.example", "other@a.example"]\nat = "07:00"\n'
    config = configured(tmp_path, 1, digests)
    told = []
    for hours in range(0, 100, 10):
        caplog.clear()
        asyncio.run(deliver(sqlite, config, now=lambda at=now + timedelta(hours=hours): at))  # type: ignore[misc]
        told.append([record.getMessage() for record in caplog.records if record.levelname == "ERROR"])
    assert [hours for hours, lines in zip(range(0, 100, 10), told, strict=True) if lines] == [80]
    ((line,),) = [lines for lines in told if lines]
    assert line.startswith("message 1 to desk@a.example, News, has been tried for 3 days: 127.0.0.1:1 can't be reached")
    with sqlite.reading() as session:
        notices = [one.message for one in outbox.undelivered(session) if one.message.audience == "monitor"]
    assert [(one.recipient, one.subject) for one in notices] == [
        ("other@a.example", "peruwatch: a message to desk@a.example does not arrive")
    ]
    assert b"deliver --retry 1" in notices[0].content
    assert counts(sqlite) == {"owed": 2}, "and tried on"


def test_a_hold_that_is_lost_while_a_message_is_sent_is_told_and_nothing_more_is_sent_by_it(
    sqlite: Database,
    tmp_path: Path,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    owe(sqlite, now, *names(15))

    def lose() -> None:
        for file in tmp_path.rglob("*-claims/*"):  # as the server of PostgreSQL ends a lock whose connection broke
            file.unlink()

    async def sending(*_: object) -> Delivery:
        lose()
        return Delivery(at=now, delivered=True, detail="taken")

    monkeypatch.setattr("alerts.delivery.outbox.send", sending)
    with pytest.raises(StorageError, match="the hold on messages was lost"):
        asyncio.run(deliver(sqlite, configured(tmp_path, 1), now=lambda: now))
    assert counts(sqlite) == {"sent": 10, "owed": 5}
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 10
    assert all("another process may have sent it, too, with the same Message-ID" in line for line in told)


def test_what_is_under_way_is_finished_and_noted_when_the_store_gives_no_more(
    sqlite: Database, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe(sqlite, now, *names(15))
    claim, claims = outbox.claim, iter(range(1))

    def once(*given: Any, **named: Any) -> Any:
        if next(claims, None) is None:
            raise StorageError("locked")
        return claim(*given, **named)

    mailbox = Mailbox()
    with monkeypatch.context() as patch, pytest.raises(StorageError):
        patch.setattr(outbox, "claim", once)
        delivered(sqlite, tmp_path, mailbox, now)
    assert counts(sqlite) == {"sent": 10, "owed": 5}
    delivered(sqlite, tmp_path, mailbox, now)
    assert sorted(arrived(mailbox)) == sorted(f"<{name}>" for name in names(15))
