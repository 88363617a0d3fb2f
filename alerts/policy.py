"""Whom an article wakes: pure decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from model.alert import AlertKind, Digest, Origin
from model.article import Arrival, Article
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


RECENT = timedelta(days=7)
"""How old what is told may be when we come to know a source: weekly digests tell of a week, and dates of publishers
that are days off must not hide news."""

AT_ONCE = 10
"""Old articles that must have come up together, so that they are taken for the work of a redesign: single ones that are
dated back are what a publisher put into the section now, and told."""

ALONE = Standing(networks=1)
"""Of an article that no other one stands beside."""


def whom_to_tell(
    arrival: Arrival,
    met: Collection[str],
    *,
    standing: Standing = ALONE,
    watches: Iterable[Watch],
    digests: Iterable[Digest],
    but: Collection[str] = (),
) -> frozenset[tuple[str, AlertKind]]:
    """The audiences, by name and kind, to be told of an article that newly meets the watches `met`.

    A repost is no news: it is told in digests only, but for the same text with a figure that a watch waits for. A
    development that was told at once for a watch is told so again only for what this watch asks for. A watch that wants
    several networks waits for them. The audiences in `but` are told of its number alone.
    """
    if arrival is Arrival.ARCHIVE:
        return frozenset()
    certain = [watch for watch in watches if watch.name in met and watch.networks <= standing.networks]
    urgent = [
        watch
        for watch in certain
        if watch.alert and arrival is Arrival.NEWS and (not standing.is_copy or _is_worth_more(watch, standing))
    ]
    told: set[tuple[str, AlertKind]] = set()
    for digest in digests:
        if digest.name in but:
            continue
        if any(digest.includes(watch.name) for watch in certain):
            told.add((digest.name, AlertKind.DIGEST))
        concerned = [watch for watch in urgent if digest.includes(watch.name)]
        known = {name for audience, name in standing.told_at_once if audience == digest.name}
        if any(watch.name not in known or _is_worth_more(watch, standing) for watch in concerned):
            told.add((digest.name, AlertKind.INSTANT))
    return frozenset(told)


def is_dated_before(article: Article, moment: datetime) -> bool:
    """Whether an article says that it was published before a moment by so much that it is no news."""
    published = article.content.published
    return published is not None and published.earliest < moment - RECENT


def is_stale(article: Article) -> bool:
    """Whether an article that stood in a section when we first looked is to be told to nobody who knows the others.

    One without a date may be of any age.
    """
    if article.arrival is not Arrival.FIRST_LOOK:
        return False
    return article.content.published is None or is_dated_before(article, article.first_seen)


def origin(article: Article, *, is_old_news: bool) -> Origin | None:
    """By what an article counts as taken in; None for what is news."""
    if is_old_news:
        return Origin.OLD_NEWS
    return {Arrival.FIRST_LOOK: Origin.FIRST_LOOK, Arrival.ARCHIVE: Origin.ARCHIVE}.get(article.arrival)


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
