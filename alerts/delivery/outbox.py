"""Claim what is owed, send it, record how that went."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from alerts.delivery.channels.email import send_email
from alerts.delivery.channels.folder import write_to_folder
from config.load import Config
from model.alert import Delivery, Message
from storage import outbox
from storage.database import Database

_AT_ONCE = 5
"""Messages under way at the same time: one server that hangs on one recipient keeps the others waiting no longer."""
_LONGEST_WAIT = timedelta(hours=6)
_LAST_MOMENT = 3.0
"""Seconds that messages under way get when we are stopped, so that what a server accepts is noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A message, and how sending it went."""

    message: Message
    delivery: Delivery


async def deliver(
    database: Database, config: Config, *, now: Callable[[], datetime], everything: bool = False
) -> list[Attempt]:
    """Send the messages that are owed and due, or with `everything` all that are owed; each is tried once."""
    attempts: list[Attempt] = []
    last = 0
    while messages := await asyncio.to_thread(_claim, database, now(), everything=everything, after=last):
        last = messages[-1].id
        try:
            attempts += await _all(_attempt(database, config, message, now) for message in messages)
        except asyncio.CancelledError:
            # Nobody has them in hand any more. After other troubles they may have been sent: nobody tries them soon.
            await asyncio.to_thread(_release, database, [message.id for message in messages])
            raise
    return attempts


async def _all(work: Iterable[Coroutine[Any, Any, Attempt]]) -> list[Attempt]:
    """What came of all of them, once the last has ended; trouble with one breaks off no other."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        await asyncio.wait(tasks)
    except asyncio.CancelledError:
        _, unfinished = await asyncio.wait(tasks, timeout=_LAST_MOMENT)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    return await asyncio.gather(*tasks)


async def _attempt(database: Database, config: Config, message: Message, now: Callable[[], datetime]) -> Attempt:
    delivery = await _send(config, message, now())
    next_try = delivery.at + wait_after(message.attempts + 1)
    await asyncio.to_thread(_record, database, message, delivery, next_try)
    return Attempt(message=message, delivery=delivery)


async def _send(config: Config, message: Message, now: datetime) -> Delivery:
    if config.settings.mail.host:
        return await send_email(message, config.settings.mail, now)
    return await asyncio.to_thread(write_to_folder, message, config.outbox_dir, now)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failed attempt (from 1): a minute, then twice as long each time."""
    return min(timedelta(minutes=1 << min(attempts - 1, 10)), _LONGEST_WAIT)


def _claim(database: Database, now: datetime, *, everything: bool, after: int) -> list[Message]:
    with database.transaction() as session:
        return outbox.claim(session, now=now, everything=everything, after=after, limit=_AT_ONCE)


def _record(database: Database, message: Message, delivery: Delivery, next_try: datetime) -> None:
    with database.transaction() as session:
        outbox.record_delivery(session, message, delivery, next_try=next_try)


def _release(database: Database, ids: list[int]) -> None:
    with database.transaction() as session:
        outbox.release(session, ids)
