"""Reading kept snapshots again, as more is known of a source's pages or as our reading gets better."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from crawler.articles.template_store import TemplateText
from crawler.context import CrawlContext
from model.article import Content
from model.errors import NotAnArticle
from storage import readings
from storage.readings import Rereading, StoredReading


async def reread(context: CrawlContext, document: Sequence[StoredReading], taught: TemplateText) -> list[Rereading]:
    """Read the snapshot of one document's articles again, keep what reads otherwise now, and tell of each if it does.

    What can't be found in it any more stays as it was read.
    """
    first = document[0]
    parts: dict[str, Content] = {}
    with suppress(NotAnArticle):
        reading = await context.pool.extract(first.snapshot, first.entry, first.snapshot.fetched, taught.text)
        parts = {content.fragment or "": content for content in reading.contents}
    done = []
    for kept in document:
        # What was given whole in a feed stands at an address with a fragment, which its snapshot has, too.
        part = "" if kept.snapshot.url == kept.url else kept.url.partition("#")[2]
        content = parts.get(part, kept.content)
        done.append(await context.write(readings.reread, kept.article_id, content, taught=taught.pages))
    return done
