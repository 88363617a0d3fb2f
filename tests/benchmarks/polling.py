"""What it costs to look at sections that have not changed: `python -m tests.benchmarks.polling [--sources 1000]`."""

from __future__ import annotations

import argparse
import asyncio
import resource
import tempfile
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from config.load import load
from crawler.context import CrawlContext, open_context
from crawler.loop import run_in_loop
from crawler.run import Crawls
from model.crawl import CrawlRun
from tests.benchmarks.cpu import spending
from tests.benchmarks.sample_site import section, serving


def main() -> None:
    """Print CPU seconds, peak memory and writing transactions for looks at unchanged sections."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=1000)
    poll(parser.parse_args().sources)


def poll(sources: int) -> None:
    """Look at so many sections, and again."""
    with serving() as (root, server), tempfile.TemporaryDirectory() as folder:
        run_in_loop(lambda: _measure(_desk(Path(folder), root, sources), server))


def _desk(folder: Path, root: str, sources: int) -> CrawlContext:
    config = folder / "config"
    config.mkdir()
    listed = "".join(f'[sources.valley-{number}]\nurl = "{root}{section(number, 3)}"\n' for number in range(sources))
    (config / "sources.toml").write_text(listed)
    (config / "watches.toml").write_text('[watches.water]\nkeywords = ["water"]\n')
    (config / "settings.toml").write_text('[crawl]\ndelay = "0s"\nallow_networks = ["127.0.0.0/8"]\n')
    return open_context(load(config, folder / "var", {}))


async def _measure(context: CrawlContext, server: int) -> None:
    writes = 0

    def count(statement: str) -> None:
        nonlocal writes
        writes += statement == "BEGIN IMMEDIATE"

    event.listen(Engine, "before_cursor_execute", lambda _c, _cur, statement, *_: count(statement))
    async with Crawls(context) as crawls:
        first = await _round(context, crawls, server, "first look, with all articles")
        writes = 0
        again = await _round(context, crawls, server, "look at unchanged sections")
    print(f"writing transactions a look: {writes / len(again):.2f}")
    print(f"requests a look: {sum(run.requests for run in again) / len(again):.2f}")
    new = sum(run.articles for run in again)
    print(f"articles stored: {sum(run.articles for run in first)}; new in the second round: {new}")
    print(f"peak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    context.close()


async def _round(context: CrawlContext, crawls: Crawls, server: int, name: str) -> list[CrawlRun]:
    free = asyncio.Semaphore(4)

    async def one(number: int) -> CrawlRun:
        async with free:
            return await crawls.crawl(context.config.sources[number], only_due=False)

    with spending(but={server}) as spent:
        runs = await asyncio.gather(*(one(number) for number in range(len(context.config.sources))))
    print(f"{name}: {len(runs)} sources, {spent} ({1000 * spent.cpu / len(runs):.1f} ms of CPU each)")
    return runs


if __name__ == "__main__":
    main()
