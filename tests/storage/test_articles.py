from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from model.article import Arrival, Content, DateSource, PublicationDate, Span, SpanKind
from model.crawl import CrawlRun
from storage import articles, runs, watches
from storage.articles import Novelty
from storage.database import Database
from tests.storage.samples import CHRISTMAS, content, only, page, stored


def test_a_fetched_article_comes_back_as_it_was(database: Database, now: datetime) -> None:
    _, novelty = stored(database, now)
    article = only(database)
    assert novelty is Novelty.ARTICLE
    assert article.content == content()
    assert article.content.published == CHRISTMAS
    assert (article.revision, article.first_seen, article.source, article.matches) == (1, now, "a", ())


def test_the_same_words_are_no_revision(database: Database, now: datetime) -> None:
    stored(database, now)
    _, novelty = stored(database, now, said=content(body="The  river rose\nby two metres."))
    assert novelty is Novelty.NOTHING
    assert only(database).revision == 1


def test_other_words_are_a_revision_of_the_same_article(database: Database, now: datetime) -> None:
    first, _ = stored(database, now)
    before = only(database)
    second, novelty = stored(database, now + timedelta(hours=1), said=content(body="The river rose by three metres."))
    after = only(database)
    assert novelty is Novelty.REVISION
    assert (second, after.guid, after.first_seen) == (first, before.guid, now)
    assert (after.revision, after.content.body) == (2, "The river rose by three metres.")


def test_what_a_listing_found_in_the_archive_stays_marked(database: Database, now: datetime) -> None:
    stored(database, now, arrival=Arrival.ARCHIVE)
    assert only(database).arrival is Arrival.ARCHIVE


def test_the_identity_of_an_article_follows_from_its_address_alone(
    sqlite: Database, now: datetime, postgres_url: str
) -> None:
    other = Database.open(postgres_url)
    stored(sqlite, now)
    stored(other, now + timedelta(days=9), said=content(title="Another title"))
    assert only(sqlite).guid == only(other).guid
    other.close()


def test_the_newest_come_first_by_source_by_watch_and_altogether(database: Database, now: datetime) -> None:
    for number, source in enumerate("aab"):
        stored(database, now + timedelta(minutes=number), key=f"x.example/{number}", source=source)
    with database.transaction() as session:
        assert [one.url[-1] for one in articles.newest(session, limit=9)] == ["2", "1", "0"]
        assert [one.url[-1] for one in articles.newest(session, limit=1)] == ["2"]
        assert [one.url[-1] for one in articles.newest(session, limit=9, source="a")] == ["1", "0"]
        assert articles.newest(session, limit=9, matched=True) == []
        assert articles.newest(session, limit=9, watch="floods") == []
        assert articles.count_by_source(session) == {"a": 2, "b": 1}
        assert articles.count_since(session, now) == {"a": 1, "b": 1}


def test_every_article_is_listed_once_however_many(database: Database, now: datetime) -> None:
    for number in range(210):
        stored(database, now, key=f"x.example/{number}", said=Content(title=str(number), body="."))
    with database.reading() as session:
        assert [one.content.title for one in articles.every(session)] == [str(number) for number in range(210)]
        assert [one.id for one in articles.by_id(session, [7, 3, 9999, 5])] == [7, 3, 5]


def test_snapshots_keep_every_byte_and_header(database: Database, now: datetime) -> None:
    stored(database, now)
    with database.reading() as session:
        assert list(articles.every_snapshot(session)) == [page(now)]


def test_appearances_tell_the_publisher_s_time_only_where_it_has_one(database: Database, now: datetime) -> None:
    told = PublicationDate("2026-03-14T10:00:00+00:00", DateSource.FEED)
    day = PublicationDate("2026-03-13", DateSource.FEED)
    for number, date in enumerate((told, day, None)):
        said = Content(title=str(number), body=".", published=date)
        stored(database, now, key=f"a.example/{number}", said=said)
    stored(database, now, key="a.example/old", arrival=Arrival.FIRST_LOOK)
    with database.reading() as session:
        found = articles.appearances(session, "a", now - timedelta(days=7))
        assert [one.published for one in found] == [told.earliest, None, None]
        assert {one.seen for one in found} == {now}
        assert articles.appearances(session, "b", now - timedelta(days=7)) == []


def test_appearances_tell_when_the_source_was_last_looked_at_before(database: Database, now: datetime) -> None:
    stored(database, now)
    with database.transaction() as session:
        for source, minutes in (("a", 50), ("a", 40), ("a", -10), ("b", 5)):
            ended = now - timedelta(minutes=minutes)
            run = CrawlRun(source=source, started=ended, finished=ended)
            runs.finish(session, runs.start(session, source, ended), run)
        runs.start(session, "a", now - timedelta(minutes=1))
        (found,) = articles.appearances(session, "a", now - timedelta(days=7))
    assert found.looked_before == now - timedelta(minutes=40)


def test_a_new_revision_waits_to_be_matched_in_place_of_the_old(database: Database, now: datetime) -> None:
    stored(database, now)
    stored(database, now, said=content(body="The river rose by three metres."))
    with database.transaction() as session:
        (waiting,) = watches.taken(session, watches.unmatched(session))
        assert waiting.revision == 2
        watches.done(session, [waiting])
        assert watches.unmatched(session) == []


def test_structure_and_that_it_is_a_teaser_come_back(database: Database, now: datetime) -> None:
    structure = (Span(SpanKind.NUMBERED, 0, 28, -3, 2), Span(SpanKind.EMPHASIS, 4, 9))
    said = replace(content(), structure=structure, is_teaser=True)
    stored(database, now, said=said)
    assert only(database).content == said


def test_how_much_there_is_of_a_text_and_its_title_s_other_wording_come_back(database: Database, now: datetime) -> None:
    said = replace(content(), body_share=0.25, other_title="Water over Piura")
    stored(database, now, said=said)
    assert only(database).content == said


def test_another_wording_of_the_title_alone_is_no_revision(database: Database, now: datetime) -> None:
    stored(database, now)
    _, novelty = stored(database, now, said=replace(content(), other_title="Water over Piura"))
    assert (novelty, only(database).revision) == (Novelty.NOTHING, 1)


def test_another_structure_alone_is_no_revision(database: Database, now: datetime) -> None:
    stored(database, now)
    _, novelty = stored(database, now, said=replace(content(), structure=(Span(SpanKind.STRONG, 4, 9),)))
    assert (novelty, only(database).revision) == (Novelty.NOTHING, 1)


@pytest.mark.parametrize("body", ["The river rose by two metres.", "The river rose by two metres. Boats came."])
def test_a_text_is_a_revision_of_its_teaser_and_a_teaser_none_of_a_text(
    database: Database, now: datetime, body: str
) -> None:
    teaser, text = replace(content(), is_teaser=True), content(body)
    stored(database, now, said=teaser)
    assert stored(database, now, said=teaser) == (1, Novelty.NOTHING)
    assert stored(database, now, said=text) == (1, Novelty.REVISION)
    assert stored(database, now, said=teaser) == (1, Novelty.NOTHING)
    assert (only(database).content, only(database).revision) == (text, 2)


def test_what_many_teasers_say_makes_no_two_articles_one(database: Database, now: datetime) -> None:
    words = content("In this series we show each week what is made in the highlands and by whom it is made " * 2)
    for number, source, is_teaser in ((1, "a", True), (2, "a", True), (3, "b", True), (4, "a", False)):
        said = replace(words, is_teaser=is_teaser)
        assert stored(database, now, key=f"{source}.example/{number}", source=source, said=said)[1] is Novelty.ARTICLE
