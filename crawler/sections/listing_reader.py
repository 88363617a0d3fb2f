"""Reading one source's listings: part by part, and what is shown goes on record before the next part is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from crawler.listings.listing import Listing, NotAListing
from crawler.sections.answers import Answer, Ask, Read
from crawler.sections.kinds import KINDS
from crawler.sections.overlap import Verdict, judge_part
from crawler.sections.scope import belongs, keyed
from crawler.sections.ways import ListingEvidence
from model.article import Entry
from model.crawl import Fetch, Outcome, Validators
from model.errors import NotAnArticle
from model.source import Source, Way, WayKind, Ways

GAP = 200
"""Parts followed to close a gap: enough for years of silence, but not for a site that makes up pages."""
_NEWEST = 200
"""Addresses of a sitemap that count on the first look: it may list all that there ever was."""

Record = Callable[[Mapping[str, Entry]], Awaitable[set[str]]]
"""Puts entries on record by their keys; gives the keys that an earlier walk had settled."""

_AWAY = frozenset({Outcome.UNREACHABLE, Outcome.BUSY})
_FOR_NOW = frozenset({*_AWAY, Outcome.BROKEN})
"""What may be otherwise tomorrow."""


@dataclass(slots=True)
class Walk:
    """What a walk found."""

    complete: bool = True
    """Whether every listing was followed to where it overlaps with what was settled, or to its end."""
    unchanged: bool = False
    """The listing asked for news answered that nothing changed since the last complete walk."""
    full: bool = False
    """Whether all listings were read, whatever their validators say."""
    ways: Ways | None = None
    """How the section is read, where that was found out anew."""
    away: bool = False
    """Whether the host can't be reached or asks to be left alone, so that there is no use in asking it for more."""
    problems: list[str] = field(default_factory=list)
    """What kept the section, or a further part of it, from being read."""
    seen: set[str] = field(default_factory=set)
    """Keys of all entries that were shown."""
    validators: dict[str, Validators] = field(default_factory=dict)
    """What listings gave to be asked again with."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a listing could not be read, or not be read on."""

    text: str
    away: bool = False
    """Whether its host can't be reached or asks to be left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What came of following a way."""

    evidence: ListingEvidence
    problem: Problem | None = None
    """Why it could not be followed as far as it goes."""


class ListingReader:
    """Reads a source's listings in the course of one walk, and keeps what came of it."""

    def __init__(self, source: Source, *, ask: Ask, read: Read, record: Record, first: bool) -> None:
        self._source = source
        self._record = record
        self._first = first
        self.ask = ask
        self._read = read
        self.walk = Walk()
        self.new: set[str] = set()
        """Keys of entries that no earlier walk had settled."""
        self.unsure = False
        """Whether a way could not be asked that may answer another time."""

    async def attempt(self, way: Way) -> Followed:
        """Follow a way that may not answer: by itself that is no problem of the section's."""
        answer = await self.answer(way.url)
        try:
            listing = await self.part(way, answer)
        except NotAListing as error:
            problem = Problem(f"the section's listing {way.url} {error}", answer.fetch.outcome in _AWAY)
            return Followed(evidence=ListingEvidence(way=way, keys=(), conditional=False), problem=problem)
        return await self.follow(way, answer, listing)

    async def answer(self, url: str) -> Answer:
        """Ask for what may not be there; what fails only for now is remembered as such."""
        answer = await self.ask(url, None)
        self.unsure = self.unsure or answer.fetch.outcome in _FOR_NOW
        return answer

    async def follow(self, way: Way, answer: Answer, listing: Listing) -> Followed:
        """Follow a listing from its first part until it overlaps, ends, or repeats itself."""
        self.remember(way, answer, listing)
        visited, shown, keys = {way.url, answer.url}, set[str](), list[str]()
        conditional = self._is_conditional(answer, listing)
        overlaps = goes_on = False
        problem: Problem | None = None
        for _ in range(KINDS[way.kind].first_look if self._first else GAP):
            part, verdict = await self.keep(listing, shown)
            keys += part
            following = listing.next_url
            overlaps = verdict is Verdict.OVERLAP
            goes_on = following is not None and following not in visited and verdict is not Verdict.END
            if not goes_on or overlaps or following is None:
                break
            visited.add(following)
            further, problem = await self._further_part(way, following)
            if further is None:
                goes_on = False
                break
            listing = further
        evidence = ListingEvidence(
            way=way, keys=list(dict.fromkeys(keys)), conditional=conditional, overlaps=overlaps, goes_on=goes_on
        )
        return Followed(evidence=evidence, problem=problem)

    async def _further_part(self, way: Way, url: str) -> tuple[Listing | None, Problem | None]:
        """The part at an address that the one before named; neither where the listing ends."""
        answer = await self.ask(url, None)
        if answer.fetch.outcome in {Outcome.MISSING, Outcome.GONE}:
            return None, None
        try:
            return await self.part(way, answer), None
        except NotAListing as error:
            return None, Problem(f"a further part of the section, {url}, {error}", answer.fetch.outcome in _AWAY)

    async def part(self, way: Way, answer: Answer) -> Listing:
        """One part of a listing. Raises NotAListing with why it can't be read, as words that follow its name."""
        listing = await read_whole(way, answer, self._source, ask=self.ask, read=self._read)
        if way.kind is WayKind.SITEMAP and self._first:
            return replace(listing, entries=listing.entries[:_NEWEST])
        return listing

    async def part_if_any(self, way: Way, answer: Answer) -> Listing | None:
        """One part of a listing, if it can be read."""
        try:
            return await self.part(way, answer)
        except NotAListing:
            return None

    async def keep(self, listing: Listing, shown: set[str]) -> tuple[list[str], Verdict]:
        """Put a part's entries on record, say which they are, and whether to go on to the next.

        `shown` is what the listing showed so far. What other listings showed does not count: it says nothing of what is
        further down in this one.
        """
        entries = keyed(listing.entries, self._source)
        fresh = entries.keys() - shown
        shown.update(entries)
        self.walk.seen |= entries.keys()
        settled = await self._record(entries) if entries else set()
        self.new |= entries.keys() - settled
        return list(entries), judge_part(list(entries), fresh=fresh, settled=settled)

    def remember(self, way: Way, answer: Answer, listing: Listing) -> None:
        """Keep what a listing gave to be asked again with."""
        if self._is_conditional(answer, listing):
            self.walk.validators[way.url] = answer.validators

    @staticmethod
    def _is_conditional(answer: Answer, listing: Listing) -> bool:
        """Whether an unchanged answer means an unchanged listing; an index says nothing of what is in its parts."""
        return answer.validators != Validators() and not listing.parts

    def fail(self, name: str, why: object, fetch: Fetch) -> None:
        """Note that a listing can't be read, which keeps the section from being read."""
        self.tell(Problem(f"{name} {why}", fetch.outcome in _AWAY))

    def tell(self, problem: Problem) -> None:
        """Note what kept the section, or a part of it, from being read."""
        self.walk.complete = False
        self.walk.problems.append(problem.text)
        self.walk.away = self.walk.away or problem.away


async def read_whole(
    way: Way, answer: Answer, source: Source, *, ask: Ask, read: Read, most: int | None = None
) -> Listing:
    """One part of a listing; where it is an index, with the entries of at most so many of those that it names.

    A page that shows its list in a frame is an index of its frames; some of these may be advertisements, or nothing.

    Raises NotAListing with why it can't be read, as words that follow its name.
    """
    if answer.fetch.outcome is not Outcome.OK:
        raise NotAListing(_told(answer.fetch))
    if way.kind is WayKind.FEED and way.url != source.listing and not belongs(answer.url, source.url):
        raise NotAListing(f"leads to {answer.url}, which is not the section's")
    try:
        listing = await read(way.kind, answer)
    except (NotAListing, NotAnArticle) as error:
        raise NotAListing(f"can't be read: {error}") from None
    entries, waiting, following = list(listing.entries), list(listing.parts), listing.next_url
    kind = KINDS[way.kind]
    asked = {answer.url}
    for _ in range(kind.parts_of_index if most is None else most):
        if not waiting:
            break
        url = waiting.pop(0)
        asked.add(url)
        try:
            inner = await read_whole(
                Way(kind=way.kind, url=url), await ask(url, None), source, ask=ask, read=read, most=0
            )
        except NotAListing as error:
            if kind.may_lose_parts:
                continue
            raise NotAListing(f"names {url}, which {error}") from None
        entries += inner.entries
        following = following or inner.next_url
        waiting[:0] = [part for part in inner.parts if part not in asked]
    return replace(listing, entries=tuple(entries), next_url=following)


def _told(fetch: Fetch) -> str:
    return fetch.detail if fetch.status else f"can't be fetched: {fetch.detail}"
