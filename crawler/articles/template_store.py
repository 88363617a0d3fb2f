"""What the pages of one source teach in the course of a crawl, kept in the store as it is learned."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from crawler.articles.reextraction import read_again, reread
from crawler.articles.steps import SETTLED, following, wanted
from crawler.articles.template_text import TemplateText
from crawler.context import CrawlContext
from crawler.extract.learning import learn
from crawler.extract.template import Template, Traits, from_json, to_json
from model.article import Kind, Snapshot
from model.crawl import OwedEntry
from storage import entries, readings, templates
from storage.readings import StoredReading

_AT_ONCE = 4
"""Snapshots that are read again at the same time."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a page told when it was read."""

    entries: int
    """Entries from whose pages the template was learned that it was read with."""
    traits: Traits | None


class TemplateStore:
    """A source's template, loaded when it is first wanted. It grows by steps (`crawler.articles.steps`)."""

    def __init__(self, context: CrawlContext, source: str) -> None:
        self._context = context
        self._source = source
        self._template: Template | None = None
        self._text = TemplateText()
        self._told: dict[str, _Told] = {}
        """By the addresses of snapshots read since the last step, so that these need not be read again for it."""
        self._before: int | None = 0
        """Id of the last entry that the step which is reached needed; 0: it needed none."""
        self._last: int | None = None
        """Id of the last entry that the next step needs; None: there are not so many."""
        self._waiting: list[int] = []
        """Ids of entries to be fetched in this crawl, the last first; of the first ones, those done are taken off."""
        self._expected: set[int] = set()
        self._done: set[int] = set()
        self._grows = False
        self._unkept: str | None = None
        """What was learned and is not on record yet: after a kill these steps are taken again."""
        self._loading = asyncio.Lock()

    async def current(self) -> TemplateText:
        """What is known now."""
        await self._load()
        return self._text

    def tell(self, entry_id: int, snapshot: Snapshot, traits: Traits | None, template: TemplateText) -> None:
        """Remember what a page told of its source when it was read for the first time."""
        if entry_id in self._expected:
            self._told[snapshot.url] = _Told(template.entries, traits)

    async def expect(self, owed: Iterable[OwedEntry]) -> None:
        """Say which entries are to be fetched now: no step that needs one of them is taken before it is done."""
        self._expected = {entry.id for entry in owed}
        self._waiting, self._done = sorted(self._expected, reverse=True), set()
        if not self._expected and self._source in self._context.well_read:
            return
        reached = (await self._load()).entries
        self._before = await self._id_after(0, reached)
        await self._look_ahead()
        await self._grow()

    async def done(self, entry: OwedEntry) -> None:
        """Say that an entry's article is stored, or can't be had now."""
        self._done.add(entry.id)
        await self._grow()

    async def _grow(self) -> None:
        """Take the steps that can be taken now, and keep what was learned with each."""
        if self._grows:
            return
        self._grows = True
        try:
            template = await self._load()
            while self._before is not None and self._last is not None and self._is_complete(self._last):
                template = await self._next(template, self._before, self._last)
            await self._keep()
        finally:
            self._grows = False

    def _is_complete(self, last: int) -> bool:
        """Whether nothing that the next step needs is still to be fetched: `last` is what it needs last."""
        while self._waiting and self._waiting[-1] in self._done:
            self._done.discard(self._waiting.pop())
        return not self._waiting or self._waiting[-1] > last

    async def _next(self, template: Template, before: int, last: int) -> Template:
        """Take a step, from after the entry with one id to that with another."""
        reached = following(template.entries)
        new = await self._context.read(readings.of_entries, self._source, before, last)
        free = asyncio.Semaphore(_AT_ONCE)

        async def traits(kept: StoredReading) -> Traits | None:
            async with free:
                return await self._traits(kept)

        for kept, told in zip(new, await asyncio.gather(*map(traits, new)), strict=True):
            template = learned(template, kept, told)
        template = replace(template, entries=reached)
        text = to_json(template)
        self._template, self._text = template, TemplateText(reached, text)
        self._told.clear()
        self._before, self._unkept = last, text
        if new:  # of thousands of entries that were given up, the last step is enough
            await self._keep()
        await self._look_ahead()
        return template

    async def _traits(self, kept: StoredReading) -> Traits | None:
        """What a page tells when it is read with what was known before this step."""
        told = self._told.get(kept.snapshot.url)
        if told is not None and told.entries == self._text.entries:
            return told.traits
        reading = await read_again(self._context, kept, self._text)
        return None if reading is None else reading.traits

    async def poorly_read(self) -> list[int]:
        """Ids of articles that were read with less than they are to be read with by now.

        They are looked for among all once a process, since a crawl before may have been killed; and then after each
        step among those that it concerns.
        """
        reached, before = (await self._load()).entries, self._context.well_read.get(self._source)
        if before == reached:
            return []
        after = 0, 0
        if before is not None and before >= SETTLED:  # what is wanted of earlier ones is as it was
            last = await self._id_after(0, before)
            after = after if last is None else (last, before)
        below = await self._context.read(readings.read_below, self._source, reached, after=after)
        return [one.article_id for one in below if one.template_entries < wanted(one.number, reached)]

    async def read_again(self, article_id: int) -> None:
        """Read an article again with what is known now."""
        kept = await self._context.read(readings.kept, article_id)
        if kept is not None:
            await reread(self._context, [kept], await self.current())

    def all_well_read(self) -> None:
        """Say that all that was poorly read is read again."""
        self._context.well_read[self._source] = self._text.entries

    async def _keep(self) -> None:
        """Put what was learned on record."""
        if self._unkept is not None:
            await self._context.write(templates.keep_template, self._source, self._unkept, self._context.now())
            self._unkept = None

    async def _look_ahead(self) -> None:
        """See which entry the next step needs last."""
        reached = self._text.entries
        self._last = await self._id_after(self._before, following(reached) - reached)

    async def _id_after(self, known: int | None, count: int) -> int | None:
        """Id of the entry that came so many after one; None where there are not so many."""
        if known is None or not count:
            return known
        return await self._context.read(entries.id_after, self._source, known, count)

    async def _load(self) -> Template:
        async with self._loading:
            if self._template is None:
                text = await self._context.read(templates.template, self._source)
                self._template = Template() if text is None else from_json(text)
                self._text = TemplateText(self._template.entries, text if self._template.entries else None)
            return self._template


def learned(template: Template, kept: StoredReading, traits: Traits | None) -> Template:
    """A template after one more stored page; what a feed gave whole, and what is no page, teach nothing."""
    if traits is None or kept.content.kind is not Kind.HTML or "#" in kept.snapshot.url:
        return template
    return learn(template, traits, url=kept.url, now=kept.snapshot.fetched)
