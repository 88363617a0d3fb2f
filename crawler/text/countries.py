"""The country of a host by the end of its name, and which clocks are in use there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

_OF_ALL_THE_WORLD = frozenset(
    {"io", "co", "tv", "me", "ai", "fm", "ly", "to", "cc", "ws", "nu", "gg", "eu", "su", "la"}
)
"""Domains of countries that are used in all the world, or that are of none."""
_OTHERWISE_NAMED = {"UK": "GB"}


def country_of(host: str) -> str | None:
    """ISO 3166 code of the country that a host's name ends with; None if it ends with none, or one used anywhere."""
    domain = host.rpartition(".")[2].lower()
    if len(domain) != len("pe") or domain in _OF_ALL_THE_WORLD or not domain.isalpha():
        return None
    return _OTHERWISE_NAMED.get(domain.upper(), domain.upper())


def offsets_in(country: str, moment: datetime) -> frozenset[timedelta]:
    """Offsets from UTC of the clocks that a country has at a moment; none if it is unknown."""
    offsets = (moment.astimezone(zone).utcoffset() for zone in _zones_in(country))
    return frozenset(offset for offset in offsets if offset is not None)


@cache
def _zones_in(country: str) -> tuple[ZoneInfo, ...]:
    """Time zones of a country; none of those that the system does not know."""
    return tuple(zone for name in _zone_names().get(country, ()) if (zone := _zone(name)) is not None)


@cache
def _zone_names() -> Mapping[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for name, country in get_global("zone_territories").items():
        names[str(country)].append(str(name))
    return names


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
