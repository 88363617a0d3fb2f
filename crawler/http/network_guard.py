"""The guard that keeps the crawler out of private networks."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from scrapy.exceptions import CannotResolveHostError

from crawler.http.outcomes import Refused

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")
"""Addresses in it end in the IPv4 address that a gateway goes to (RFC 6052)."""


def forbidden(addresses: Iterable[Address], allowed: Iterable[Network]) -> Address | None:
    """The first address that is not public and in no allowed network; None if there is none such."""
    networks = tuple(allowed)
    for plain in map(_plain, addresses):
        if not plain.is_global and not any(plain in network for network in networks):
            return plain
    return None


def _plain(address: Address) -> Address:
    """The address itself, or the IPv4 address that an IPv6 address leads to: mapped, 6to4 or NAT64."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


async def refuse_private(host: str, allowed: Iterable[Network]) -> None:
    """Raise Refused where a host is in a private network that is not allowed, CannotResolveHostError where it is none.

    A link on a page must not lead the crawler behind the firewall.
    """
    if address := forbidden(await _addresses(host), allowed):
        raise Refused(f"{host} is in a private network ({address}); crawl.allow_networks does not name it")


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
