"""What robots.txt allows us, asked once a day and host, as RFC 9309 has it, and its Crawl-delay."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from crawler.http.outcomes import NoRules, Refused
from crawler.http.robots_txt import AGENT, parse_robots
from model.urls import resolve

AskRobots = Callable[[str], Awaitable[tuple[int, bytes]]]
"""Gives status and body of the answer at an address. Raises NoRules, Refused, Stopped."""
RecallRules = Callable[[str], Awaitable[tuple[str, datetime] | None]]
"""Gives the text that a host's robots.txt had when an earlier process asked, and until when that is believed."""
KeepRules = Callable[[str, str, datetime], Awaitable[None]]
"""Keeps a host's text, and until when to believe it."""

_KEPT = timedelta(days=1)
_LONGEST_DELAY = 60.0
"""Seconds; a longer Crawl-delay would keep a section from ever being read."""
_FORBIDS = 24 * 3600.0
"""Seconds: whose Crawl-delay is as long does not want to be crawled. A page a day is no watching."""
_FAILED_FOR = timedelta(minutes=1)
"""How long a robots.txt that failed is not asked for again, however many articles wait for it."""
_READ_AT_MOST = 500 * 1024
"""Bytes of a robots.txt that count (RFC 9309, 2.5)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host's robots.txt says."""

    parsed: Protego
    until: datetime
    """When to ask again."""
    text: str = ""
    failure: str | None = None
    """Why nothing may be fetched, where the rules could not be had."""

    def check(self, url: str) -> None:
        """Raise Refused or NoRules where the address may not be fetched."""
        if self.failure is not None:
            raise NoRules(self.failure)
        if not self.parsed.can_fetch(url, AGENT):
            raise Refused("its robots.txt forbids it")
        if (asked := self._asked_delay()) >= _FORBIDS:
            days = round(asked / _FORBIDS)
            raise Refused(f"its robots.txt asks for {days:,} day{'s' * (days > 1)} between two requests: none is made")

    def delay(self) -> float:
        """Seconds between two requests that the host asks for."""
        return min(self._asked_delay(), _LONGEST_DELAY)

    def _asked_delay(self) -> float:
        return float(self.parsed.crawl_delay(AGENT) or 0)


def read_rules(status: int, body: bytes, now: datetime) -> Rules:
    """The rules that an answer for /robots.txt means.

    No such file means that everything is allowed; a server that fails must not be crawled (RFC 9309, 2.3.1.3 and 4).
    """
    if status >= 500 or status == 429:
        failure = f"its robots.txt answers {status}, so nothing may be fetched (RFC 9309)"
        return Rules(parse_robots(""), now + _FAILED_FOR, failure=failure)
    text = body[:_READ_AT_MOST].decode("utf-8-sig", "replace") if 200 <= status < 300 else ""
    return Rules(parse_robots(text), now + _KEPT, text)


class Robots:
    """The rules of the hosts that were asked, by this process or by one before it, shared by all crawls."""

    def __init__(self, *, recall: RecallRules, keep: KeepRules, now: Callable[[], datetime]) -> None:
        self._recall = recall
        self._keep = keep
        self._now = now
        self._rules: dict[str, Rules] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, url: str, ask: AskRobots) -> Rules:
        """The rules of an address' host, asked for if they are not known or too old."""
        place, now = urlsplit(url), self._now()
        async with self._asking[place.netloc]:
            known = self._rules.get(place.netloc) or await self._recalled(place.netloc)
            if known is None or known.until <= now:
                status, body = await ask(f"{place.scheme}://{place.netloc}/robots.txt")
                known = await asyncio.to_thread(read_rules, status, body, now)  # half a megabyte may take a while
                if known.failure is None:
                    await self._keep(place.netloc, known.text, known.until)
            self._rules[place.netloc] = known
            return known

    async def _recalled(self, host: str) -> Rules | None:
        kept = await self._recall(host)
        if kept is None:
            return None
        return Rules(await asyncio.to_thread(parse_robots, kept[0]), kept[1], kept[0])

    def delay_of(self, url: str) -> float:
        """Seconds between two requests that an address' host asks for, as far as it was asked."""
        rules = self._rules.get(urlsplit(url).netloc)
        return 0.0 if rules is None else rules.delay()

    def sitemaps_of(self, url: str) -> tuple[str, ...]:
        """Addresses of the sitemaps that the robots.txt of an address' host names, as far as it was asked."""
        rules = self._rules.get(urlsplit(url).netloc)
        named = () if rules is None else (resolve(url, one) for one in rules.parsed.sitemaps)
        return tuple(one for one in named if one is not None)
