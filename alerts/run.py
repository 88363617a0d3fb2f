"""From revisions that wait to matches and to what is owed: found work in the store, done in short transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial

from alerts.match import Matcher
from alerts.policy import whom_to_tell
from model.alert import Digest
from model.article import Article
from model.query import networks_in
from model.watch import Watch
from storage import articles, outbox
from storage import watches as watch_store
from storage.database import Database, Session

_CHUNK = 50
"""Articles matched in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What a round of matching did."""

    articles: int = 0
    """Articles held against the watches."""
    matches: int = 0
    """Matches that are new."""
    owed: int = 0
    """Alerts that are new, each an article owed to an audience."""


def match_new(
    database: Database,
    watches: Sequence[Watch],
    digests: Sequence[Digest],
    now: datetime,
    *,
    networks: Mapping[str, str] | None = None,
    false_friends: bool = True,
) -> Matched:
    """Match what waits to be matched; the matches and what is owed for them are written together.

    Watches that are new or were changed are first held against the archive: their matches there wake nobody.
    `networks` gives each source's network, for queries that ask for it; `false_friends` is as in Matcher.
    """
    networks = networks or {}
    wanted = {watch.name: definition(watch, networks, false_friends=false_friends) for watch in watches}
    make = partial(_matcher, networks=tuple(networks.items()), false_friends=false_friends)
    _match_archive(database, watches, wanted, make, now)
    matcher = make(tuple(watches))
    total = Matched()
    while True:
        with database.transaction() as session:
            done = _match_chunk(session, matcher, watches, digests, now)
        if not done.articles:
            return total
        total = Matched(
            articles=total.articles + done.articles, matches=total.matches + done.matches, owed=total.owed + done.owed
        )


@lru_cache(maxsize=2)
def _matcher(watches: tuple[Watch, ...], *, networks: tuple[tuple[str, str], ...], false_friends: bool) -> Matcher:
    """The matcher of these watches; it takes longer to make than a few articles to match."""
    return Matcher(watches, networks=dict(networks), false_friends=false_friends)


def definition(watch: Watch, networks: Mapping[str, str], *, false_friends: bool) -> str:
    """All that decides a watch's matches, as one text: while it stays the same, so do they."""
    parts = [watch.definition] if false_friends else [watch.definition, "with false friends"]
    for network in sorted(networks_in(watch.wanted)):
        sources = sorted(source for source, its in networks.items() if its.casefold() == network)
        parts.append(f"{network}: {' '.join(sources)}")
    return "\n".join(parts)


def _match_chunk(
    session: Session, matcher: Matcher, watches: Sequence[Watch], digests: Sequence[Digest], now: datetime
) -> Matched:
    waiting = watch_store.unmatched(session, _CHUNK)
    names = [watch.name for watch in watches]
    matches = owed = 0
    for article in waiting:
        found = matcher.match_article(article)
        met = watch_store.replace_matches(session, article, found, of=names, now=now)
        for audience, channel in sorted(whom_to_tell(article.arrival, met, watches=watches, digests=digests)):
            owed += outbox.owe(session, audience, channel, [article.id], now)
        watch_store.done(session, article)
        matches += len(met)
    return Matched(articles=len(waiting), matches=matches, owed=owed)


def _match_archive(
    database: Database,
    watches: Sequence[Watch],
    wanted: Mapping[str, str],
    make: Callable[[tuple[Watch, ...]], Matcher],
    now: datetime,
) -> None:
    with database.reading() as session:
        known = watch_store.definitions(session)
    if known == wanted:
        return
    renamed = {
        former: watch.name
        for watch in watches
        for former in watch.formerly
        if former in known and watch.name not in known
    }
    if renamed:
        with database.transaction() as session:
            for former, name in renamed.items():
                watch_store.rename(session, former, name)
            known = watch_store.definitions(session)
    changed = [watch for watch in watches if known.get(watch.name) != wanted[watch.name]]
    matcher = make(tuple(changed))
    for chunk in _archive(database) if changed else ():
        with database.transaction() as session:
            for article in chunk:
                found = matcher.match_article(article)
                watch_store.replace_matches(session, article, found, of=[watch.name for watch in changed], now=now)
    with database.transaction() as session:
        watch_store.keep_definitions(session, wanted)


def _archive(database: Database) -> Iterator[list[Article]]:
    """The articles that were matched before, a few at a time; those that still wait are news and come later."""
    last = 0
    while True:
        with database.reading() as session:
            chunk = articles.after(session, last, _CHUNK)
            waiting = watch_store.waiting(session, [article.revision_id for article in chunk])
        if not chunk:
            return
        last = chunk[-1].id
        yield [article for article in chunk if article.revision_id not in waiting]
