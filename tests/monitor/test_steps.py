from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from alerts import run
from alerts.digests import editions
from alerts.digests.editions import Edition
from config.load import Config
from model.alert import AlertKind
from model.article import Arrival
from model.source import SourceState
from monitor.steps import (
    catch_up,
    first_looks_wait_until,
    match,
    match_in_time,
    next_at_once,
    tell_at_once,
    tell_at_once_gathered,
    tell_due_digests,
)
from storage import alerts, outbox, runs, search, watches
from storage.database import Database
from tests.config.folders import loaded
from tests.monitor.program import DIGESTS, SOURCES, WATCHES
from tests.monitor.samples import happenings, publish

SEVEN_IN_LIMA = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
EVERY_MINUTE = '[digests.each]\nto = ["desk@a.example"]\ncron = "* * * * *"\nsend_empty = true\n'


def configured(folder: Path, digests: str = DIGESTS) -> Config:
    return loaded(folder, sources=SOURCES, watches=WATCHES, digests=digests)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return configured(tmp_path)


def told(editions: list[Edition]) -> list[tuple[str, list[str]]]:
    return [(edition.digest.name, [article.content.title for article in edition.articles]) for edition in editions]


def owed(database: Database) -> int:
    with database.reading() as session:
        return sum(outbox.counts(session).values())


def test_a_digest_is_told_when_its_hour_has_come_and_not_before(sqlite: Database, config: Config) -> None:
    tell_due_digests(sqlite, config, SEVEN_IN_LIMA - DAY / 2)
    publish(sqlite, SEVEN_IN_LIMA - DAY / 2, "Flood in Piura")
    match(sqlite, config, SEVEN_IN_LIMA - DAY / 2)
    assert tell_due_digests(sqlite, config, SEVEN_IN_LIMA - timedelta(seconds=1)) == []
    assert told(tell_due_digests(sqlite, config, SEVEN_IN_LIMA)) == [("morning", ["Flood in Piura"])]
    assert tell_due_digests(sqlite, config, SEVEN_IN_LIMA + MINUTE) == []


def test_a_digest_that_is_new_catches_up_on_no_hour_that_has_passed(sqlite: Database, config: Config) -> None:
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Piura")
    match(sqlite, config, SEVEN_IN_LIMA)
    assert tell_due_digests(sqlite, config, SEVEN_IN_LIMA + MINUTE) == []
    assert len(tell_due_digests(sqlite, config, SEVEN_IN_LIMA + DAY)) == 1


def test_all_that_came_in_a_long_absence_is_told_by_one_digest(sqlite: Database, config: Config) -> None:
    tell_due_digests(sqlite, config, SEVEN_IN_LIMA)
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Piura")
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Tumbes")
    match(sqlite, config, SEVEN_IN_LIMA)
    back = SEVEN_IN_LIMA + 21 * DAY + 5 * MINUTE
    assert told(tell_due_digests(sqlite, config, back)) == [("morning", ["Flood in Piura", "Flood in Tumbes"])]
    assert tell_due_digests(sqlite, config, back) == []
    assert owed(sqlite) == 1
    with sqlite.reading() as session:
        assert alerts.last_slot(session, "morning", AlertKind.DIGEST, back) == SEVEN_IN_LIMA + 21 * DAY


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=365)])
def test_what_was_told_while_the_clock_was_ahead_keeps_no_digest_back(
    sqlite: Database, config: Config, ahead: timedelta
) -> None:
    tell_due_digests(sqlite, config, SEVEN_IN_LIMA + ahead - DAY)
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Piura")
    match(sqlite, config, SEVEN_IN_LIMA)
    assert told(tell_due_digests(sqlite, config, SEVEN_IN_LIMA + ahead)) == [("morning", ["Flood in Piura"])]
    right = SEVEN_IN_LIMA + MINUTE
    assert told(tell_due_digests(sqlite, config, right)) == []
    publish(sqlite, right, "Flood in Tumbes")
    match(sqlite, config, right)
    assert told(tell_due_digests(sqlite, config, SEVEN_IN_LIMA + DAY)) == [("morning", ["Flood in Tumbes"])]


def test_a_digest_sent_by_hand_takes_nothing_from_its_hour(sqlite: Database, config: Config) -> None:
    tell_due_digests(sqlite, config, SEVEN_IN_LIMA - DAY / 2)
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Piura")
    match(sqlite, config, SEVEN_IN_LIMA - MINUTE)
    (morning, _) = config.digests
    editions.publish(sqlite, config, morning, AlertKind.DIGEST, slot=None, now=SEVEN_IN_LIMA - MINUTE)
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Tumbes")
    match(sqlite, config, SEVEN_IN_LIMA)
    assert told(tell_due_digests(sqlite, config, SEVEN_IN_LIMA)) == [("morning", ["Flood in Tumbes"])]


def test_every_digest_is_told_at_its_own_hour_of_its_own_watches(sqlite: Database, config: Config) -> None:
    tell_due_digests(sqlite, config, SEVEN_IN_LIMA)
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Piura")
    publish(sqlite, SEVEN_IN_LIMA, "Strike in Tumbes")
    match(sqlite, config, SEVEN_IN_LIMA)
    six_in_utc = SEVEN_IN_LIMA.replace(hour=18)
    assert told(tell_due_digests(sqlite, config, six_in_utc)) == [("union", ["Strike in Tumbes"])]
    assert owed(sqlite) == 2, "to each of its two readers"


def test_a_minute_after_a_change_of_clocks_has_its_digest_like_any_other(sqlite: Database, tmp_path: Path) -> None:
    config = configured(tmp_path, EVERY_MINUTE + 'timezone = "Europe/Berlin"\n')
    change = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    tell_due_digests(sqlite, config, change - 2 * MINUTE)
    minutes = [change + number * MINUTE for number in range(-1, 3)]
    assert [len(tell_due_digests(sqlite, config, minute)) for minute in minutes] == [1, 1, 1, 1]


def matched(database: Database, config: Config, now: datetime) -> int:
    return match_in_time(database, config, now).articles


def test_what_a_first_look_brought_waits_for_the_others_that_go_on(sqlite: Database, config: Config) -> None:
    assert first_looks_wait_until(sqlite, config, SEVEN_IN_LIMA) is None
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Piura", arrival=Arrival.FIRST_LOOK)
    assert matched(sqlite, config, SEVEN_IN_LIMA) == 0
    until = first_looks_wait_until(sqlite, config, SEVEN_IN_LIMA)
    assert until == SEVEN_IN_LIMA + timedelta(seconds=30)
    for source in config.sources:
        with sqlite.transaction() as session:
            runs.keep_state(session, SourceState(name=source.name, last_attempt=SEVEN_IN_LIMA))
    assert first_looks_wait_until(sqlite, config, SEVEN_IN_LIMA) is None
    assert matched(sqlite, config, SEVEN_IN_LIMA) == 1


@pytest.mark.parametrize("later", [timedelta(seconds=30), -DAY], ids=["half a minute", "the clock was set back"])
def test_what_a_first_look_brought_does_not_wait_for_ever(sqlite: Database, config: Config, later: timedelta) -> None:
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Piura", arrival=Arrival.FIRST_LOOK)
    assert matched(sqlite, config, SEVEN_IN_LIMA + later) == 1


def test_news_waits_for_no_first_look(sqlite: Database, config: Config) -> None:
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Piura")
    assert matched(sqlite, config, SEVEN_IN_LIMA) == 1


def together(work: Callable[[], object]) -> list[Exception]:
    """Do the same twice at the same time; gives what went wrong."""
    problems: list[Exception] = []

    def one() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001
            problems.append(error)

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


@pytest.fixture
def side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tells an edition waits until another is as far, unless the store keeps that one waiting."""
    barrier = threading.Barrier(2, timeout=0.4)
    render = editions._render

    def render_together(*given: object) -> Edition:
        edition = render(*given)  # type: ignore[arg-type]
        try:
            barrier.wait()
        except threading.BrokenBarrierError:
            barrier.reset()
        return edition

    monkeypatch.setattr(editions, "_render", render_together)


@pytest.mark.usefixtures("side_by_side")
def test_of_two_processes_at_a_digest_s_hour_one_tells_it(database: Database, tmp_path: Path) -> None:
    config = configured(tmp_path, EVERY_MINUTE)
    tell_due_digests(database, config, SEVEN_IN_LIMA)
    publish(database, SEVEN_IN_LIMA, "Flood in Piura")
    match(database, config, SEVEN_IN_LIMA)
    assert together(lambda: tell_due_digests(database, config, SEVEN_IN_LIMA + MINUTE)) == []
    assert owed(database) == 1


@pytest.mark.usefixtures("side_by_side")
def test_of_two_processes_with_an_urgent_article_one_tells_it(database: Database, tmp_path: Path) -> None:
    config = configured(tmp_path, EVERY_MINUTE)
    tell_at_once(database, config, SEVEN_IN_LIMA)
    publish(database, SEVEN_IN_LIMA, "Flood in Piura")
    match(database, config, SEVEN_IN_LIMA)
    assert together(lambda: tell_at_once(database, config, SEVEN_IN_LIMA)) == []
    assert owed(database) == 1


def test_an_urgent_article_is_told_at_once_and_once(sqlite: Database, config: Config) -> None:
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Piura")
    publish(sqlite, SEVEN_IN_LIMA, "Strike in Piura")
    match(sqlite, config, SEVEN_IN_LIMA)
    assert told(tell_at_once(sqlite, config, SEVEN_IN_LIMA)) == [("morning", ["Flood in Piura"])]
    assert tell_at_once(sqlite, config, SEVEN_IN_LIMA + MINUTE) == []


def test_what_stood_there_at_the_first_look_wakes_nobody_at_once(sqlite: Database, config: Config) -> None:
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Piura", arrival=Arrival.FIRST_LOOK)
    match(sqlite, config, SEVEN_IN_LIMA)
    assert tell_at_once(sqlite, config, SEVEN_IN_LIMA) == []


def test_after_an_upgrade_the_index_is_made_anew_by_and_by(sqlite: Database, config: Config, now: datetime) -> None:
    for number in range(60):
        publish(sqlite, now, f"Flood {number}")
    match(sqlite, config, now)
    with sqlite.transaction() as session:
        search.begin(session, "of long ago")
    match(sqlite, config, now)
    with sqlite.reading() as session:
        assert len(search.apart(session)) == 60
    catch_up(sqlite, config, now)
    with sqlite.reading() as session:
        assert search.apart(session) == frozenset()


def test_where_old_articles_meet_a_new_watch_is_found_with_what_may_wait(
    sqlite: Database, config: Config, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_AT_ONCE", 0)
    monkeypatch.setattr(run, "_CHUNK", 2)
    for number in range(5):
        publish(sqlite, now, f"Flood {number}")
    match(sqlite, replace(config, watches=()), now)
    match(sqlite, config, now)
    with sqlite.reading() as session:
        assert not any(any(watches.evidence(session, number).values()) for number in range(1, 6))
    catch_up(sqlite, config, now)
    with sqlite.reading() as session:
        assert all(any(watches.evidence(session, number).values()) for number in range(1, 6))


QUIET = DIGESTS.replace('timezone = "America/Lima"\n', 'timezone = "America/Lima"\nquiet = "22:00-07:00"\n')
SECOND = timedelta(seconds=1)


def urgent(database: Database, config: Config, now: datetime, *titles: str) -> None:
    """Articles that are to be told at once, whatever developments they are in."""
    ids = [publish(database, now, title) for title in titles]
    match(database, config, now)
    with database.transaction() as session:
        alerts.owe(session, "morning", AlertKind.INSTANT, ids, now)


def test_in_quiet_hours_alerts_wait_and_are_then_told_together(sqlite: Database, tmp_path: Path) -> None:
    config = configured(tmp_path, QUIET)
    night = SEVEN_IN_LIMA - timedelta(hours=3)
    first, second = happenings(2)
    for title in (first, second):
        urgent(sqlite, config, night, title)
        assert tell_at_once(sqlite, config, night) == []
        assert tell_at_once_gathered(sqlite, config, night + MINUTE) == []
    assert next_at_once(sqlite, config, night) == SEVEN_IN_LIMA
    assert told(tell_at_once_gathered(sqlite, config, SEVEN_IN_LIMA)) == [("morning", [first, second])]
    assert next_at_once(sqlite, config, SEVEN_IN_LIMA) is None


def test_what_a_digest_tells_while_alerts_wait_is_not_told_again_after_it(sqlite: Database, tmp_path: Path) -> None:
    config = configured(tmp_path, QUIET.replace("22:00-07:00", "22:00-08:00"))
    tell_due_digests(sqlite, config, SEVEN_IN_LIMA - DAY)
    publish(sqlite, SEVEN_IN_LIMA - MINUTE, "Flood in Piura")
    match(sqlite, config, SEVEN_IN_LIMA - MINUTE)
    assert len(tell_due_digests(sqlite, config, SEVEN_IN_LIMA)) == 1
    assert tell_at_once(sqlite, config, SEVEN_IN_LIMA + timedelta(hours=2)) == []


def test_two_hundred_matches_within_a_minute_are_one_message_that_lists_all(sqlite: Database, tmp_path: Path) -> None:
    config = configured(tmp_path)
    noon = SEVEN_IN_LIMA + timedelta(hours=5)
    messages = []
    syllables = ("cata", "moro", "sulla", "huay", "yura", "choso")
    places = ["".join(each) for each in product(syllables, repeat=3)][:200]
    for number in range(20):
        moment = noon + 3 * number * SECOND
        urgent(sqlite, config, moment, *(f"Flood in {place.title()}" for place in places[number::20]))
        messages += tell_at_once_gathered(sqlite, config, moment)
    assert messages == []
    due = next_at_once(sqlite, config, moment)
    assert due is not None
    ((_, titles),) = told(tell_at_once_gathered(sqlite, config, due))
    assert len(set(titles)) == 200
    assert owed(sqlite) == 1


def test_a_digest_tells_in_a_line_what_was_told_at_once(sqlite: Database, config: Config) -> None:
    tell_due_digests(sqlite, config, SEVEN_IN_LIMA - DAY)
    publish(sqlite, SEVEN_IN_LIMA, "Flood in Piura")
    publish(sqlite, SEVEN_IN_LIMA, "Strike in Tumbes")
    match(sqlite, config, SEVEN_IN_LIMA - MINUTE)
    assert len(tell_at_once(sqlite, config, SEVEN_IN_LIMA - MINUTE)) == 1
    edition = next(one for one in tell_due_digests(sqlite, config, SEVEN_IN_LIMA) if one.digest.name == "morning")
    text = edition.rendered.text
    assert "Articles (1)\n------------\n\n* Strike in Tumbes" in text
    assert "Told at once already (1)\n------------------------\n\n- Flood in Piura" in text
