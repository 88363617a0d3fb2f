"""What Twisted asks for addresses: it gets those that the guard of private networks has checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from crawler.http.network_guard import ADDRESSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

_PROXIES = 10
"""Proxies that a process goes through, at most."""
_PATIENCE = 60.0
"""Seconds that looking one of them up may take."""


class CheckedResolver(CachingThreadedResolver):
    """Looks nothing up but a proxy: a second question might be answered otherwise than the one that was checked."""

    @classmethod
    def install(cls) -> None:
        """Have the reactor of this process ask us."""
        from twisted.internet import reactor  # noqa: PLC0415 - importing it before one is chosen chooses one

        cls(cast("ReactorBase", reactor), cache_size=_PROXIES, timeout=_PATIENCE).install_on_reactor()

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """The address of a host that a request goes to, or of the proxy that it goes through."""
        if (address := ADDRESSES.of(name)) is not None:
            return defer.succeed(address)
        if name in {urlsplit(proxy).hostname for proxy in getproxies().values()}:
            return super().getHostByName(name, timeout)
        unchecked: Deferred[Any] = defer.fail(DNSLookupError(f"{name} was not checked"))
        return unchecked
