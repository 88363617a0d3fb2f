"""`peruwatch crawl`: one pass, then exit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from alerts.quoting.plain import counted
from config.load import Config
from config.values import guidance
from crawler.workers.pool import prepare_workers
from model.clock import utc_now
from model.crawl import CrawlRun
from model.errors import ConfigError, Mistake
from model.source import Source
from monitor.loading import nothing_to_collect
from monitor.options import ConfigOption, DataOption, JsonOption, report
from monitor.place import open_config, open_database
from monitor.waiting import described, waiting_alerts
from storage.database import Database
from storage.runs import states

NO_SOURCES = "there are no sources yet: `peruwatch add URL` looks at a section and adds it"

if TYPE_CHECKING:
    from monitor.passes import Pass


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
    with open_database(configuration) as database:
        if _is_first_look(database, chosen):
            prepare_workers()
        # Scrapy takes half a second to import, in which the workers load what they need.
        with nothing_to_collect():
            from monitor.passes import run_pass  # noqa: PLC0415

        result = run_pass(configuration, database, chosen, only_due=due)
        with database.reading() as session:
            waiting = [described(one) for one in waiting_alerts(session, configuration, utc_now()) if one.articles]
    if as_json:
        typer.echo(json.dumps(_as_json(result), indent=2))
    else:
        for run in result.runs:
            (typer.echo if run.error else report)(describe(run))
        if not configuration.sources:
            report(NO_SOURCES)
        brought = f"{counted(result.matches, 'new match', 'new matches')}, {counted(result.alerts, 'new alert')}"
        report("; ".join([brought, *waiting]))
    return int(any(run.error for run in result.runs))


def _is_first_look(database: Database, sources: Iterable[Source]) -> bool:
    """Whether there will be much to read."""
    with database.reading() as session:
        known = states(session)
    return any(source.name not in known for source in sources)


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


def describe(run: CrawlRun) -> str:
    """One line on a run."""
    brought = f"{counted(run.articles, 'new article')}, {counted(run.revisions, 'new revision')}"
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
