"""From revisions that wait to matches and to what is owed: found work in the store, done in short transactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.match import Matcher
from alerts.policy import whom_to_tell
from model.alert import Digest
from model.article import Article
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


def match_new(database: Database, watches: Sequence[Watch], digests: Sequence[Digest], now: datetime) -> Matched:
    """Match what waits to be matched; the matches and what is owed for them are written together.

    Watches that are new or were changed are first held against the archive: their matches there wake nobody.
    """
    _match_archive(database, watches, now)
    matcher = Matcher(watches)
    total = Matched()
    while True:
        with database.transaction() as session:
            done = _match_chunk(session, matcher, watches, digests, now)
        if not done.articles:
            return total
        total = Matched(
            articles=total.articles + done.articles, matches=total.matches + done.matches, owed=total.owed + done.owed
        )


def _match_chunk(
    session: Session, matcher: Matcher, watches: Sequence[Watch], digests: Sequence[Digest], now: datetime
) -> Matched:
    waiting = watch_store.unmatched(session, _CHUNK)
    names = [watch.name for watch in watches]
    matches = owed = 0
    for article in waiting:
        found = matcher.match(article.content.title, article.content.body)
        met = watch_store.replace_matches(session, article, found, of=names, now=now)
        for audience, channel in sorted(whom_to_tell(article.arrival, met, watches=watches, digests=digests)):
            owed += outbox.owe(session, audience, channel, [article.id], now)
        watch_store.done(session, article)
        matches += len(met)
    return Matched(articles=len(waiting), matches=matches, owed=owed)


def _match_archive(database: Database, watches: Sequence[Watch], now: datetime) -> None:
    with database.reading() as session:
        known = watch_store.definitions(session)
    wanted = {watch.name: watch.definition for watch in watches}
    if known == wanted:
        return
    changed = [watch for watch in watches if known.get(watch.name) != watch.definition]
    matcher = Matcher(changed)
    for chunk in _archive(database) if changed else ():
        with database.transaction() as session:
            for article in chunk:
                found = matcher.match(article.content.title, article.content.body)
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
