"""What it costs to look at sections that have not changed.

    python -m tests.benchmarks.polling [--sources N] [--rounds N] [--hour]

With `--hour`, they are looked at for an hour of simulated time on one core: each when it is due, one after the other,
and the clock goes on by the processor time that a look took. How long those waited that were due is the lag.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import resource
import statistics
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from config.load import load
from crawler.context import CrawlContext
from crawler.crawls.due import all_due, next_due
from crawler.loop import run_in_loop
from crawler.run import Crawls
from crawler.workers.pool import ExtractionPool
from model.clock import utc_now
from model.crawl import CrawlRun
from storage.database import Database
from tests.benchmarks.cpu import spending
from tests.benchmarks.sample_site import section, serving

_HOUR = timedelta(hours=1)
_INTERVAL = timedelta(minutes=48)
"""Between two looks at a section, in a simulated hour: as the program plans them where ten articles come a day."""


def main() -> None:
    """Print CPU seconds, peak memory and writing transactions for looks at unchanged sections."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--hour", action="store_true")
    given = parser.parse_args()
    hour(given.sources) if given.hour else poll(given.sources, given.rounds)


def poll(sources: int, rounds: int = 1, url: str = "", names: Sequence[str] = ()) -> None:
    """Look at so many sections, and again so many times; in a database that is there, as its sources of these names."""
    names = names or [f"valley-{number}" for number in range(sources)]
    with serving() as (root, server), tempfile.TemporaryDirectory() as folder:
        run_in_loop(lambda: _measure(_desk(Path(folder), root, names, url=url), server, rounds))


def hour(sources: int) -> None:
    """Look at so many sections for a simulated hour."""
    clock = _Clock()
    names = [f"valley-{number}" for number in range(sources)]
    with serving() as (root, server), tempfile.TemporaryDirectory() as folder:
        run_in_loop(
            lambda: _hour(_desk(Path(folder), root, names, articles=1, interval=_INTERVAL, now=clock), clock, server)
        )


class _Clock:
    """A clock that only goes on when it is told to."""

    def __init__(self) -> None:
        self.moment = utc_now()

    def __call__(self) -> datetime:
        return self.moment


def _desk(
    folder: Path,
    root: str,
    names: Sequence[str],
    *,
    articles: int = 3,
    interval: timedelta | None = None,
    url: str = "",
    now: Callable[[], datetime] = utc_now,
) -> CrawlContext:
    config = folder / "config"
    config.mkdir()
    pace = "" if interval is None else f'interval = "{interval.seconds}s"\n'
    listed = "".join(
        f'[sources.{name}]\nurl = "{root}{section(at, articles)}"\n{pace}' for at, name in enumerate(names)
    )
    (config / "sources.toml").write_text(listed)
    (config / "watches.toml").write_text('[watches.water]\nkeywords = ["water"]\n')
    (config / "settings.toml").write_text('[crawl]\ndelay = "0s"\nallow_networks = ["127.0.0.0/8"]\n')
    loaded = load(config, folder / "var", {})
    database = Database.open(url or loaded.database_url)
    return CrawlContext(config=loaded, database=database, pool=ExtractionPool(), now=now)


async def _measure(context: CrawlContext, server: int, rounds: int) -> None:
    writes = 0

    def count(statement: str) -> None:
        nonlocal writes
        writes += statement == "BEGIN IMMEDIATE"

    event.listen(Engine, "before_cursor_execute", lambda _c, _cur, statement, *_: count(statement))
    async with Crawls(context) as crawls:
        first = await _round(context, crawls, server, "first look, with all articles")
        writes = 0
        again = await _round(context, crawls, server, "look at unchanged sections", rounds)
    print(f"writing transactions a look: {writes / len(again):.2f}")
    print(f"requests a look: {sum(run.requests for run in again) / len(again):.2f}")
    new = sum(run.articles for run in again)
    print(f"articles stored: {sum(run.articles for run in first)}; new in the later rounds: {new}")
    print(f"peak memory of the process: {_peak():.0f} MB", flush=True)
    context.close()


async def _round(context: CrawlContext, crawls: Crawls, server: int, name: str, times: int = 1) -> list[CrawlRun]:
    free = asyncio.Semaphore(4)

    async def one(number: int) -> CrawlRun:
        async with free:
            return await crawls.crawl(context.config.sources[number], only_due=False)

    runs: list[CrawlRun] = []
    with spending(but={server}) as spent:
        for _ in range(times):
            runs += await asyncio.gather(*(one(number) for number in range(len(context.config.sources))))
    print(f"{name}: {len(runs)} looks, {spent} ({1000 * spent.cpu / len(runs):.1f} ms of CPU each)", flush=True)
    return runs


async def _hour(context: CrawlContext, clock: _Clock, server: int) -> None:
    sources, crawl = {source.name: source for source in context.config.sources}, context.config.settings.crawl
    lags: list[float] = []
    async with Crawls(context) as crawls:
        for source in sources.values():  # one after the other, as a daemon comes to them
            clock.moment += _INTERVAL / len(sources)
            await crawls.crawl(source, only_due=False)
        end = clock() + _HOUR
        dues = await context.read(all_due, sources.values(), crawl, clock())
        waiting = [(due or clock(), name) for name, due in dues.items()]
        heapq.heapify(waiting)
        spent_in_all = 0.0
        while waiting[0][0] <= end:
            due, name = heapq.heappop(waiting)
            clock.moment = max(clock.moment, due)
            lags.append((clock.moment - due).total_seconds())
            with spending(but={server}) as spent:
                await crawls.crawl(sources[name], only_due=True)
                following = await context.read(next_due, sources[name], crawl, clock())
            spent_in_all += spent.cpu
            clock.moment += timedelta(seconds=spent.cpu)
            heapq.heappush(waiting, (following or clock(), name))
    share = spent_in_all / _HOUR.total_seconds()
    print(
        f"{len(sources):,} sources for an hour: {len(lags):,} looks, {spent_in_all:.1f} s of CPU, {share:.2%} of a core"
    )
    if len(lags) > 1:
        p95 = statistics.quantiles(lags, n=20)[-1]
        print(f"lag: median {statistics.median(lags):.2f} s, 95 % under {p95:.2f}, longest {max(lags):.2f}")
    print(f"peak memory of the process: {_peak():.0f} MB", flush=True)
    context.close()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
