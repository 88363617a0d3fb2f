"""One walk over a source's listings: which to read, how far to follow them, and when to stop.

Everything that is seen goes on record before the next listing is asked for. A walk that reaches its end settles what it
found; only settled entries count as known, so that a walk that was cut off is taken up again from the newest page.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import Enum
from urllib.parse import parse_qsl, urlsplit

from crawler.listings import feed, page, wordpress
from crawler.listings.listing import Listing, NotAListing
from crawler.urls import canonical, host_of, identity
from model.article import Entry
from model.crawl import Fetch, Outcome, Validators
from model.errors import NotAnArticle
from model.source import Source

FIRST_LOOK_PAGES = 10
"""Pages followed on the first look at a source; what is older is the archive's."""
FIRST_LOOK_POSTS = 2
"""Likewise for the parts of WordPress' REST interface, of 100 posts each."""
GAP_PAGES = 200
"""Pages followed to close a gap: enough for years of silence, but not for a site that makes up pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking for one address."""

    fetch: Fetch
    url: str
    """Address that answered, after redirects."""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name."""

    @property
    def charset(self) -> str | None:
        """The charset that the Content-Type header names."""
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip(" \"'") or None
        return None

    @property
    def validators(self) -> Validators:
        """What to ask again with."""
        return Validators(etag=self.headers.get("etag"), last_modified=self.headers.get("last-modified"))


Ask = Callable[[str, Validators | None], Awaitable[Answer]]
"""Fetches one listing; expected failures are answers."""

Record = Callable[[Mapping[str, Entry]], Awaitable[set[str]]]
"""Puts entries on record by their keys; gives the keys that an earlier walk had settled."""


@dataclass(slots=True)
class Walk:
    """What a walk found."""

    complete: bool = True
    """Whether every listing was followed to where it overlaps with what was settled, or to its end."""
    unchanged: bool = False
    """The section answered that nothing changed since the last complete walk."""
    away: bool = False
    """The section's host gave no answer or asked to come back later: of no use to ask it for articles now."""
    problems: list[str] = field(default_factory=list)
    """What kept the section, or a further page of it, from being read."""
    seen: set[str] = field(default_factory=set)
    """Keys of all entries that were shown."""
    validators: dict[str, Validators] = field(default_factory=dict)
    """What listings gave to be asked again with."""


class Walker:
    """Walks over one source's listings once."""

    def __init__(
        self, source: Source, *, ask: Ask, record: Record, asked: Mapping[str, Validators], first: bool
    ) -> None:
        self._source = source
        self._ask = ask
        self._record = record
        self._asked = asked
        self._first = first
        self._aliases = alias_hosts(source)
        self._walk = Walk()

    async def walk(self) -> Walk:
        """Read the section and what it leads to; failures are told in the walk's problems, not raised."""
        answer = await self._ask(self._source.url, self._asked.get(self._source.url))
        if answer.fetch.outcome is Outcome.UNCHANGED:
            self._walk.unchanged = True
        elif answer.fetch.outcome is not Outcome.OK:
            self._walk.away = answer.fetch.outcome in {Outcome.UNREACHABLE, Outcome.BUSY}
            self._fail(f"the section {self._source.url} {_told(answer.fetch)}")
        else:
            await self._read_section(answer)
        return self._walk

    async def _read_section(self, answer: Answer) -> None:
        try:
            listing = await asyncio.to_thread(read_listing, answer, self._hosts(answer))
        except (NotAListing, NotAnArticle) as error:
            self._fail(f"the section {self._source.url} can't be read: {error}")
            return
        if answer.validators != Validators():
            self._walk.validators[self._source.url] = answer.validators
        await self._follow(answer, listing)
        if not await self._ask_wordpress(listing):
            await self._ask_feed(listing)
        if not self._walk.seen:
            self._fail(f"the section {self._source.url} shows no links to articles")

    def _hosts(self, answer: Answer) -> frozenset[str]:
        return frozenset({host_of(self._source.url), host_of(answer.url), *self._aliases})

    def _fail(self, problem: str) -> None:
        self._walk.complete = False
        self._walk.problems.append(problem)

    async def _keep(self, listing: Listing, shown: set[str]) -> Verdict:
        """Put a listing's entries on record and say whether to go on to its next part; `shown` is what it has shown.

        What other listings showed does not count: it says nothing of what is further down in this one.
        """
        entries = self._keyed(listing.entries)
        fresh = entries.keys() - shown
        shown.update(entries)
        self._walk.seen |= entries.keys()
        settled = await self._record(entries) if entries else set()
        return judge_part(list(entries), fresh=fresh, settled=settled)

    def _keyed(self, entries: Iterable[Entry]) -> dict[str, Entry]:
        section = identity(self._source.url, aliases=self._aliases)
        found: dict[str, Entry] = {}
        for entry in entries:
            try:
                key, url = identity(entry.url, aliases=self._aliases), canonical(entry.url)
            except ValueError:
                continue
            if key != section:
                found.setdefault(key, replace(entry, url=url))
        return found

    async def _follow(self, answer: Answer, listing: Listing) -> None:
        """Follow the section page by page until it overlaps, ends, or repeats itself."""
        visited = {self._source.url, answer.url}
        shown: set[str] = set()
        for _ in range(FIRST_LOOK_PAGES if self._first else GAP_PAGES):
            verdict = await self._keep(listing, shown)
            following = listing.next_url
            if verdict is Verdict.STOP or following is None or following in visited:
                return
            visited.add(following)
            answer = await self._ask(following, None)
            if answer.fetch.outcome in {Outcome.MISSING, Outcome.GONE}:
                return
            if answer.fetch.outcome is not Outcome.OK:
                self._fail(f"a further page of the section, {following}, {_told(answer.fetch)}")
                return
            try:
                listing = await asyncio.to_thread(read_listing, answer, self._hosts(answer))
            except (NotAListing, NotAnArticle) as error:
                self._fail(f"a further page of the section, {following}, can't be read: {error}")
                return

    async def _ask_wordpress(self, listing: Listing) -> bool:
        """Ask WordPress' REST interface for the section's posts; False where it has none for us."""
        api = listing.wordpress_api
        if api is None:
            return False
        term = await self._find_term(api)
        if term is None:
            return False
        shown: set[str] = set()
        for number in range(1, (FIRST_LOOK_POSTS if self._first else GAP_PAGES) + 1):
            answer = await self._ask(wordpress.posts_query(api, term, page=number), None)
            if answer.fetch.outcome is not Outcome.OK:
                return number > 1
            try:
                entries = wordpress.read_posts(answer.body, api_url=answer.url)
            except NotAListing:
                return number > 1
            verdict = await self._keep(Listing(entries=entries), shown)
            if verdict is Verdict.STOP or number >= wordpress.pages(answer.headers.get("x-wp-totalpages")):
                return True
        return True

    async def _find_term(self, api: str) -> wordpress.Term | None:
        for query in wordpress.term_queries(self._source.url, api):
            answer = await self._ask(query, None)
            if answer.fetch.outcome is not Outcome.OK:
                continue
            try:
                term = wordpress.read_term(answer.body, section_url=self._source.url)
            except NotAListing:
                continue
            if term is not None:
                return term
        return None

    async def _ask_feed(self, listing: Listing) -> None:
        """Read the first of the section's own feeds that can be read; a feed of the whole site would bring in more."""
        for url in listing.feeds:
            if not belongs(url, self._source.url):
                continue
            answer = await self._ask(url, None)
            if answer.fetch.outcome is not Outcome.OK:
                continue
            try:
                found = feed.read_feed(answer.body, url=answer.url, content_type=answer.headers.get("content-type", ""))
            except NotAListing:
                continue
            await self._keep(found, set())
            return


class Verdict(Enum):
    """Whether a listing's next part is worth a request."""

    GO_ON = "go on"
    STOP = "stop"


def judge_part(keys: Sequence[str], *, fresh: AbstractSet[str], settled: AbstractSet[str]) -> Verdict:
    """Stop where a part shows nothing that earlier parts have not shown, or where its older half meets what is settled.

    Only the older half counts: posts pinned to the top are known for ever and say nothing of what follows.
    """
    if not fresh:
        return Verdict.STOP
    older = keys[len(keys) // 2 :]
    return Verdict.STOP if any(key in settled for key in older) else Verdict.GO_ON


def read_listing(answer: Answer, hosts: frozenset[str]) -> Listing:
    """The listing in an answer, whether it is a page or, where a user named one as the section, a feed.

    Raises NotAListing or NotAnArticle with the reason when it is neither.
    """
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = answer.body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if kind.startswith(("image/", "video/", "audio/", "font/")) or kind in {"application/pdf", "application/zip"}:
        raise NotAListing(f"it is {kind}, not a page")
    if start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf", b"{")) and b"<html" not in start:
        return feed.read_feed(answer.body, url=answer.url, content_type=kind)
    return page.read_page(answer.body, url=answer.url, charset=answer.charset, hosts=hosts)


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
    return (theirs.path == stem or theirs.path.startswith((f"{stem}/", f"{stem}."))) and asked <= set(
        parse_qsl(theirs.query)
    )


def _told(fetch: Fetch) -> str:
    return fetch.detail if fetch.status else f"can't be fetched: {fetch.detail}"
