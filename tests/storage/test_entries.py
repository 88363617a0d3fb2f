from __future__ import annotations

from datetime import datetime, timedelta

from model.article import Arrival, DateSource, Entry, PublicationDate
from storage import entries
from storage.database import Database
from storage.standing import standing

FLOOD = Entry(url="https://a.example/flood", title="Flood in Piura")
STRIKE = Entry(url="https://a.example/strike")


def record(database: Database, now: datetime, **found: Entry) -> int:
    with database.transaction() as session:
        return entries.record(session, "a", found, arrival=Arrival.NEWS, now=now)


def test_an_entry_is_owed_from_the_moment_it_is_seen(database: Database, now: datetime) -> None:
    assert record(database, now, flood=FLOOD) == 1
    with database.reading() as session:
        (owed,) = entries.owed(session, "a", due=now)
        assert (owed.key, owed.entry, owed.first_seen, owed.attempts) == ("flood", FLOOD, now, 0)
        assert entries.pending(session) == {"a": 1}


def test_an_entry_seen_again_is_the_same_and_the_newest_come_first(database: Database, now: datetime) -> None:
    record(database, now, flood=FLOOD)
    assert record(database, now + timedelta(days=1), flood=FLOOD, strike=STRIKE) == 1
    with database.reading() as session:
        assert [owed.first_seen for owed in entries.owed(session, "a", due=None)] == [now + timedelta(days=1), now]


def test_listings_complete_each_other(database: Database, now: datetime) -> None:
    record(database, now, strike=STRIKE)
    date = PublicationDate("2026-03-01", DateSource.FEED)
    record(
        database,
        now,
        strike=Entry(url=STRIKE.url, title="Strike", teaser="Since noon.", published=date, authors=("R",)),
    )
    record(database, now, strike=Entry(url=STRIKE.url, title="Other"))
    with database.reading() as session:
        (owed,) = entries.owed(session, "a", due=None)
    assert owed.entry == Entry(url=STRIKE.url, title="Strike", teaser="Since noon.", published=date, authors=("R",))


def test_a_date_gives_way_only_to_a_more_trusted_one(database: Database, now: datetime) -> None:
    for value, source in (
        ("2026-03-01", DateSource.FEED),
        ("2026-03-02", DateSource.WORDPRESS),
        ("2026-03-03", DateSource.TEXT),
    ):
        record(database, now, strike=Entry(url=STRIKE.url, published=PublicationDate(value, source)))
    with database.reading() as session:
        (owed,) = entries.owed(session, "a", due=None)
    assert owed.entry.published == PublicationDate("2026-03-02", DateSource.WORDPRESS)


def test_two_sources_owe_separately(database: Database, now: datetime) -> None:
    record(database, now, flood=FLOOD)
    with database.transaction() as session:
        assert entries.record(session, "b", {"flood": FLOOD}, arrival=Arrival.NEWS, now=now) == 1
        assert entries.pending(session) == {"a": 1, "b": 1}


def test_only_a_walk_that_reached_its_end_makes_entries_known(database: Database, now: datetime) -> None:
    record(database, now, flood=FLOOD)
    with database.transaction() as session:
        assert entries.settled_keys(session, "a", ["flood"]) == set()
        assert not standing(session, "a", since=now).has_settled
        entries.settle(session, "a")
        assert entries.settled_keys(session, "a", ["flood", "strike"]) == {"flood"}
        assert entries.settled_keys(session, "b", ["flood"]) == set()
        assert standing(session, "a", since=now).has_settled
        assert not standing(session, "b", since=now).has_settled


def test_thousands_of_keys_can_be_asked_for(database: Database, now: datetime) -> None:
    record(database, now, **{f"k{number}": FLOOD for number in range(510)})
    with database.transaction() as session:
        entries.settle(session, "a")
        assert len(entries.settled_keys(session, "a", [f"k{number}" for number in range(600)])) == 510


def test_a_failed_attempt_postpones_with_its_reason(database: Database, now: datetime) -> None:
    record(database, now, flood=FLOOD)
    later = now + timedelta(hours=1)
    with database.transaction() as session:
        (owed,) = entries.owed(session, "a", due=now)
        entries.postpone(session, owed.id, reason="answers 500", next_try=later)
        assert entries.owed(session, "a", due=now) == []
        assert [one.attempts for one in entries.owed(session, "a", due=later)] == [1]
        assert [one.attempts for one in entries.owed(session, "a", due=None)] == [1]
        assert entries.pending_reasons(session, "a") == [(FLOOD.url, "answers 500")]


def test_what_is_given_up_is_no_longer_owed(database: Database, now: datetime) -> None:
    record(database, now, flood=FLOOD)
    with database.transaction() as session:
        (owed,) = entries.owed(session, "a", due=None)
        entries.give_up(session, owed.id, reason="answers 410")
        assert entries.owed(session, "a", due=None) == []
        assert entries.pending(session) == {}


def test_what_broke_its_readers_is_owed_once_more_to_others(database: Database, now: datetime) -> None:
    record(database, now, flood=FLOOD, strike=STRIKE)
    later = now + timedelta(days=1)
    with database.transaction() as session:
        broken, other = entries.owed(session, "a", due=None)
        entries.give_up(session, broken.id, reason="took too long", broke_under="trafilatura 1")
        entries.give_up(session, other.id, reason="answers 410")
        assert entries.resting(session) == {"a": [(broken.entry.url, "took too long")]}
        entries.owe_again(session, "a", readers="trafilatura 1", now=later)
        entries.owe_again(session, "b", readers="trafilatura 2", now=later)
        assert entries.owed(session, "a", due=None) == []
        entries.owe_again(session, "a", readers="trafilatura 2", now=later)
        assert entries.owed(session, "a", due=now) == []
        assert [(one.key, one.attempts) for one in entries.owed(session, "a", due=later)] == [(broken.key, 1)]
        assert entries.resting(session) == {}


def test_what_is_asked_for_from_the_archive_is_never_too_much(database: Database, now: datetime) -> None:
    shown = {f"a.example/{n}": Entry(url=f"https://a.example/{n}") for n in range(6)}
    with database.transaction() as session:
        entries.record(session, "a", shown, arrival=Arrival.ARCHIVE, now=now)
        assert entries.forget_surplus(session, "a", most=2) == 0
        entries.record(session, "a", {"b": Entry(url="https://a.example/b")}, arrival=Arrival.NEWS, now=now)
        assert entries.forget_surplus(session, "a", most=0) == 1
        assert len(entries.owed(session, "a", due=None)) == 6
        assert len(entries.owed(session, "a", due=now, limit=4)) == 4
