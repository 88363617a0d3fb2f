"""`peruwatch reprocess`."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from alerts.quoting.plain import counted
from config.load import Config
from crawler.articles.reprocessing import Reprocessing
from crawler.context import open_context
from model.clock import utc_now
from model.cluster import Queue
from model.errors import PeruwatchError
from monitor.commands.crawl import choose
from monitor.options import ConfigOption, DataOption, JsonOption, report
from monitor.place import open_config, open_database
from monitor.steps import match
from storage import articles, jobs


def reprocess(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these.")] = None,
    *,
    queued: Annotated[
        bool, typer.Option("--queue", help="Leave it to the workers of a cluster, a job a source, and exit.")
    ] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Read all kept pages and files again, with what is known by now; only what reads otherwise is changed."""
    configuration = open_config(ctx, config, data)
    names = [source.name for source in choose(configuration, sources)] if sources else None
    if queued:
        _queue(configuration, names)
        return
    done = asyncio.run(_reprocess(configuration, names))
    if as_json:
        typer.echo(json.dumps(done, indent=2))
        return
    read, changed, structured = done["read"], done["changed"], done["structure"]
    report(f"{counted(read, 'article')} read again, {changed} read otherwise, {structured} in their structure alone")


def _queue(config: Config, names: Sequence[str] | None) -> None:
    with open_database(config) as database, database.transaction() as session:
        if not jobs.are_there(session):
            raise PeruwatchError("there is no cluster on this database: leave out --queue, or start `peruwatch worker`")
        chosen = names or sorted(articles.count_by_source(session))
        for name in chosen:
            jobs.enqueue_once(session, Queue.EXTRACT, {"source": name}, lock=f"{Queue.EXTRACT}:{name}")
    report(f"queued for workers: {counted(len(chosen), 'source')}")


async def _reprocess(config: Config, names: Sequence[str] | None) -> dict[str, int]:
    context = open_context(config)
    done: Counter[str] = Counter()
    try:
        for name in names or sorted(await context.read(articles.count_by_source)):
            done += await Reprocessing(context, name).run()
        await asyncio.to_thread(match, context.database, config, utc_now())
    finally:
        context.close()
    return {what: done[what] for what in ("read", "changed", "structure")}
