"""One pass over the sources: crawl them side by side, match what they bring, tell what is told at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from alerts.run import Matched
from config.load import Config
from crawler.context import CrawlContext
from crawler.crawls.due import all_due
from crawler.loop import run_in_loop
from crawler.run import Crawls
from crawler.workers.pool import ExtractionPool
from model.clock import utc_now
from model.crawl import CrawlRun
from model.errors import PeruwatchError
from model.source import Source
from monitor.outside import beat
from monitor.places import Places
from monitor.rounds import tell_of_sources
from monitor.steps import catch_up, match, tell_at_once
from storage.database import Database

T = TypeVar("T")

_PACE = 0.5
"""Seconds after which what has come by then is matched."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass over the sources brought."""

    runs: tuple[CrawlRun, ...]
    matches: int
    alerts: int
    """Articles newly owed to somebody."""


def run_pass(config: Config, database: Database, sources: Sequence[Source], *, only_due: bool) -> Pass:
    """Crawl, match and tell at once, in an event loop of its own: once in a process."""
    return run_in_loop(lambda: _pass(config, database, sources, only_due=only_due))


async def _pass(config: Config, database: Database, sources: Sequence[Source], *, only_due: bool) -> Pass:
    context = CrawlContext(config=config, database=database, pool=ExtractionPool())
    console = Console(stderr=True)
    try:
        due = await _due(context, sources) if only_due else list(sources)
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(),
            console=console, transient=True, disable=not console.is_terminal,
        ) as progress:  # fmt: skip
            runs, matched = await _matching_meanwhile(context, crawl_all(context, due, progress, only_due=only_due))
        await asyncio.to_thread(tell_at_once, context.database, config, utc_now())
        found = await asyncio.to_thread(tell_of_sources, context.database, config, utc_now())
        heartbeat = config.settings.monitor.heartbeat.get_secret_value()
        if heartbeat and found.is_good:
            await beat(heartbeat)
        await asyncio.to_thread(catch_up, context.database, config, utc_now())
        return Pass(
            runs=tuple(runs),
            matches=sum(each.matches for each in matched),
            alerts=sum(each.owed for each in matched),
        )
    finally:
        context.pool.close()


async def _matching_meanwhile(context: CrawlContext, crawling: Coroutine[Any, Any, T]) -> tuple[T, list[Matched]]:
    """Match what a crawl brings while it goes on, since it mostly waits, and then the rest."""
    matched: list[Matched] = []
    commits: int | None = None
    crawl = asyncio.create_task(crawling)
    try:
        while not (await asyncio.wait({crawl}, timeout=_PACE))[0]:
            before, commits = commits, context.database.commits()
            if commits is None or commits != before:  # hosts may have us wait for minutes, with nothing to match
                news = partial(match, context.database, context.config, utc_now(), first_looks=False)
                matched.append(await asyncio.to_thread(news))
        # The rest: what first looks brought, all of it together, and what came while the last ones were matched.
        matched.append(await asyncio.to_thread(match, context.database, context.config, utc_now()))
    finally:
        crawl.cancel()
        await asyncio.wait({crawl})
    return crawl.result(), matched


async def _due(context: CrawlContext, sources: Sequence[Source]) -> list[Source]:
    crawl, now = context.config.settings.crawl, context.now()
    due = await context.read(all_due, sources, crawl, now)
    return [source for source in sources if (moment := due[source.name]) is None or moment <= now]


async def crawl_all(
    context: CrawlContext, sources: Sequence[Source], progress: Progress, *, only_due: bool
) -> list[CrawlRun]:
    """Crawl sources side by side; the runs come in the order of the sources."""
    places = Places(is_slow=context.pacing.is_slow, now=context.now)
    begun = context.now()

    async def one(crawls: Crawls, source: Source) -> CrawlRun:
        async with places.place(urlsplit(source.url).hostname or "", begun):
            task = progress.add_task(source.title)
            try:
                return await crawls.crawl(source, only_due=only_due)
            finally:
                progress.remove_task(task)

    async with Crawls(context) as crawls:
        tasks = [asyncio.create_task(one(crawls, source)) for source in sources]
        try:
            results = await asyncio.gather(*tasks, return_exceptions=True)
        except asyncio.CancelledError:
            await asyncio.wait(tasks)  # each puts on record that it was stopped
            raise
    if failed := [result for result in results if isinstance(result, BaseException)]:
        raise failed[0] if isinstance(failed[0], PeruwatchError) else PeruwatchError(str(failed[0]))
    return [result for result in results if isinstance(result, CrawlRun)]
