"""The daemon: one process, one event loop, from start to stop."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import Callable
from contextlib import closing, suppress

from alerts.delivery.outbox import Attempt
from config.load import Config
from crawler.context import open_context
from crawler.run import Crawls
from model.crawl import CrawlRun
from model.errors import PeruwatchError
from monitor.live import Live
from monitor.lock import Daemon, already_there, held, holder
from monitor.metrics import Metrics
from monitor.schedule import Schedule
from monitor.supervisor import Supervisor
from monitor.web.app import create_app
from monitor.web.serving import PageServer


class LookNow:
    """Has a source looked at now by the schedule, which starts after the page does."""

    def __init__(self) -> None:
        self.schedule: Schedule | None = None

    def __call__(self, name: str) -> bool:
        """Whether it will be looked at."""
        return self.schedule is not None and self.schedule.look_now(name)


async def run(
    config: Config,
    *,
    on_ready: Callable[[], None],
    on_run: Callable[[CrawlRun], None],
    on_attempt: Callable[[Attempt], None],
) -> None:
    """Watch until cancelled: crawl on schedule, match, tell, and serve pages and feeds.

    Raises PeruwatchError where it can't start: another one runs on the data folder, the port is taken, the database
    can't be used, documents can't be read.
    """
    with closing(_listen_alone(config)) as listener, held(config.data_dir, config.public_url) as lock:
        live = Live(config)
        context = await asyncio.to_thread(open_context, config)

        def tell_waiting() -> None:
            with suppress(OSError):  # the disk is full, of which more than this tells
                lock.tell(Daemon(pid=os.getpid(), page=config.public_url, waits_for_restart=live.waiting))

        metrics = Metrics(live, context.database, now=context.now, worker_deaths=lambda: context.pool.deaths)

        def ran(run: CrawlRun) -> None:
            metrics.count_run(run)
            on_run(run)

        def attempted(attempt: Attempt) -> None:
            metrics.count_attempt(attempt)
            on_attempt(attempt)

        try:
            looks, supervisor = LookNow(), Supervisor(config.environ)
            await asyncio.to_thread(metrics.begin)
            app = create_app(live, context.database, now=context.now, look_now=looks, metrics=metrics)
            server = PageServer(app, listener)
            serving = asyncio.create_task(server.serve())
            try:
                await context.pool.prepare()
                async with Crawls(context) as crawls:
                    schedule = Schedule(
                        context,
                        crawls,
                        live,
                        on_run=ran,
                        on_attempt=attempted,
                        on_waiting=tell_waiting,
                    )
                    try:
                        await schedule.start()
                        looks.schedule = schedule
                        on_ready()
                        supervisor.ready()
                        alive = asyncio.create_task(supervisor.keep_alive())
                        try:
                            await asyncio.shield(serving)
                        finally:
                            alive.cancel()
                    finally:
                        supervisor.stopping()
                        await schedule.stop()
            finally:
                server.should_exit = True
                await serving
        finally:
            context.close()


def _listen_alone(config: Config) -> socket.socket:
    """A listening socket; where the port is taken by a peruwatch on the same data folder, the error says so."""
    try:
        return listen(config.settings.web.host, config.settings.web.port)
    except PeruwatchError as error:
        other = holder(config.data_dir)
        if other is None:
            raise
        raise PeruwatchError(already_there(config.data_dir, other)) from error


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; PeruwatchError says why there can be none."""
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(place, family=family)
    except OSError as error:
        raise PeruwatchError(
            f"can't serve on {host} port {port}: {_reason(error)}; set web.host and web.port"
        ) from error
    # asyncio does this itself only for sockets that were made with the protocol named. Without, an answer's head goes
    # out by itself and its body waits for whoever asked to have acknowledged it, which takes 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _reason(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "another program uses it"
    return str(error.strerror) if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
