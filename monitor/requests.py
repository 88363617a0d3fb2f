"""What we ask for ourselves, of services that the user named: that we are alive, that a feed has changed."""

from __future__ import annotations

import logging
from http.client import HTTPException
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

logger = logging.getLogger(__name__)

_PATIENCE = 10.0
"""Seconds to wait for an answer."""
_AGENT = "peruwatch"


class _NoRedirect(HTTPRedirectHandler):
    """Goes nowhere else: the address may be a secret, and whoever it is told to would have it."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirect)


def beat(url: str) -> bool:
    """Tell an outside watcher that a round was good. What goes wrong is told without the address, which is a secret."""
    return _asked(Request(url, headers={"User-Agent": _AGENT}), "the heartbeat")  # noqa: S310 - checked to be http(s)


def announce(hub: str, topics: list[str]) -> bool:
    """Tell a WebSub hub that feeds have changed (WebSub, section 7)."""
    body = urlencode([("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]).encode()
    headers = {"User-Agent": _AGENT, "Content-Type": "application/x-www-form-urlencoded"}
    return _asked(Request(hub, data=body, headers=headers, method="POST"), "the WebSub hub")  # noqa: S310 - as above


def _asked(request: Request, what: str) -> bool:
    try:
        with _opener().open(request, timeout=_PATIENCE):
            return True
    except OSError as error:
        reason = getattr(error, "code", None) or type(getattr(error, "reason", None) or error).__name__
        logger.warning("%s did not take what it was told: %s", what, reason)
    except (HTTPException, ValueError) as error:
        logger.warning("%s did not take what it was told: %s", what, type(error).__name__)
    return False
