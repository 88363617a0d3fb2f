"""The list of developments, and what pages tell of articles and messages, on either database."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete

from model.alert import AlertKind, Delivery, MessageState
from model.article import ArticleBrief, Content, ContentBrief, DateSource, PublicationDate
from model.browsing import DayCount, ListPosition, Selection, listed_as
from model.development import Decision, Placement
from model.watch import Evidence, Match
from storage import alerts, articles, browsing, developments, grouped, messages, outbox, revisions, watches
from storage.alerts import Draft
from storage.database import Database
from storage.schema import PlaceRow
from tests.storage.samples import page, stored


@pytest.fixture
def told(database: Database, now: datetime) -> Database:
    """Two developments, of articles 1 and 2 and of article 3, and article 4, which is in none; 2 meets no watch."""
    for number, (source, language) in enumerate((("a", "en"), ("b", "es"), ("a", "es"), ("b", "en")), 1):
        published = PublicationDate(f"2026-03-{number:02}", DateSource.META) if number < 3 else None
        said = Content(title=f"Title {number}", body=f"Body {number}.", language=language, published=published)
        stored(database, now + timedelta(hours=number), key=f"{source}.example/{number}", source=source, said=said)
    with database.transaction() as session:
        developments.changes(session)
        developments.start(session, {1: ("urn:uuid:1", None), 2: ("urn:uuid:2", 1)}, now)
        found = articles.by_id(session, [1, 2, 3, 4])

        where: tuple[int | None, ...] = (1, 1, 2, None)
        for article, development in zip(found, where, strict=True):
            place = Placement.APART if development is None else Placement.JOINED
            decision = Decision(place=place, development=development, copy_of=1 if article.id == 2 else None)
            developments.place(session, {article.id: decision}, now + timedelta(hours=article.id))
        met = {1: "floods", 3: "strikes", 4: "floods"}
        pairs = [
            (one, [Match(watch=met[one.id], evidence=(Evidence(field="title", start=0, end=5, keyword="title"),))])
            for one in found
            if one.id in met
        ]
        watches.replace_matches(session, pairs, of=["floods", "strikes"], now=now)
    return database


def shown(database: Database, chosen: Selection = Selection(), after: ListPosition | None = None) -> list[str]:  # noqa: B008 - a frozen value
    with database.reading() as session:
        found = browsing.places(session, chosen, limit=9, after=after)
        assert [one.place for one in browsing.listed(session, found)] == found
        if after is None:
            assert [one.id for one in browsing.whole(session, chosen, limit=9)] == [place.id for place in found]
    return [("d" if place.is_development else "a") + str(place.id) for place in found]


def test_what_is_chosen_is_listed_newest_first_and_goes_on_after_any_place(told: Database, now: datetime) -> None:
    assert shown(told) == ["a4", "d2", "d1"]
    assert shown(told, Selection(watch="floods")) == ["a4", "d1"]
    assert shown(told, Selection(source="b")) == ["a4", "d1"]
    assert shown(told, Selection(language="en")) == ["a4"], "the index has no articles yet"
    assert shown(told, Selection(since=now + timedelta(hours=3))) == ["a4", "d2"]
    assert shown(told, Selection(until=now + timedelta(minutes=1))) == ["d2", "d1"]
    assert shown(told, Selection(watch="floods", source="a")) == ["d1"]
    with told.reading() as session:
        places = browsing.places(session, Selection(), limit=9)
    assert [shown(told, after=place) for place in places] == [["d2", "d1"], ["d1"], []]
    assert places == sorted(places, reverse=True)


def test_lists_show_articles_as_they_are_but_for_their_texts(told: Database) -> None:
    with told.reading() as session:
        whole = {one.id: one for one in articles.by_id(session, [1, 2, 3, 4])}
        briefs = {one.id: one for one in articles.briefs(session, [1, 2, 3, 4])}
        listed = browsing.listed(session, browsing.places(session, Selection(), limit=9))
        (development,) = grouped.by_id(session, [1])
    assert briefs.keys() == whole.keys()
    for number, brief in briefs.items():
        for name in {field.name for field in fields(ArticleBrief)} - {"content"}:
            assert getattr(brief, name) == getattr(whole[number], name)
        for name in (field.name for field in fields(ContentBrief)):
            assert getattr(brief.content, name) == getattr(whole[number].content, name)
        assert not hasattr(brief.content, "body")
    as_listed = listed_as(development)
    assert (listed[-1].place, listed[-1].guid, listed[-1].first) == (as_listed.place, as_listed.guid, as_listed.first)
    assert [one.id for one in listed[-1].articles] == [one.id for one in development.articles]
    assert (listed[-1].lead.id, listed[-1].matches) == (development.lead.id, development.matches)


def test_many_or_few_articles_of_a_watch_are_looked_up_to_the_same_end(
    told: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [shown(told, Selection(watch=name, source=source)) for name in ("floods", None) for source in ("a", None)]
    monkeypatch.setattr(browsing, "_FEW", 0)
    many = [shown(told, Selection(watch=name, source=source)) for name in ("floods", None) for source in ("a", None)]
    assert few == many == [["d1"], ["a4", "d1"], ["d2", "d1"], ["a4", "d2", "d1"]]


def test_articles_are_counted_by_the_day_of_publication_or_else_of_first_sight(told: Database, now: datetime) -> None:
    since = datetime.combine(date(2026, 2, 1), datetime.min.time(), tzinfo=now.tzinfo)
    with told.reading() as session:
        of_sources, of_watches = browsing.days_of_sources(session, since), browsing.days_of_watches(session, since)
        assert browsing.days_of_sources(session, now + timedelta(days=1)) == []
    assert of_sources == [
        DayCount("a", date(2026, 3, 1), 1),
        DayCount("a", now.date(), 1),
        DayCount("b", date(2026, 3, 2), 1),
        DayCount("b", now.date(), 1),
    ]
    assert of_watches == [
        DayCount("floods", date(2026, 3, 1), 1),
        DayCount("floods", now.date(), 1),
        DayCount("strikes", now.date(), 1),
    ]


def test_what_follows_a_development_and_what_a_watch_met_last_are_known(told: Database) -> None:
    with told.reading() as session:
        assert browsing.continued_by(session, 1) == [2]
        assert {name: one.id for name, one in browsing.last_matches(session, ["floods", "none"]).items()} == {
            "floods": 4
        }
        assert [one.id for one in revisions.copies(session, 1)] == [2]
        assert watches.evidence_in(session, [1, 2])[1][0].keyword == "title"


def test_each_revision_is_kept_with_the_bytes_that_it_was_read_from(told: Database, now: datetime) -> None:
    said = Content(title="Title 1", body="Another body.", language="en")
    later = now + timedelta(days=1)
    stored(told, later, key="a.example/1", source="a", said=said, fetched=b"<p>Another body.</p>")
    with told.reading() as session:
        first, second = revisions.of_article(session, 1)
        assert (first.content.body, second.content.body) == ("Body 1.", "Another body.")
        assert (first.number, second.number, second.created) == (1, 2, later)
        assert revisions.snapshot(session, 1, 1) == page(now + timedelta(hours=1))
        kept = revisions.snapshot(session, 1, 2)
        assert kept is not None
        assert kept.body == b"<p>Another body.</p>"
        assert revisions.snapshot(session, 1, 3) is None


def test_messages_are_listed_with_how_their_last_delivery_ended(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        drafts = [Draft(message_id=f"<{n}@a>", recipient=f"{n}@a.example", subject="S", content=b"") for n in range(3)]
        alerts.publish(session, "morning", AlertKind.DIGEST, slot=None, article_ids=[], drafts=drafts, now=now)
        for attempt in range(2):
            (message,) = outbox.claim(session, [1], "ours", now=now, everything=True)
            ended = Delivery(at=now, delivered=attempt == 1, detail=f"answer {attempt}")
            outbox.record_delivery(session, message, ended, next_try=now)
    with database.reading() as session:
        every = messages.newest(session, None, limit=9)
        assert [one.recipient for one in every] == ["2@a.example", "1@a.example", "0@a.example"]
        (sent,) = messages.newest(session, MessageState.SENT, limit=9)
        assert (sent.detail, sent.attempts, sent.next_try) == ("answer 1", 2, None)
        assert [one.id for one in messages.newest(session, MessageState.OWED, limit=9, before=every[0].id)] == [2]


def test_a_development_without_articles_is_left_out_of_lists_and_feeds(told: Database) -> None:
    with told.transaction() as session:
        session.execute(delete(PlaceRow).where(PlaceRow.development_id == 2))
    with told.reading() as session:
        assert [one.id for one in browsing.whole(session, Selection(), limit=9)] == [4, 1]
        listed = browsing.listed(session, browsing.places(session, Selection(), limit=9))
    assert [one.place.id for one in listed] == [4, 1]
