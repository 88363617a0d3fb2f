"""A mail server on loopback in a thread of its own, which can be down, and refuse some."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests import PATIENCE

HOST = "127.0.0.1"


@dataclass
class Post:
    """What arrived, and whom the server refuses."""

    port: int
    refused: dict[str, str] = field(default_factory=dict)
    """Answers to recipients instead of its own."""
    received: list[tuple[str, EmailMessage]] = field(default_factory=list)
    """Recipient and message, in the order in which they arrived."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.received += [(recipient, message) for recipient in envelope.rcpt_tos]
        return "250 OK"

    def settings(self) -> str:
        """What settings.toml says to use it."""
        return f'[mail]\nhost = "{HOST}"\nport = {self.port}\ntls = "none"\ntimeout = "30s"\n'

    @contextmanager
    def open(self) -> Iterator[None]:
        """Be up while the block runs."""
        controller = Controller(self, hostname=HOST, port=self.port, ready_timeout=PATIENCE)
        controller.start()
        try:
            yield
        finally:
            controller.stop()


def closed_post() -> Post:
    """A server that is down, with a port that nobody else has."""
    with socket.create_server((HOST, 0)) as listener:
        return Post(port=listener.getsockname()[1])
