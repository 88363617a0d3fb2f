"""`peruwatch reprocess`."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Annotated

import typer

from alerts.quoting.plain import counted
from config.load import Config
from crawler.articles.reextraction import reread
from crawler.articles.template_store import TemplateStore
from crawler.context import CrawlContext, open_context
from model.clock import utc_now
from monitor.commands.crawl import choose
from monitor.options import ConfigOption, DataOption, JsonOption, report
from monitor.place import open_config
from monitor.steps import match
from storage import readings
from storage.readings import Rereading, StoredReading

_CHUNK = 50
"""Snapshots in memory at a time."""
_UNDER_WAY = 4


def reprocess(
    ctx: typer.Context,
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these.")] = None,
    *,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Read all kept pages and files again, with what is known by now; only what reads otherwise is changed."""
    configuration = open_config(ctx, config, data)
    names = [source.name for source in choose(configuration, sources)] if sources else [None]
    done = asyncio.run(_reprocess(configuration, names))
    if as_json:
        typer.echo(json.dumps(done, indent=2))
        return
    read, changed, structured = done["read"], done["changed"], done["structure"]
    report(f"{counted(read, 'article')} read again, {changed} read otherwise, {structured} in their structure alone")


async def _reprocess(config: Config, names: Sequence[str | None]) -> dict[str, int]:
    context = open_context(config)
    done: Counter[str] = Counter()
    try:
        for name in names:
            done += await _reread_all(context, name)
        await asyncio.to_thread(match, context.database, config, utc_now())
    finally:
        context.close()
    return {what: done[what] for what in ("read", "changed", "structure")}


async def _reread_all(context: CrawlContext, source: str | None) -> Counter[str]:
    """Read the articles of one source again, or all."""
    lessons: dict[str, TemplateStore] = {}
    free = asyncio.Semaphore(_UNDER_WAY)
    done: Counter[str] = Counter()

    async def one(document: Sequence[StoredReading]) -> list[Rereading]:
        async with free:
            source = document[0].source
            learned = lessons.setdefault(source, TemplateStore(context, source))
            return await reread(context, document, await learned.taught())

    last = 0
    while chunk := await context.read(readings.kept_after, last, _CHUNK, source=source):
        documents = [list(articles) for _, articles in groupby(chunk, lambda kept: kept.snapshot)]
        for again in await asyncio.gather(*map(one, documents)):
            done.update(one.value for one in again)
        done["read"] += len(chunk)
        last = chunk[-1].article_id
    return done
