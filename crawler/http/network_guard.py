"""The guard that keeps the crawler out of private networks."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from scrapy.exceptions import CannotResolveHostError

from crawler.http.outcomes import Refused

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")
"""Addresses in it end in the IPv4 address that a gateway goes to (RFC 6052)."""
_NOT_PUBLIC = (
    IPv4Network("192.0.0.0/24"),  # IETF protocol assignments; a cloud answers its machines' questions in it
    IPv4Network("168.63.129.16/32"),  # another one does here
    IPv6Network("fec0::/10"),  # once for sites of one's own (RFC 3879)
)
"""What `ipaddress` takes for global though no publisher can be there."""
_CHECKED_FOR = 300.0
"""Seconds for which an answer of the name service is believed."""
_REMEMBERED = 10_000
"""Hosts whose addresses are remembered."""


def forbidden(addresses: Iterable[Address], allowed: Iterable[Network]) -> Address | None:
    """The first address that is not public and in no allowed network; None if there is none such."""
    networks = tuple(allowed)
    for plain in map(_plain, addresses):
        if not _is_public(plain) and not any(plain in network for network in networks):
            return plain
    return None


def _is_public(address: Address) -> bool:
    """Whether a host that everybody can reach may have the address (IANA's special-purpose registries)."""
    special = any(address in network for network in _NOT_PUBLIC)
    return address.is_global and not address.is_multicast and not special


def _plain(address: Address) -> Address:
    """The address itself, or the IPv4 address that an IPv6 address leads to: mapped, 6to4 or NAT64."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


class Addresses:
    """Where hosts are, as checked: what is connected to is what was allowed, whatever the name service says next."""

    def __init__(self) -> None:
        self._checked: dict[str, tuple[Address, float]] = {}
        """Address and the moment of the monotonic clock until which it is believed, by host."""

    def of(self, host: str) -> str | None:
        """The address to connect to, however long a request waited since it was checked; None if it was not."""
        known = self._checked.get(_plain_name(host))
        return None if known is None else str(known[0])

    async def check(self, host: str, allowed: Iterable[Network]) -> None:
        """Raise Refused where a host is in a private network that is not allowed, else remember where it is.

        A link on a page must not lead the crawler behind the firewall. Raises CannotResolveHostError where no address
        is known of the host.
        """
        name = _plain_name(host)
        known = self._checked.get(name)
        is_fresh = known is not None and known[1] > time.monotonic()
        found = [known[0]] if known is not None and is_fresh else await _addresses(host)
        if address := forbidden(found, allowed):  # of a known one, too: what is allowed may have been edited since
            raise Refused(f"{host} is in a private network ({address}); crawl.allow_networks does not name it")
        if is_fresh:
            return
        self._checked.pop(name, None)
        if len(self._checked) >= _REMEMBERED:
            del self._checked[next(iter(self._checked))]  # the one that was checked longest ago
        # A machine may have no way to addresses of version 6, so those of version 4 go first.
        chosen = min(found, key=lambda one: one.version)
        self._checked[name] = (chosen, time.monotonic() + _CHECKED_FOR)


def _plain_name(host: str) -> str:
    return host.lower().rstrip(".")


ADDRESSES = Addresses()
"""Those of this process, as its one reactor has one resolver."""


async def _addresses(host: str) -> list[Address]:
    """Where a name leads. Raises CannotResolveHostError: a later answer to the same question would go unchecked."""
    try:
        return [ip_address(host)]
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CannotResolveHostError(host) from error
    return [ip_address(str(place[0]).partition("%")[0]) for *_, place in found]
