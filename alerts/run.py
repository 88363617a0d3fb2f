"""From revisions that wait to matches and to what is owed: found work in the store, done in short transactions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from weakref import WeakKeyDictionary

from alerts import telling
from alerts.developments.apply import Developments, Read, read
from alerts.matching.match import Matcher, definition
from alerts.search import index
from alerts.search.archive import met_by
from alerts.search.narrow import shared_forms
from alerts.telling import Telling
from model.alert import Digest, Origin, TakenIn
from model.article import Article
from model.query import USUAL_RULES, QueryRules
from model.watch import Match, Watch
from storage import arrivals, articles, search
from storage import developments as developments_store
from storage import watches as watch_store
from storage.database import Database, Session

_CHUNK = 100
"""Articles matched in one transaction."""

_ADDED = 2000
"""Matches in the archive written in one transaction, without their evidence."""
_AT_ONCE = 2
"""Chunks of articles whose evidence is found as soon as a watch was taken up: feeds and pages show but the newest."""

_REMEMBERED: WeakKeyDictionary[Database, Developments] = WeakKeyDictionary()
"""What is remembered of each open database's developments: it takes seconds to read for a large archive."""


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
    rules: QueryRules = USUAL_RULES,
    *,
    first_looks: bool = True,
) -> Matched:
    """Match what waits to be matched; the matches and what is owed for them are written together.

    What first looks brought is left to wait where it isn't wanted: put into developments by the dates of publication,
    all of it together, it tells what went on from what, and which page answered first makes no difference.

    Watches that are new or were changed are first held against the archive: their matches there wake nobody.
    """
    wanted = {watch.name: definition(watch, rules) for watch in watches}
    index.begin(database)
    developments = _developments(database)
    _place_archive(database, developments, now)
    _match_archive(database, watches, wanted, rules, now, digests=digests)
    matcher = _matcher(tuple(watches), rules)
    told = Telling(watches=watches, digests=digests, networks=rules.networks)
    total = Matched()
    while True:
        with database.reading() as session:
            waiting = watch_store.unmatched(session, first_looks=first_looks)
        before = total.articles
        for start in range(0, len(waiting), _CHUNK):
            ids = waiting[start : start + _CHUNK]
            ahead = _ahead(database, matcher, ids)
            with database.transaction() as session:
                done = _match_chunk(session, matcher, told, developments, ids, ahead=ahead, now=now)
            total = Matched(
                articles=total.articles + done.articles,
                matches=total.matches + done.matches,
                owed=total.owed + done.owed,
            )
        if total.articles == before:
            return total  # nothing waits, or another process has it in hand


@lru_cache(maxsize=2)
def _matcher(watches: tuple[Watch, ...], rules: QueryRules) -> Matcher:
    """The matcher of these watches; it takes longer to make than a few articles to match."""
    return Matcher(watches, rules)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What takes long of matching what waits, such as loading dictionaries, done while others may write."""

    matches: Mapping[Article, tuple[Match, ...]]
    index: index.Ahead
    read: Mapping[Article, Read]


def _ahead(database: Database, matcher: Matcher, ids: Sequence[int]) -> _Ahead:
    with database.reading() as session:
        waiting = articles.by_id(session, ids)
    matches = {article: matcher.match_article(article) for article in waiting}
    return _Ahead(matches, index.ahead_of(database, waiting), {article: read(article) for article in waiting})


def _match_chunk(
    session: Session,
    matcher: Matcher,
    told: Telling,
    developments: Developments,
    ids: Sequence[int],
    *,
    ahead: _Ahead,
    now: datetime,
) -> Matched:
    waiting = watch_store.taken(session, ids)
    names = [watch.name for watch in told.watches]
    # What came in between, or was read again, was not matched ahead.
    late = {article: matcher.match_article(article) for article in waiting if article not in ahead.matches}
    matched = {**ahead.matches, **late}
    found = [(article, matched[article]) for article in waiting]
    new = watch_store.replace_matches(session, found, of=names, now=now)
    matches = sum(map(len, new))
    decisions = developments.place(session, waiting, now, ahead=ahead.read)
    owed = telling.owe(session, told, list(zip(waiting, new, strict=True)), decisions, now)
    watch_store.done(session, waiting)
    index.put(session, waiting, ahead.index)
    return Matched(articles=len(waiting), matches=matches, owed=owed)


def _developments(database: Database) -> Developments:
    """What this process remembers of a database's developments."""
    remembered = _REMEMBERED.get(database)
    if remembered is None:
        remembered = _REMEMBERED[database] = Developments()
    return remembered


def _place_archive(database: Database, developments: Developments, now: datetime) -> None:
    """Put into developments what was matched before there were any."""
    while True:
        with database.transaction() as session:
            chunk = articles.by_id(session, developments_store.unplaced(session, _CHUNK))
            if not chunk:
                return
            developments.place(session, chunk, now, ahead={})


def _match_archive(
    database: Database,
    watches: Sequence[Watch],
    wanted: Mapping[str, str],
    rules: QueryRules,
    now: datetime,
    *,
    digests: Sequence[Digest],
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
    if changed:
        _take_up(database, _matcher(tuple(changed), rules), now, digests=digests)
    with database.transaction() as session:
        watch_store.keep_definitions(session, wanted)
    for _ in range(_AT_ONCE if changed else 0):
        locate(database, watches, now, rules)


def _take_up(database: Database, matcher: Matcher, now: datetime, *, digests: Sequence[Digest]) -> None:
    """Hold watches against the archive: which articles meet them is written at once, where in them by and by.

    Articles that wait to be matched are passed over: they are news.
    """
    names = [watch.name for watch in matcher.asked]
    with database.reading() as session:
        met_before = {name: watch_store.met_by(session, name) for name in names}
        meeting = met_by(session, matcher)
    for name in names:
        for some in _parts(met_before[name] - meeting[name]):
            with database.transaction() as session:
                watch_store.take_matches(session, name, some)
        for some in _parts(meeting[name]):
            with database.transaction() as session:
                new = watch_store.add_matches(session, name, some, now)
                taken_in = TakenIn(origin=Origin.WATCH, name=name, articles=new, matching=new)
                for digest in digests if new else ():
                    if digest.includes(name):
                        arrivals.add(session, digest.name, taken_in, now)


def _parts(ids: Collection[int]) -> Iterator[list[int]]:
    given = sorted(ids)
    return (given[start : start + _ADDED] for start in range(0, len(given), _ADDED))


def locate(database: Database, watches: Sequence[Watch], now: datetime, rules: QueryRules = USUAL_RULES) -> int:
    """Find in some articles of the archive where they meet watches that were taken up; tells how many matches.

    Evidence only says what to quote and to mark, so nobody waits for it: the newest articles have theirs first.
    """
    with database.reading() as session:
        known = watch_store.definitions(session)
        taken_up = [watch for watch in watches if known.get(watch.name) == definition(watch, rules)]
        pairs = watch_store.unlocated(session, [watch.name for watch in taken_up], _CHUNK)
        if not pairs:
            return 0
        names = {name for _, name in pairs}
        matcher = _matcher(tuple(watch for watch in taken_up if watch.name in names), rules)
        quick = matcher.with_forms(shared_forms(session, matcher.asked, rules))
        apart = search.apart(session)
        chunk = articles.by_id(session, sorted({number for number, _ in pairs}))
    found = [(article, (matcher if article.id in apart else quick).match_article(article)) for article in chunk]
    with database.transaction() as session:
        settled = watch_store.settled(session, [article.revision_id for article in chunk])
        still = [(article, matches) for article, matches in found if article.revision_id in settled]
        watch_store.replace_matches(session, still, of=sorted(names), now=now)
        watch_store.located(session, pairs)
    return len(pairs)
