"""A look at a section that is not watched yet: how it would be read, and what would be found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.crawl import Crawl, Download
from crawler.desk import Desk
from crawler.walk import Known, Walker
from model.article import Entry, PublicationDate
from model.source import Source, SourceState, Ways

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

    @property
    def a_week(self) -> float | None:
        """Articles a week, from the dates of what is listed; None where too few are dated."""
        return articles_a_week([entry.published for entry in self.entries if entry.published is not None])


async def survey(desk: Desk, source: Source, download: Download) -> Survey:
    """Look at a section once, as its first crawl would; nothing is stored."""
    seen: dict[str, Entry] = {}

    async def remember(entries: Mapping[str, Entry]) -> set[str]:
        for key, entry in entries.items():
            known = seen.get(key)
            if known is None or (known.published is None and entry.published is not None):
                seen[key] = entry
        return set()

    known = Known(ways=None, state=SourceState(name=source.name), asked={}, first=True)
    crawl = Crawl(desk, source, download)
    walker = Walker(source, known, ask=crawl.ask, record=remember, now=desk.now(), sitemaps=crawl.sitemaps)
    walk = await walker.walk()
    return Survey(
        ways=walk.ways,
        entries=tuple(seen.values()),
        problems=tuple(walk.problems),
        crawl_delay=desk.robots.delay_of(source.url, "peruwatch"),
    )


def articles_a_week(dates: Sequence[PublicationDate]) -> float | None:
    """Mean rate over the newest dates; the latest gap counts as no more than the others."""
    moments: list[datetime] = sorted((date.earliest for date in dates), reverse=True)[:20]
    if len(moments) < _ENOUGH or moments[0] == moments[-1]:
        return None
    return (len(moments) - 1) * (_WEEK / (moments[0] - moments[-1]))
