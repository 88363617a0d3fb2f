"""Reading again what was kept, and what is kept of sources' pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from model.article import Arrival, Content, Entry, Kind, Span, SpanKind
from storage import entries, readings, templates, watches
from storage.database import Database
from storage.readings import Rereading
from tests.storage.samples import content, only, page, stored

BETTER = replace(content("The river rose by three metres."), published=None)


def reread(database: Database, article_id: int, template_entries: int = 5, *, said: Content = BETTER) -> Rereading:
    with database.transaction() as session:
        return readings.reread(session, article_id, said, template_entries=template_entries)


def test_a_better_reading_takes_the_place_of_the_one_before_and_is_no_revision(
    database: Database, now: datetime
) -> None:
    article_id, _ = stored(database, now)
    assert reread(database, article_id) is Rereading.CHANGED
    article = only(database)
    assert (article.revision, article.content) == (1, BETTER)


def test_what_reads_otherwise_is_held_against_the_watches_again(database: Database, now: datetime) -> None:
    article_id, _ = stored(database, now)
    with database.transaction() as session:
        watches.done(session, watches.taken(session, watches.unmatched(session)))
    assert reread(database, article_id) is Rereading.CHANGED
    assert reread(database, article_id) is Rereading.SAME
    with database.transaction() as session:
        assert [article.content for article in watches.taken(session, watches.unmatched(session))] == [BETTER]


def test_another_structure_is_kept_and_concerns_no_watch(database: Database, now: datetime) -> None:
    article_id, _ = stored(database, now)
    with database.transaction() as session:
        watches.done(session, watches.taken(session, watches.unmatched(session)))
    structure = (Span(SpanKind.NUMBERED, 0, 28, 3, 1), Span(SpanKind.STRONG, 4, 9))
    better = replace(content(), structure=structure)
    assert reread(database, article_id, said=better) is Rereading.STRUCTURE
    assert reread(database, article_id, said=better) is Rereading.SAME
    assert (only(database).content, only(database).revision) == (better, 1)
    assert reread(database, article_id, said=content()) is Rereading.STRUCTURE
    assert only(database).content == content()
    with database.reading() as session:
        assert watches.unmatched(session) == []


def test_a_better_reading_brings_the_title_s_other_wording_to_be_matched(database: Database, now: datetime) -> None:
    said = content("The river rose.")
    article_id, _ = stored(database, now, said=said)
    assert reread(database, article_id, said=replace(said, body_share=0.5)) is Rereading.STRUCTURE
    better = replace(said, body_share=0.5, other_title="Water over Piura")
    assert reread(database, article_id, said=better) is Rereading.CHANGED
    assert reread(database, article_id, said=better) is Rereading.SAME


def test_a_teaser_gives_way_to_a_text_and_never_the_reverse(database: Database, now: datetime) -> None:
    teaser = replace(content("The river rose."), is_teaser=True)
    article_id, _ = stored(database, now, said=teaser)
    assert reread(database, article_id) is Rereading.CHANGED
    assert reread(database, article_id, said=teaser) is Rereading.SAME
    assert only(database).content == BETTER


def test_how_much_was_known_is_kept_even_where_nothing_changed(database: Database, now: datetime) -> None:
    article_id, _ = stored(database, now)
    with database.transaction() as session:
        assert readings.reread(session, article_id, content(), template_entries=7) is Rereading.SAME
        kept = readings.kept(session, article_id)
    assert kept is not None
    assert (kept.template_entries, kept.content, kept.snapshot) == (7, content(), page(now))


def test_only_pages_that_were_read_with_little_knowledge_are_called_poor(database: Database, now: datetime) -> None:
    known, _ = stored(database, now, key="a.example/1", said=content("One."))
    poor, _ = stored(database, now, key="a.example/2", said=content("Two."))
    stored(database, now, key="a.example/3", said=replace(content("Three."), kind=Kind.PDF))
    stored(database, now, key="b.example/4", source="b", said=content("Four."))
    reread(database, known, template_entries=9)
    with database.reading() as session:
        (found,) = readings.read_below(session, "a", 9)
        assert (found.article_id, found.number, found.template_entries) == (poor, 1, 0)
        assert readings.read_below(session, "a", 0) == []


def test_of_what_came_after_an_entry_only_pages_that_none_before_leads_to_are_called_poor(
    database: Database, now: datetime
) -> None:
    articles = [stored(database, now, key=f"a.example/{number}", said=content(f"{number}."))[0] for number in range(4)]
    stored(database, now, key="b.example/1", source="b")
    with database.transaction() as session:
        again = {"a.example/again": Entry(url="https://a.example/again")}
        entries.record(session, "a", again, arrival=Arrival.NEWS, now=now)
        (owed,) = entries.owed(session, "a", due=None)
        entries.fetched(session, owed.id, articles[0])
        last = entries.id_after(session, "a", 0, 2)
        assert last is not None
        found = readings.read_below(session, "a", 9, after=(last, 2))
        assert [(one.article_id, one.number) for one in found] == [(articles[2], 2), (articles[3], 3)]
        assert len(readings.read_below(session, "a", 9)) == 4


def test_pages_are_found_by_the_numbers_of_their_entries(database: Database, now: datetime) -> None:
    ids = [
        stored(database, now, key=f"x.example/{number}", source=source, said=content(f"{number}."))[0]
        for number, source in enumerate("abaa")
    ]
    with database.reading() as session:
        first, third = entries.id_after(session, "a", 0, 1), entries.id_after(session, "a", 0, 3)
        assert first
        assert third
        assert entries.id_after(session, "a", first, 2) == third
        assert entries.id_after(session, "a", first, 3) is None
        assert [kept.article_id for kept in readings.of_entries(session, "a", first, third)] == [ids[2], ids[3]]
        assert [(one.number, one.article_ids) for one in readings.documents(session, "a")] == [
            (0, [ids[0]]),
            (1, [ids[2]]),
            (2, [ids[3]]),
        ]


@pytest.mark.parametrize("text", ["{}", '{"name": "Ñañez — 1"}'])
def test_a_template_is_kept_in_place_of_the_last(database: Database, now: datetime, text: str) -> None:
    with database.transaction() as session:
        assert templates.template(session, "a") is None
        templates.keep_template(session, "a", "first", now)
        templates.keep_template(session, "a", text, now + timedelta(days=1))
    with database.reading() as session:
        assert templates.template(session, "a") == text
        assert templates.template(session, "b") is None
