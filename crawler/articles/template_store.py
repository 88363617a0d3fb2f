"""What the pages of one source teach in the course of a crawl, kept in the store between crawls."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from crawler.context import CrawlContext
from crawler.extract.learning import learn
from crawler.extract.template import Template, Traits, from_json, to_json
from storage import templates

_GROWN = 1.1

SETTLED = 30
"""Pages after which a template hardly changes; what was read with fewer is read again as it grows."""


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template as it is handed to workers: as text, which is quick to hand on and read only once."""

    pages: int = 0
    """Pages that it was learned from."""
    text: str | None = None
    """JSON; None before anything was learned."""


class TemplateStore:
    """A source's template, loaded when it is first wanted."""

    def __init__(self, context: CrawlContext, source: str) -> None:
        self._context = context
        self._source = source
        self._template: Template | None = None
        self._taught = TemplateText()
        self._learned = False
        self._loading = asyncio.Lock()

    async def taught(self) -> TemplateText:
        """What is known now, or was a few pages ago: with many, one more tells little."""
        template = await self._load()
        if template.pages >= self._taught.pages * _GROWN + 1:
            self._publish(template)
        return self._taught

    async def take(self, traits: Traits | None, url: str) -> None:
        """Learn from one page, which stands at `url`; a document that is no page teaches nothing."""
        before = await self._load()
        if traits is not None:
            self._template = learn(before, traits, url=url, now=self._context.now())
            self._learned = self._learned or self._template is not before

    async def keep(self) -> bool:
        """Keep what was learned; returns whether anything was."""
        if not self._learned or self._template is None:
            return False
        self._publish(self._template)
        await self._context.write(templates.keep_template, self._source, self._taught.text or "", self._context.now())
        self._learned = False
        return True

    async def _load(self) -> Template:
        async with self._loading:
            if self._template is None:
                text = await self._context.read(templates.template, self._source)
                self._template = Template() if text is None else from_json(text)
                self._taught = TemplateText(self._template.pages, text)
            return self._template

    def _publish(self, template: Template) -> None:
        self._taught = TemplateText(template.pages, to_json(template))


def is_outgrown_below(pages: int) -> int:
    """A reading with a template of fewer pages is done again once the template has learned from so many.

    That is when it knows more than twice as much, so that no page is read again more than a few times.
    """
    return min(SETTLED, max(0, (pages - 1) // 2))
