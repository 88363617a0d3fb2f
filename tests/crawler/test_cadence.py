"""When sections are looked at again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cadence import HISTORY, after_failure, after_success

NOW = datetime(2026, 3, 14, 15, tzinfo=UTC)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=24)
WAITS = st.timedeltas(timedelta(seconds=1), timedelta(days=400))
MOMENTS = st.lists(st.datetimes(datetime(2025, 1, 1), datetime(2026, 3, 14), timezones=st.just(UTC)), max_size=30)  # noqa: DTZ001 - the strategy's bounds are naive


@pytest.mark.parametrize(
    ("articles", "wait"),
    [
        (0, timedelta(minutes=84, seconds=51)),  # between the bounds: the geometric mean
        (1, timedelta(hours=24)),
        (7, timedelta(hours=24)),
        (28, timedelta(hours=6)),
        (28 * 24, timedelta(minutes=15)),
        (28 * 24 * 60, timedelta(minutes=5)),
    ],
)
def test_a_section_is_looked_at_as_often_as_it_publishes(articles: int, wait: timedelta) -> None:
    appeared = [NOW - HISTORY / (articles + 1) * at for at in range(1, articles + 1)]
    found = after_success(appeared, now=NOW, shortest=SHORTEST, longest=LONGEST)
    assert abs(found - wait) < timedelta(seconds=1)


def test_what_is_long_ago_does_not_count() -> None:
    old = [NOW - HISTORY - timedelta(minutes=at) for at in range(1, 500)]
    alone = after_success([], now=NOW, shortest=SHORTEST, longest=LONGEST)
    assert after_success(old, now=NOW, shortest=SHORTEST, longest=LONGEST) == alone


@given(MOMENTS, WAITS, WAITS)
def test_a_wait_stays_within_the_bounds(appeared: list[datetime], one: timedelta, other: timedelta) -> None:
    shortest, longest = sorted((one, other))
    assert shortest <= after_success(appeared, now=NOW, shortest=shortest, longest=longest) <= longest


@given(MOMENTS)
def test_one_article_more_never_makes_the_wait_longer(appeared: list[datetime]) -> None:
    recent = [*appeared, NOW]
    before = after_success(recent, now=NOW, shortest=SHORTEST, longest=LONGEST)
    assert after_success([*recent, NOW], now=NOW, shortest=SHORTEST, longest=LONGEST) <= before


@pytest.mark.parametrize(
    ("failures", "minutes"), [(1, 5), (2, 10), (3, 20), (4, 40), (8, 640), (9, 1280), (10, 1280), (10**9, 1280)]
)
def test_each_failure_doubles_the_wait(failures: int, minutes: int) -> None:
    assert after_failure(failures, shortest=SHORTEST, longest=LONGEST) == timedelta(minutes=minutes)


@given(st.integers(1, 10**9), WAITS, WAITS)
def test_a_failure_waits_within_the_bounds(failures: int, one: timedelta, other: timedelta) -> None:
    shortest, longest = sorted((one, other))
    assert shortest <= after_failure(failures, shortest=shortest, longest=longest) <= longest


def test_an_interval_of_the_user_may_be_longer_than_the_longest() -> None:
    assert after_failure(1, shortest=timedelta(days=3), longest=LONGEST) == timedelta(days=3)
