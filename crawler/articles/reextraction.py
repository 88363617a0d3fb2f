"""Reading kept snapshots again, as more is known of a source's pages or as our reading gets better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.articles.template_text import TemplateText
from crawler.context import CrawlContext
from crawler.extract.reading import Reading
from crawler.extract.template import Traits
from model.article import Content
from model.errors import NotAnArticle
from storage import readings
from storage.readings import Rereading, StoredReading


@dataclass(frozen=True, slots=True)
class Reread:
    """What came of reading a document again."""

    done: list[Rereading]
    """Of each of its articles."""
    traits: Traits | None
    """What it tells of its source's pages now."""


async def reread(context: CrawlContext, document: Sequence[StoredReading], template: TemplateText) -> Reread:
    """Read the snapshot of one document's articles again, keep what reads otherwise now, and tell of each if it does.

    What can't be found in it any more stays as it was read.
    """
    reading = await read_again(context, document[0], template)
    parts: dict[str, Content] = {}
    if reading is not None:
        parts = {content.fragment or "": content for content in reading.contents}
    done = []
    for kept in document:
        # What was given whole in a feed stands at an address with a fragment, which its snapshot has, too.
        part = "" if kept.snapshot.url == kept.url else kept.url.partition("#")[2]
        content = parts.get(part, kept.content)
        done.append(await context.write(readings.reread, kept.article_id, content, template_entries=template.entries))
    return Reread(done, None if reading is None else reading.traits)


async def read_again(context: CrawlContext, kept: StoredReading, template: TemplateText) -> Reading | None:
    """What a kept snapshot says when it is read again; None where nothing can be found in it now."""
    try:
        return await context.pool.extract(kept.snapshot, kept.entry, kept.snapshot.fetched, template.text)
    except NotAnArticle:
        return None
