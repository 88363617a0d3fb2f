"""Finding out how a section can be read: what else lists its articles, or what the user says should be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin

from crawler.listings import wordpress
from crawler.listings.listing import Listing, NotAListing
from crawler.sections.answers import Answer, is_feed, kind_of
from crawler.sections.findings import Followed, Problem, Walk
from crawler.sections.listing_reader import ListingReader, is_for_now, problem_of
from crawler.sections.scope import belongs, lies_under, stem_of
from crawler.sections.ways import (
    FULL_EVERY,
    LEARNED_FOR,
    ListingEvidence,
    choose,
    instructions,
    looks_like_wordpress,
    news_sitemaps,
    probes,
)
from model.crawl import Outcome
from model.source import Source, Way, WayKind, Ways

_MOST_SITEMAPS = 3
"""Sitemaps of a whole site that are asked for, where its user wants sitemaps to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """What came of trying ways to read a section."""

    followed: tuple[Followed, ...] = ()
    problem: Problem | None = None
    """Why nothing could be tried."""
    is_unsure: bool = False
    """Whether something that leads to a way could not be asked, but may answer another time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """A look for the ways to read a section."""

    source: Source
    reader: ListingReader
    sitemaps: Callable[[], Sequence[str]]
    """The sitemaps that the host's robots.txt names, once it was asked."""
    first: bool
    """Whether no walk over the source has reached its end yet."""

    async def run(self, now: datetime, answer: Answer | None = None, *, before: Sequence[Followed] = ()) -> Walk:
        """Read the section by all ways that there are.

        `answer` is what was last asked for, `before` what the walk followed already.
        """
        listing = self.source.listing
        kind = next((kind for kind in WayKind if kind == listing), None)
        if listing is None or kind is not None:
            tried = await self._read_section(kind, answer)
        else:
            tried = await self._read_named(listing, answer)
        walk = Walk(followed=(*before, *tried.followed))
        if tried.problem is not None:
            return replace(walk, problems=(tried.problem,))
        problems = tuple(
            one.problem
            for one in tried.followed
            if one.problem and _counts(one) and (listing is not None or one.evidence.way.kind is WayKind.PAGE)
        )
        if walk.seen:
            is_unsure = tried.is_unsure or any(one.is_unsure for one in walk.followed)
            ways = self._chosen([one.evidence for one in tried.followed if _counts(one)], now, is_unsure=is_unsure)
            return replace(walk, problems=problems, full=True, ways=ways)
        if self.first or any(one.problem or one.evidence.way.kind is not WayKind.SITEMAP for one in tried.followed):
            # A sitemap of news is empty while there are none.
            problems = (*problems, self._nothing_shown(kind, tried.followed))
        return replace(walk, problems=problems)

    def _chosen(self, found: Sequence[ListingEvidence], now: datetime, *, is_unsure: bool) -> Ways | None:
        """How to read the section from now on; what is unsure is found out again tomorrow."""
        ways = choose(found, now)
        if ways is None:
            return None
        learned = now - LEARNED_FOR + FULL_EVERY if is_unsure else now
        return replace(ways, learned=learned, instructions=instructions(self.source))

    def _nothing_shown(self, kind: WayKind | None, tried: Sequence[Followed]) -> Problem:
        """Why no entries were found though what was asked for answered."""
        section, entry = f"the section {self.source.url}", self.source.entry
        if kind not in {None, WayKind.PAGE}:
            none = Problem(f'{section} has no listing of the kind that listing = "{kind}" wants')
            return next((one.problem for one in tried if one.problem), none)
        name = section if kind is not None or self.source.listing is None else f"the listing {self.source.listing}"
        if entry is not None and any(one.evidence.way.kind is WayKind.PAGE for one in tried):
            return Problem(f'{name} shows no links where entry = "{entry}" selects them')
        return Problem(f"{name} shows no links to articles")

    async def _read_named(self, url: str, answer: Answer | None) -> _Tried:
        """Read the listing that the user names, of whatever kind it turns out to be."""
        answer = await self._answer(url, answer)
        way = Way(kind=kind_of(answer), url=url)
        try:
            listing = await self.reader.part(way, answer)
        except NotAListing as error:
            return _Tried(problem=problem_of(f"the listing {url}", error, answer.fetch))
        return _Tried(followed=(await self.reader.follow(way, answer, listing),))

    async def _read_section(self, kind: WayKind | None, answer: Answer | None) -> _Tried:
        """Read the section's page and what else lists its articles, or only ways of one kind."""
        section = Way(kind=WayKind.PAGE, url=self.source.url)
        answer = await self._answer(section.url, answer)
        try:
            listing = await self.reader.part(section, answer)
        except NotAListing as error:
            return _Tried(problem=problem_of(f"the section {section.url}", error, answer.fetch))
        found = []
        if kind in {None, WayKind.PAGE}:
            found.append(await self.reader.follow(section, answer, listing))
        elif kind is WayKind.FEED and is_feed(answer):
            found.append(await self.reader.follow(Way(kind=kind, url=section.url), answer, listing))
        if kind is WayKind.PAGE or is_feed(answer):
            return _Tried(followed=tuple(found))
        others = await self._other_ways(kind, answer, listing)
        return replace(others, followed=(*found, *others.followed))

    async def _answer(self, url: str, last: Answer | None) -> Answer:
        return last if last is not None and last.fetch.url == url else await self.reader.ask(url, None)

    async def _other_ways(self, kind: WayKind | None, answer: Answer, page: Listing) -> _Tried:
        """What else may list the section's articles: WordPress' interface, the first feed of its own that answers.

        Where neither does, it is the first sitemap of news that answers. With a kind, it is that alone.
        """
        found: list[Followed] = []
        is_unsure = False
        if kind in {None, WayKind.WORDPRESS}:
            posts = await self._posts(answer, page, wanted=kind is not None)
            found += posts.followed
            is_unsure = posts.is_unsure
        if kind in {None, WayKind.FEED}:
            own = [url for url in page.feeds if belongs(url, self.source.url)]
            found += await self._first_of(WayKind.FEED, own or probes(self.source.url, answer.body))
        listed = any(_counts(one) for one in found)
        if kind is WayKind.SITEMAP or (kind is None and not listed and self._may_be_mapped(page)):
            found += await self._first_of(WayKind.SITEMAP, self._sitemaps(wanted=kind is not None))
        return _Tried(followed=tuple(found), is_unsure=is_unsure)

    async def _first_of(self, kind: WayKind, urls: Sequence[str]) -> list[Followed]:
        """What came of asking for listings of a kind until one has entries."""
        found = []
        for url in urls:
            found.append(await self.reader.attempt(Way(kind=kind, url=url)))
            if found[-1].evidence.keys:
                break
        return found

    async def _posts(self, answer: Answer, page: Listing, *, wanted: bool) -> _Tried:
        """What WordPress' interface lists, where the page names it, or looks like WordPress', or it is wanted."""
        api = page.wordpress_api
        if api is None and (wanted or looks_like_wordpress(answer.body)):
            api = urljoin(self.source.url, "/wp-json/")
        if api is None:
            return _Tried()
        term, is_unsure = await self._find_term(api)
        if term is None:
            return _Tried(is_unsure=is_unsure)
        way = Way(kind=WayKind.WORDPRESS, url=wordpress.posts_query(api, term, page=1))
        return _Tried(followed=(await self.reader.attempt(way),), is_unsure=is_unsure)

    async def _find_term(self, api: str) -> tuple[wordpress.Taxonomy | None, bool]:
        """The section as WordPress knows it, and whether a query for it may be answered otherwise tomorrow."""
        is_unsure = False
        for query in wordpress.term_queries(self.source.url, api):
            answer = await self.reader.ask(query, None)
            is_unsure = is_unsure or is_for_now(answer.fetch)
            if answer.fetch.outcome is not Outcome.OK:
                continue
            try:
                term = wordpress.read_term(answer.body, section_url=self.source.url, api_url=answer.url)
            except NotAListing:
                continue
            if term is not None:
                return term, is_unsure
        return None, is_unsure

    def _may_be_mapped(self, page: Listing) -> bool:
        """Whether a sitemap could tell the section's articles: its own path leads to them."""
        shown = [entry.url for entry in page.entries]
        return bool(stem_of(self.source.url)) and (not shown or any(lies_under(url, self.source.url) for url in shown))

    def _sitemaps(self, *, wanted: bool) -> tuple[str, ...]:
        """Addresses of sitemaps to ask for: those of news, and if sitemaps are wanted, any."""
        named = self.sitemaps()
        news = news_sitemaps(self.source.url, named)
        whole = (*named, urljoin(self.source.url, "/sitemap.xml")) if wanted else ()
        return tuple(dict.fromkeys((*news, *whole[:_MOST_SITEMAPS])))


def _counts(followed: Followed) -> bool:
    """Whether a way is one to go by; the page always is, since what it shows may come back."""
    return bool(followed.evidence.keys) or followed.evidence.way.kind is WayKind.PAGE
