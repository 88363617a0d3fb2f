"""The scheduler of a cluster: any number may run, one leads, and the next one takes over when it ends."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from alerts.quoting.plain import counted
from crawler.context import CrawlContext
from model.cluster import Cluster, Queue, Role
from model.errors import StorageError
from monitor import cluster
from monitor.cluster.queued import QueuedWork
from monitor.live import Live
from monitor.schedule import Schedule
from monitor.work import Work
from storage import jobs
from storage.members import Membership

logger = logging.getLogger(__name__)

_LOOK_EVERY = 2.0
"""Seconds between two looks at whether we lead, and at jobs whose workers are gone."""


_IDLE = 15
"""Looks after which a queue that nobody works is told of: a worker takes some seconds to start."""


@asynccontextmanager
async def standing_by(
    context: CrawlContext,
    live: Live,
    schedule_of: Callable[[Work], Schedule],
    leads: Callable[[Schedule | None], None],
) -> AsyncIterator[None]:
    """Lead as soon as nobody else does; `leads` is given the schedule that runs, and None when it does no more."""
    await asyncio.to_thread(cluster.prepare, context.database)
    task = asyncio.create_task(_stand_by(context, live, schedule_of, leads))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _stand_by(
    context: CrawlContext,
    live: Live,
    schedule_of: Callable[[Work], Schedule],
    leads: Callable[[Schedule | None], None],
) -> None:
    told = ""  # what is told again only after all was well
    while True:
        try:
            async with cluster.joined(context.database, cluster.ourselves(Role.SCHEDULER)) as membership:
                told = ""
                await _led_by_others(context, live, membership)
                await _schedule(context, membership, schedule_of, leads)
        except StorageError as error:
            if not told:
                logger.error("nothing is scheduled here: %s", error)  # noqa: TRY400 - its text says all
            told = str(error)
        except Exception:
            logger.exception("scheduling failed and is begun anew")
        await asyncio.sleep(_LOOK_EVERY)


async def _led_by_others(context: CrawlContext, live: Live, membership: Membership) -> None:
    """Wait until nobody else leads; the page is in force meanwhile as its files are."""
    while not await asyncio.to_thread(membership.lead):
        if await asyncio.to_thread(live.look):
            context.config = live.config
        await asyncio.sleep(_LOOK_EVERY)


async def _schedule(
    context: CrawlContext,
    membership: Membership,
    schedule_of: Callable[[Work], Schedule],
    leads: Callable[[Schedule | None], None],
) -> None:
    """Lead, as long as the others see us."""
    logger.info("this process schedules for all workers")
    work = QueuedWork(context)
    schedule = schedule_of(work)
    watching = asyncio.create_task(work.watch())
    try:
        await schedule.start()
        leads(schedule)
        idle = _Idle()
        while await asyncio.to_thread(membership.is_kept):
            idle.tell(await context.read(jobs.standing))
            if returned := await context.write(jobs.give_back):
                logger.warning("%s of workers that are gone: others do them", counted(returned, "job"))
            await asyncio.sleep(_LOOK_EVERY)
        logger.error("PostgreSQL has lost sight of this process: another one may schedule now")
    finally:
        leads(None)
        watching.cancel()
        await schedule.stop()


class _Idle:
    """Tells, once, of queues that wait for a worker that there is not."""

    def __init__(self) -> None:
        self._looks: Counter[Queue] = Counter()

    def tell(self, found: Cluster | None) -> None:
        """Look at who is there now."""
        if found is None:
            return
        worked = {queue for member in found.members for queue in member.queues}
        for one in found.queues:
            if one.queue in worked or not one.waiting:
                del self._looks[one.queue]
                continue
            self._looks[one.queue] += 1
            if self._looks[one.queue] == _IDLE:
                logger.warning("no worker takes jobs of the queue %s: `peruwatch worker` starts one", one.queue)
