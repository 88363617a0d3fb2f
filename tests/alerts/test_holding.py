from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.digests.holding import LONGEST, SETTLED, after_quiet, told_at
from model.alert import Digest

LOUD = Digest(name="all", to=("a@b.example",), cron="0 7 * * *", timezone="America/Lima")
NIGHT = replace(LOUD, quiet="22:00-07:00")
NOON = datetime(2026, 3, 14, 17, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_lone_alert_is_told_in_a_few_seconds() -> None:
    assert told_at(NOON, NOON, LOUD, NOON) == NOON + SETTLED
    assert told_at(NOON, NOON, LOUD, NOON + SETTLED) == NOON + SETTLED


def test_two_hundred_in_a_minute_are_told_together() -> None:
    moments = [NOON + timedelta(minutes=number / 200) for number in range(200)]
    assert all(told_at(NOON, moment, LOUD, moment) > moment for moment in moments)
    assert told_at(NOON, moments[-1], LOUD, moments[-1]) == moments[-1] + SETTLED


def test_a_stream_without_end_is_told_now_and_then() -> None:
    late = NOON + LONGEST
    assert told_at(NOON, late, LOUD, late) == late


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=365)])
def test_what_a_clock_noted_that_was_ahead_is_held_no_longer(ahead: timedelta) -> None:
    assert told_at(NOON + ahead, NOON + ahead, LOUD, NOON) == NOON + SETTLED
    assert told_at(NOON - ahead, NOON + ahead, LOUD, NOON) == NOON


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "zone", "moment", "until"),
    [
        ("22:00-07:00", "America/Lima", "2026-03-14 02:59", "2026-03-14 02:59"),  # 21:59 there
        ("22:00-07:00", "America/Lima", "2026-03-14 03:00", "2026-03-14 12:00"),
        ("22:00-07:00", "America/Lima", "2026-03-14 11:59", "2026-03-14 12:00"),
        ("22:00-07:00", "America/Lima", "2026-03-14 12:00", "2026-03-14 12:00"),
        ("13:00-15:00", "America/Lima", "2026-03-14 18:30", "2026-03-14 20:00"),
        ("13:00-15:00", "America/Lima", "2026-03-14 20:00", "2026-03-14 20:00"),
        ("22:00-07:00", "Asia/Kathmandu", "2026-03-14 20:00", "2026-03-15 01:15"),
        ("22:00-07:00", "Europe/Madrid", "2026-03-28 22:00", "2026-03-29 05:00"),  # clocks go forward that night
        ("22:00-07:00", "Europe/Madrid", "2026-10-24 21:00", "2026-10-25 06:00"),  # and back
        ("01:00-02:30", "Europe/Madrid", "2026-03-29 00:30", "2026-03-29 01:30"),  # an end that clocks skip
    ],
)
def test_in_quiet_hours_alerts_wait_for_their_end_by_the_digest_s_clock(
    quiet: str, zone: str, moment: str, until: str
) -> None:
    assert after_quiet(replace(LOUD, quiet=quiet, timezone=zone), utc(moment)) == utc(until)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_end_of_quiet_hours_is_not_quiet_and_not_far(moment: datetime) -> None:
    for zone in ("America/Lima", "Europe/Madrid", "Asia/Kathmandu"):
        digest = replace(NIGHT, timezone=zone)
        end = after_quiet(digest, moment)
        assert moment <= end <= moment + timedelta(hours=10)
        assert after_quiet(digest, end) == end
