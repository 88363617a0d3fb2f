"""`peruwatch crawl`: one pass, then exit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from config.load import Config
from config.values import guidance
from crawler.desk import Desk, open_desk
from crawler.loop import run_in_loop
from crawler.run import Crawls
from model.clock import utc_now
from model.crawl import CrawlRun
from model.errors import ConfigError, Mistake, PeruwatchError
from model.source import Source
from monitor.place import ConfigOption, DataOption, JsonOption, open_config
from monitor.steps import match, tell_at_once
from storage.runs import states

AT_ONCE = 4
"""Sources crawled at the same time; each host still gets one request at a time."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass over the sources brought."""

    runs: tuple[CrawlRun, ...]
    matches: int
    alerts: int
    """Articles newly owed to somebody."""


def crawl(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these.")] = None,
    *,
    due: Annotated[bool, typer.Option("--due", help="Leave out what is not due yet, as the daemon does.")] = False,
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> int:
    """Crawl all sources, or those named, once: store what is new, match it, note what is owed to whom."""
    configuration = open_config(ctx, config, data)
    chosen = choose(configuration, sources or [])
    console = Console(stderr=True)
    result = run_in_loop(lambda: _pass(configuration, chosen, console, only_due=due))
    if as_json:
        typer.echo(json.dumps(_as_json(result), indent=2))
    else:
        for run in result.runs:
            typer.echo(describe(run))
        typer.echo(f"{result.matches} new matches, {result.alerts} new alerts")
    return int(any(run.error for run in result.runs))


def choose(config: Config, names: Sequence[str]) -> list[Source]:
    """The sources of these names, or all that are not paused; ConfigError names those that there are."""
    known = {source.name: source for source in config.sources}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ConfigError([_no_source(name, known) for name in unknown])
    if names:
        return [known[name] for name in dict.fromkeys(names)]
    return [source for source in config.sources if not source.paused]


def _no_source(name: str, known: Iterable[str]) -> Mistake:
    advice = guidance(name, known, "sources")
    return Mistake(place="sources.toml", problem=f"there is no source {name!r}", advice=advice)


async def _pass(config: Config, sources: Sequence[Source], console: Console, *, only_due: bool) -> Pass:
    desk = open_desk(config)
    try:
        due = await _due(desk, sources) if only_due else list(sources)
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(),
            console=console, transient=True, disable=not console.is_terminal,
        ) as progress:  # fmt: skip
            runs = await crawl_all(desk, due, progress, only_due=only_due)
        matched = await asyncio.to_thread(match, desk.database, config, utc_now())
        await asyncio.to_thread(tell_at_once, desk.database, config, utc_now())
        return Pass(runs=tuple(runs), matches=matched.matches, alerts=matched.owed)
    finally:
        desk.close()


async def _due(desk: Desk, sources: Sequence[Source]) -> list[Source]:
    known = await desk.read(states)
    now = desk.now()
    return [source for source in sources if source.name not in known or (known[source.name].next_run or now) <= now]


async def crawl_all(desk: Desk, sources: Sequence[Source], progress: Progress, *, only_due: bool) -> list[CrawlRun]:
    """Crawl sources side by side; the runs come in the order of the sources."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(crawls: Crawls, source: Source) -> CrawlRun:
        async with free:
            task = progress.add_task(source.title)
            try:
                return await crawls.crawl(source, only_due=only_due)
            finally:
                progress.remove_task(task)

    async with Crawls(desk) as crawls:
        tasks = [asyncio.create_task(one(crawls, source)) for source in sources]
        try:
            results = await asyncio.gather(*tasks, return_exceptions=True)
        except asyncio.CancelledError:
            await asyncio.wait(tasks)  # each puts on record that it was stopped
            raise
    if failed := [result for result in results if isinstance(result, BaseException)]:
        raise failed[0] if isinstance(failed[0], PeruwatchError) else PeruwatchError(str(failed[0]))
    return [result for result in results if isinstance(result, CrawlRun)]


def describe(run: CrawlRun) -> str:
    """One line on a run."""
    brought = f"{run.articles} new articles, {run.revisions} new revisions"
    return f"{run.source}: {brought}" + (f"; FAILED: {run.error}" if run.error else "")


def _as_json(result: Pass) -> dict[str, object]:
    return {
        "runs": [
            {
                "source": run.source,
                "started": run.started.isoformat(),
                "finished": run.finished.isoformat(),
                "requests": run.requests,
                "entries": run.entries,
                "articles": run.articles,
                "revisions": run.revisions,
                "error": run.error,
            }
            for run in result.runs
        ],
        "matches": result.matches,
        "alerts": result.alerts,
    }
