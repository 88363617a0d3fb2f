"""Watches held against the stored articles, without changing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from alerts.bounds import Ids
from alerts.match import Matcher
from alerts.narrow import Narrowed, narrowed
from alerts.run import definition
from model.article import Article
from model.watch import Match, Watch
from storage import articles, search
from storage import watches as watch_store
from storage.database import Database, Session

_CHUNK = 20
"""Articles read at once to be shown."""
_TEXTS = 200
"""Texts read at once to be decided on."""
_FEW = 200
"""Articles of which the index can't tell that are decided on at once, so that all can be counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an edit of a watch would do to its matches."""

    watch: str
    gained: tuple[int, ...]
    """Ids of the articles that it would meet and doesn't, newest first."""
    lost: tuple[int, ...]
    """Ids of the articles that it meets and would not, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Some of what was found."""

    meetings: Sequence[tuple[Article, Match]]
    is_cut_short: bool
    """Whether there may be more that were not come to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found for a watch among all stored articles; most of it is not read yet."""

    database: Database
    matcher_of: Callable[[int], Matcher]
    """By an article's id."""
    ids: Sequence[int]
    """Of the articles that may meet it, newest first."""
    at_least: int
    """How many articles meet it for sure."""

    @property
    def at_most(self) -> int:
        """How many articles meet it if all do of which nobody knows yet."""
        return len(self.ids)

    def meetings(self) -> Iterator[tuple[Article, Match]]:
        """The articles that meet it, newest first, each with where it does.

        Articles are read as they are asked for; the matcher has the last word on each.
        """
        return _meetings(self.database, self.matcher_of, self.ids)

    def look(self, *, skip: int, limit: int, most_read: int) -> Look:
        """Some of those articles, after the first few. It is given up after reading many that don't meet it."""
        is_known = self.at_least == self.at_most
        ids = self.ids[skip:] if is_known else self.ids[:most_read]
        found = islice(_meetings(self.database, self.matcher_of, ids), 0 if is_known else skip, None)
        meetings = list(islice(found, limit))
        return Look(
            meetings=meetings, is_cut_short=not is_known and len(meetings) < limit and most_read < len(self.ids)
        )


def find(database: Database, watch: Watch, *, networks: Mapping[str, str], false_friends: bool) -> Found:
    """Find the stored articles that meet a watch, those included that still wait to be matched."""
    with database.reading() as session:
        known = narrowed(session, watch, networks=networks, false_friends=false_friends)
        matcher_of = _matchers(watch, known, networks=networks, false_friends=false_friends)
        ids = _newest_first(session, known.possible)
        doubtful = [number for number in ids if number not in known.certain]
        if len(doubtful) <= _FEW:
            met = _met(session, matcher_of, doubtful)
            ids = [number for number in ids if number in known.certain or number in met]
            doubtful = []
    return Found(database=database, matcher_of=matcher_of, ids=ids, at_least=len(ids) - len(doubtful))


def _matchers(
    watch: Watch, known: Narrowed, *, networks: Mapping[str, str], false_friends: bool
) -> Callable[[int], Matcher]:
    """The matcher of an article by its id: one that needs no dictionaries, but for those that the index lacks."""
    make = partial(Matcher, [watch], networks=networks, false_friends=false_friends)
    usual, quick = make(), make(form=known.form)
    return lambda number: usual if number in known.apart else quick


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
        before = {watch.name: watch_store.met_by(session, names_before[watch.name]) for watch in edited}
        before |= {name: watch_store.met_by(session, name) for name in gone}
        after = {
            watch.name: _met_by(session, watch, networks=networks, false_friends=false_friends) for watch in edited
        }
        waiting = search.waiting(session)
        return [
            Change(
                watch=name,
                gained=tuple(_newest_first(session, Ids(after.get(name, frozenset()) - met - waiting))),
                lost=tuple(_newest_first(session, Ids(met - after.get(name, frozenset()) - waiting))),
            )
            for name, met in before.items()
        ]


def _name_before(watch: Watch, known: Mapping[str, str]) -> str:
    """The name under which a watch's matches are stored."""
    former = (name for name in watch.formerly if name in known)
    return watch.name if watch.name in known else next(former, watch.name)


def _met_by(session: Session, watch: Watch, *, networks: Mapping[str, str], false_friends: bool) -> frozenset[int]:
    """Ids of all articles that meet a watch."""
    known = narrowed(session, watch, networks=networks, false_friends=false_friends)
    matcher_of = _matchers(watch, known, networks=networks, false_friends=false_friends)
    doubtful = known.possible & ~known.certain
    return frozenset([*_all_of(session, known.certain), *_met(session, matcher_of, _all_of(session, doubtful))])


def _all_of(session: Session, ids: Ids) -> Iterable[int]:
    return (number for number in articles.ids(session) if number in ids) if ids.but else ids.ids


def _met(session: Session, matcher_of: Callable[[int], Matcher], ids: Iterable[int]) -> set[int]:
    """Which of some articles meet a watch."""
    given = sorted(ids)
    return {
        text.article_id
        for start in range(0, len(given), _TEXTS)
        for text in articles.texts(session, given[start : start + _TEXTS])
        if matcher_of(text.article_id).met(text.title, text.body, language=text.language, source=text.source)
    }


def _meetings(
    database: Database, matcher_of: Callable[[int], Matcher], ids: Sequence[int]
) -> Iterator[tuple[Article, Match]]:
    for start in range(0, len(ids), _CHUNK):
        with database.reading() as session:
            chunk = articles.by_id(session, ids[start : start + _CHUNK])
        for article in chunk:
            for match in matcher_of(article.id).match_article(article):
                yield article, match


def _newest_first(session: Session, ids: Ids) -> list[int]:
    """Ids in the order in which feeds and pages show articles."""
    if ids.but:
        return [number for number in articles.ids_newest_first(session) if number in ids]
    return articles.ids_newest_first(session, among=ids.ids)
