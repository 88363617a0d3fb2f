from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NoReturn

import pytest

from alerts import run
from alerts.run import Matched, match_new
from model.alert import Channel, Digest
from model.article import Arrival
from model.watch import Watch
from storage import articles, outbox, watches
from storage.database import Database
from tests.storage.samples import content, stored

FLOODS = Watch(name="floods", title="Floods", keywords=("flood",), alert=True)
STRIKES = Watch(name="strikes", title="Strikes", keywords=("strike",))
RAIN = Watch(name="rain", title="Rain", keywords=("rain",))
ALL = Digest(name="all", to=("desk@a.example",), cron="0 7 * * *", timezone="UTC")
UNION = Digest(name="union", to=("union@a.example",), cron="0 7 * * *", timezone="UTC", watches=("strikes",))


def store(database: Database, now: datetime, title: str, body: str = "", *, arrival: Arrival = Arrival.NEWS) -> int:
    """Store an article at an address of its own, or the next revision of the one with that first word."""
    key = f"a.example/{title.split(maxsplit=1)[0].lower()}"
    number, _ = stored(database, now, key=key, said=content(body, title=title), arrival=arrival)
    return number


def match(database: Database, now: datetime, *given: Watch, digests: Sequence[Digest] = (ALL, UNION)) -> Matched:
    return match_new(database, given or (FLOODS, STRIKES), digests, now)


def owed(database: Database) -> dict[tuple[str, Channel], list[int]]:
    """Ids of the articles that each audience is owed by each channel."""
    with database.reading() as session:
        found = {
            (digest.name, channel): outbox.untold(session, digest.name, channel)
            for digest in (ALL, UNION)
            for channel in Channel
        }
    return {audience: ids for audience, ids in found.items() if ids}


def matches(database: Database) -> dict[str, tuple[str, ...]]:
    with database.reading() as session:
        return {article.content.title: article.matches for article in articles.every(session)}


def waiting(database: Database) -> int:
    with database.reading() as session:
        return len(watches.unmatched(session, 1000))


def test_a_new_article_is_matched_once_and_owed_to_those_who_follow(database: Database, now: datetime) -> None:
    flood, strike = store(database, now, "Flood in Piura"), store(database, now, "Miners strike")
    store(database, now, "Nothing new")
    assert match(database, now) == Matched(articles=3, matches=2, owed=4)
    assert owed(database) == {
        ("all", Channel.DIGEST): [flood, strike],
        ("all", Channel.INSTANT): [flood],
        ("union", Channel.DIGEST): [strike],
    }
    assert match(database, now) == Matched()


def test_many_articles_are_matched_in_several_transactions(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_CHUNK", 2)
    for number in range(5):
        store(sqlite, now, f"Flood-{number} again")
    assert match(sqlite, now) == Matched(articles=5, matches=5, owed=10)


def test_with_no_watch_met_nothing_is_owed(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Nothing new")
    assert match(sqlite, now) == Matched(articles=1)
    assert owed(sqlite) == {}


def test_matches_and_what_is_owed_for_them_are_kept_together_or_not_at_all(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(database, now, "Flood in Piura")
    store(database, now, "Second flood")
    match_and_fail_at(2, database, now, monkeypatch)
    assert matches(database) == {"Flood in Piura": (), "Second flood": ()}
    assert owed(database) == {}
    assert waiting(database) == 2
    assert match(database, now) == Matched(articles=2, matches=2, owed=4)


def match_and_fail_at(call: int, database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Match, and die at a call of `owe`."""
    owe, calls = outbox.owe, 0

    def failing(*args: object) -> int:
        nonlocal calls
        calls += 1
        if calls == call:
            raise KeyboardInterrupt
        return owe(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(outbox, "owe", failing)
        match(database, now)
    assert calls == call


def test_a_new_watch_finds_old_articles_and_wakes_nobody(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Heavy rain in Piura")
    match(sqlite, now)
    everyone = [ALL, Digest(name="union", to=("a@a.example",), cron="* * * * *", timezone="UTC", watches=("rain",))]
    assert match(sqlite, now, FLOODS, STRIKES, RAIN, digests=everyone) == Matched()
    assert matches(sqlite) == {"Heavy rain in Piura": ("rain",)}
    assert owed(sqlite) == {}


def test_a_new_watch_over_a_large_archive_finds_all_of_it(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_CHUNK", 2)
    for number in range(5):
        store(sqlite, now, f"Rain-{number} again")
    match(sqlite, now)
    match(sqlite, now, FLOODS, RAIN)
    assert set(matches(sqlite).values()) == {("rain",)}


def test_a_new_watch_wakes_for_the_news_that_waits_with_it(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Old rain")
    match(sqlite, now)
    news = store(sqlite, now, "New rain")
    assert match(sqlite, now, FLOODS, RAIN) == Matched(articles=1, matches=1, owed=1)
    assert owed(sqlite) == {("all", Channel.DIGEST): [news]}


def test_an_edited_watch_is_held_against_the_archive_and_wakes_nobody(database: Database, now: datetime) -> None:
    store(database, now, "Heavy rain in Piura")
    store(database, now, "Flood in Tumbes")
    match(database, now)
    edited = Watch(name="floods", title="Floods", keywords=("rain",), alert=True)
    before = owed(database)
    assert match(database, now, edited, STRIKES) == Matched()
    assert matches(database) == {"Heavy rain in Piura": ("floods",), "Flood in Tumbes": ()}
    assert owed(database) == before


def test_another_title_or_policy_of_a_watch_is_no_edit_of_its_query(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(sqlite, now, "Flood in Piura")
    match(sqlite, now)
    monkeypatch.setattr(run, "_archive", lambda *_: pytest.fail("the archive was read"))
    monkeypatch.setattr(watches, "keep_definitions", lambda *_: pytest.fail("nothing is to be kept"))
    match(sqlite, now, Watch(name="floods", title="High water", keywords=("flood",)), STRIKES)


def test_a_watch_that_is_taken_out_has_no_matches_any_more(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Flood stops strike")
    match(sqlite, now)
    match(sqlite, now, STRIKES)
    assert matches(sqlite) == {"Flood stops strike": ("strikes",)}
    with sqlite.reading() as session:
        assert set(watches.definitions(session)) == {"strikes"}


def test_a_watch_that_comes_back_finds_its_articles_again_and_wakes_nobody(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Heavy rain")
    match(sqlite, now, RAIN)
    match(sqlite, now, STRIKES)
    before = owed(sqlite)
    assert match(sqlite, now, STRIKES, RAIN) == Matched()
    assert matches(sqlite) == {"Heavy rain": ("rain",)}
    assert owed(sqlite) == before


def test_an_archive_match_that_was_broken_off_is_done_again(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(sqlite, now, "Heavy rain")
    match(sqlite, now)

    def dies(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(watches, "keep_definitions", dies)
        match(sqlite, now, FLOODS, RAIN)
    match(sqlite, now, FLOODS, RAIN)
    assert matches(sqlite) == {"Heavy rain": ("rain",)}
    assert owed(sqlite) == {}


def test_a_revision_that_newly_meets_a_watch_is_told_once(database: Database, now: datetime) -> None:
    article = store(database, now, "Piura waits")
    assert match(database, now).owed == 0
    store(database, now, "Piura waits", "The strike began.")
    assert match(database, now) == Matched(articles=1, matches=1, owed=2)
    store(database, now, "Piura waits", "The strike goes on.")
    assert match(database, now) == Matched(articles=1)
    assert owed(database) == {("all", Channel.DIGEST): [article], ("union", Channel.DIGEST): [article]}


def test_of_two_revisions_that_wait_the_newest_is_matched(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Piura waits", "A strike.")
    store(sqlite, now, "Piura waits", "No stoppage after all.")
    assert match(sqlite, now) == Matched(articles=1)
    assert waiting(sqlite) == 0


def test_a_revision_that_no_longer_meets_a_watch_loses_the_match_and_is_not_told_twice_when_it_does_again(
    sqlite: Database, now: datetime
) -> None:
    store(sqlite, now, "Piura waits", "A strike.")
    match(sqlite, now)
    store(sqlite, now, "Piura waits", "Nothing.")
    match(sqlite, now)
    assert matches(sqlite) == {"Piura waits": ()}
    store(sqlite, now, "Piura waits", "A strike after all.")
    assert match(sqlite, now) == Matched(articles=1, matches=1, owed=0)


@pytest.mark.parametrize(
    ("arrival", "told"),
    [
        (Arrival.NEWS, {Channel.DIGEST, Channel.INSTANT}),
        (Arrival.FIRST_LOOK, {Channel.DIGEST}),
        (Arrival.ARCHIVE, set()),
    ],
)
def test_how_an_article_came_decides_whom_it_wakes_and_it_is_matched_all_the_same(
    sqlite: Database, now: datetime, arrival: Arrival, told: set[Channel]
) -> None:
    store(sqlite, now, "Flood in Piura", arrival=arrival)
    assert match(sqlite, now).matches == 1
    assert {channel for _, channel in owed(sqlite)} == told


def test_who_follows_all_watches_is_owed_an_article_once_though_it_meets_several(
    sqlite: Database, now: datetime
) -> None:
    article = store(sqlite, now, "Flood stops strike")
    match(sqlite, now + timedelta(hours=1))
    assert owed(sqlite)["all", Channel.DIGEST] == [article]
