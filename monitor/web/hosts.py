"""Under which names we answer: a page of somebody else's must not read ours through a name that it makes lead here."""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from config.load import Config


def is_ours(host: str, config: Config) -> bool:
    """Whether a Host header names us: by an IP address, as this machine, or by a name that the configuration has."""
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return False
    if _is_address(name):
        return True  # no name, so nobody can have made it lead here
    own = {"localhost", socket.gethostname().lower(), config.settings.web.host.lower()}
    return name in own or name.endswith(".localhost") or name == urlsplit(config.public_url).hostname


@lru_cache(maxsize=100)
def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class OurNames:
    """Lets only requests pass that name us (RFC 9110, 7.4)."""

    def __init__(self, app: ASGIApp, config: Callable[[], Config]) -> None:
        self._app = app
        self._config = config

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] == "http":
            host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
            if not is_ours(host, self._config()):
                text = "Not the name of this peruwatch: set public_url under [web] in settings.toml to answer to it.\n"
                await PlainTextResponse(text, status_code=421)(scope, receive, send)
                return
        await self._app(scope, receive, send)
