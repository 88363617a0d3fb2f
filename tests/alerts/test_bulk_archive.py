"""Archives that benchmarks measure are made in bulk, and answer as those that the program made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

import pytest

from alerts.search import index
from alerts.search.archive import find
from config.query import parse_query
from model.article import Content
from model.browsing import Selection
from model.query import USUAL_RULES
from model.watch import Watch
from storage import articles, browsing, entries, grouped, search
from storage.database import Database
from tests.benchmarks import bulk, pages
from tests.conftest import NOW

COUNT, FOUNDED = 200, 20
ENDS = [" ", " ", ". ", ".\n\n"]
QUERIES = [
    "huelga", "huelgas", "strikes AND mine", '"estado de emergencia"', "(huelga OR strike) NOT mine", "min*",
    "huelja~1", "huelga NEAR/5 mina", "title:huelga", "source:radio huelga", "language:en strike", "=mina", "77",
]  # fmt: skip


def said() -> list[Content]:
    random = Random(1)
    words = {
        "es": ["huelga", "huelgas", "mina", "minas", "estado de emergencia", "país", "ayer", "Puno", "región"],
        "en": ["strike", "strikes", "mine", "mines", "state of emergency", "yesterday", "region", "Puno", "union"],
    }
    found = []
    for number in range(1, FOUNDED + 1):
        language = random.choice(list(words))
        body = "".join(random.choice(words[language]) + random.choice(ENDS) for _ in range(60))
        title = " ".join(random.sample(words[language], 3))
        found.append(Content(title=f"{title} {number}", body=body.strip(), language=language))
    return found


def came(number: int) -> datetime:
    return NOW - timedelta(minutes=7 * (COUNT - number))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database.open(f"sqlite:///{tmp_path_factory.mktemp('archive')}/archive.db")
    bulk.found(database, said(), came)
    bulk.grow(database, COUNT, came, FOUNDED)
    yield database
    database.close()


def answers(database: Database) -> dict[str, list[int]]:
    watches = {query: Watch(name="q", title="q", query=parse_query(query)) for query in QUERIES}
    return {
        query: [article.id for article, _ in find(database, watch, USUAL_RULES).meetings()]
        for query, watch in watches.items()
    }


def test_searches_find_what_they_find_after_the_program_made_the_index_anew(archive: Database) -> None:
    before = answers(archive)
    with archive.transaction() as session:
        index.begin_anew(session)
    while index.catch_up(archive):
        pass
    assert answers(archive) == before
    assert all(len(found) > 1 for query, found in before.items() if query != "77")
    assert before["77"] == [77]


def test_each_article_has_what_the_program_writes_about_one(archive: Database) -> None:
    with archive.reading() as session:
        assert articles.count(session) == COUNT
        assert search.missing(session, 1) == []
        newest = articles.newest(session, limit=1)[0]
        assert (newest.id, newest.first_seen, newest.content.published is None) == (COUNT, NOW, False)
        assert entries.pending(session) == {}
        assert {source: entries.count(session, source) for source in bulk.SOURCES} == dict.fromkeys(
            bulk.SOURCES, COUNT // len(bulk.SOURCES)
        )
        key = newest.url.removeprefix("https://")
        assert entries.settled_keys(session, newest.source, [key]) == {key}


def test_developments_of_all_articles_are_listed_newest_first(archive: Database) -> None:
    pages.group(archive, COUNT, came)
    with archive.reading() as session:
        listed = grouped.newest(session, limit=COUNT)
        shown = browsing.places(session, Selection(), limit=COUNT)
    assert sorted(article.id for one in listed for article in one.articles) == list(range(1, COUNT + 1))
    moments = [one.updated for one in listed]
    assert moments == sorted(moments, reverse=True)
    assert {place.id for place in shown if place.is_development} <= {one.id for one in listed}
