"""Digests by the clocks of three time zones, through changes of the clock, absence, and a clock that is set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.load import Config
from monitor.slots import next_slot
from monitor.steps import tell_due_digests
from storage.database import Database
from tests.config.folders import loaded

HOURS = {"America/Lima": "07:00", "Europe/Madrid": "02:30", "Asia/Kathmandu": "00:05"}
"""Madrid's is one that its clocks show never, and twice, on the days when they change."""
DIGESTS = "".join(
    f'[digests.{zone.partition("/")[2].lower()}]\nto = ["a@b.example"]\nat = "{hour}"\ntimezone = "{zone}"\n'
    "send_empty = true\n"
    for zone, hour in HOURS.items()
)
CHANGES = [date(2026, 10, 25), date(2027, 3, 28)]
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return loaded(tmp_path, digests=DIGESTS)


def days_around(change: date) -> tuple[datetime, datetime]:
    """The first and the last moment that are looked at."""
    day = datetime(change.year, change.month, change.day, 15, tzinfo=UTC)
    return day - 2 * DAY, day + 2 * DAY


def ticks(config: Config, change: date) -> list[datetime]:
    """Moments at which a daemon looks: every twelve hours, and about each time of a digest."""
    first, last = days_around(change)
    moments = [first + number * 12 * HOUR for number in range(9)]
    for digest in config.digests:
        slot = first
        while (slot := next_slot(digest.cron, digest.timezone, now=slot) or last) < last:
            moments += [slot - timedelta(seconds=1), slot]
    return sorted(moments)


def told(database: Database, config: Config, moments: Iterable[datetime]) -> dict[str, list[date]]:
    """On which days by their own clocks the digests were told, having been looked for at these moments."""
    found: dict[str, list[date]] = {zone: [] for zone in HOURS}
    for moment in moments:
        for edition in tell_due_digests(database, config, moment):
            zone = edition.digest.timezone
            found[zone].append(moment.astimezone(ZoneInfo(zone)).date())
    return found


def every_day(config: Config, change: date) -> dict[str, list[date]]:
    """Each day whose hour by a digest's own clock is among the moments."""
    first, last = days_around(change)
    found: dict[str, list[date]] = {}
    for zone, hour in HOURS.items():
        hours = timedelta(hours=int(hour[:2]), minutes=int(hour[3:]))
        days = [first.date() + number * DAY for number in range(-1, 6)]
        found[zone] = [
            day
            for day in days
            if first < (datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) + hours).astimezone(UTC) < last
        ]
    return found


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_each_digest_is_told_once_a_day_of_its_own_clock(sqlite: Database, config: Config, change: date) -> None:
    assert told(sqlite, config, ticks(config, change)) == every_day(config, change)
    assert change in every_day(config, change)["Europe/Madrid"]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_after_an_absence_over_the_hour_it_is_told_once(sqlite: Database, config: Config, change: date) -> None:
    first, _ = days_around(change)
    gone, back = first + 12 * HOUR, first + 66 * HOUR  # each of the digests has two times in between
    moments = ticks(config, change)
    told(sqlite, config, [moment for moment in moments if moment <= gone])
    assert all(len(days) == 1 for days in told(sqlite, config, [back]).values())
    assert not any(told(sqlite, config, [back + MINUTE]).values())
    after = told(sqlite, config, [moment for moment in moments if moment > back])
    expected = every_day(config, change)
    assert {zone: days[-1] for zone, days in after.items()} == {zone: days[-1] for zone, days in expected.items()}


@pytest.mark.parametrize(("change", "back"), [(CHANGES[0], DAY), (CHANGES[1], HOUR)], ids=str)
def test_a_clock_that_is_set_back_repeats_nothing_and_leaves_nothing_out(
    sqlite: Database, config: Config, change: date, back: timedelta
) -> None:
    moments = ticks(config, change)
    turn = moments[len(moments) // 2]
    before = [moment for moment in moments if moment <= turn]
    again = [moment for moment in moments if moment > turn - back]
    assert told(sqlite, config, [*before, *again]) == every_day(config, change)
