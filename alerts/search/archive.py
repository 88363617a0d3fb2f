"""Watches held against the stored articles, without changing anything."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from alerts.matching.match import Matcher, definition
from alerts.search.bounds import NONE, Ids
from alerts.search.narrow import Narrowed, Narrowing, narrowed
from model.article import Article
from model.query import QueryRules
from model.watch import Match, Watch
from storage import articles, search
from storage import watches as watch_store
from storage.articles import QueriedText
from storage.database import Database, Session

_CHUNK = 20
"""Articles read at once to be shown."""
_TEXTS = 200
"""Texts read at once to be decided on."""
_SORTED = 2_500
"""Ids that are put into their order at once: some 8 ms. Of more most readers see but the newest."""
_PAGE = 1000
"""Articles looked through at once for the newest of those; a tenth of them at first."""
_PAGES = 5
"""Of which so many: where few of the articles on them are wanted, to put all of those in order costs less."""
_STAGES = (2_000, 20_000)
"""Of the newest articles first so many are looked through, which takes some 3 ms, or 15. Where these have …"""
_ENOUGH = 40
"""… so many of what is looked for, two pages, and …"""
_COUNTED = 20_000
"""… more than this would have to be read off the index for all articles, if they come evenly, the others are left until
somebody asks for them: so many take some 20 ms, and what is frequent in a million articles would take a second."""
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
    """What was found for a watch among all stored articles, or the newest; most of it is not read yet."""

    database: Database
    matcher_of: Callable[[int], Matcher]
    """By an article's id."""
    possible: Ids
    """The articles that may meet it."""
    at_least: int
    """How many articles meet it for sure."""
    at_most: int | None
    """How many articles meet it if all do of which nobody knows yet; None where only the newest were looked through,
    since many of these do."""
    is_certain: bool
    """Whether all of the possible ones meet it."""
    newest: Sequence[int] = ()
    """The newest articles in their order, whether they meet it or not: where the first ones are found."""
    everything: Callable[[], ArchiveResult] | None = None
    """What is found among all articles, where only the newest were looked through."""

    def meetings(self) -> Iterator[tuple[Article, Match]]:
        """The articles that meet it, newest first, each with where it does.

        Articles are read as they are asked for; the matcher has the last word on each.
        """
        yield from _meetings(self.database, self.matcher_of, self._newest_first())
        if self.everything is not None:
            found, seen = self.everything(), self.possible.ids
            rest = (number for number in found._newest_first() if number not in seen)  # noqa: SLF001 - one of ours
            yield from _meetings(self.database, found.matcher_of, rest)

    def look(self, *, skip: int, limit: int, most_read: int, up_to: int | None = None) -> Look:
        """Some of those articles, after the first few. It is given up after reading many that don't meet it.

        With `up_to`, those that were stored after the article of that number are passed over.
        """
        ids = self._newest_first()
        if up_to is not None:
            ids = (number for number in ids if number <= up_to)
        if self.is_certain:
            known = islice(ids, skip, skip + limit)
            meetings = list(_meetings(self.database, self.matcher_of, known))
            is_cut_short = False
        else:
            found = _meetings(self.database, self.matcher_of, islice(ids, most_read))
            meetings = list(islice(found, skip, skip + limit))
            is_cut_short = len(meetings) < limit and (self.at_most is None or most_read < self.at_most)
        goes_on = self.is_certain or len(self.possible.ids) < most_read
        if len(meetings) < limit and goes_on and self.everything is not None:
            return self.everything().look(skip=skip, limit=limit, most_read=most_read, up_to=up_to)
        return Look(meetings=meetings, is_cut_short=is_cut_short)

    def _newest_first(self) -> Iterator[int]:
        yield from (number for number in self.newest if number in self.possible)
        if self.everything is None:
            rest = self.possible & ~Ids(frozenset(self.newest))
            yield from _newest_first(self.database, rest, after=self.newest[-1] if self.newest else None)


def find(database: Database, watch: Watch, rules: QueryRules) -> ArchiveResult:
    """Find the stored articles that meet a watch, those included that still wait to be matched.

    Where many of the newest do, the others are looked for when they are asked for.
    """
    matcher = Matcher([watch], rules)
    with database.reading() as session:
        narrowing = Narrowing(session, matcher.asked[0], rules)
        newest: Sequence[int] = ()
        for stage in _STAGES:
            known = narrowing.among_newest(stage)
            if known is None:
                break
            newest = known.newest
            found = [number for number in newest if number in known.possible]
            if max(known.read, len(found)) * articles.newest_id(session) <= _COUNTED * stage:
                break
            if len(found) >= _ENOUGH:
                return _among_newest(database, session, matcher, known, found)
        return _among_all(database, session, matcher, narrowing.among_all(), newest)


def _everything(database: Database, matcher: Matcher) -> ArchiveResult:
    with database.reading() as session:
        return _among_all(database, session, matcher, narrowed(session, matcher.asked[0], matcher.rules), ())


def _among_all(
    database: Database, session: Session, matcher: Matcher, known: Narrowed, newest: Sequence[int]
) -> ArchiveResult:
    matcher_of = _matchers(matcher, known)
    certain, possible = known.certain, known.possible
    doubtful = possible & ~certain
    if _size(session, doubtful) <= _FEW:
        certain |= Ids(_met(session, matcher_of, _all_of(session, doubtful)))
        possible = certain
    at_least, at_most = _size(session, certain), _size(session, possible)
    return ArchiveResult(
        database=database,
        matcher_of=matcher_of,
        possible=possible,
        at_least=at_least,
        at_most=at_most,
        is_certain=at_least == at_most,
        newest=newest,
    )


def _among_newest(
    database: Database, session: Session, matcher: Matcher, known: Narrowed, found: Sequence[int]
) -> ArchiveResult:
    matcher_of = _matchers(matcher, known)
    possible = frozenset(found)
    doubtful = frozenset(number for number in found if number not in known.certain)
    if len(doubtful) <= _FEW:
        possible -= doubtful - _met(session, matcher_of, doubtful)
        doubtful = frozenset()
    return ArchiveResult(
        database=database,
        matcher_of=matcher_of,
        possible=Ids(possible),
        at_least=len(possible) - len(doubtful),
        at_most=None,
        is_certain=not doubtful,
        newest=known.newest,
        everything=partial(_everything, database, matcher),
    )


def _matchers(usual: Matcher, known: Narrowed) -> Callable[[int], Matcher]:
    """The matcher of an article by its id: one that needs no dictionaries, but for those that the index lacks."""
    quick = usual.with_forms(known.shared)
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
        after = met_by(session, Matcher(edited, rules))
        waiting = search.waiting(session)
        return [
            WatchChange(
                watch=name,
                gained=tuple(articles.newest_first(session, after.get(name, frozenset()) - met - waiting)),
                lost=tuple(articles.newest_first(session, met - after.get(name, frozenset()) - waiting)),
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


def met_by(session: Session, matcher: Matcher) -> dict[str, frozenset[int]]:
    """Ids of all articles that meet each of a matcher's watches. Only those are read of which the index can't tell."""
    known = {watch.name: narrowed(session, watch, matcher.rules) for watch in matcher.asked}
    quick, apart = _quick(matcher, known.values())
    doubtful = {name: frozenset(_all_of(session, one.possible & ~one.certain)) for name, one in known.items()}
    met: dict[str, list[int]] = {name: list(_all_of(session, one.certain)) for name, one in known.items()}
    for text in _texts(session, frozenset().union(*doubtful.values())):
        for name in _names(matcher if text.article_id in apart else quick, text):
            if text.article_id in doubtful[name]:
                met[name].append(text.article_id)
    return {name: frozenset(ids) for name, ids in met.items()}


def _quick(usual: Matcher, known: Iterable[Narrowed]) -> tuple[Matcher, Ids]:
    """A matcher that needs no dictionaries, and the articles for which only the usual one will do."""
    shared: dict[tuple[str, str], str] = {}
    apart = NONE
    for one in known:
        shared |= one.shared or {}
        apart |= one.apart
    return usual.with_forms(shared), apart


def _all_of(session: Session, ids: Ids) -> Iterable[int]:
    return (number for number in articles.ids(session) if number in ids) if ids.but else ids.ids


def _met(session: Session, matcher_of: Callable[[int], Matcher], ids: Iterable[int]) -> set[int]:
    """Which of some articles meet a watch."""
    return {text.article_id for text in _texts(session, ids) if _names(matcher_of(text.article_id), text)}


def _texts(session: Session, ids: Iterable[int]) -> Iterator[QueriedText]:
    given = sorted(ids)
    for start in range(0, len(given), _TEXTS):
        yield from articles.texts(session, given[start : start + _TEXTS])


def _names(matcher: Matcher, text: QueriedText) -> tuple[str, ...]:
    """Of the watches that a text meets."""
    return matcher.met(text.title, text.body, other_title=text.other_title, language=text.language, source=text.source)


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


def _newest_first(database: Database, ids: Ids, *, after: int | None) -> Iterator[int]:
    """Ids in the order in which feeds and pages show articles, looked up as they are asked for.

    All of them come after the article of a number in it; None: it may be any of all.
    """
    if ids.but or len(ids.ids) > _SORTED:
        seen = yield from _on_pages(database, ids, None if ids.but else _PAGES, after)
        ids = NONE if ids.but else Ids(ids.ids - seen)
    with database.reading() as session:
        rest = articles.newest_first(session, ids.ids)
    yield from rest


def _on_pages(database: Database, ids: Ids, pages: int | None, after: int | None) -> Generator[int, None, set[int]]:
    """Those of some ids that are on the first pages of all articles, or on any; at the end tells which these were.

    The first page begins after the article of a number; None: with the newest one.
    """
    seen: set[int] = set()
    with database.reading() as session:
        last = None if after is None else articles.place_of(session, after)
    size = _PAGE // 10
    while pages is None or pages > 0:
        with database.reading() as session:
            page = articles.older_than(session, last, size)
        if not page:
            break
        last, size = page[-1], _PAGE
        pages = None if pages is None else pages - 1
        found = [number for _, number in page if number in ids]
        seen.update(found)
        yield from found
    return seen
