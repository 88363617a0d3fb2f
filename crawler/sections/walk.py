"""One walk over a source's listings: which to read, how far to follow them, and when to stop.

Everything that is seen goes on record before the next listing is asked for. A walk that reaches its end settles what it
found; only settled entries count as known, so that a walk that was cut off is taken up again from the newest page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from crawler.listings.listing import Listing
from crawler.sections.answers import Answer, Ask, Read
from crawler.sections.discovery import Discovery
from crawler.sections.findings import Followed, Walk
from crawler.sections.kinds import KINDS
from crawler.sections.listing_reader import ListingReader, Record
from crawler.sections.overlap import Verdict, is_overdue
from crawler.sections.ways import Need, instructions, need
from model.crawl import Outcome, Validators
from model.source import Source, SourceState, Way, WayKind, Ways


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkStart:
    """What a walk starts from."""

    ways: Ways | None
    state: SourceState
    asked: Mapping[str, Validators]
    """What listings gave to be asked again with."""
    first: bool
    """Whether no walk over the source has reached its end yet."""


class Walker:
    """Walks over one source's listings once."""

    def __init__(
        self,
        source: Source,
        known: WalkStart,
        *,
        ask: Ask,
        read: Read,
        record: Record,
        now: datetime,
        sitemaps: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._source = source
        self._known = known
        self._now = now
        self._reader = ListingReader(source, ask=ask, read=read, record=record, first=known.first)
        self._discovery = Discovery(source=source, reader=self._reader, sitemaps=sitemaps, first=known.first)

    async def walk(self) -> Walk:
        """Read the section and what it leads to; failures are told in the walk's problems, not raised."""
        ways, state = self._known.ways, self._known.state
        needed = need(ways, state, self._now, instructions=instructions(self._source))
        if ways is None or needed is Need.LEARN:
            return await self._discovery.run(self._now)
        if not is_overdue(state, self._now) or ways.deep == ways.poll:
            return await self._poll(ways, full=needed is Need.FULL)
        deep = await self._reader.attempt(ways.deep)
        if deep.evidence.overlaps:
            return Walk(followed=(deep,))
        return await self._poll(ways, full=needed is Need.FULL, before=(deep,))

    async def _poll(self, ways: Ways, *, full: bool, before: tuple[Followed, ...] = ()) -> Walk:
        """Ask for news where that is cheapest; where news has no overlap with what is known, go where it is deepest.

        `before` is what the walk followed already.
        """
        answer = await self._reader.ask(ways.poll.url, None if full else self._known.asked.get(ways.poll.url))
        if answer.fetch.outcome is Outcome.UNCHANGED:
            return Walk(followed=before, unchanged=True)
        listing = await self._reader.part_if_any(ways.poll, answer)
        # A sitemap of news is empty while there are none; of others that means that they no longer work.
        if listing is None or not (listing.entries or KINDS[ways.poll.kind].forgets):
            return await self._discovery.run(self._now, answer, before=before)
        polled, verdict = await self._reader.keep(ways.poll, answer, listing)
        walk = Walk(followed=(*before, polled))
        if verdict is Verdict.GO_ON:
            # What else there is to read waits for the next look: this one costs enough.
            further = await self._close_gap(ways, answer, listing, oldest=polled.evidence.keys[-1])
        elif full:
            further = await self._compare(ways, walk.new | set(polled.evidence.keys))
        elif walk.new and ways.poll.kind is WayKind.PAGE:
            further = await self._ask_for_dates(ways)
        else:
            return walk
        return further.after(*walk.followed)

    async def _close_gap(self, ways: Ways, answer: Answer, listing: Listing, *, oldest: str) -> Walk:
        """Follow the deepest listing until it overlaps with what is known; where that fails, the section's pages.

        One that lacks the `oldest` entry of those that were asked for news is behind, and closes nothing. The last one
        closes the gap by its end, too: there is nothing else to read.
        """
        deep = list(dict.fromkeys((ways.deep, *self._pages())))
        followed: list[Followed] = []
        for way in deep:
            polled = way == ways.poll
            one = await (self._reader.follow(way, answer, listing) if polled else self._reader.attempt(way))
            followed.append(one)
            is_enough = way == deep[-1] or (oldest in one.evidence.keys and one.evidence.overlaps)
            if one.problem is None and is_enough:
                return Walk(followed=tuple(followed))
        return Walk(followed=tuple(followed), problems=tuple(one.problem for one in followed if one.problem))

    def _pages(self) -> list[Way]:
        """The section's pages, unless the user wants it read otherwise."""
        wanted = self._source.listing in {None, WayKind.PAGE}
        return [Way(kind=WayKind.PAGE, url=self._source.url)] if wanted else []

    async def _compare(self, ways: Ways, known: AbstractSet[str]) -> Walk:
        """Read all other ways; one that shows news which the polled one lacks is polled from now on."""
        followed: list[Followed] = []
        better: Way | None = None
        for way in dict.fromkeys((ways.deep, *ways.others)):
            if way == ways.poll:
                continue
            found = await self._reader.attempt(way)
            if found.new - known:
                better = better or way
            known |= found.new
            followed.append(found)
        walk = Walk(followed=tuple(followed), full=True)
        if better is None:
            return walk
        others = tuple(way for way in dict.fromkeys((ways.poll, *ways.others)) if way not in {better, ways.deep})
        return replace(walk, ways=replace(ways, poll=better, others=others))

    async def _ask_for_dates(self, ways: Ways) -> Walk:
        """Pages seldom date their entries; WordPress, feeds and sitemaps of news do."""
        ranked = [(KINDS[way.kind].dating, way) for way in (ways.deep, *ways.others)]
        dating = [(rank, way) for rank, way in ranked if rank is not None]
        for _, way in sorted(dating, key=itemgetter(0))[:1]:
            answer = await self._reader.ask(way.url, None)
            listing = await self._reader.part_if_any(way, answer)
            if listing is not None:
                dated, _ = await self._reader.keep(way, answer, listing)
                # Not to be asked again with what it gave: nobody saw whether it overlaps with what is known.
                return Walk(followed=(replace(dated, validators=None),))
        return Walk()
