"""Claim what is owed, send it, record how that went."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.delivery.channels.email import send_email
from alerts.delivery.channels.folder import write_to_folder
from alerts.delivery.channels.named import send_to_channel
from alerts.delivery.overdue import owe_notice
from config.load import Config
from model.alert import OVERDUE, Delivery, Message, is_channel
from model.errors import StorageError
from storage import outbox
from storage.database import Database

logger = logging.getLogger(__name__)

_AT_ONCE = 10
"""Messages of a round under way at the same time: as many connections as usual mail servers grant one client."""
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)
_JITTER = 0.2
"""The share by which waits differ, so that what failed together does not come back together."""
_LAST_MOMENT = 3.0
"""Seconds that messages under way get when we are stopped, so that what a server accepts is noted."""
_RECORD_AGAIN = 5.0
"""Seconds until it is tried again to note how an attempt ended, where the store can't be written to."""
PATIENCE = timedelta(minutes=1)
"""How long that is tried by a command. A daemon never gives up: what it forgot to note would be sent twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A message, and how sending it went."""

    message: Message
    delivery: Delivery


async def deliver(
    database: Database,
    config: Config,
    *,
    now: Callable[[], datetime],
    everything: bool = False,
    only: Sequence[int] = (),
    patience: timedelta = PATIENCE,
) -> list[Attempt]:
    """Send the messages that are owed and due, or with `everything` all that are owed; each is tried once.

    With `only`, these and no others. `patience` is for how long it is tried to note how an attempt ended.
    """
    waiting = await asyncio.to_thread(_due, database, now(), everything=everything)
    if only:
        waiting = [number for number in waiting if number in only]
    if not waiting:
        return []
    with database.claim() as claim:
        return await _Round(database, config, now, claim=claim, everything=everything, patience=patience).send(waiting)


class _Round:
    """One round over what is owed: as soon as one message is done with, the next is taken in hand."""

    def __init__(
        self,
        database: Database,
        config: Config,
        now: Callable[[], datetime],
        *,
        claim: str,
        everything: bool,
        patience: timedelta,
    ) -> None:
        self._database = database
        self._config = config
        self._now = now
        self._claim = claim
        self._everything = everything
        self._patience = patience.total_seconds()

    async def send(self, waiting: Sequence[int]) -> list[Attempt]:
        """Try each of them once; trouble with one breaks off no other, and is raised once the last has ended."""
        left = list(waiting)
        under_way: set[asyncio.Task[Attempt]] = set()
        ended: list[asyncio.Task[Attempt]] = []
        trouble: StorageError | None = None
        try:
            while left or under_way:
                free = _AT_ONCE - len(under_way)
                chosen, left = left[:free], left[free:]
                if chosen:
                    try:
                        messages = await asyncio.to_thread(self._taken, chosen)
                    except StorageError as error:
                        trouble, messages, left = error, [], []
                    under_way |= {asyncio.create_task(self._attempt(message)) for message in messages}
                if under_way:
                    done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                    ended += done
        except asyncio.CancelledError:
            await _ended_soon(under_way)
            raise
        attempts = await asyncio.gather(*ended)
        if trouble is not None:
            raise trouble
        return sorted(attempts, key=lambda attempt: attempt.message.id)

    def _taken(self, ids: Sequence[int]) -> list[Message]:
        """Messages in our hand; none where the claim is held no more and keeps nobody else from sending them."""
        with self._database.transaction() as session:
            if not outbox.is_held(session, self._claim):
                raise StorageError("the hold on messages was lost; what is owed is sent by the next round")
            return outbox.claim(session, ids, self._claim, now=self._now(), everything=self._everything)

    async def _attempt(self, message: Message) -> Attempt:
        delivery = await send(self._config, message, self._now())
        delivery = replace(delivery, at=self._now())  # a server may take its time, and the wait begins now
        await self._tell_if_lost(message)
        await self._record(message, delivery)
        return Attempt(message=message, delivery=delivery)

    async def _tell_if_lost(self, message: Message) -> None:
        """Say that the claim ended before the attempt did, as a lost connection ends it on PostgreSQL."""
        with suppress(StorageError):  # noting how it ended meets that, too, and tells
            if not await asyncio.to_thread(self._is_held):
                logger.warning(
                    "the hold on message %s to %s was lost while it was sent: another process may have sent it, too, "
                    "with the same Message-ID",
                    message.id, message.recipient,
                )  # fmt: skip

    def _is_held(self) -> bool:
        with self._database.reading() as session:
            return outbox.is_held(session, self._claim)

    async def _record(self, message: Message, delivery: Delivery) -> None:
        """Note how an attempt ended, however long the disk is full: the message stays in our hand meanwhile."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        while True:
            try:
                return await asyncio.to_thread(_record, self._database, self._config, message, delivery)
            except StorageError as error:
                if loop.time() + _RECORD_AGAIN > until:
                    raise
                logger.error("how sending message %s went can't be noted yet: %s", message.id, error)  # noqa: TRY400 - its text says all
            await asyncio.sleep(_RECORD_AGAIN)


async def _ended_soon(tasks: set[asyncio.Task[Attempt]]) -> None:
    """Give what is under way a last moment, so that what a server takes is noted, then break it off."""
    if tasks:
        _, unfinished = await asyncio.wait(tasks, timeout=_LAST_MOMENT)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def send(config: Config, message: Message, now: datetime) -> Delivery:
    """Make one attempt to send a message, by the way that its recipient is reached."""
    if is_channel(message.recipient):
        return await send_to_channel(message, config.settings.channels, now)
    if config.settings.mail.host:
        return await send_email(message, config.settings.mail, now)
    return await asyncio.to_thread(write_to_folder, message, config.outbox_dir, now)


def wait_after(attempts: int, message_id: str) -> timedelta:
    """How long a message waits after its `attempts`-th failed attempt (from 1): a minute, then twice as long each time.

    By up to a fifth of that it is more or less, for each message and attempt otherwise, and always the same.
    """
    wait = min(_FIRST_WAIT * (1 << min(attempts - 1, 10)), _LONGEST_WAIT)
    draw = int.from_bytes(hashlib.sha256(f"{message_id} {attempts}".encode()).digest()[:4]) / 0xFFFF_FFFF
    return wait * (1 + _JITTER * (2 * draw - 1))


def _due(database: Database, now: datetime, *, everything: bool) -> list[int]:
    with database.reading() as session:
        return outbox.due(session, now=now, everything=everything)


def _record(database: Database, config: Config, message: Message, delivery: Delivery) -> None:
    next_try = delivery.at + wait_after(message.attempts + 1, message.message_id)
    next_try = max(next_try, delivery.not_before or next_try)
    with database.transaction() as session:
        outbox.record_delivery(session, message, delivery, next_try=next_try)
        is_overdue = not (delivery.delivered or delivery.permanent) and delivery.at >= message.created + OVERDUE
        report = is_overdue and outbox.report(session, message.id)
        if report:
            owe_notice(session, config, message, delivery, delivery.at)
    if report:
        logger.error(
            "message %s to %s, %s, has been tried for %s days: %s",
            message.id, message.recipient, message.subject, OVERDUE.days, delivery.detail,
        )  # fmt: skip
