"""A message that tells nothing but that it arrives."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from alerts.delivery.channels.email import send_email
from alerts.delivery.channels.folder import write_to_folder
from alerts.delivery.channels.named import send_to_address, send_to_channel
from alerts.delivery.compose import Rendered, compose, new_message_id, payload_head
from config.load import Config
from model.alert import Delivery, Message, is_channel

_SAID = "This is a test of peruwatch. If you read it, messages arrive here."
_WORDS = Rendered(
    subject="peruwatch: a test",
    text=f"{_SAID}\n",
    html=f"<!DOCTYPE html><html><body><p>{_SAID}</p></body></html>",
)


async def send_trial(recipient: str, config: Config, now: datetime) -> Delivery:
    """Make one attempt to send it to a channel by its name, to a channel's address, or to a mailbox."""
    is_address = "://" in recipient
    sender = config.settings.mail.sender
    message_id = new_message_id(f"test {now.isoformat()} {recipient}", sender.rpartition("@")[2] or "localhost")
    if is_address or is_channel(recipient):
        content = trial_payload(message_id, now)
    else:
        content = compose(_WORDS, sender=sender, recipient=recipient, message_id=message_id, date=now, list_id=None)
    message = Message(
        id=0,
        message_id=message_id,
        audience="",
        recipient=recipient,
        subject=_WORDS.subject,
        content=content,
        created=now,
    )
    if is_address:
        return await send_to_address(message, recipient, now)
    if is_channel(recipient):
        return await send_to_channel(message, config.settings.channels, now)
    if config.settings.mail.host:
        return await send_email(message, config.settings.mail, now)
    return write_to_folder(message, config.outbox_dir, now)


def trial_payload(message_id: str, now: datetime) -> bytes:
    """What a channel gets of it: the fields of docs/webhooks.md, with nothing told."""
    nothing: dict[str, Any] = {"digest": None, "page": None, "developments": [], "articles": [], "taken_in": []}
    return json.dumps(payload_head(_WORDS, message_id, "test", now) | nothing, indent=1).encode()
