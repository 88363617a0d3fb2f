"""Watches held against the stored articles, without changing anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alerts.match import Matcher
from alerts.run import definition
from model.article import Article
from model.watch import Match, Watch
from storage import articles
from storage import watches as watch_store
from storage.database import Database

_CHUNK = 200
"""Articles read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an edit of a watch would do to its matches."""

    watch: str
    gained: tuple[int, ...]
    """Ids of the articles that it would meet and doesn't, newest first."""
    lost: tuple[int, ...]
    """Ids of the articles that it meets and would not, newest first."""


def meetings(database: Database, matcher: Matcher) -> Iterator[tuple[Article, tuple[Match, ...]]]:
    """The stored articles that any of the matcher's watches meet, newest first."""
    for article in _newest_first(database):
        if found := matcher.match_article(article):
            yield article, found


def changes(
    database: Database, watches: Sequence[Watch], *, networks: Mapping[str, str], false_friends: bool
) -> list[Change]:
    """What taking these watches up would change, for each that is new, edited or gone.

    Articles that still wait to be matched are left out: they are no archive yet.
    """
    with database.reading() as session:
        known = watch_store.definitions(session)
    wanted = {watch.name: definition(watch, networks, false_friends=false_friends) for watch in watches}
    names_before = {watch.name: _name_before(watch, known) for watch in watches}
    edited = [watch for watch in watches if known.get(names_before[watch.name]) != wanted[watch.name]]
    gone = sorted(known.keys() - set(names_before.values()))
    with database.reading() as session:
        before = {watch.name: watch_store.met_by(session, names_before[watch.name]) for watch in edited}
        before |= {name: watch_store.met_by(session, name) for name in gone}
    after: dict[str, list[int]] = {watch.name: [] for watch in edited}
    order: list[int] = []
    if edited or gone:
        matcher = Matcher(edited, networks=networks, false_friends=false_friends)
        for article in _newest_first(database, waiting=False):
            order.append(article.id)
            for match in matcher.match_article(article):
                after[match.watch].append(article.id)
    return [
        Change(
            watch=name,
            gained=tuple(number for number in after.get(name, ()) if number not in met),
            lost=tuple(number for number in order if number in met - set(after.get(name, ()))),
        )
        for name, met in before.items()
    ]


def _name_before(watch: Watch, known: Mapping[str, str]) -> str:
    """The name under which a watch's matches are stored."""
    former = (name for name in watch.formerly if name in known)
    return watch.name if watch.name in known else next(former, watch.name)


def _newest_first(database: Database, *, waiting: bool = True) -> Iterator[Article]:
    """All stored articles, with or without those that wait to be matched; read a few at a time."""
    with database.reading() as session:
        ids = watch_store.ids_newest_first(session)
    for start in range(0, len(ids), _CHUNK):
        with database.reading() as session:
            found = articles.by_id(session, ids[start : start + _CHUNK])
            left_out = set() if waiting else watch_store.waiting(session, [article.revision_id for article in found])
        yield from (article for article in found if article.revision_id not in left_out)
