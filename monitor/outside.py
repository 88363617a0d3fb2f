"""What we ask for ourselves, of services that the user named: that we are alive, that a feed has changed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from urllib.parse import urlencode

logger = logging.getLogger(__name__)

_PATIENCE = 10.0
"""Seconds to wait for an answer."""
_HEADERS = {"User-Agent": "peruwatch"}


async def beat(url: str) -> bool:
    """Tell an outside watcher that a round was good. What goes wrong is told without the address, which is a secret."""
    return await _asked("GET", url, "the heartbeat")


async def announce(hub: str, topics: Sequence[str]) -> bool:
    """Tell a WebSub hub that feeds have changed (WebSub, section 7)."""
    body = urlencode([("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)])
    return await _asked("POST", hub, "the WebSub hub", body)


async def _asked(method: str, url: str, what: str, form: str | None = None) -> bool:
    from aiohttp import ClientError, ClientSession, ClientTimeout  # noqa: PLC0415 - it takes long to import

    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=_PATIENCE), headers=_HEADERS | kind, trust_env=True) as session,
            # It goes nowhere else: the address may be a secret, and whoever it is told to would have it.
            session.request(method, url, data=form, allow_redirects=False) as response,
        ):
            if response.status < 300:
                return True
            reason: object = response.status
    except (ClientError, OSError, ValueError) as error:
        reason = type(error).__name__
    logger.warning("%s did not take what it was told: %s", what, reason)
    return False
