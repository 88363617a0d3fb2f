"""One walk over a source's listings: which to read, how far to follow them, and when to stop.

Everything that is seen goes on record before the next listing is asked for. A walk that reaches its end settles what it
found; only settled entries count as known, so that a walk that was cut off is taken up again from the newest page.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from urllib.parse import parse_qsl, urljoin, urlsplit

from crawler.answers import Answer, Ask, is_feed, read_part
from crawler.listings import wordpress
from crawler.listings.listing import Listing, NotAListing
from crawler.urls import canonical, host_of, identity
from crawler.ways import FULL_EVERY, LEARNED_FOR, Evidence, Need, choose, looks_like_wordpress, need, probes
from model.article import Entry
from model.crawl import Fetch, Outcome, Validators
from model.errors import NotAnArticle
from model.source import Source, SourceState, Way, WayKind, Ways

FIRST_LOOK = {WayKind.PAGE: 10, WayKind.WORDPRESS: 2, WayKind.FEED: 1}
"""Parts followed on the first look at a source; what is older is the archive's."""
GAP = 200
"""Parts followed to close a gap: enough for years of silence, but not for a site that makes up pages."""
OVERDUE = timedelta(days=1)
"""So long after a look was due, news is looked for in the deepest listing at once."""

Record = Callable[[Mapping[str, Entry]], Awaitable[set[str]]]
"""Puts entries on record by their keys; gives the keys that an earlier walk had settled."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a walk starts from."""

    ways: Ways | None
    state: SourceState
    asked: Mapping[str, Validators]
    """What listings gave to be asked again with."""
    first: bool
    """Whether no walk over the source has reached its end yet."""


_AWAY = frozenset({Outcome.UNREACHABLE, Outcome.BUSY})
_FOR_NOW = frozenset({*_AWAY, Outcome.BROKEN})
"""What may be otherwise tomorrow."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a listing could not be read, or not be read on."""

    text: str
    away: bool
    """Whether its host can't be reached or asks to be left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What came of following a way."""

    evidence: Evidence
    problem: Problem | None = None
    """Why it could not be followed as far as it goes."""


class Walker:
    """Walks over one source's listings once."""

    def __init__(self, source: Source, known: Known, *, ask: Ask, record: Record, now: datetime) -> None:
        self._source = source
        self._known = known
        self._ask = ask
        self._record = record
        self._now = now
        self._aliases = alias_hosts(source)
        self._hosts = frozenset({host_of(source.url), *self._aliases})
        self._walk = Walk()
        self._new: set[str] = set()
        self._unsure = False
        """Whether a way could not be asked that may answer another time."""

    async def walk(self) -> Walk:
        """Read the section and what it leads to; failures are told in the walk's problems, not raised."""
        ways, state = self._known.ways, self._known.state
        needed = need(ways, state, self._now)
        if ways is None or needed is Need.LEARN:
            await self._learn()
        elif not (is_overdue(state, self._now) and ways.deep != ways.poll and await self._goes_deep(ways.deep)):
            await self._poll(ways, full=needed is Need.FULL)
        return self._walk

    async def _goes_deep(self, way: Way) -> bool:
        """Whether following a way leads to what is known."""
        return (await self._try(way)).evidence.overlaps

    async def _learn(self, answer: Answer | None = None) -> None:
        """Read the section, find out what else lists its articles, and read that, too; `answer` is the section's."""
        section = Way(kind=WayKind.PAGE, url=self._source.url)
        name = f"the section {section.url}"
        answer = answer or await self._ask(section.url, None)
        try:
            listing = await self._part(section, answer)
        except NotAListing as error:
            self._fail(name, error, answer.fetch)
            return
        page = await self._follow(section, answer, listing)
        found = [page.evidence]
        if not is_feed(answer):
            found += [evidence async for evidence in self._other_ways(answer, listing)]
        if page.problem is not None:
            self._tell(page.problem)
        if not self._walk.seen:
            self._fail(name, "shows no links to articles", answer.fetch)
            return
        self._walk.ways = choose(found, self._now)
        if self._walk.ways is not None and self._unsure:
            self._walk.ways = replace(self._walk.ways, learned=self._now - LEARNED_FOR + FULL_EVERY)
        self._walk.full = True

    async def _poll(self, ways: Ways, *, full: bool) -> None:
        """Ask for news where that is cheapest; where news has no overlap with what is known, go where it is deepest."""
        answer = await self._ask(ways.poll.url, None if full else self._known.asked.get(ways.poll.url))
        if answer.fetch.outcome is Outcome.UNCHANGED:
            self._walk.unchanged = True
            return
        listing = await self._read_on(ways.poll, answer)
        if listing is None or not listing.entries:
            # It no longer works, so that it is found out anew what does.
            await self._learn(answer if ways.poll.url == self._source.url else None)
            return
        self._remember(ways.poll, answer)
        keys, verdict = await self._keep(listing, set())
        if verdict is Verdict.GO_ON:
            # What else there is to read waits for the next look: this one costs enough.
            await self._close_gap(ways, answer, listing, oldest=keys[-1])
        elif full:
            await self._compare(ways, set(keys))
        elif self._new and ways.poll.kind is WayKind.PAGE:
            await self._ask_for_dates(ways)

    async def _close_gap(self, ways: Ways, answer: Answer, listing: Listing, *, oldest: str) -> None:
        """Follow the deepest listing until it overlaps with what is known; where that fails, the section's pages.

        One that lacks the `oldest` entry of those that were asked for news is behind, and closes nothing.
        """
        section = Way(kind=WayKind.PAGE, url=self._source.url)
        problems = []
        for way in dict.fromkeys((ways.deep, section)):
            polled = way == ways.poll
            followed = await (self._follow(way, answer, listing) if polled else self._try(way))
            if followed.problem is not None:
                problems.append(followed.problem)
            elif way == section or (oldest in followed.evidence.keys and followed.evidence.overlaps):
                return
        for problem in problems:
            self._tell(problem)

    async def _compare(self, ways: Ways, polled: set[str]) -> None:
        """Read all other ways; one that shows news which the polled one lacks is polled from now on."""
        better: Way | None = None
        for way in dict.fromkeys((ways.deep, *ways.others)):
            before = self._new - polled
            if way == ways.poll:
                continue
            await self._try(way)
            if self._new - polled - before:
                better = better or way
        self._walk.full = True
        if better is not None:
            others = tuple(way for way in dict.fromkeys((ways.poll, *ways.others)) if way not in {better, ways.deep})
            self._walk.ways = replace(ways, poll=better, others=others)

    async def _ask_for_dates(self, ways: Ways) -> None:
        """Pages seldom date their entries; WordPress and feeds do."""
        dated = [way for way in (ways.deep, *ways.others) if way.kind in {WayKind.WORDPRESS, WayKind.FEED}]
        for way in sorted(dated, key=lambda way: way.kind is not WayKind.WORDPRESS)[:1]:
            listing = await self._read_on(way, await self._ask(way.url, None))
            if listing is not None:
                await self._keep(listing, set())

    async def _try(self, way: Way) -> Followed:
        """Follow a way that may not answer: by itself that is no problem of the section's."""
        answer = await self._ask(way.url, None)
        try:
            listing = await self._part(way, answer)
        except NotAListing as error:
            self._unsure = self._unsure or answer.fetch.outcome in _FOR_NOW
            problem = Problem(f"the section's listing {way.url} {error}", answer.fetch.outcome in _AWAY)
            return Followed(evidence=Evidence(way=way, keys=(), conditional=False), problem=problem)
        return await self._follow(way, answer, listing)

    async def _follow(self, way: Way, answer: Answer, listing: Listing) -> Followed:
        """Follow a listing from its first part until it overlaps, ends, or repeats itself."""
        self._remember(way, answer)
        visited, shown, keys = {way.url, answer.url}, set[str](), list[str]()
        overlaps = goes_on = False
        problem: Problem | None = None
        for _ in range(FIRST_LOOK[way.kind] if self._known.first else GAP):
            part, verdict = await self._keep(listing, shown)
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
        conditional = answer.validators != Validators()
        evidence = Evidence(
            way=way, keys=list(dict.fromkeys(keys)), conditional=conditional, overlaps=overlaps, goes_on=goes_on
        )
        return Followed(evidence=evidence, problem=problem)

    async def _further_part(self, way: Way, url: str) -> tuple[Listing | None, Problem | None]:
        """The part at an address that the one before named; neither where the listing ends."""
        answer = await self._ask(url, None)
        if answer.fetch.outcome in {Outcome.MISSING, Outcome.GONE}:
            return None, None
        try:
            return await self._part(way, answer), None
        except NotAListing as error:
            return None, Problem(f"a further part of the section, {url}, {error}", answer.fetch.outcome in _AWAY)

    async def _part(self, way: Way, answer: Answer) -> Listing:
        """One part of a listing. Raises NotAListing with why it can't be read, as words that follow its name."""
        if answer.fetch.outcome is not Outcome.OK:
            raise NotAListing(_told(answer.fetch))
        if way.kind is WayKind.FEED and not belongs(answer.url, self._source.url):
            raise NotAListing(f"leads to {answer.url}, which is not the section's")
        try:
            return await asyncio.to_thread(read_part, way.kind, answer, self._hosts | {host_of(answer.url)})
        except (NotAListing, NotAnArticle) as error:
            raise NotAListing(f"can't be read: {error}") from None

    async def _read_on(self, way: Way, answer: Answer) -> Listing | None:
        """One part of a listing, if it can be read."""
        try:
            return await self._part(way, answer)
        except NotAListing:
            return None

    def _fail(self, name: str, why: object, fetch: Fetch) -> None:
        self._tell(Problem(f"{name} {why}", fetch.outcome in _AWAY))

    def _tell(self, problem: Problem) -> None:
        self._walk.complete = False
        self._walk.problems.append(problem.text)
        self._walk.away = self._walk.away or problem.away

    def _remember(self, way: Way, answer: Answer) -> None:
        if answer.validators != Validators():
            self._walk.validators[way.url] = answer.validators

    async def _keep(self, listing: Listing, shown: set[str]) -> tuple[list[str], Verdict]:
        """Put a part's entries on record, say which they are, and whether to go on to the next.

        `shown` is what the listing showed so far. What other listings showed does not count: it says nothing of what is
        further down in this one.
        """
        entries = keyed(listing.entries, self._source)
        fresh = entries.keys() - shown
        shown.update(entries)
        self._walk.seen |= entries.keys()
        settled = await self._record(entries) if entries else set()
        self._new |= entries.keys() - settled
        return list(entries), judge_part(list(entries), fresh=fresh, settled=settled)

    async def _other_ways(self, answer: Answer, listing: Listing) -> AsyncIterator[Evidence]:
        """What else lists the section's articles: WordPress' interface, and the first feed of its own that answers."""
        api = listing.wordpress_api
        if api is None and looks_like_wordpress(answer.body):
            api = urljoin(self._source.url, "/wp-json/")
        term = None if api is None else await self._find_term(api)
        if api is not None and term is not None:
            posts = await self._try(Way(kind=WayKind.WORDPRESS, url=wordpress.posts_query(api, term, page=1)))
            if posts.evidence.keys:
                yield posts.evidence
        own = [url for url in listing.feeds if belongs(url, self._source.url)]
        for url in own or probes(self._source.url, answer.body):
            feed = await self._try(Way(kind=WayKind.FEED, url=url))
            if feed.evidence.keys:
                yield feed.evidence
                return

    async def _find_term(self, api: str) -> wordpress.Term | None:
        for query in wordpress.term_queries(self._source.url, api):
            answer = await self._ask(query, None)
            if answer.fetch.outcome is not Outcome.OK:
                self._unsure = self._unsure or answer.fetch.outcome in _FOR_NOW
                continue
            try:
                term = wordpress.read_term(answer.body, section_url=self._source.url, api_url=answer.url)
            except NotAListing:
                continue
            if term is not None:
                return term
        return None


def is_overdue(state: SourceState, now: datetime) -> bool:
    """Whether nobody looked for so long that news will have outgrown what the cheapest listing shows."""
    return state.next_poll is not None and now - state.next_poll >= OVERDUE


def keyed(entries: Iterable[Entry], source: Source) -> dict[str, Entry]:
    """Entries by their keys, each article once, at their canonical addresses; the section itself is none."""
    aliases = alias_hosts(source)
    section = identity(source.url, aliases=aliases)
    found: dict[str, Entry] = {}
    for entry in entries:
        try:
            key, url = identity(entry.url, aliases=aliases), canonical(entry.url)
        except ValueError:
            continue
        if key != section:
            found.setdefault(key, replace(entry, url=url))
    return found


class Verdict(Enum):
    """Whether a listing's next part is worth a request."""

    GO_ON = "go on"
    OVERLAP = "overlap"
    """What follows is known."""
    END = "end"
    """The listing repeats itself."""


def judge_part(keys: Sequence[str], *, fresh: AbstractSet[str], settled: AbstractSet[str]) -> Verdict:
    """Stop where a part shows nothing that earlier parts have not shown, or where its older half meets what is settled.

    Only the older half counts: posts pinned to the top are known for ever and say nothing of what follows.
    """
    older = keys[len(keys) // 2 :]
    if any(key in settled for key in older):
        return Verdict.OVERLAP
    return Verdict.GO_ON if fresh else Verdict.END


def alias_hosts(source: Source) -> dict[str, str]:
    """The source's other hosts, each with the host that stands for it."""
    main = host_of(source.url)
    _, colon, port = main.rpartition(":")
    hosts = dict.fromkeys(source.aliases, main)
    if colon and port.isdigit():
        hosts |= {f"{host}:{port}": main for host in source.aliases if ":" not in host}
    return hosts


def belongs(feed_url: str, section_url: str) -> bool:
    """Whether a feed is the section's own: its address continues the section's, in path and query."""
    ours, theirs = urlsplit(section_url), urlsplit(feed_url)
    stem = re.sub(r"(?:/index)?\.\w{2,5}$|/+$", "", ours.path)
    asked = set(parse_qsl(ours.query))
    same_path = theirs.path == stem or theirs.path.startswith((f"{stem}/", f"{stem}."))
    return same_path and asked <= set(parse_qsl(theirs.query))


def _told(fetch: Fetch) -> str:
    return fetch.detail if fetch.status else f"can't be fetched: {fetch.detail}"
