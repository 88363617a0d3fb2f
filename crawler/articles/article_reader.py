"""From answers to articles: each is read with what its source's pages taught, and teaches in turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import urldefrag

from scrapy.http import Response

from crawler.address import address
from crawler.articles.given import snapshot_of
from crawler.articles.reextraction import reread
from crawler.articles.template_store import TemplateStore
from crawler.articles.template_text import TemplateText
from crawler.context import CrawlContext
from crawler.extract.joining import further_entry, marked, with_page
from crawler.extract.kinds import kind_of
from crawler.extract.reading import Reading, bounded
from crawler.http.outcomes import TooLarge
from crawler.sections.scope import alias_hosts
from model.article import Entry, Kind, Snapshot
from model.errors import NotAnArticle, ReaderBroke
from model.source import Source
from model.urls import Address, address_of, identity, part_of
from storage import readings
from storage.articles import FetchedArticle
from storage.likeness import words_hash

_MOST_FURTHER = 20
"""Pages of one article besides its first: a dossier has some ten, and what has more is a listing or a forum."""


class ArticleReader:
    """Reads the articles of one source in the course of a crawl."""

    def __init__(self, context: CrawlContext, source: Source, ask: Callable[[str], Awaitable[Response | None]]) -> None:
        """Make one; `ask` fetches a further page, and gives None where there is none to be had."""
        self._context = context
        self._ask = ask
        self._source = source
        self._aliases = alias_hosts(source)
        self._settings = context.config.settings.crawl
        self.template = TemplateStore(context, source.name)
        """What the source's pages taught."""

    async def found(
        self, response: Response, entry_id: int, entry: Entry, template: TemplateText
    ) -> list[FetchedArticle]:
        """The articles in an answer. Raises NotAnArticle or TooLarge where there are none."""
        snapshot = self._snapshot(response)
        limit = self._settings.max_page_bytes
        if len(snapshot.body) > limit and kind_of(snapshot) is not Kind.PDF:
            raise TooLarge(f"the page has {len(snapshot.body):,} bytes; crawl.max_page_bytes allows {limit:,}")
        reading = await self._context.pool.extract(snapshot, entry, self._context.now(), template.text)
        snapshot, reading = await self._with_further(snapshot, reading, template)
        stated = reading.content.canonical_url
        try:
            own = address(response.url, stated, section=self._source.url, aliases=self._aliases)
        except ValueError as error:
            raise NotAnArticle(str(error)) from error
        answered = address_of(response.url, aliases=self._aliases)
        self.template.tell(entry_id, snapshot, reading.traits, template)
        return [
            FetchedArticle(
                entry_id=entry_id,
                address=own.part(content.fragment),
                answered=answered if answered.key != own.key else None,
                content=content,
                snapshot=snapshot,
                template_entries=template.entries,
            )
            for content in reading.contents
        ]

    async def _with_further(
        self, snapshot: Snapshot, reading: Reading, template: TemplateText
    ) -> tuple[Snapshot, Reading]:
        """A page with those on which its article goes on as one text; what can't be had is marked as missing.

        Each page is read once. Only addresses that were not asked for yet are, so that no pager leads in a circle.
        """
        first = reading
        asked = {identity(snapshot.url, aliases=self._aliases)}
        while (address := reading.next_page) is not None and len(snapshot.further) < _MOST_FURTHER:
            key = identity(address, aliases=self._aliases)
            response = None if key in asked else await self._ask(address)
            if response is None or len(response.body) > self._settings.max_page_bytes:
                break
            asked.add(key)
            page = self._snapshot(response)
            snapshot = replace(snapshot, further=(*snapshot.further, page))
            read = await self._read_further(page, first, template)
            if read is None:
                break
            reading = with_page(reading, read)
        return snapshot, bounded(marked(reading, pages=1 + len(snapshot.further)))

    async def _read_further(self, page: Snapshot, first: Reading, template: TemplateText) -> Reading | None:
        """What a further page of an article says; None where nothing can be read on it."""
        entry = further_entry(page, of=first)
        try:
            return await self._context.pool.extract(page, entry, self._context.now(), template.text)
        except ReaderBroke:
            raise
        except NotAnArticle:
            return None

    def _snapshot(self, response: Response) -> Snapshot:
        return Snapshot(
            url=response.url,
            fetched=self._context.now(),
            status=response.status,
            headers=tuple((name.decode(), value) for name, value in headers_of(response)),
            body=response.body,
        )

    async def given(self, entry_id: int, entry: Entry) -> list[FetchedArticle]:
        """The article that an entry is given with. Raises NotAnArticle where there is none.

        It teaches nothing of the source's pages, since it is none.
        """
        template = await self.template.current()
        snapshot = snapshot_of(entry, self._context.now())
        reading = await self._context.pool.extract(snapshot, entry, self._context.now(), template.text)
        page, fragment = urldefrag(entry.url)
        place = Address(part_of(identity(page, aliases=self._aliases), fragment), entry.url)
        return [
            FetchedArticle(
                entry_id=entry_id,
                address=place,
                content=content,
                snapshot=snapshot,
                template_entries=template.entries,
            )
            for content in reading.contents
        ]

    async def compare(self, article_id: int, found: list[FetchedArticle], template: TemplateText) -> None:
        """Where an article reads otherwise now, read its last snapshot in the same way: it may be we that changed."""
        kept = await self._context.read(readings.kept, article_id) if len(found) == 1 else None
        if kept and words_hash(kept.content) != words_hash(found[0].content):
            await reread(self._context, [kept], template)


def headers_of(response: Response) -> list[tuple[bytes, str]]:
    """The response's headers, each value once, as text that holds every byte."""
    return [(name, value.decode("latin-1")) for name, values in response.headers.items() for value in values]
