"""Reading kept snapshots again, as more is known of a source's pages or as our reading gets better."""

from __future__ import annotations

from crawler.desk import Desk
from crawler.lessons import Taught
from model.article import Content
from model.errors import NotAnArticle
from storage import readings
from storage.readings import Kept


async def reread(desk: Desk, kept: Kept, taught: Taught) -> bool:
    """Read an article's snapshot again and keep what reads otherwise now; returns whether anything does.

    What can't be found in it any more stays as it was read.
    """
    found: tuple[Content, bytes | None] = (kept.content, None)
    try:
        reading = await desk.pool.extract(kept.snapshot, kept.entry, kept.snapshot.fetched, taught.text)
    except NotAnArticle:
        pass
    else:
        parts = {part.fragment or "": (part, signature) for part, signature in reading.signed}
        found = parts.get(kept.url.partition("#")[2], found)
    content, signature = found
    return await desk.write(readings.reread, kept.article_id, content, taught=taught.pages, signature=signature)
