"""Nothing on arrival: what was there already is counted, not told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from alerts.digests import editions
from alerts.run import match_new
from config.load import Config
from model.alert import AlertKind, Origin, TakenIn
from model.article import Arrival, Content, DateSource, PublicationDate
from model.watch import Watch
from storage import alerts, arrivals
from storage.database import Database
from tests.config.folders import loaded
from tests.storage.samples import stored

WATCHES = '[watches.floods]\nkeywords = ["flood"]\nalert = true\n'
DIGESTS = '[digests.all]\nto = ["desk@a.example"]\nat = "07:00"\n'
DAY = timedelta(days=1)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return loaded(tmp_path, watches=WATCHES, digests=DIGESTS)


def come(
    database: Database,
    now: datetime,
    *titles: str,
    source: str = "gazette",
    arrival: Arrival = Arrival.NEWS,
    published: datetime | None = None,
    place: str = "",
    body: str = "",
) -> list[int]:
    """Articles come into the store."""
    date = PublicationDate(published.isoformat(), DateSource.META) if published else None
    ids = []
    for title in titles:
        key = f"{source}.example/{place}{title.lower().replace(' ', '-')}"
        said = Content(title=title, body=body and f"{body} {title}.", published=date, language="en")
        ids.append(stored(database, now, key=key, source=source, said=said, arrival=arrival)[0])
    return ids


def matched(database: Database, config: Config, now: datetime, *watches: Watch) -> None:
    match_new(database, watches or config.watches, config.digests, now)


def owed(database: Database) -> dict[AlertKind, list[int]]:
    with database.reading() as session:
        return {kind: alerts.untold(session, "all", kind) for kind in (AlertKind.DIGEST, AlertKind.INSTANT)}


def taken_in(database: Database) -> list[TakenIn]:
    with database.reading() as session:
        return arrivals.untold(session, "all")


def told(database: Database, config: Config, now: datetime) -> str:
    edition = editions.publish(database, config, config.digests[0], AlertKind.DIGEST, slot=None, now=now)
    assert edition is not None
    return edition.rendered.text if edition.messages else ""


def test_of_a_source_that_is_new_only_what_is_recent_is_told_and_the_rest_counted(
    sqlite: Database, config: Config, now: datetime
) -> None:
    come(sqlite, now, "First flood")
    matched(sqlite, config, now)
    assert "First flood" in told(sqlite, config, now)
    editions.publish(sqlite, config, config.digests[0], AlertKind.INSTANT, slot=None, now=now)
    first = partial(come, sqlite, now, source="herald", arrival=Arrival.FIRST_LOOK)
    first("Undated flood")
    first("Old flood", "Old rain", published=now - 8 * DAY)
    recent = first("Recent flood", published=now - 6 * DAY)
    matched(sqlite, config, now)
    assert owed(sqlite) == {AlertKind.DIGEST: recent, AlertKind.INSTANT: []}
    assert taken_in(sqlite) == [TakenIn(origin=Origin.FIRST_LOOK, name="herald", articles=4, matching=3)]
    text = told(sqlite, config, now + DAY)
    assert "* herald: 4 articles were there when we first looked, 3 matching." in text
    assert "Old flood" not in text
    assert told(sqlite, config, now + 2 * DAY) == "", "once"


def test_the_first_digest_of_all_tells_what_there_is(sqlite: Database, config: Config, now: datetime) -> None:
    old = come(sqlite, now, "Old flood", published=now - 900 * DAY, arrival=Arrival.FIRST_LOOK)
    matched(sqlite, config, now)
    assert owed(sqlite) == {AlertKind.DIGEST: old, AlertKind.INSTANT: []}
    assert "Old flood" in told(sqlite, config, now)


def test_a_watch_that_is_new_tells_how_many_stored_articles_meet_it(
    sqlite: Database, config: Config, now: datetime
) -> None:
    come(sqlite, now, "Strike in Puno", "Strike in Ica", "Rain in Ica")
    matched(sqlite, config, now)
    strikes = Watch(name="strikes", title="Strikes", keywords=("strike",), alert=True)
    matched(sqlite, config, now, *config.watches, strikes)
    matched(sqlite, config, now, *config.watches, strikes)
    assert owed(sqlite) == {AlertKind.DIGEST: [], AlertKind.INSTANT: []}
    assert taken_in(sqlite) == [TakenIn(origin=Origin.WATCH, name="strikes", articles=2, matching=2)]
    matched(sqlite, config, now, *config.watches, replace(strikes, keywords=("strike", "rain")))
    assert taken_in(sqlite) == [TakenIn(origin=Origin.WATCH, name="strikes", articles=3, matching=3)]


def test_an_archive_is_one_notice_however_many_rounds_it_comes_in(
    sqlite: Database, config: Config, now: datetime
) -> None:
    for number in range(3):
        come(sqlite, now, f"Flood {number}", f"Rain {number}", arrival=Arrival.ARCHIVE)
        matched(sqlite, config, now)
    assert owed(sqlite) == {AlertKind.DIGEST: [], AlertKind.INSTANT: []}
    assert taken_in(sqlite) == [TakenIn(origin=Origin.ARCHIVE, name="gazette", articles=6, matching=3)]
    assert "gazette: 6 articles came from the archive (3 matching)." in " ".join(told(sqlite, config, now).split())


def test_a_later_revision_of_what_was_taken_in_is_not_counted_again(
    sqlite: Database, config: Config, now: datetime
) -> None:
    come(sqlite, now, "Flood", arrival=Arrival.ARCHIVE)
    matched(sqlite, config, now)
    come(sqlite, now, "Flood", arrival=Arrival.ARCHIVE, body="More of it.")
    matched(sqlite, config, now)
    assert [one.articles for one in taken_in(sqlite)] == [1]


NAMES = [f"{one} {other}" for one in ("Rimac", "Chira", "Santa") for other in ("north", "south", "east", "west")]


def test_after_a_redesign_with_other_addresses_what_is_older_than_our_watching_is_counted(
    sqlite: Database, config: Config, now: datetime
) -> None:
    come(sqlite, now - 30 * DAY, "Strike", arrival=Arrival.FIRST_LOOK)
    matched(sqlite, config, now - 30 * DAY)
    come(sqlite, now, *(f"Flood at {name}" for name in NAMES), published=now - 90 * DAY)
    fresh = come(sqlite, now, "Flood of today in Sullana", published=now - DAY)
    matched(sqlite, config, now)
    assert owed(sqlite)[AlertKind.INSTANT] == fresh
    assert taken_in(sqlite)[1:] == [TakenIn(origin=Origin.OLD_NEWS, name="gazette", articles=12, matching=12)]


def test_a_single_article_that_is_dated_back_is_told(sqlite: Database, config: Config, now: datetime) -> None:
    come(sqlite, now - 30 * DAY, "Strike", arrival=Arrival.FIRST_LOOK)
    one = come(sqlite, now, "Flood of long ago", published=now - 900 * DAY)
    matched(sqlite, config, now)
    assert owed(sqlite)[AlertKind.DIGEST] == one


def test_after_three_weeks_switched_off_all_that_came_meanwhile_is_told(
    sqlite: Database, config: Config, now: datetime
) -> None:
    come(sqlite, now - 60 * DAY, "Strike", arrival=Arrival.FIRST_LOOK)
    missed = come(sqlite, now, *(f"Flood at {name}" for name in NAMES), published=now - 20 * DAY)
    matched(sqlite, config, now)
    assert owed(sqlite)[AlertKind.DIGEST] == missed


def account(name: str) -> str:
    """A text of some length that is of one place alone."""
    words = [
        "shore",
        "bridge",
        "market",
        "school",
        "chapel",
        "quarry",
        "orchard",
        "ferry",
        "mill",
        "square",
        "station",
        "harbour",
    ]
    return " ".join(
        f"At the {word} of {name} the flood stood {len(name) + place} hands high, says {name} keeper {word.title()}son."
        for place, word in enumerate(words)
    )


def test_after_a_redesign_with_other_addresses_the_same_articles_are_told_to_nobody(
    sqlite: Database, config: Config, now: datetime
) -> None:
    for name in NAMES:
        come(sqlite, now - DAY, f"Flood at {name}", arrival=Arrival.FIRST_LOOK, body=account(name))
    matched(sqlite, config, now - DAY)
    told(sqlite, config, now - DAY)
    for name in NAMES:
        come(sqlite, now, f"Flood at {name}", place="new/", body=f"Posted under news. {account(name)}")
    matched(sqlite, config, now)
    assert owed(sqlite) == {AlertKind.DIGEST: [], AlertKind.INSTANT: []}
    assert taken_in(sqlite) == [TakenIn(origin=Origin.OLD_NEWS, name="gazette", articles=12, matching=12)]
