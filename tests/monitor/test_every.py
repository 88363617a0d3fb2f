"""What is done again and again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.schedule import Every

NOW = datetime(2026, 3, 14, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_it_begins_at_once_and_goes_on_an_interval_apart() -> None:
    assert Every(SECOND).get_next_fire_time(None, NOW) == NOW
    assert Every(SECOND).get_next_fire_time(NOW, NOW) == NOW + SECOND


def test_after_a_gap_of_years_it_is_done_once() -> None:
    late = NOW + timedelta(days=730)
    assert Every(SECOND).get_next_fire_time(NOW, late) == late + SECOND
