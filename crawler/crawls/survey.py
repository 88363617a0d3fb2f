"""A look at a section that is not watched yet: how it would be read, and what would be found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin

from crawler.context import CrawlContext
from crawler.crawls.crawl import Download, SourceCrawl
from crawler.listings.listing import NotAListing
from crawler.sections.answers import Answer, Ask, ReadListing
from crawler.sections.site_name import site_name
from crawler.sections.walk import Walker, WalkStart
from crawler.workers.pool import ExtractionPool
from model.article import Entry, PublicationDate
from model.crawl import Outcome, Validators
from model.errors import NotAnArticle
from model.source import Source, SourceState, Way, WayKind, Ways

_WEEK = timedelta(days=7)
_ENOUGH = 4
"""Dated entries from which on a rhythm can be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a look at a section showed."""

    ways: Ways | None
    """How it would be read; None where it can't be."""
    entries: tuple[Entry, ...]
    """In the order in which its listings showed them, each article once."""
    problems: tuple[str, ...]
    crawl_delay: float
    """Seconds between two requests that its robots.txt asks for."""
    site_name: str | None = None
    """The name that the site gives itself."""
    pager: str | None = None
    """Address of the second part: of the section's own page, or else of the listing that goes furthest."""
    is_forbidden: bool = False
    """Whether robots.txt, or the rule about private networks, forbids to read the section."""

    @property
    def a_week(self) -> float | None:
        """Articles a week, from the dates of what is listed; None where too few are dated."""
        return articles_a_week([entry.published for entry in self.entries if entry.published is not None])


async def survey(context: CrawlContext, source: Source, download: Download) -> Survey:
    """Look at a section once, as its first crawl would, and learn the site's name; nothing is stored."""
    seen: dict[str, Entry] = {}

    async def remember(entries: Mapping[str, Entry]) -> set[str]:
        for key, entry in entries.items():
            known = seen.get(key)
            if known is None or (known.published is None and entry.published is not None):
                seen[key] = entry
        return set()

    answers: dict[str, Answer] = {}

    async def ask(url: str, validators: Validators | None) -> Answer:
        answers[url] = await crawl.ask(url, validators)
        return answers[url]

    known = WalkStart(ways=None, state=SourceState(name=source.name), asked={}, first=True)
    crawl = SourceCrawl(context, source, download)
    walker = Walker(
        source, known, ask=ask, read=crawl.read, record=remember, now=context.now(), sitemaps=crawl.sitemaps
    )
    walk = await walker.walk()
    section = answers.get(source.url)
    return Survey(
        ways=walk.ways,
        entries=tuple(seen.values()),
        problems=tuple(problem.text for problem in walk.problems),
        crawl_delay=context.robots.delay_of(source.url),
        site_name=None if section is None else await _name(section, ask, context.pool),
        pager=await _pager(source, walk.ways, answers, crawl.read),
        is_forbidden=section is not None and section.fetch.outcome is Outcome.REFUSED,
    )


async def _name(section: Answer, ask: Ask, pool: ExtractionPool) -> str | None:
    """The site's name, for which the front page is asked only if the section's own does not tell."""
    if section.fetch.outcome is not Outcome.OK:
        return None
    name = await pool.run(site_name, section)
    front = urljoin(section.url, "/")
    if name is not None or front == section.url:
        return name
    home = await ask(front, None)
    return await pool.run(site_name, section, home) if home.fetch.outcome is Outcome.OK else None


async def _pager(source: Source, found: Ways | None, answers: Mapping[str, Answer], read: ReadListing) -> str | None:
    """The second part of the first of a section's listings that has one."""
    page = Way(kind=WayKind.PAGE, url=source.url)
    for way in (page, *((found.deep, found.poll, *found.others) if found else ())):
        answer = answers.get(way.url)
        if answer is None or answer.fetch.outcome is not Outcome.OK:
            continue
        try:
            following = (await read(way.kind, answer)).next_url
        except (NotAListing, NotAnArticle):
            continue
        if following is not None:
            return following
    return None


def articles_a_week(dates: Sequence[PublicationDate]) -> float | None:
    """Mean rate over the newest dates; the latest gap counts as no more than the others."""
    moments: list[datetime] = sorted((date.earliest for date in dates), reverse=True)[:20]
    if len(moments) < _ENOUGH or moments[0] == moments[-1]:
        return None
    return (len(moments) - 1) * (_WEEK / (moments[0] - moments[-1]))
