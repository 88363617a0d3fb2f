"""Reading all of a source again, as if its pages came once more in the order of their entries."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from crawler.articles.reextraction import read_again, reread
from crawler.articles.steps import SETTLED, following, step
from crawler.articles.template_store import learned
from crawler.articles.template_text import TemplateText
from crawler.context import CrawlContext
from crawler.extract.template import Template, Traits, to_json
from storage import entries, readings, templates
from storage.readings import SnapshotReadings, StoredReading

_AT_ONCE = 4
"""Documents in memory at a time."""


class Reprocessing:
    """Reads a source's snapshots with what the ones before taught, which is learned anew.

    What comes of it is what a crawl would keep that brought the same pages: each is read with the same step's template.
    """

    def __init__(self, context: CrawlContext, source: str) -> None:
        self._context = context
        self._source = source
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._done: Counter[str] = Counter()

    async def run(self) -> Counter[str]:
        """Do it; counts what was read, and in what it reads otherwise."""
        documents = await self._context.read(readings.documents, self._source)
        reached = step(await self._context.read(entries.count, self._source))
        settled = min(reached, SETTLED)
        template = Template()
        while template.entries < settled:
            template = await self._next(template, documents, keep=False)
        await self._read(_between(documents, 0, SETTLED), template, keep=True)
        while template.entries < reached:
            template = await self._next(template, documents, keep=True)
        rest = [one for one in documents if one.number is None or one.number >= max(reached, SETTLED)]
        await self._read(rest, template, keep=True)
        if template.entries:
            await self._context.write(templates.keep_template, self._source, to_json(template), self._context.now())
        return self._done

    async def _next(self, template: Template, documents: Sequence[SnapshotReadings], *, keep: bool) -> Template:
        """Take a step; with `keep`, how its documents read is kept."""
        end = following(template.entries)
        block = _between(documents, template.entries, end)
        for kept, traits in await self._read(block, template, keep=keep):
            template = learned(template, kept, traits)
        return replace(template, entries=end)

    async def _read(
        self, documents: Sequence[SnapshotReadings], template: Template, *, keep: bool
    ) -> list[tuple[StoredReading, Traits | None]]:
        """Read documents again, with what each tells."""
        text = TemplateText(template.entries, to_json(template) if template.entries else None)

        async def read(document: SnapshotReadings) -> tuple[StoredReading, Traits | None]:
            async with self._free:
                kept = await self._context.read(readings.kept_of, document.article_ids)
                if not keep:
                    reading = await read_again(self._context, kept[0], text)
                    return kept[0], None if reading is None else reading.traits
                again = await reread(self._context, kept, text)
                self._done.update(one.value for one in again.done)
                self._done["read"] += len(kept)
                return kept[0], again.traits

        return await asyncio.gather(*map(read, documents))


def _between(documents: Sequence[SnapshotReadings], first: int, end: int) -> list[SnapshotReadings]:
    return [one for one in documents if one.number is not None and first <= one.number < end]
