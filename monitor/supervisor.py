"""What systemd is told of the daemon (sd_notify): that it is ready, that it is alive, that it stops."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Mapping

logger = logging.getLogger(__name__)


class Supervisor:
    """Whoever started us and wants to hear of us, if anybody does."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        self._interval = _interval(environ)

    def ready(self) -> None:
        """All has started."""
        self._tell("READY=1")

    def stopping(self) -> None:
        """The end has begun."""
        self._tell("STOPPING=1")

    async def keep_alive(self) -> None:
        """Be heard of as often as is wanted, from the event loop: when that hangs, nobody is watching any more."""
        while self._interval is not None:
            self._tell("WATCHDOG=1")
            await asyncio.sleep(self._interval)

    def _tell(self, state: str) -> None:
        if not self._address:
            return
        # An address that begins with @ is a name without a file (unix(7)).
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
                sender.setblocking(False)
                sender.sendto(state.encode(), address)
        except OSError as error:
            logger.warning("systemd could not be told %s: %s", state, error.strerror)


def _interval(environ: Mapping[str, str]) -> float | None:
    """Seconds between two signs of life: half of what systemd waits (sd_watchdog_enabled(3)); None: none are wanted."""
    wanted = environ.get("WATCHDOG_USEC", "")
    if not wanted.isdecimal() or int(wanted) == 0 or environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return int(wanted) / 2e6
