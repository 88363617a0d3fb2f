"""Reading one source's listings: part by part, and what is shown goes on record before the next part is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from crawler.listings.listing import Listing, NotAListing
from crawler.sections.answers import Answer, Ask, Read
from crawler.sections.findings import Followed, Problem
from crawler.sections.kinds import KINDS
from crawler.sections.overlap import Verdict, judge_part
from crawler.sections.scope import belongs, keyed
from crawler.sections.ways import ListingEvidence
from model.article import Entry
from model.crawl import Fetch, Outcome, Validators
from model.errors import NotAnArticle
from model.source import Source, Way, WayKind

GAP = 200
"""Parts followed to close a gap: enough for years of silence, but not for a site that makes up pages."""
_NEWEST = 200
"""Addresses of a sitemap that count on the first look: it may list all that there ever was."""

Record = Callable[[Mapping[str, Entry]], Awaitable[set[str]]]
"""Puts entries on record by their keys; gives the keys that an earlier walk had settled."""

_AWAY = frozenset({Outcome.UNREACHABLE, Outcome.BUSY})
_FOR_NOW = frozenset({*_AWAY, Outcome.BROKEN})
"""What may be otherwise tomorrow."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What one part of a listing showed."""

    keys: Sequence[str]
    """Of its entries, in its order."""
    new: AbstractSet[str]
    """Those that no earlier walk had settled."""
    verdict: Verdict


class ListingReader:
    """Reads a source's listings in the course of one walk."""

    def __init__(self, source: Source, *, ask: Ask, read: Read, record: Record, first: bool) -> None:
        self._source = source
        self._record = record
        self._first = first
        self.ask = ask
        self._read = read

    async def attempt(self, way: Way) -> Followed:
        """Follow a way that may not answer: by itself that is no problem of the section's."""
        answer = await self.ask(way.url, None)
        try:
            listing = await self.part(way, answer)
        except NotAListing as error:
            return Followed(
                evidence=ListingEvidence(way=way, keys=(), conditional=False),
                problem=problem_of(f"the section's listing {way.url}", error, answer.fetch),
                is_unsure=is_for_now(answer.fetch),
            )
        return await self.follow(way, answer, listing)

    async def follow(self, way: Way, answer: Answer, listing: Listing) -> Followed:
        """Follow a listing from its first part until it overlaps, ends, or repeats itself."""
        visited, shown, keys, new = {way.url, answer.url}, set[str](), list[str](), set[str]()
        validators = _validators(answer, listing)
        overlaps = goes_on = False
        problem: Problem | None = None
        for _ in range(KINDS[way.kind].first_look if self._first else GAP):
            part = await self._keep(listing, shown)
            shown.update(part.keys)
            keys += part.keys
            new |= part.new
            following = listing.next_url
            overlaps = part.verdict is Verdict.OVERLAP
            goes_on = following is not None and following not in visited and part.verdict is not Verdict.END
            if not goes_on or overlaps or following is None:
                break
            visited.add(following)
            further, problem = await self._further_part(way, following)
            if further is None:
                goes_on = False
                break
            listing = further
        evidence = ListingEvidence(
            way=way,
            keys=list(dict.fromkeys(keys)),
            conditional=validators is not None,
            overlaps=overlaps,
            goes_on=goes_on,
        )
        return Followed(evidence=evidence, new=frozenset(new), validators=validators, problem=problem)

    async def _further_part(self, way: Way, url: str) -> tuple[Listing | None, Problem | None]:
        """The part at an address that the one before named; neither where the listing ends."""
        answer = await self.ask(url, None)
        if answer.fetch.outcome in {Outcome.MISSING, Outcome.GONE}:
            return None, None
        try:
            return await self.part(way, answer), None
        except NotAListing as error:
            return None, problem_of(f"a further part of the section, {url},", error, answer.fetch)

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

    async def keep(self, way: Way, answer: Answer, listing: Listing) -> tuple[Followed, Verdict]:
        """Put the first part of a listing on record, follow it no further, and say whether its next one is wanted."""
        part = await self._keep(listing, frozenset())
        validators = _validators(answer, listing)
        evidence = ListingEvidence(way=way, keys=part.keys, conditional=validators is not None)
        return Followed(evidence=evidence, new=frozenset(part.new), validators=validators), part.verdict

    async def _keep(self, listing: Listing, shown: AbstractSet[str]) -> _Part:
        """Put a part's entries on record.

        `shown` is what the listing showed so far. What other listings showed does not count: it says nothing of what is
        further down in this one.
        """
        entries = keyed(listing.entries, self._source)
        settled = await self._record(entries) if entries else set()
        keys = list(entries)
        verdict = judge_part(keys, fresh=entries.keys() - shown, settled=settled)
        return _Part(keys, entries.keys() - settled, verdict)


def _validators(answer: Answer, listing: Listing) -> Validators | None:
    """What a listing gave to be asked again with, if an unchanged answer means an unchanged listing.

    An index says nothing of what is in its parts.
    """
    return answer.validators if answer.validators != Validators() and not listing.parts else None


def problem_of(name: str, why: object, fetch: Fetch) -> Problem:
    """Why something that was asked for can't be read."""
    return Problem(f"{name} {why}", fetch.outcome in _AWAY)


def is_for_now(fetch: Fetch) -> bool:
    """Whether what was asked for may be answered otherwise tomorrow."""
    return fetch.outcome in _FOR_NOW


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
