"""A walk through a source's whole archive: resumable, and waking nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from crawler.context import CrawlContext
from crawler.crawls.crawl import Download, SourceCrawl, in_good_order
from crawler.listings.listing import Listing, NotAListing
from crawler.sections.listing_reader import read_whole
from crawler.sections.scope import keyed
from crawler.sections.ways import instructions
from model.article import Arrival, Entry
from model.crawl import CrawlRun, Outcome
from model.errors import PeruwatchError
from model.source import Source, Way, WayKind
from storage import ways
from storage.ways import ArchiveWalk

MOST_PARTS = 5_000
"""Parts of a listing that are read: more than any section has, but not for ever."""
MOST_SITEMAPS = 200
"""Sitemaps of an index that are read; they are one part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a walk has come."""

    parts: int
    """Parts of the listing read."""
    found: int
    """Entries in them that were not known."""
    total_parts: int | None = None
    """How many parts there are, where the listing tells."""


async def walk_archive(
    context: CrawlContext,
    source: Source,
    download: Download,
    *,
    since: date | None,
    on_progress: Callable[[Progress], None],
    on_articles: Callable[[int, int], None],
) -> CrawlRun:
    """Read a source's deepest listing to its end, then fetch what it owes us; articles found wake no alert.

    A walk that was broken off is taken up where it was, if it wanted as much. Raises PeruwatchError where the source
    has never been looked at as it is configured now, or the listing can't be read on.
    """
    known = await context.read(ways.ways_of, source.name)
    if known is None or known.instructions != instructions(source):
        as_now = "" if known is None else " as sources.toml now says"
        raise PeruwatchError(
            f"{source.name} has not been looked at yet{as_now}: `peruwatch crawl {source.name}` finds out how"
        )
    crawl = SourceCrawl(context, source, download)

    async def work() -> CrawlRun:
        await crawl.recorder.open()
        problem = None
        try:
            await _walk(context, source, crawl, known.deep, since=since, on_progress=on_progress)
        except PeruwatchError as error:
            problem = str(error)
        await crawl.read_articles(only_due=False, on_done=on_articles)
        return await crawl.recorder.close(problem, walk=None)

    return await in_good_order(crawl, work())


async def _walk(
    context: CrawlContext,
    source: Source,
    crawl: SourceCrawl,
    way: Way,
    *,
    since: date | None,
    on_progress: Callable[[Progress], None],
) -> None:
    before = await context.read(ways.archive_walk, source.name)
    walk = resumed(before, source=source.name, way=way, since=since)
    shown: set[str] = set()
    while walk.finished is None and walk.parts < MOST_PARTS:
        listing, total = await _part(crawl, way, walk.url, source)
        entries = keyed(listing.entries, source)
        fresh = entries.keys() - shown
        shown |= entries.keys()
        await crawl.recorder.record(entries, Arrival.ARCHIVE)
        ended = not fresh or listing.next_url is None or is_before(list(entries.values()), since)
        walk = ArchiveWalk(
            source=source.name,
            since=walk.since,
            way=walk.way,
            url=listing.next_url or walk.url,
            parts=walk.parts + 1,
            finished=context.now() if ended else None,
        )
        # After the entries: what is killed in between reads one part again.
        await context.write(ways.keep_archive_walk, walk)
        on_progress(Progress(parts=walk.parts, found=crawl.recorder.tally.entries, total_parts=total))


async def _part(crawl: SourceCrawl, way: Way, url: str, source: Source) -> tuple[Listing, int | None]:
    answer = await crawl.ask(url, None)
    if answer.fetch.outcome in {Outcome.MISSING, Outcome.GONE}:
        return Listing(entries=()), None
    if answer.fetch.outcome is not Outcome.OK:
        raise PeruwatchError(
            f"the archive can't be read on at {url}: {answer.fetch.detail}; run it again to go on there"
        )
    try:
        listing = await read_whole(way, answer, source, ask=crawl.ask, read=crawl.read, most=MOST_SITEMAPS)
    except NotAListing as error:
        raise _broken_off(url, str(error)) from error
    told = answer.headers.get("x-wp-totalpages", "")
    return listing, int(told) if way.kind is WayKind.WORDPRESS and told.isdecimal() else None


def _broken_off(url: str, reason: str) -> PeruwatchError:
    return PeruwatchError(f"the archive can't be read on at {url}: {reason}; the same command goes on from there")


def resumed(before: ArchiveWalk | None, *, source: str, way: Way, since: date | None) -> ArchiveWalk:
    """Where a walk begins: where the last one stopped, if that one was not done and wanted the same, the same way."""
    wanted = None if since is None else since.isoformat()
    if before is not None and before.finished is None and (before.since, before.way) == (wanted, way.url):
        return before
    return ArchiveWalk(source=source, since=wanted, way=way.url, url=way.url, parts=0)


def is_before(entries: list[Entry], since: date | None) -> bool:
    """Whether all of a part's entries that have a date are older than wanted, and at least one is."""
    dates = [entry.published.earliest.date() for entry in entries if entry.published is not None]
    return since is not None and bool(dates) and all(day < since for day in dates)
