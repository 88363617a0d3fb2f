from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from crawler.batch_writer import BatchWriter
from storage import runs
from storage.database import Database, Session
from storage.standing import standing


def test_what_waits_together_is_kept_in_few_transactions(sqlite: Database, now: datetime) -> None:
    transactions = set()

    def start(session: Session) -> int:
        transactions.add(id(session.get_transaction()))
        return runs.start(session, "gazette", now)

    async def write() -> list[int]:
        writer = BatchWriter(sqlite)
        return await asyncio.gather(*(writer.write(start) for _ in range(50)))

    assert asyncio.run(write()) == list(range(1, 51))
    assert len(transactions) <= 2


def test_patient_writes_wait_for_each_other_and_not_for_ever(sqlite: Database, now: datetime) -> None:
    transactions = []

    def start(session: Session) -> int:
        transactions.append(session.get_transaction())
        return runs.start(session, "gazette", now)

    async def write() -> list[int]:
        writer = BatchWriter(sqlite)
        first = asyncio.create_task(writer.write(start, patient=True))
        for _ in range(10):  # it would have begun by now
            await asyncio.sleep(0)
        return [await writer.write(start, patient=True), await first, await writer.write(start, patient=True)]

    assert asyncio.run(write()) == [2, 1, 3]
    assert transactions[0] is transactions[1]
    assert transactions[1] is not transactions[2]


def test_a_patient_write_does_not_hold_up_others(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.batch_writer._PATIENCE", 3600)

    async def write() -> list[int]:
        writer = BatchWriter(sqlite)
        both = (
            writer.write(lambda session: runs.start(session, "gazette", now), patient=patient)
            for patient in (True, False)
        )
        return await asyncio.gather(*both)

    assert asyncio.run(write()) == [1, 2]


def test_a_write_that_fails_fails_alone(sqlite: Database, now: datetime) -> None:
    def start(session: Session) -> int:
        return runs.start(session, "gazette", now)

    def fail(session: Session) -> int:
        runs.start(session, "gone", now)
        raise ValueError("not this one")

    async def write() -> list[int | BaseException]:
        writer = BatchWriter(sqlite)
        return await asyncio.gather(*(writer.write(do) for do in (start, fail, start)), return_exceptions=True)

    first, second, third = asyncio.run(write())
    assert (first, third) == (1, 2)
    assert isinstance(second, ValueError)
    with sqlite.reading() as session:
        assert standing(session, "gone", since=now).first_start is None


def test_who_stops_waiting_stops_nothing(sqlite: Database, now: datetime) -> None:
    async def write() -> None:
        writer = BatchWriter(sqlite)
        impatient = asyncio.create_task(writer.write(lambda session: runs.start(session, "gazette", now)))
        await asyncio.sleep(0)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        assert await writer.write(lambda session: runs.start(session, "gazette", now)) == 2

    asyncio.run(write())
