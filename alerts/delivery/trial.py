"""A message that tells nothing but that it arrives."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from alerts.delivery.channels.named import send_to_address
from alerts.delivery.compose import new_message_id, written
from alerts.delivery.mail_templates import plain
from alerts.delivery.outbox import send
from config.load import Config
from model.alert import Delivery, Message


async def send_trial(recipient: str, config: Config, now: datetime) -> Delivery:
    """Make one attempt to send it to a channel by its name, to a channel's address, or to a mailbox."""
    rendered = plain("peruwatch: a test", ["This is a test of peruwatch. If you read it, messages arrive here."])
    sender = config.settings.mail.sender
    message_id = new_message_id(f"test {now.isoformat()} {recipient}", sender.rpartition("@")[2])
    message = Message(
        id=0,
        message_id=message_id,
        audience="",
        recipient=recipient,
        subject=rendered.subject,
        content=b"",
        created=now,
    )
    is_address = "://" in recipient
    content = written(
        rendered,
        kind="test",
        sender=sender,
        recipient="address" if is_address else recipient,
        message_id=message_id,
        date=now,
    )
    message = replace(message, content=content)
    return await (send_to_address(message, recipient, now) if is_address else send(config, message, now))
