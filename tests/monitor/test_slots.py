from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.cron import portable_cron
from monitor.slots import last_slot, next_slot

LIMA, BERLIN, NEW_YORK = "America/Lima", "Europe/Berlin", "America/New_York"
LORD_HOWE = "Australia/Lord_Howe"  # its clocks change by half an hour
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slots(cron: str, zone: str, first: str, last: str) -> list[str]:
    """Every time of a schedule in a stretch, one after the other."""
    found = []
    moment = utc(first)
    while (slot := next_slot(portable_cron(cron), zone, now=moment)) is not None and slot <= utc(last):
        found.append(slot.strftime("%d %H:%M"))
        moment = slot
    return found


@pytest.mark.parametrize(
    ("cron", "zone", "now", "expected"),
    [
        ("0 7 * * *", LIMA, "2026-01-15 12:00", "2026-01-15 12:00"),  # Lima is five hours behind
        ("0 7 * * *", LIMA, "2026-07-15 12:00", "2026-07-15 12:00"),  # all year
        ("0 7 * * *", LIMA, "2026-01-15 11:59", "2026-01-14 12:00"),
        ("0 7 * * *", BERLIN, "2026-01-15 12:00", "2026-01-15 06:00"),
        ("0 7 * * *", BERLIN, "2026-07-15 12:00", "2026-07-15 05:00"),
        ("0 23 * * *", LIMA, "2026-01-15 12:00", "2026-01-15 04:00"),  # yesterday there
        ("0 7 * * mon-fri", LIMA, "2026-03-15 18:00", "2026-03-13 12:00"),  # from Sunday to Friday
        ("0 7 * * 0", LIMA, "2026-03-14 18:00", "2026-03-08 12:00"),
        ("0 7 1 * *", LIMA, "2026-03-14 18:00", "2026-03-01 12:00"),
        ("0 0 29 2 *", "UTC", "2026-03-14 18:00", "2024-02-29 00:00"),
        ("*/20 8-9 * * *", "UTC", "2026-03-14 09:30", "2026-03-14 09:20"),
    ],
)
def test_the_last_time_is_by_the_clock_of_the_digest_s_zone(cron: str, zone: str, now: str, expected: str) -> None:
    assert last_slot(portable_cron(cron), zone, since=LONG_AGO, now=utc(now)) == utc(expected)


def test_a_time_before_the_beginning_does_not_count() -> None:
    noon = utc("2026-03-14 12:00")
    assert last_slot("0 7 * * *", LIMA, since=noon, now=noon + timedelta(hours=23)) is None
    assert last_slot("0 7 * * *", LIMA, since=noon - timedelta(seconds=1), now=noon) == noon


def test_where_clocks_are_put_forward_a_skipped_time_comes_an_hour_later_and_no_day_is_left_out() -> None:
    stretch = ("2026-03-27 12:00", "2026-03-31 12:00")
    assert slots("30 2 * * *", BERLIN, *stretch) == ["28 01:30", "29 01:30", "30 00:30", "31 00:30"]
    assert slots("0 0 * * *", BERLIN, *stretch) == ["27 23:00", "28 23:00", "29 22:00", "30 22:00"]
    assert slots("30 2,3 * * *", BERLIN, "2026-03-28 12:00", "2026-03-29 12:00") == ["29 01:30"]


def test_where_clocks_are_put_back_a_repeated_time_comes_once() -> None:
    assert slots("30 2 * * *", BERLIN, "2026-10-24 12:00", "2026-10-26 12:00") == ["25 00:30", "26 01:30"]
    assert slots("30 1 * * *", NEW_YORK, "2026-10-31 12:00", "2026-11-02 12:00") == ["01 05:30", "02 06:30"]
    assert slots("45 1 * * *", LORD_HOWE, "2026-04-03 18:00", "2026-04-05 18:00") == ["04 14:45", "05 15:15"]


@pytest.mark.parametrize(
    ("zone", "first"), [(BERLIN, "2026-03-29 00:00"), (BERLIN, "2026-10-24 23:00"), (NEW_YORK, "2026-11-01 04:00")]
)
def test_a_schedule_for_every_hour_goes_on_evenly_while_clocks_change(zone: str, first: str) -> None:
    begin = utc(first)
    evenly = [(begin + timedelta(minutes=30 * number)).strftime("%d %H:%M") for number in range(1, 9)]
    assert slots("0,30 * * * *", zone, first, (begin + timedelta(hours=4)).strftime("%Y-%m-%d %H:%M")) == evenly


def test_a_schedule_for_every_hour_has_no_time_in_a_stretch_that_clocks_skip() -> None:
    assert slots("15 * * * *", LORD_HOWE, "2026-10-03 14:00", "2026-10-03 17:00") == ["03 14:45", "03 16:15"]


CRONS = st.sampled_from(["* * * * *", "*/7 * * * *", "30 2 * * *", "15 1,2,3 * * *", "0 0 * * *", "59 23 * * sat,sun"])
ZONES = st.sampled_from([LIMA, BERLIN, NEW_YORK, LORD_HOWE, "Africa/Casablanca", "Asia/Kathmandu", "UTC"])
MOMENTS = st.datetimes(
    min_value=datetime(2026, 3, 1),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(2026, 11, 30),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)


@given(CRONS, ZONES, MOMENTS)
def test_looking_back_finds_what_looking_ahead_promised(cron: str, zone: str, now: datetime) -> None:
    ahead = next_slot(portable_cron(cron), zone, now=now)
    assert ahead is not None
    assert ahead > now
    assert last_slot(portable_cron(cron), zone, since=now, now=ahead) == ahead
    assert last_slot(portable_cron(cron), zone, since=now, now=ahead - timedelta(seconds=1)) is None


@given(st.sampled_from(["* * * * *", "*/7 * * * *", "15 1,2,3 * * *", "0 7 * * mon"]), ZONES, MOMENTS)
def test_every_time_is_one_that_clocks_show_in_its_zone_unless_they_skip_it(
    cron: str, zone: str, now: datetime
) -> None:
    slot = next_slot(portable_cron(cron), zone, now=now)
    assert slot is not None
    wanted = portable_cron(cron).split()
    shown = slot.astimezone(ZoneInfo(zone))
    before = (slot - timedelta(hours=2)).astimezone(ZoneInfo(zone))
    if shown.utcoffset() == before.utcoffset():
        assert wanted[0] == "*" or str(shown.minute) in wanted[0].split(",")
        assert wanted[1] == "*" or str(shown.hour) in wanted[1].split(",")


@pytest.mark.parametrize("cron", ["* * * * *", "0 7 * * *", "* * 1 1 *", "0 0 29 2 *"])
def test_a_long_absence_is_looked_over(cron: str) -> None:
    assert last_slot(cron, LIMA, since=LONG_AGO, now=utc("2051-02-03 04:05")) is not None


def test_a_schedule_that_never_comes_has_no_time() -> None:
    assert next_slot("0 0 30 2 *", LIMA, now=LONG_AGO) is None
    assert last_slot("0 0 30 2 *", LIMA, since=LONG_AGO, now=utc("2026-03-14 00:00")) is None
