"""The server of the page: how many connections it has, and how long one may keep it waiting."""

from __future__ import annotations

import asyncio
import errno
import logging
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

logger = logging.getLogger(__name__)

_REQUEST_WITHIN = 10.0
"""Seconds from the beginning of a connection, or from the last answer, until all of a request must have come."""
_ANSWER_WITHIN = 60.0
"""Seconds from then until the answer must have been made and taken."""
_LONGEST_HEAD = 64 * 1024
"""Bytes of a request before its body, which its parser has no bound for; h11, another parser, bounds them so."""
_MOST_CONNECTIONS = 256
"""Several for each of some fifty readers: browsers open six."""
_OWN_FILES = 48
"""Files and sockets that the rest of the program has open when it is at work, as was counted with four crawls."""
_FEWEST_CONNECTIONS = 8
_PAUSE = 1.0
"""Seconds until the next try to accept a connection after there was no room for one."""
_NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_GRACE = 3
"""Seconds for answers under way when the server stops."""


def most_connections() -> int:
    """How many connections this process can have besides what else it has open."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return _MOST_CONNECTIONS
    return max(_FEWEST_CONNECTIONS, min(_MOST_CONNECTIONS, (files - _OWN_FILES) // 2))


class _Connection(HttpToolsProtocol):
    """A connection that ends when its client takes too long to ask, or to take the answer.

    Its parser is written in C: with h11, parsing was two thirds of what an unchanged feed costs.
    """

    _timer: asyncio.TimerHandle | None = None
    _head: int | None = None
    """Bytes that came while the head of a request is being read; None between heads."""
    waits_since: float | None = None
    """Since when a request is waited for; None while one is answered."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._await_request()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head is not None:
            self._head += len(data)
            if self._head > _LONGEST_HEAD:
                self.give_way()
                return
        if self.waits_since is not None and self._is_asked():
            self._begin_to_answer()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head = 0

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._head = None

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_asked():  # the next request had come before
            self._begin_to_answer()
        else:
            self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._timer is not None:
            self._timer.cancel()

    def give_way(self) -> None:
        """End at once."""
        self.transport.abort()

    def _is_asked(self) -> bool:
        """Whether all of a request has come that is not answered."""
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body

    def _begin_to_answer(self) -> None:
        self.waits_since = None
        self._end_within(_ANSWER_WITHIN)

    def _await_request(self) -> None:
        self.waits_since = self.loop.time()
        self._end_within(_REQUEST_WITHIN)

    def _end_within(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        # Aborted, not closed: what a client does not take would be kept for ever.
        self._timer = self.loop.call_later(seconds, self.transport.abort)


class PageServer(uvicorn.Server):
    """Serves an application on a listening socket; leaves signals to the program."""

    def __init__(self, app: ASGIApp, listener: socket.socket, *, most: int | None = None) -> None:
        # What uvicorn would do by itself differs by what else is installed: one parser, and no websockets.
        config = uvicorn.Config(
            app,
            loop="asyncio",
            log_config=None,
            lifespan="off",
            http=_Connection,
            ws="none",
            timeout_graceful_shutdown=_GRACE,
        )
        super().__init__(config)
        self._listener = listener
        self._most = most or most_connections()
        self._accepting: asyncio.Task[None] | None = None
        self._is_full = False

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002 - uvicorn's signature
        """Begin to serve."""
        await super().startup(sockets=[])
        self._accepting = asyncio.create_task(self._accept())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        if self._accepting is not None:
            self._accepting.cancel()
        await super().shutdown(sockets)

    async def _accept(self) -> None:
        """Accept connections as long as there are places.

        asyncio's own way tries again at once for each that waits when a process has no file left, and tells of each.
        """
        loop = asyncio.get_running_loop()
        self._listener.setblocking(False)
        while True:
            try:
                connection, _ = await loop.sock_accept(self._listener)
            except OSError as error:
                if error.errno in _NO_ROOM:
                    self._tell_full(f"{error.strerror}; `ulimit -n` says how many files it may have open")
                    await asyncio.sleep(_PAUSE)
                continue  # otherwise it is the client who went away
            while not self._make_room():
                self._tell_full(f"all {self._most} are in use")
                await asyncio.sleep(_PAUSE)
            if self._is_full:
                self._is_full = False
                logger.warning("the page accepts connections again")
            await loop.connect_accepted_socket(self._protocol, connection)

    def _protocol(self) -> asyncio.Protocol:
        return _Connection(config=self.config, server_state=self.server_state, app_state={})

    def _make_room(self) -> bool:
        """Whether there is a place for one more; who has been waited for longest gives way."""
        connections = cast("set[Any]", self.server_state.connections)
        if len(connections) < self._most:
            return True
        idle = [one for one in connections if one.waits_since is not None]
        if not idle:
            return False
        min(idle, key=lambda one: one.waits_since).give_way()
        return True

    def _tell_full(self, reason: str) -> None:
        if not self._is_full:
            self._is_full = True
            logger.warning("the page accepts no more connections for now: %s", reason)
