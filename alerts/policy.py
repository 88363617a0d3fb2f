"""Whom an article wakes: pure decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from model.alert import AlertKind, Digest
from model.article import Arrival
from model.watch import Again, Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an article stands in its development when it comes."""

    networks: int
    """Networks that tell of the development, its own among them."""
    networks_before: int = 0
    """Networks that told of it before the article came."""
    adds_figure: bool = False
    """Whether it prints a figure that none of the others did."""
    is_copy: bool = False
    """Whether it prints the text of another article."""
    told_at_once: frozenset[tuple[str, str]] = frozenset()
    """Digests and watches, by name: whose readers were told at once of an article that meets the watch."""

    @property
    def adds_network(self) -> bool:
        """Whether its network had not told of the development."""
        return self.networks > self.networks_before


ALONE = Standing(networks=1)
"""Of an article that no other one stands beside."""


def whom_to_tell(
    arrival: Arrival,
    met: Collection[str],
    *,
    standing: Standing = ALONE,
    watches: Iterable[Watch],
    digests: Iterable[Digest],
) -> frozenset[tuple[str, AlertKind]]:
    """The audiences, by name and kind, to be told of an article that newly meets the watches `met`.

    A repost is no news: it is told in digests only. A development that was told at once for a watch is told so again
    only for what this watch asks for. A watch that wants several networks waits for them.
    """
    if arrival is Arrival.ARCHIVE:
        return frozenset()
    certain = [watch for watch in watches if watch.name in met and watch.networks <= standing.networks]
    is_news = arrival is Arrival.NEWS and not standing.is_copy
    urgent = [watch for watch in certain if watch.alert] if is_news else []
    told: set[tuple[str, AlertKind]] = set()
    for digest in digests:
        if any(digest.includes(watch.name) for watch in certain):
            told.add((digest.name, AlertKind.DIGEST))
        concerned = [watch for watch in urgent if digest.includes(watch.name)]
        known = {name for audience, name in standing.told_at_once if audience == digest.name}
        if any(watch.name not in known or _is_worth_more(watch, standing) for watch in concerned):
            told.add((digest.name, AlertKind.INSTANT))
    return frozenset(told)


def confirmed(standing: Standing, watches: Iterable[Watch]) -> tuple[Watch, ...]:
    """The watches that waited for as many networks as tell of the development now that the article has come.

    What met them before and told nobody is to be told with it.
    """
    return tuple(
        watch
        for watch in watches
        if standing.networks_before < watch.networks <= standing.networks and watch.networks > 1
    )


def _is_worth_more(watch: Watch, standing: Standing) -> bool:
    """Whether readers who were told at once of a development are told so of one more article of it."""
    if watch.again is Again.NETWORK:
        return standing.adds_network
    return watch.again is Again.FIGURE and standing.adds_figure
