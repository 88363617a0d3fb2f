"""Whom an article wakes: a pure decision."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from model.alert import Channel, Digest
from model.article import Arrival
from model.watch import Watch


def whom_to_tell(
    arrival: Arrival, met: Collection[str], *, watches: Iterable[Watch], digests: Iterable[Digest]
) -> frozenset[tuple[str, Channel]]:
    """The audiences, by name and channel, to be told of an article that newly meets the watches `met`."""
    if arrival is Arrival.ARCHIVE:
        return frozenset()
    urgent = {watch.name for watch in watches if watch.alert and watch.name in met}
    told: set[tuple[str, Channel]] = set()
    for digest in digests:
        if any(digest.includes(name) for name in met):
            told.add((digest.name, Channel.DIGEST))
        if arrival is Arrival.NEWS and any(digest.includes(name) for name in urgent):
            told.add((digest.name, Channel.INSTANT))
    return frozenset(told)
