"""What is forgotten is gone, all of it, and does not come back by itself."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import zstandard

from alerts.developments import corrections
from alerts.developments.apply import Developments
from alerts.search import index
from config.load import load
from model.article import Arrival, Entry
from model.clock import utc_now
from monitor import lock
from monitor.steps import match, tell_at_once
from storage import articles, developments, entries, forgetting
from storage.database import Database
from tests.monitor.conftest import Call
from tests.monitor.program import open_store
from tests.monitor.publishers import is_sound
from tests.monitor.samples import publish
from tests.storage.samples import content, stored

ADDRESS = "gazette.example/flood-in-zapallal"
TELLTALE = "Zapallal"
SAID = "In Zapallal the bridge fell when the river rose on Monday, and Doña Hermelinda lost eleven goats."


def told_of_two_floods(place: Path) -> None:
    """Two floods, each told at once, of which the first is printed twice."""
    database, config = open_store(place), load(place / "config", place / "var", {})
    publish(database, utc_now(), "Flood in Zapallal", body=SAID)
    publish(database, utc_now(), "Flood in Zapallal again", body=SAID * 2, address=ADDRESS)
    publish(database, utc_now(), "Flood in Huambo", body="Engineers of Electrosur switched off the substation.")
    publish(database, utc_now(), "Strike of bakers", source="resting", body="Ovens in Tumbes stay cold until Sunday.")
    match(database, config, utc_now())
    tell_at_once(database, config, utc_now())
    database.close()


def rows(place: Path) -> dict[str, int]:
    """How many rows each table has."""
    with closing(sqlite3.connect(place / "var" / "peruwatch.db")) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


def test_of_a_forgotten_article_nothing_is_left_but_that_it_was(peruwatch: Call, place: Path) -> None:
    told_of_two_floods(place)
    peruwatch("deliver")
    done = peruwatch("forget", ADDRESS, "--yes")
    assert (done.status, done.err) == (0, "")
    assert "1 article with 2 revisions and 1 match, and the text of 1 message that told of it" in done.out
    assert done.out.endswith("its address is not fetched again\n")
    left = rows(place)
    assert (left["article"], left["revision"], left["snapshot"], left["place"]) == (3 - 1, 2, 2, 2)
    assert (left["message"], left["delivery"]) == (1, 1), "that it was sent stays on record"
    assert is_sound(place)
    with closing(sqlite3.connect(place / "var" / "peruwatch.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        summaries = [body for (body,) in connection.execute("SELECT summary FROM development") if body]
    assert not any(b"zapallal" in zstandard.decompress(body).lower() for body in summaries)
    for file in (place / "var").glob("peruwatch.db*"):
        if file.is_file():
            text = file.read_bytes().lower().replace(ADDRESS.encode(), b"")
            assert TELLTALE.lower().encode() not in text, file
            assert b"hermelinda" not in text, file
    assert [json.loads(line)["title"] for line in peruwatch("export").out.splitlines()] == [
        "Flood in Huambo",
        "Strike of bakers",
    ]
    assert "gazette.example/flood-in-huambo" in peruwatch("search", "flood").out
    assert "gazette" not in peruwatch("search", "zapallal").out
    assert "what it told was forgotten" in peruwatch("deliver", "--retry", "1").err


def test_a_forgotten_article_comes_back_only_when_it_is_asked_for_and_then_wakes_nobody(
    peruwatch: Call, place: Path
) -> None:
    told_of_two_floods(place)
    peruwatch("deliver")
    assert peruwatch("forget", "1", "--yes").status == 0
    assert owed_after_a_look(place) == []
    assert "no article was forgotten at" in peruwatch("forget", "gazette.example/flood-in-huambo", "--again").err
    asked = peruwatch("forget", f"https://www.{ADDRESS}/", "--again")
    assert (asked.status, asked.err) == (0, "")
    assert owed_after_a_look(place) == [ADDRESS]
    database = open_store(place)
    stored(database, utc_now(), key=ADDRESS, source="gazette", said=content(SAID, title="Flood in Zapallal"))
    with database.reading() as session:
        assert articles.every(session)
        assert {one.arrival for one in articles.every(session) if TELLTALE in one.content.title} == {Arrival.ARCHIVE}
    database.close()


def owed_after_a_look(place: Path) -> list[str]:
    """The keys of the entries that are owed after a look at a listing that still shows the address."""
    database = open_store(place)
    with database.transaction() as session:
        found = {ADDRESS: Entry(url=f"https://{ADDRESS}", title="Flood in Zapallal")}
        entries.record(session, "gazette", found, arrival=Arrival.NEWS, now=utc_now())
        owed = [one.key for one in entries.owed(session, "gazette", due=None)]
    database.close()
    return owed


def test_of_a_forgotten_source_all_is_gone_and_it_is_told_whether_it_is_watched_anew(
    peruwatch: Call, place: Path
) -> None:
    told_of_two_floods(place)
    peruwatch("deliver")
    done = peruwatch("forget", "gazette", "--yes")
    assert (done.status, done.err) == (0, "")
    assert "2 articles with 3 revisions" in done.out
    assert "it is still in sources.toml and will be watched anew: take [sources.gazette] out" in done.out
    assert (rows(place)["article"], rows(place)["entry"]) == (1, 1)
    assert "there is no source 'gazette'" in peruwatch("forget", "gazette", "--yes").err
    assert is_sound(place)


def test_what_is_still_owed_is_not_lost_for_what_is_forgotten(peruwatch: Call, place: Path) -> None:
    told_of_two_floods(place)
    before = rows(place)
    refused = peruwatch("forget", "1", "--yes")
    assert refused.status == 1
    assert "1 message that told of it did not arrive yet" in refused.err
    assert "`peruwatch deliver --drop 1`" in refused.err
    assert rows(place) == before


def test_nothing_is_forgotten_unasked_or_beside_a_daemon(peruwatch: Call, place: Path) -> None:
    told_of_two_floods(place)
    peruwatch("deliver")
    before = rows(place)
    assert "say --yes" in peruwatch("forget", "1").err
    assert "no article with this number or address" in peruwatch("forget", "77", "--yes").err
    with lock.held(place / "var", "http://127.0.0.1:8765"):
        assert "a peruwatch runs on" in peruwatch("forget", "1", "--yes").err
    assert rows(place) == before


def test_copies_of_what_is_forgotten_stay_together_on_both_databases(database: Database, place: Path) -> None:
    config = load(place / "config", place / "var", {})
    for source in ("a", "b", "c"):
        stored(database, utc_now(), key=f"{source}.example/flood", source=source, said=content(SAID * 3))
    match(database, config, utc_now())
    with database.transaction() as session:
        assert forgetting.kept(session, [1]).revisions == 1
        corrections.take_out(Developments(), session, [1])
        index.begin_anew(session)
        forgetting.forget(session, [1], utc_now())
    with database.reading() as session:
        assert [one.id for one in articles.every(session)] == [2, 3]
        assert [one.copy_of for one in articles.by_id(session, [2, 3])] == [None, 2]
        (number,) = developments.of_articles(session, [2, 3])
    with database.transaction() as session:
        corrections.take_out(Developments(), session, [2, 3])
        index.begin_anew(session)
        forgetting.forget(session, [2, 3], utc_now())
        for source in ("a", "b", "c"):
            forgetting.forget_source(session, source)
    with database.reading() as session:
        assert list(articles.every(session)) == []
        assert developments.newest(session) == number, "no number is given twice"
    stored(database, utc_now(), key="a.example/other", source="a", said=content("A strike.", title="A strike"))
    match(database, config, utc_now())
