"""Searches have places and a time of their own, so that many of them at once don't hold up everything else."""

from __future__ import annotations

import asyncio

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from storage.database import within

AT_ONCE = 2
"""Searches that run at a time. They compete with the loop for the interpreter, so that more would be no faster."""
PATIENCE = 5.0
"""Seconds that a search waits for a place, and then those that it may take: after ten nobody waits for a page."""


class SearchLane:
    """Lets a few searches run at a time, each for a while; what would wait longer is told to come back.

    It is put before each route that searches, with the same places for all of them.
    """

    def __init__(self, app: ASGIApp, *, places: asyncio.Semaphore, patience: float = PATIENCE) -> None:
        self._app = app
        self._places = places
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on in its turn."""
        if not scope["query_string"]:  # without a query these pages cost little
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError:
            await self._busy(scope, receive, send)
            return
        try:
            with within(self._patience):
                await self._app(scope, receive, send)
        finally:
            self._places.release()

    async def _busy(self, scope: Scope, receive: Receive, send: Send) -> None:
        text = "Too many searches wait at the moment; please try again in a while.\n"
        later = {"Retry-After": f"{self._patience:.0f}"}
        await PlainTextResponse(text, status_code=503, headers=later)(scope, receive, send)
