"""Watches held against the stored articles, without changing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from alerts.matching.match import Matcher, definition
from alerts.search.bounds import Ids
from alerts.search.narrow import Narrowed, narrowed
from model.article import Article
from model.query import QueryRules
from model.watch import Match, Watch
from storage import articles, search
from storage import watches as watch_store
from storage.database import Database, Session

_CHUNK = 20
"""Articles read at once to be shown."""
_TEXTS = 200
"""Texts read at once to be decided on."""
_PAGE = 1000
"""Ids looked up at once, to put them in order; a tenth of them at first, as most readers see but the newest."""
_FEW = 50
"""Articles of which the index can't tell that are decided on at once, so that all can be counted. During a crawl these
are the ones that still wait to be matched, and each takes a millisecond or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchChange:
    """What an edit of a watch would do to its matches."""

    watch: str
    gained: tuple[int, ...]
    """Ids of the articles that it would meet and doesn't, newest first."""
    lost: tuple[int, ...]
    """Ids of the articles that it meets and would not, newest first."""
    formerly: str | None = None
    """The name under which it is in force, where the edit renames it."""
    is_removed: bool = False
    """Whether the edit takes it away."""
    like: str | None = None
    """Of a removed one: a new watch that asks for the same, so that it probably was to be renamed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Some of what was found."""

    meetings: Sequence[tuple[Article, Match]]
    is_cut_short: bool
    """Whether there may be more that were not come to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveResult:
    """What was found for a watch among all stored articles; most of it is not read yet."""

    database: Database
    matcher_of: Callable[[int], Matcher]
    """By an article's id."""
    possible: Ids
    """The articles that may meet it."""
    at_least: int
    """How many articles meet it for sure."""
    at_most: int
    """How many articles meet it if all do of which nobody knows yet."""

    def meetings(self) -> Iterator[tuple[Article, Match]]:
        """The articles that meet it, newest first, each with where it does.

        Articles are read as they are asked for; the matcher has the last word on each.
        """
        return _meetings(self.database, self.matcher_of, _newest_first(self.database, self.possible))

    def look(self, *, skip: int, limit: int, most_read: int, up_to: int | None = None) -> Look:
        """Some of those articles, after the first few. It is given up after reading many that don't meet it.

        With `up_to`, those that were stored after the article of that number are passed over.
        """
        ids = _newest_first(self.database, self.possible)
        if up_to is not None:
            ids = (number for number in ids if number <= up_to)
        if self.at_least == self.at_most:
            known = islice(ids, skip, skip + limit)
            return Look(meetings=list(_meetings(self.database, self.matcher_of, known)), is_cut_short=False)
        found = _meetings(self.database, self.matcher_of, islice(ids, most_read))
        meetings = list(islice(found, skip, skip + limit))
        return Look(meetings=meetings, is_cut_short=len(meetings) < limit and most_read < self.at_most)


def find(database: Database, watch: Watch, rules: QueryRules) -> ArchiveResult:
    """Find the stored articles that meet a watch, those included that still wait to be matched."""
    matcher = Matcher([watch], rules)
    with database.reading() as session:
        known = narrowed(session, matcher.asked[0], rules)
        matcher_of = _matchers(matcher, known)
        certain, possible = known.certain, known.possible
        doubtful = possible & ~certain
        if _size(session, doubtful) <= _FEW:
            certain |= Ids(_met(session, matcher_of, _all_of(session, doubtful)))
            possible = certain
        return ArchiveResult(
            database=database,
            matcher_of=matcher_of,
            possible=possible,
            at_least=_size(session, certain),
            at_most=_size(session, possible),
        )


def _matchers(usual: Matcher, known: Narrowed) -> Callable[[int], Matcher]:
    """The matcher of an article by its id: one that needs no dictionaries, but for those that the index lacks."""
    quick = usual.with_forms(known.form)
    return lambda number: usual if number in known.apart else quick


def changes(database: Database, watches: Sequence[Watch], rules: QueryRules) -> list[WatchChange]:
    """What taking these watches up would change, for each that is new, edited, renamed or gone.

    Articles that still wait to be matched are left out: they are no archive yet.
    """
    with database.reading() as session:
        known = watch_store.definitions(session)
        wanted = {watch.name: definition(watch, rules) for watch in watches}
        names_before = {watch.name: _name_before(watch, known) for watch in watches}
        edited = [
            watch
            for watch in watches
            if known.get(names_before[watch.name]) != wanted[watch.name] or names_before[watch.name] != watch.name
        ]
        gone = sorted(known.keys() - set(names_before.values()))
        before = {watch.name: watch_store.met_by(session, names_before[watch.name]) for watch in edited}
        before |= {name: watch_store.met_by(session, name) for name in gone}
        after = {watch.name: _met_by(session, watch, rules) for watch in edited}
        waiting = search.waiting(session)
    return [
        WatchChange(
            watch=name,
            gained=tuple(_newest_first(database, Ids(after.get(name, frozenset()) - met - waiting))),
            lost=tuple(_newest_first(database, Ids(met - after.get(name, frozenset()) - waiting))),
            formerly=former if (former := names_before.get(name, name)) != name else None,
            is_removed=name in gone,
            like=next((new for new in wanted if new not in known and wanted[new] == known[name]), None)
            if name in gone
            else None,
        )
        for name, met in before.items()
    ]


def _name_before(watch: Watch, known: Mapping[str, str]) -> str:
    """The name under which a watch's matches are stored."""
    former = (name for name in watch.formerly if name in known)
    return watch.name if watch.name in known else next(former, watch.name)


def _met_by(session: Session, watch: Watch, rules: QueryRules) -> frozenset[int]:
    """Ids of all articles that meet a watch."""
    matcher = Matcher([watch], rules)
    known = narrowed(session, matcher.asked[0], rules)
    matcher_of = _matchers(matcher, known)
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
        if matcher_of(text.article_id).met(
            text.title, text.body, other_title=text.other_title, language=text.language, source=text.source
        )
    }


def _size(session: Session, ids: Ids) -> int:
    return articles.count(session) - len(ids.ids) if ids.but else len(ids.ids)


def _meetings(
    database: Database, matcher_of: Callable[[int], Matcher], ids: Iterator[int]
) -> Iterator[tuple[Article, Match]]:
    while some := list(islice(ids, _CHUNK)):
        with database.reading() as session:
            chunk = articles.by_id(session, some)
        for article in chunk:
            for match in matcher_of(article.id).match_article(article):
                yield article, match


def _newest_first(database: Database, ids: Ids) -> Iterator[int]:
    """Ids in the order in which feeds and pages show articles, looked up as they are asked for."""
    left = None if ids.but else len(ids.ids)
    if left is not None and left <= _PAGE:
        with database.reading() as session:
            few = articles.newest_first(session, ids.ids)
        yield from few
        return
    last, size = None, _PAGE // 10
    while left is None or left > 0:
        with database.reading() as session:
            page = articles.older_than(session, last, size)
        size = _PAGE
        if not page:
            return
        last = page[-1]
        found = [number for _, number in page if number in ids]
        left = None if left is None else left - len(found)
        yield from found
