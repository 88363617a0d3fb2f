"""Whether a host can be reached at all, and what its robots.txt says: asked once, outside of any crawl."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from scrapy.exceptions import CannotResolveHostError

from crawler.http.network_guard import Addresses, Network
from crawler.http.outcomes import Refused
from crawler.http.robots import Rules, read_rules
from model.urls import resolve

_REDIRECTS = 5
"""As many as RFC 9309 (2.3.1.2) wants to be followed; one more is as good as no robots.txt."""
_READ_AT_MOST = 600_000
"""Bytes: a little more than what of a robots.txt counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What came of asking a host for its robots.txt."""

    problem: str | None = None
    """Why it gave no answer, in words."""
    rules: Rules | None = None
    """What it answered; None where it did not."""
    clock: timedelta | None = None
    """By how much its clock is ahead of ours, where it told its time."""


class _Checked(AbstractResolver):
    """Leads only where the guard of private networks let us."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - aiohttp's signature
    ) -> list[ResolveResult]:
        """The address that was checked."""
        address = self._addresses.of(host)
        if address is None:
            raise OSError(f"{host} was not checked")
        found = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [ResolveResult(hostname=host, host=address, port=port, family=found, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


async def reach(
    url: str, *, agent: str, allowed: Iterable[Network], patience: timedelta, now: Callable[[], datetime]
) -> Reached:
    """Ask the host of an address for its robots.txt; never raises for what the network or the host do."""
    place = urlsplit(url)
    addresses, networks = Addresses(), tuple(allowed)
    try:
        async with ClientSession(
            connector=TCPConnector(resolver=_Checked(addresses)),
            timeout=ClientTimeout(total=patience.total_seconds()),
            headers={"User-Agent": agent},
        ) as session:
            asked = f"{place.scheme}://{place.netloc}/robots.txt"
            for _ in range(_REDIRECTS + 1):
                await addresses.check(urlsplit(asked).hostname or "", networks)
                async with session.get(asked, allow_redirects=False) as answer:
                    clock = _clock(answer, now())
                    further = resolve(asked, answer.headers.get("Location", "")) if answer.status // 100 == 3 else None
                    if further is None:
                        body = await answer.content.read(_READ_AT_MOST)
                        return Reached(rules=read_rules(answer.status, body, now()), clock=clock)
                    asked = further
            return Reached(rules=read_rules(404, b"", now()))
    except Refused as error:
        return Reached(problem=str(error))
    except CannotResolveHostError as error:
        return Reached(problem=f"no address is known of {error}")
    except TimeoutError:
        return Reached(problem=f"did not answer within {patience.total_seconds():g} s")
    except (ClientError, OSError, ValueError) as error:
        return Reached(problem=" ".join(str(error).split()) or type(error).__name__)


def _clock(answer: ClientResponse, now: datetime) -> timedelta | None:
    """By how much a server's clock is ahead; what a cache kept for a while says so by its age (RFC 9111, 5.1)."""
    try:
        told = parsedate_to_datetime(answer.headers.get("Date", ""))
        age = int(answer.headers.get("Age", "0"))
    except ValueError:
        return None
    return None if told.tzinfo is None else told + timedelta(seconds=age) - now
