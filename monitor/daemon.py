"""The daemon: one process, one event loop, from start to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import Callable, Iterator

import uvicorn

from alerts.outbox import Attempt
from config.load import Config
from crawler.desk import open_desk
from crawler.run import Crawls
from model.crawl import CrawlRun
from model.errors import PeruwatchError
from monitor.live import Live
from monitor.schedule import Schedule
from monitor.web.app import create_app

_GRACE = 3
"""Seconds for answers under way when the daemon stops."""


class _Server(uvicorn.Server):
    """A server that leaves signals to the daemon."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def run(
    config: Config,
    *,
    on_ready: Callable[[], None],
    on_run: Callable[[CrawlRun], None],
    on_attempt: Callable[[Attempt], None],
) -> None:
    """Watch until cancelled: crawl on schedule, match, tell, and serve pages and feeds.

    Raises PeruwatchError where it can't start: the database can't be used, the port is taken.
    """
    listener = listen(config.settings.web.host, config.settings.web.port)
    with contextlib.closing(listener):
        desk = await asyncio.to_thread(open_desk, config)
        try:
            live = Live(config)
            app = create_app(live, desk.database, now=desk.now)
            server = _Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=_GRACE))
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                async with Crawls(desk) as crawls:
                    schedule = Schedule(desk, crawls, live, on_run=on_run, on_attempt=on_attempt)
                    try:
                        await schedule.start()
                        on_ready()
                        await asyncio.shield(serving)
                    finally:
                        await schedule.stop()
            finally:
                server.should_exit = True
                await serving
        finally:
            desk.close()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; PeruwatchError says why there can be none."""
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(place, family=family)
    except OSError as error:
        raise PeruwatchError(
            f"can't serve on {host} port {port}: {_reason(error)}; set web.host and web.port"
        ) from error


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program uses it"
    return str(error.strerror) if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
