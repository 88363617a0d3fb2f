"""A worker: takes jobs off the queues, as many at a time as it is told, until it is stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException, JobAborted
from procrastinate.jobs import DeleteJobCondition, Job, Status
from procrastinate.manager import JobManager
from procrastinate.worker import Worker

from alerts.delivery.outbox import Attempt
from config.load import Config
from crawler.context import CrawlContext, open_context
from crawler.run import Crawls
from model.cluster import Queue, Role
from model.crawl import CrawlRun
from model.errors import PeruwatchError, StorageError
from monitor import cluster
from monitor.cluster.tasks import Tasks
from monitor.live import Live
from monitor.supervisor import Supervisor
from monitor.trouble import StoreTrouble
from storage.members import Membership

logger = logging.getLogger(__name__)

_POLL = 1.0
"""Seconds between two looks at the queues: PostgreSQL tells of new jobs, but not of those that were given back."""
_LOOK_EVERY = 2.0
"""Seconds between two looks at whether the others still see us."""
_EDITS_EVERY = 0.5
"""Seconds between two looks at the configuration's files."""
_WELL = 60.0
"""Seconds of work after which trouble is told as new."""
_LAST_MOMENT = 5.0
"""Seconds that jobs under way get when we are stopped; then they are put back, and others go on."""
_NEVER = 10 * 365 * 86400.0
"""Seconds until Procrastinate takes a worker for gone by its clock; who is there, `storage.members` knows better."""
_CONNECTIONS = 4
"""At most, by which Procrastinate takes jobs and notes their ends; each takes a millisecond."""
_PATIENCE = 10.0
"""Seconds that it waits for one of them."""


class _PutBack(BaseRetryStrategy):
    """Jobs that were broken off because their worker was stopped go back on their queues."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002 - theirs
        """Again at once, or never."""
        is_stopped = isinstance(exception, (JobAborted, asyncio.CancelledError))
        return RetryDecision(retry_in={"seconds": 0}) if is_stopped else None


class _Manager(JobManager):
    """Notes by which number Procrastinate's jobs know us before the first one can have it."""

    membership: Membership

    async def register_worker(self) -> int:
        """The number."""
        number = await super().register_worker()
        await asyncio.to_thread(self.membership.work_as, number)
        return number

    async def finish_job_by_id_async(self, job_id: int, status: Status, delete_job: bool) -> None:  # noqa: FBT001 - theirs
        """Note that a job has ended. While PostgreSQL is away it can't be noted, and others will have the job."""
        try:
            await super().finish_job_by_id_async(job_id, status, delete_job)
        except ConnectorException:  # of which `_work_on` tells
            logger.info("the end of job %s could not be noted: it is done again", job_id)


async def run(
    config: Config,
    queues: Collection[Queue],
    concurrency: int,
    *,
    on_ready: Callable[[], None],
    on_run: Callable[[CrawlRun], None],
    on_attempt: Callable[[Attempt], None],
) -> None:
    """Work until cancelled. Raises PeruwatchError where it can't start."""
    context = await asyncio.to_thread(open_context, config)
    try:
        await asyncio.to_thread(cluster.prepare, context.database)
        if {Queue.CRAWL, Queue.EXTRACT} & set(queues):
            await context.pool.prepare()
        supervisor = Supervisor(config.environ)
        async with Crawls(context) as crawls, _beside(_take_up_edits(context)), _beside(supervisor.keep_alive()):
            tasks = Tasks(context, crawls, on_run=on_run, on_attempt=on_attempt)
            on_ready()
            supervisor.ready()
            try:
                await _work_on(context, tasks, tuple(queues), concurrency)
            finally:
                supervisor.stopping()
    finally:
        context.close()


async def _work_on(context: CrawlContext, tasks: Tasks, queues: tuple[Queue, ...], concurrency: int) -> None:
    """Work, and again as soon as PostgreSQL is back where it went away."""
    told, trouble = False, StoreTrouble(logger)
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await _work(context, tasks, queues, concurrency, trouble)
        except Exception as error:  # noqa: BLE001 - whatever the library raises while PostgreSQL is away
            told = told and asyncio.get_running_loop().time() - began < _WELL
            if not told:
                logger.error("no jobs can be had: %s", " ".join(str(error.__cause__ or error).split()))  # noqa: TRY400 - its text says all
            told = True
        await asyncio.sleep(_LOOK_EVERY)


async def _work(
    context: CrawlContext, tasks: Tasks, queues: tuple[Queue, ...], concurrency: int, trouble: StoreTrouble
) -> None:
    """Work as long as the others see us: after that, what we had in hand is theirs."""
    async with cluster.joined(context.database, cluster.ourselves(Role.WORKER, queues, concurrency)) as membership:
        app = _app(context, tasks, membership, trouble)
        async with app.open_async():
            worker = Worker(
                app,
                queues=[queue.value for queue in queues],
                concurrency=concurrency,
                fetch_job_polling_interval=_POLL,
                shutdown_graceful_timeout=_LAST_MOMENT,
                delete_jobs=DeleteJobCondition.ALWAYS,
                install_signal_handlers=False,
                stalled_worker_timeout=_NEVER,
            )
            working = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
            watching = asyncio.create_task(_seen(membership))
            try:
                await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                watching.cancel()
                working.cancel()
                await asyncio.wait({working, watching})
            if not working.cancelled() and (error := working.exception()) is not None:
                raise error
            raise StorageError("the connection to PostgreSQL was lost")


def _app(context: CrawlContext, tasks: Tasks, membership: Membership, trouble: StoreTrouble) -> App:
    """Procrastinate, with a task for each queue."""
    connector = PsycopgConnector(conninfo=context.database.server, min_size=1, max_size=_CONNECTIONS, timeout=_PATIENCE)
    app = App(connector=connector)
    manager = _Manager(connector)
    manager.membership = membership
    app.job_manager = manager
    works: dict[Queue, Callable[..., Awaitable[None]]] = {
        Queue.CRAWL: tasks.crawl,
        Queue.EXTRACT: tasks.extract,
        Queue.MATCH: tasks.match,
        Queue.DELIVER: tasks.deliver,
    }
    for queue, work in works.items():
        app.task(name=queue.value, queue=queue.value, retry=_PutBack())(_logged(work, trouble))
    return app


def _logged(work: Callable[..., Awaitable[None]], trouble: StoreTrouble) -> Callable[..., Awaitable[None]]:
    """A job that fails is told; it is due still, and the scheduler sees that."""

    async def task(**given: object) -> None:
        try:
            await work(**given)
        except StorageError as error:
            trouble.tell(error, asyncio.get_running_loop().time())
        except PeruwatchError as error:
            logger.error("%s", error)  # noqa: TRY400 - its text says all
        except Exception:
            logger.exception("a job failed")

    return task


async def _seen(membership: Membership) -> None:
    """Ends once the others see us no more."""
    while True:
        if not await asyncio.to_thread(membership.is_kept):
            return
        await asyncio.sleep(_LOOK_EVERY)


async def _take_up_edits(context: CrawlContext) -> None:
    """Have edits of the files in force, as the scheduler has on its machine."""
    live = Live(context.config)
    while True:
        if await asyncio.to_thread(live.look):
            context.config = live.config
        await asyncio.sleep(_EDITS_EVERY)


@asynccontextmanager
async def _beside(work: Awaitable[None]) -> AsyncIterator[None]:
    """Have something done meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
