"""What robots.txt allows us, asked once a day and host, as RFC 9309 has it, and its Crawl-delay."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawler.outcomes import NoRules, Refused, Resting, Stopped
from crawler.robots_txt import agent_of, parse_robots
from crawler.turns import WANTED_UNTIL
from crawler.urls import resolve
from storage import hosts

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.desk import Desk
    from crawler.spiders.section import DeskSpider

logger = logging.getLogger(__name__)

_KEPT = timedelta(days=1)
_LONGEST_DELAY = 60.0
"""Seconds; a longer Crawl-delay would keep a section from ever being read."""
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

    def check(self, url: str, agent: str) -> None:
        """Raise Refused or NoRules where the address may not be fetched."""
        if self.failure is not None:
            raise NoRules(self.failure)
        if not self.parsed.can_fetch(url, agent_of(agent)):
            raise Refused("its robots.txt forbids it")

    def delay(self, agent: str) -> float:
        """Seconds between two requests that the host asks for."""
        return min(float(self.parsed.crawl_delay(agent_of(agent)) or 0), _LONGEST_DELAY)


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

    def __init__(self) -> None:
        self._rules: dict[str, Rules] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, request: Request, crawler: Crawler, desk: Desk) -> Rules:
        """The rules of the request's host, asked for if they are not known or too old."""
        place, now = urlparse_cached(request), desk.now()
        async with self._asking[place.netloc]:
            known = self._rules.get(place.netloc) or await _recall(desk, place.netloc)
            if known is None or known.until <= now:
                known = await _ask(f"{place.scheme}://{place.netloc}/robots.txt", crawler, request, now)
                if known.failure is None:
                    await desk.write(hosts.keep_rules, place.netloc, known.text, known.until)
            self._rules[place.netloc] = known
            return known

    def delay_of(self, url: str, agent: str) -> float:
        """Seconds between two requests that an address' host asks for, as far as it was asked."""
        rules = self._rules.get(urlsplit(url).netloc)
        return 0.0 if rules is None else rules.delay(agent)

    def sitemaps_of(self, url: str) -> tuple[str, ...]:
        """Addresses of the sitemaps that the robots.txt of an address' host names, as far as it was asked."""
        rules = self._rules.get(urlsplit(url).netloc)
        named = () if rules is None else (resolve(url, one) for one in rules.parsed.sitemaps)
        return tuple(one for one in named if one is not None)


async def _recall(desk: Desk, host: str) -> Rules | None:
    """The rules that were kept when the host was last asked."""
    kept = await desk.read(hosts.rules_of, host)
    return None if kept is None else Rules(parse_robots(kept[0]), kept[1], kept[0])


async def _ask(url: str, crawler: Crawler, waiting: Request, now: datetime) -> Rules:
    engine = crawler.engine
    assert engine is not None  # noqa: S101 - a request is under way, so there is one
    meta = {"is_robots_txt": True, WANTED_UNTIL: waiting.meta.get(WANTED_UNTIL)}
    request = Request(url, meta=meta, callback=NO_CALLBACK, priority=1000)
    try:
        response: Response = await engine.download_async(request)
    except (Refused, Stopped):
        raise
    except Resting as error:
        raise NoRules("its robots.txt can't be asked for now") from error
    except IgnoreRequest:  # it redirects for ever, which is as good as none (RFC 9309, 2.3.1.2)
        return read_rules(404, b"", now)
    except Exception as error:  # no such host, no connection: the request that waits need not try the same again
        raise NoRules("its robots.txt can't be fetched") from error
    return read_rules(response.status, response.body, now)


class RobotsMiddleware:
    """Refuses what robots.txt forbids, and slows down where it asks for that."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        # The product's name alone: somebody else's name in the contact must not bring us under their rules.
        self._agent: str = crawler.settings["BOT_NAME"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass, or raise Refused or NoRules."""
        spider = cast("DeskSpider", self._crawler.spider)  # the only kind of spider here
        if request.meta.get("is_robots_txt") or not spider.desk.config.settings.crawl.obey_robots:
            return
        rules = await spider.desk.robots.of(request, self._crawler, spider.desk)
        try:
            rules.check(request.url, self._agent)
        except (Refused, NoRules) as error:
            logger.info("not asked for %s: %s", request.url, error)
            raise
        spider.desk.turns.slow_down(urlparse_cached(request).hostname or "", rules.delay(self._agent))
