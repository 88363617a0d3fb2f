"""Which of a section's listings to ask for news, and which to close gaps with: decided by what they showed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import urljoin, urlsplit

from crawler.listings.sitemap import names_news
from crawler.sections.kinds import KINDS
from model.source import Source, SourceState, Way, WayKind, Ways
from model.urls import identity

LEARNED_FOR = timedelta(days=30)
"""How long what was found out about a section is believed."""
FULL_EVERY = timedelta(days=1)
"""How often all listings are read, whatever validators say: they may be stuck, and listings may disagree."""
_NEWS_SITEMAPS = ("/sitemap_news.xml", "/news-sitemap.xml", "/sitemap-news.xml")
_MOST_SITEMAPS = 3
"""Sitemaps that are asked for."""
_NEWEST = 3
"""Entries at the head of the section that a way must show to be asked for news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEvidence:
    """What a way showed when it was read."""

    way: Way
    keys: Sequence[str]
    """Of its entries, in its order."""
    conditional: bool
    """Whether it gave validators, so that an unchanged listing costs next to nothing."""
    overlaps: bool = False
    """Whether it was read on until it showed what is known."""
    goes_on: bool = False
    """Whether it has further parts that were not read."""


class Need(Enum):
    """How thoroughly to look this time."""

    LEARN = "learn"
    """Find out which listings there are."""
    FULL = "full"
    """Read all listings that are known."""
    POLL = "poll"
    """Ask for news."""


def instructions(source: Source) -> str:
    """What the configuration says of where and how a section is read, to tell whether it was changed."""
    return "\n".join([source.url, source.listing or "", source.entry or "", source.next or ""])


def is_another_section(ways: Ways | None, source: Source) -> bool:
    """Whether the configuration names another section than the one that was read so far."""
    before = "" if ways is None else ways.instructions.partition("\n")[0]
    return bool(before) and identity(before) != identity(source.url)


def need(ways: Ways | None, state: SourceState, now: datetime, *, instructions: str) -> Need:
    """How thoroughly to look now at a source of which the configuration says this."""
    if ways is None or ways.instructions != instructions or now - ways.learned >= LEARNED_FOR:
        return Need.LEARN
    if state.last_full is None or now - state.last_full >= FULL_EVERY:
        return Need.FULL
    return Need.POLL


def choose(found: Sequence[ListingEvidence], now: datetime) -> Ways | None:
    """The ways to poll and to go deep by; None where nothing showed any entry.

    News is asked for where an unchanged listing is a 304, of those at the section's own page; where no listing has
    validators, at the smallest answer. Depth is where most entries were seen, of equals at WordPress' interface, which
    gives a hundred an answer; a feed has none where another listing was not read to its end, and a sitemap only where
    there is nothing else: those of news forget after two days.
    """
    telling = [evidence for evidence in found if evidence.keys]
    if not telling:
        return None
    head = next((one.keys[:_NEWEST] for one in telling if one.way.kind is WayKind.PAGE), telling[0].keys[:_NEWEST])
    # A few of them missing is what caches do; all of them missing is another listing.
    current = [one for one in telling if set(head) & set(one.keys)] or telling
    poll = min(current, key=_cost)
    lasting = [one for one in telling if not KINDS[one.way.kind].forgets] or telling
    paged = [one for one in lasting if KINDS[one.way.kind].has_parts]
    deep = max(
        paged if any(one.goes_on for one in paged) else lasting,
        key=lambda one: (len(set(one.keys)), one.way.kind is WayKind.WORDPRESS),
    )
    others = tuple(one.way for one in found if one.way not in {poll.way, deep.way})
    return Ways(poll=poll.way, deep=deep.way, others=others, learned=now)


def _cost(evidence: ListingEvidence) -> tuple[bool, int]:
    kind = KINDS[evidence.way.kind]
    return not evidence.conditional, kind.conditional_cost if evidence.conditional else kind.plain_cost


def probes(section_url: str, page: bytes) -> tuple[str, ...]:
    """Addresses of feeds that a section's system would have though its page names none; the likelier first.

    The systems are told by what their pages always hold; a page of neither is asked for the two commonest forms.
    """
    base = section_url.partition("?")[0].partition("#")[0]
    query = urlsplit(section_url).query
    wordpress = f"{base.rstrip('/')}/feed/"
    joomla = f"{base}?{query + '&' if query else ''}format=feed&type=rss"
    if looks_like_wordpress(page):
        return (wordpress,)
    if b"Joomla" in page or b"com_content" in page or b"/media/system/js" in page:
        stem = re.sub(r"\.\w{2,5}$|/+$", "", urlsplit(base).path)
        # Where the query says which section it is, the other form would be another one's.
        return (joomla, f"{urljoin(base, stem)}.feed?type=rss") if stem and not query else (joomla,)
    if _is_file(section_url):
        return ()
    return (wordpress, joomla)


def news_sitemaps(section_url: str, named: Sequence[str]) -> tuple[str, ...]:
    """Addresses of sitemaps of news to ask for: those among the ones that robots.txt named, else the usual ones."""
    news = [url for url in named if names_news(url)]
    if not news and not _is_file(section_url):
        news = [urljoin(section_url, path) for path in _NEWS_SITEMAPS]
    return tuple(dict.fromkeys(news[:_MOST_SITEMAPS]))


def _is_file(section_url: str) -> bool:
    """Whether a section is a file by itself, which no system made that would make feeds or sitemaps, too."""
    return urlsplit(section_url).path.endswith((".html", ".htm", ".php", ".asp", ".aspx"))


def looks_like_wordpress(page: bytes) -> bool:
    """Whether a page has what WordPress leaves in all of its pages."""
    return any(mark in page for mark in (b"wp-content/", b"wp-json", b"wp-includes/"))
