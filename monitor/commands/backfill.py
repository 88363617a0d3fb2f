"""`peruwatch backfill`: the archive of a source."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from config.load import Config
from crawler.context import open_context
from crawler.crawls.backfill import Progress, walk_archive
from crawler.loop import run_in_loop
from crawler.run import Crawls
from model.clock import utc_now
from model.crawl import CrawlRun
from model.source import Source
from monitor.commands.crawl import choose, describe
from monitor.options import ConfigOption, DataOption, report
from monitor.place import open_config
from monitor.steps import match


def backfill(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Its key in sources.toml.")],
    *,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Go no further back than this day.")
    ] = None,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """Fetch a source's archive; it goes on where it was broken off, and alerts nobody."""
    configuration = open_config(ctx, config, data)
    (chosen,) = choose(configuration, [source])
    try:
        run = run_in_loop(lambda: _run(configuration, chosen, since))
    except asyncio.CancelledError:
        report("stopped; the same command goes on from here")
        return 130
    (typer.echo if run.error else report)(describe(run))
    return int(run.error is not None)


async def _run(config: Config, source: Source, since: datetime | None) -> CrawlRun:
    context = open_context(config)
    console = Console(stderr=True)
    bars = Bars(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    listing, fetching = bars.add_task("listing", total=None), bars.add_task("articles", total=None)

    def on_progress(progress: Progress) -> None:
        bars.update(listing, completed=progress.parts, total=progress.total_parts)

    def on_articles(done: int, total: int) -> None:
        bars.update(fetching, completed=done, total=total)

    try:
        with bars:
            async with Crawls(context) as crawls:
                run = await walk_archive(
                    context,
                    source,
                    crawls.download,
                    since=since.date() if since else None,
                    on_progress=on_progress,
                    on_articles=on_articles,
                )
        await asyncio.to_thread(match, context.database, config, utc_now())
        return run
    finally:
        context.close()
