"""The daemon: one process, from start to stop, with an event loop for crawls and one for the page."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, suppress

from alerts.delivery.outbox import Attempt
from config.load import Config
from crawler.context import CrawlContext, open_context
from crawler.run import Crawls
from model.crawl import CrawlRun
from model.errors import PeruwatchError
from monitor import cluster
from monitor.live import Live
from monitor.lock import Daemon, already_there, held, holder
from monitor.metrics import Metrics
from monitor.schedule import Schedule
from monitor.supervisor import Supervisor
from monitor.web.app import create_app
from monitor.web.serving import PageServer
from monitor.work import OwnWork, Work

_TURN = 0.0005
"""Seconds that a thread may keep the interpreter while others wait for it. A page comes back for it after each row from
the database, and would wait 5 ms each time, which is Python's own measure, while a crawl is busy."""


class LookNow:
    """Has a source looked at now by the schedule, which starts after the page does and lives in another thread."""

    def __init__(self) -> None:
        self.schedule: Schedule | None = None
        self._loop = asyncio.get_running_loop()

    def __call__(self, name: str) -> bool:
        """Whether it will be looked at; waits for the schedule's thread."""
        return asyncio.run_coroutine_threadsafe(self._look(name), self._loop).result()

    async def _look(self, name: str) -> bool:
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
            sys.setswitchinterval(_TURN)
            # In a thread of its own, so that a request does not wait for what the crawls' loop has to do before it.
            serving = asyncio.get_running_loop().run_in_executor(ThreadPoolExecutor(1, "page"), server.run)
            try:

                def schedule_of(work: Work) -> Schedule:
                    return Schedule(context, work, live, on_run=ran, on_attempt=attempted, on_waiting=tell_waiting)

                scheduling = _scheduled_by_workers if cluster.is_wanted(context.database) else _done_here
                async with scheduling(context, live, schedule_of, looks):
                    on_ready()
                    supervisor.ready()
                    alive = asyncio.create_task(supervisor.keep_alive())
                    try:
                        await asyncio.shield(serving)
                    finally:
                        alive.cancel()
                        supervisor.stopping()
            finally:
                server.should_exit = True
                await serving
        finally:
            context.close()


ScheduleOf = Callable[[Work], Schedule]
"""Makes the schedule of those who do the work."""


@asynccontextmanager
async def _done_here(
    context: CrawlContext, _live: Live, schedule_of: ScheduleOf, looks: LookNow
) -> AsyncIterator[None]:
    """Schedule, and do all of it in this process."""
    await context.pool.prepare()
    async with Crawls(context) as crawls:
        schedule = schedule_of(OwnWork(context, crawls))
        try:
            await schedule.start()
            looks.schedule = schedule
            yield
        finally:
            await schedule.stop()


@asynccontextmanager
async def _scheduled_by_workers(
    context: CrawlContext, live: Live, schedule_of: ScheduleOf, looks: LookNow
) -> AsyncIterator[None]:
    """Schedule what workers do, as long as no other process does."""
    from monitor.cluster import scheduler  # noqa: PLC0415 - the extra may not be installed

    def leads(schedule: Schedule | None) -> None:
        looks.schedule = schedule

    async with scheduler.standing_by(context, live, schedule_of, leads):
        yield


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
