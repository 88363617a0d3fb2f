"""Messages to channels that settings.toml names: webhooks are posted to by ourselves, others through Apprise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import SecretStr

from alerts.delivery.channels.services import is_known_service, notify_service
from alerts.delivery.channels.webhook import is_webhook, post_to_webhook
from model.alert import Delivery, Message


async def send_to_channel(message: Message, channels: Mapping[str, SecretStr], now: datetime) -> Delivery:
    """Make one attempt to send a message to the channel that is its recipient."""
    address = channels.get(message.recipient)
    if address is None:
        told = f"settings.toml names no channel {message.recipient!r} under [channels]"
        return Delivery(at=now, delivered=False, detail=told)
    return await send_to_address(message, address.get_secret_value(), now)


async def send_to_address(message: Message, address: str, now: datetime) -> Delivery:
    """The same with a channel's address."""
    if is_webhook(address):
        return await post_to_webhook(message, address, now)
    return await notify_service(message, address, now)


def is_known(address: str) -> bool:
    """Whether an address of a channel is one that messages can be sent to."""
    return is_webhook(address) or is_known_service(address)
