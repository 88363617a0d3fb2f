"""How long a section may be quiet, by its own gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import log
from random import Random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.timing.quiet import RARE, Quiet, longest_likely, quiet
from crawler.timing.rhythm import Sighting

START = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)


def known(moments: Sequence[datetime]) -> Quiet | None:
    return quiet([Sighting(moment, moment) for moment in moments], now=moments[-1], since=moments[0])


def allowed(moments: Sequence[datetime]) -> float:
    """Days that the section may be quiet."""
    found = known(moments)
    assert found is not None
    return (found.until - found.since) / DAY


def every(days: float, count: int, *, uneven: float = 0.0) -> list[datetime]:
    random = Random(7)
    return sorted(START + DAY * days * (number + random.gauss(0, uneven)) for number in range(count))


@pytest.mark.parametrize("uneven", [0.0, 0.1])
def test_what_publishes_daily_may_not_be_quiet_for_four_days(uneven: float) -> None:
    assert 2 <= allowed(every(1, 90, uneven=uneven)) < 4


@pytest.mark.parametrize("count", [6, 12])
@pytest.mark.parametrize("uneven", [0.0, 0.1])
def test_what_publishes_monthly_may_be_quiet_for_six_weeks_but_not_for_half_a_year(count: int, uneven: float) -> None:
    assert 45 < allowed(every(30.4, count, uneven=uneven)) < 150


def test_a_newsroom_that_rests_at_weekends_is_not_silent_on_monday_morning() -> None:
    workdays = [moment for moment in every(0.25, 480) if moment.weekday() < 5]
    friday = max(moment for moment in workdays if moment.weekday() == 4)
    so_far = [moment for moment in workdays if moment <= friday]
    found = known(so_far)
    assert found is not None
    monday = friday.replace(hour=12) + 3 * DAY
    assert monday < found.until < friday + 6 * DAY


def test_the_more_is_known_the_less_is_allowed() -> None:
    assert allowed(every(1, 200, uneven=0.2)) < allowed(every(1, 20, uneven=0.2))


def test_what_comes_in_bursts_may_be_quiet_between_them() -> None:
    bursts = [day + minute * timedelta(minutes=20) for day in every(12, 20, uneven=0.2) for minute in range(6)]
    assert 20 < allowed(sorted(bursts)) < 60


def test_a_pause_that_was_seen_is_allowed_again() -> None:
    before, after = every(1, 60), [moment + 80 * DAY for moment in every(1, 60)]
    assert allowed([*before, *after]) > allowed([*after])


@pytest.mark.parametrize("count", [0, 1, 4])
def test_of_too_few_articles_nothing_is_said(count: int) -> None:
    moments = every(1, count)
    assert quiet([Sighting(one, one) for one in moments], now=START + 300 * DAY, since=START) is None


def test_of_a_batch_that_came_at_once_nothing_is_said() -> None:
    assert known([START] * 20) is None


def test_before_a_weekend_was_seen_twice_nothing_is_silent() -> None:
    moments = every(0.1, 30)
    found = known(moments)
    assert found is not None
    assert found.until >= START + 14 * DAY


def test_moments_of_the_future_count_as_of_now() -> None:
    moments = every(1, 60)
    found = quiet([Sighting(one, one) for one in [*moments, START + 900 * DAY]], now=moments[-1], since=START)
    assert found is not None
    assert found.since == moments[-1]


def test_the_order_of_articles_does_not_matter() -> None:
    moments = [Sighting(one, one) for one in every(1, 60, uneven=0.3)]
    now = max(one.by for one in moments)
    assert quiet(moments, now=now, since=START) == quiet(moments[::-1], now=now, since=START)


@pytest.mark.parametrize("count", [100, 365])
def test_of_gaps_that_are_random_the_length_is_what_theory_says(count: int) -> None:
    """Of a Poisson process of one a day, a gap of ln(365.25 · RARE) days comes once in RARE years."""
    day = DAY.total_seconds()
    random = Random(11)
    found = [longest_likely([random.expovariate(1 / day) for _ in range(count)]) / day for _ in range(60)]
    assert median(found) == pytest.approx(log(365.25 * RARE), rel=0.15)


@given(st.lists(st.floats(min_value=1, max_value=1e7), min_size=5, max_size=60), st.floats(min_value=0.1, max_value=90))
def test_a_length_grows_with_its_gaps_and_is_never_shorter_than_usual(gaps: list[float], times: float) -> None:
    found = longest_likely(gaps)
    assert found >= sum(gaps) / len(gaps) * 0.999
    assert longest_likely([gap * times for gap in gaps]) <= found * max(times, 1) * 1.001
