"""Archives of any size, made as the program would have made them, but for what would take hours with a million.

The first articles, `FOUNDED` at most, are texts of `tests.benchmarks.search`, in three languages and with long-tailed
words, read and put into the index as any. Each further one begins as one of these does and goes on as another, under a
number of its own; its words were prepared with those two, and it is put into the index by the same function. Every row
of an article, a revision, an entry, an address and a planned look is written with all that the program writes there;
snapshots and what was fetched are not. Developments of one to eight, their matches and what copies would be found by
are invented; what developments are compared by is that of some hundreds of real ones, again and again.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import TypeVar

from sqlalchemy import text

from alerts.developments.apply import read
from alerts.developments.index import Index
from alerts.developments.stream import place
from alerts.developments.summary import Summary
from alerts.matching.inflection import INFLECTIONS, inflection_of
from alerts.search import index
from crawler.articles.steps import SETTLED, step
from crawler.extract.template import Template, to_json
from model.article import Article, Content, DateSource, PublicationDate
from model.clock import utc_now
from model.crawl import EntryState
from model.urls import address_of
from storage import articles, entries, mapping, search, statements, templates, vocabulary
from storage import developments as store
from storage.database import Database, Session
from storage.likeness import own_text_hash, words_hash
from storage.schema import (
    AddressRow,
    ArticleRow,
    CrawlRunRow,
    EntryRow,
    RevisionRow,
    SpreadRow,
    Table,
    UnindexedRow,
    VisitRow,
)
from tests.benchmarks import pages
from tests.benchmarks.developments import invented
from tests.benchmarks.search import contents

FOUNDED = 20_000
"""Articles that are read and indexed one by one."""
SOURCES = ("gazette", "radio", "weekly", "union")
_PACE = timedelta(minutes=7)
"""Between two articles; the newest is as new as the clock."""
_GROUPED = 500
"""Articles that are put into developments for what all developments are compared by."""
_FINGERPRINTS = 30
"""Of an article, as those of the labelled sets have."""
_AT_ONCE = 2_000
"""Articles in a transaction."""
_REVISITED = timedelta(days=30)
"""How old articles are that are still looked at again."""
_LOOKS = timedelta(days=90)
"""For how long looks at the sections are kept."""
_LOOKED = timedelta(minutes=48)
"""Between two looks at a section of ten articles a day."""

Came = Callable[[int], datetime]
_Item = TypeVar("_Item")


def make(database: Database, count: int, founded: int = FOUNDED) -> None:
    """Make an archive."""
    newest = utc_now().replace(microsecond=0)

    def came(number: int) -> datetime:
        return newest - _PACE * (count - number)

    found(database, contents(min(count, founded)), came)
    grow(database, count, came, founded)
    look(database, newest)
    pages.group(database, count, came)
    know_developments(database, came)
    know_copies(database, count)
    with database.transaction() as session:
        if not statements.is_sqlite(session):
            for name in ("article", "revision", "entry", "development"):  # their rows were given numbers
                session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))
            session.execute(text("ANALYZE"))  # which the server otherwise does by and by


def found(database: Database, said: Iterable[Content], came: Came) -> None:
    """Put the first articles there; the last word of each title is to be its number."""
    for chunk in _chunks(enumerate(said, 1)):
        with database.transaction() as session:
            _store(session, chunk, came)
            statements.add(session, UnindexedRow, [{"article_id": number} for number, _ in chunk])
    index.begin(database)
    while index.catch_up(database):
        pass


def grow(database: Database, count: int, came: Came, founded: int = FOUNDED) -> None:
    """Put as many articles as are missing beside those that are read and indexed."""
    parts = _Parts()
    with database.reading() as session:
        first = articles.count(session)
        for start in range(0, min(first, founded), _AT_ONCE):
            for article in articles.after(session, start, min(_AT_ONCE, founded - start)):
                parts.take(article)
    for chunk in _chunks((number, *parts.joined(number)) for number in range(first + 1, count + 1)):
        with database.transaction() as session:
            _store(session, [(number, said) for number, said, _ in chunk], came)
            there = search.inflections(session, INFLECTIONS)
            vocabulary.learn(session, {(one, str(number)): str(number) for number, *_ in chunk for one in there})
            search.put(session, [entry for *_, entry in chunk], version=index.VERSION)


def _chunks(items: Iterable[_Item], size: int = _AT_ONCE) -> Iterator[list[_Item]]:
    given = iter(items)
    while chunk := list(islice(given, size)):
        yield chunk


@dataclass(frozen=True, slots=True)
class _Part:
    """Some paragraphs, and their words as the index has them."""

    body: str
    words: str


class _Parts:
    """What further articles are put together from: titles, beginnings and ends of those that are there."""

    def __init__(self) -> None:
        self._titles: list[tuple[str, str, str]] = []
        """With their words and the language."""
        self._beginnings: list[_Part] = []
        self._ends: dict[str, list[_Part]] = {}

    def take(self, article: Article) -> None:
        """Take an article apart; the number is the last word of its title."""
        said = article.content
        title = said.title.rsplit(" ", 1)[0]
        paragraphs = said.body.split("\n\n")
        beginning, end = (
            _part(article, title, "\n\n".join(some))
            for some in (paragraphs[: len(paragraphs) // 2], paragraphs[len(paragraphs) // 2 :])
        )
        language = said.language or ""
        self._titles.append((title, index.prepared(_with(article, title, "")).title, language))
        self._beginnings.append(beginning)
        self._ends.setdefault(language, []).append(end)

    def joined(self, number: int) -> tuple[Content, search.Indexed]:
        """An article under that number, and what the index is to hold of it."""
        turn, place = divmod(number, len(self._titles))
        title, words, language = self._titles[place]
        ends = self._ends[language]
        beginning, end = self._beginnings[place], ends[(place + 7919 * turn) % len(ends)]
        parts = [part for part in (beginning, end) if part.body]
        said = Content(title=f"{title} {number}", body="\n\n".join(part.body for part in parts), language=language)
        entry = search.Indexed(
            article_id=number,
            language=language,
            inflection=inflection_of(language),
            title=f"{words} {number}",
            body=" ".join(part.words for part in parts),
        )
        return said, entry


def _part(article: Article, title: str, body: str) -> _Part:
    return _Part(body, index.prepared(_with(article, title, body)).body)


def _with(article: Article, title: str, body: str) -> Article:
    return replace(article, content=replace(article.content, title=title, body=body))


def _store(session: Session, given: Sequence[tuple[int, Content]], came: Came) -> None:
    """Write down articles as a crawl does that found and read them."""
    rows: dict[type[Table], list[dict[str, object]]] = {
        table: [] for table in (ArticleRow, RevisionRow, EntryRow, AddressRow, VisitRow)
    }
    for number, said in given:
        moment = came(number)
        dated = replace(said, published=PublicationDate(moment.isoformat(timespec="seconds"), DateSource.FEED))
        for table, row in _rows(number, dated, moment):
            rows[table].append(row)
        if utc_now() - moment < _REVISITED:
            due = moment + _REVISITED + timedelta(days=1)  # not due before the archive is measured
            planned = {"due": due, "looks": 3, "etag": None, "last_modified": None, "missing_since": None}
            rows[VisitRow].append({"article_id": number, "source": SOURCES[number % 4], **planned})
    for table, own in rows.items():
        statements.add(session, table, own)


def _rows(number: int, said: Content, moment: datetime) -> Iterator[tuple[type[Table], dict[str, object]]]:
    source = SOURCES[number % 4]
    place = address_of(f"https://{source}.example/peru/{number}")
    standing = {"source": source, "url": place.url, "first_seen": moment, "arrival": "news"}
    yield (
        ArticleRow,
        {
            "id": number,
            "guid": uuid.uuid5(uuid.NAMESPACE_URL, place.key).urn,
            "condition": "live",
            "revision": 1,
            **standing,
        },
    )
    stored = mapping.said(said)
    yield (
        RevisionRow,
        {
            "id": number,
            "article_id": number,
            "number": 1,
            "created": moment,
            **stored,
            "words": words_hash(said),
            "text": own_text_hash(said),
            "snapshot_id": None,
            "template_entries": max(step((number - 1) // len(SOURCES)), SETTLED),  # as it was read when it came
        },
    )
    yield (
        EntryRow,
        {
            "id": number,
            "key": place.key,
            "title": said.title,
            "teaser": said.body[:200],
            "published": stored["published"],
            "published_source": stored["published_source"],
            "modified": None,
            "authors": [],
            "settled": True,
            "state": EntryState.FETCHED,
            "attempts": 1,
            "next_try": moment,
            "reason": None,
            "article_id": number,
            "broke_under": None,
            **standing,
        },
    )
    yield AddressRow, {"key": place.key, "article_id": number}


def look(database: Database, newest: datetime) -> None:
    """Write down the looks at the sections, and that their pages were learned from."""
    moments = [newest - _LOOKED * number for number in range(_LOOKS // _LOOKED, -1, -1)]
    looks = [
        {"source": source, "started": moment, "finished": moment + timedelta(seconds=1), "requests": 1, "shown": 20}
        for moment in moments
        for source in SOURCES
    ]
    with database.transaction() as session:
        statements.add(session, CrawlRunRow, looks)
        for source in SOURCES:  # nothing is left to be learned from their pages, as there are none
            learned = Template(entries=step(entries.count(session, source)))
            templates.keep_template(session, source, to_json(learned), newest)


def know_copies(database: Database, count: int) -> None:
    """Write down by what copies of the articles would be found."""
    random = Random(6)
    for chunk in _chunks(range(1, count + 1), 20_000):  # many at once: their keys lie all over the table
        keys = {number: random.sample(range(2**32), _FINGERPRINTS) for number in chunk}
        with database.transaction() as session:
            store.keep_fingerprints(session, keys)


def know_developments(database: Database, came: Came) -> None:
    """Write down what developments are compared by."""
    founded, spread = _founded()
    with database.transaction() as session:
        newest = store.newest(session)
        times = max(1, newest // len(founded))
        statements.add(
            session, SpreadRow, [{"term": term, "developments": had * times} for term, had in spread.items()]
        )
    for chunk in _chunks(range(1, newest + 1)):
        with database.transaction() as session:
            # Each has two articles, nearly.
            store.keep(session, {one: _known(founded[one % len(founded)], came(2 * one)) for one in chunk})


def _founded() -> tuple[list[Summary], Counter[str]]:
    known: dict[int, Summary] = {}
    growing = Index(lambda wanted: {number: known[number] for number in wanted})
    spread: Counter[str] = Counter()
    for number, said in enumerate(invented(_GROUPED), 1):
        evidence = read(_article(number, said)).evidence
        place(growing, evidence, lambda _, number=number: number)  # type: ignore[misc]
        changed = growing.changes()
        known |= changed.summaries
        spread.update(changed.spread)
    return list(known.values()), spread


def _article(number: int, said: Content) -> Article:
    return Article(
        id=number,
        guid="",
        source=SOURCES[number % 4],
        url="",
        first_seen=utc_now(),
        revision_id=number,
        revision=1,
        content=said,
    )


def _known(summary: Summary, moment: datetime) -> store.StoredDevelopment:
    stored = replace(summary, first=moment, last=moment).to_json()
    return store.StoredDevelopment(summary=stored, core=list(summary.core), last=moment.timestamp())
