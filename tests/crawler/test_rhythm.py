from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.timing.cadence import PRICE, after_failure, best_looks
from crawler.timing.cadence import next_look as look_after
from crawler.timing.rhythm import HISTORY, Rhythm, Sighting, expected, learn, sighting
from tests.benchmarks.cadence import Outcome, compare, figures
from tests.benchmarks.traces import UnreadableTimesError, generate, read

NOW = datetime(2024, 5, 15, 14, 20, tzinfo=UTC)  # a Wednesday
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=24)
WATCHED = NOW - HISTORY

ages = st.integers(-3 * 1440, 70 * 1440).map(lambda minutes: timedelta(minutes=minutes))
sightings = st.builds(
    lambda age, width: Sighting(NOW - age - timedelta(minutes=width), NOW - age), ages, st.integers(0, 3000)
)
histories = st.lists(sightings, max_size=40)


def exactly(*moments: datetime) -> list[Sighting]:
    return [Sighting(moment, moment) for moment in moments]


def every(gap: timedelta, *, until: datetime = NOW) -> list[Sighting]:
    return exactly(*(until - gap * number for number in range(1, int(HISTORY / gap))))


def irregular(a_day: float, *, until: datetime = NOW) -> list[Sighting]:
    random = Random(7)
    return exactly(*(until - HISTORY * random.random() for _ in range(int(a_day * HISTORY.days))))


def wait(
    history: list[Sighting],
    *,
    now: datetime = NOW,
    since: datetime = WATCHED,
    shortest: timedelta = SHORTEST,
    longest: timedelta = LONGEST,
    price: timedelta = PRICE,
) -> timedelta:
    look = look_after(history, now=now, since=since, shortest=shortest, longest=longest, price=price)
    return look - now


@given(
    histories,
    st.timedeltas(timedelta(seconds=1), timedelta(hours=2)),
    st.timedeltas(timedelta(), timedelta(days=3)),
    st.timedeltas(timedelta(), timedelta(days=2)),
    st.timedeltas(timedelta(days=-90), timedelta(days=1)),
)
def test_the_bounds_hold_whatever_the_history_and_the_price(
    history: list[Sighting], shortest: timedelta, more: timedelta, price: timedelta, since: timedelta
) -> None:
    longest = shortest + more
    assert shortest <= wait(history, since=NOW + since, shortest=shortest, longest=longest, price=price) <= longest


@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_history_does_not_matter(history: list[Sighting], random: Random) -> None:
    shuffled = random.sample(history, len(history))
    assert learn(shuffled, now=NOW, since=WATCHED) == learn(history, now=NOW, since=WATCHED)


@given(histories, st.integers(1, 60))
def test_the_same_history_some_weeks_later_gives_the_same_wait(history: list[Sighting], weeks: int) -> None:
    later = timedelta(weeks=weeks)
    moved = [Sighting(one.after + later, one.by + later) for one in history]
    assert wait(moved, now=NOW + later, since=WATCHED + later) == wait(history)


@given(histories)
def test_what_is_older_than_what_counts_changes_nothing(history: list[Sighting]) -> None:
    old = exactly(NOW - HISTORY - timedelta(minutes=1), NOW - 2 * HISTORY)
    assert wait([*history, *old]) == wait(history)


@given(histories)
def test_articles_dated_in_the_future_count_as_of_now(history: list[Sighting]) -> None:
    def tamed(moment: datetime) -> datetime:
        return min(moment, NOW)

    assert wait(history) == wait([Sighting(tamed(one.after), tamed(one.by)) for one in history])


@given(histories)
def test_a_sighting_whose_ends_are_swapped_is_taken_for_its_end(history: list[Sighting]) -> None:
    swapped = [Sighting(one.by + timedelta(minutes=1), one.by) for one in history]
    assert wait(swapped) == wait(exactly(*(one.by for one in history)))


@given(st.lists(st.floats(0, 5), min_size=1, max_size=14), st.floats(0.01, 20), st.integers(1, 4))
def test_no_other_sequence_of_looks_costs_less(masses: list[float], price: float, gap: int) -> None:
    following = best_looks(masses, price=price, gap=gap)
    least = [0.0] * (len(masses) + 1)
    for look in range(len(masses) - 1, -1, -1):
        choices = range(min(look + gap, len(masses)), len(masses) + 1)
        least[look] = min(price + waited(masses, look, choice) + least[choice] for choice in choices)
    chosen, look = 0.0, 0
    while look < len(masses):
        assert following[look] >= min(look + gap, len(masses))
        chosen += price + waited(masses, look, following[look])
        look = following[look]
    assert chosen == pytest.approx(least[0])


def waited(masses: list[float], look: int, following: int) -> float:
    return sum(masses[step] * (following - step - 0.5) for step in range(look, following))


@pytest.mark.parametrize("a_day", [0.5, 1, 4, 10, 40])
def test_looks_at_a_steady_section_go_with_the_square_root_of_its_rate(a_day: float) -> None:
    rate = a_day / 1440
    steady = Rhythm(rate=rate, week=(1.0,) * 672, hour=(1.0,) * 60, echo_share=0.0, echo=0.0)
    masses = [articles for articles, _ in expected(steady, 28_600_000, step=1, count=10_000)]
    following = best_looks(masses, price=PRICE / timedelta(minutes=1), gap=5)
    assert following[0] == pytest.approx((2 * 5 / rate) ** 0.5, rel=0.05)


def test_the_busier_a_section_the_sooner_the_next_look() -> None:
    waits = [wait(irregular(a_day)) for a_day in (30, 10, 3, 1, 0.3, 0.02)]
    assert all(busier < quieter for busier, quieter in pairwise(waits))


def test_the_busiest_section_is_looked_at_no_more_often_than_the_shortest_wait_says() -> None:
    now = NOW + timedelta(seconds=40)
    assert wait(every(timedelta(minutes=30)), now=now, price=timedelta(seconds=1)) == SHORTEST


def test_a_higher_price_makes_looks_rarer() -> None:
    history = every(timedelta(hours=5, minutes=7))
    waits = [wait(history, price=timedelta(minutes=price)) for price in (1, 4, 16, 64)]
    assert all(cheap < dear for cheap, dear in pairwise(waits))


def test_a_section_never_seen_to_publish_is_looked_at_some_times_a_day() -> None:
    assert timedelta(hours=2) < wait([], since=NOW) < timedelta(hours=6)


def test_the_first_article_of_a_silent_section_does_not_wait_for_a_day() -> None:
    assert wait([], since=NOW - timedelta(days=700)) < timedelta(hours=8)
    assert wait(exactly(NOW - timedelta(days=50))) < timedelta(hours=8)


@pytest.mark.parametrize("a_day", [3, 1, 0.1])
def test_a_burst_brings_the_next_look_forward(a_day: float) -> None:
    usual = irregular(a_day, until=NOW - timedelta(hours=2))
    ages = [timedelta(minutes=minutes) for minutes in (3, 11, 24, 37)]
    burst, yesterday = (exactly(*(NOW - age - days for age in ages)) for days in (timedelta(), timedelta(days=1)))
    assert wait(usual + burst) < 0.9 * wait(usual + yesterday)
    assert wait(usual + burst) < 0.9 * wait(usual)


def test_a_burst_is_forgotten_after_some_hours() -> None:
    usual = irregular(1, until=NOW - timedelta(days=1))
    burst = exactly(*(NOW - timedelta(hours=20, minutes=minutes) for minutes in (3, 11, 24, 37)))
    assert wait(usual + burst) > 0.7 * wait(usual)


def test_a_batch_within_a_minute_is_no_burst() -> None:
    batch, burst = (
        every(timedelta(days=2)) + exactly(*(NOW - timedelta(minutes=10 + gap * number) for number in range(6)))
        for gap in (0, 7)
    )
    assert learn(batch, now=NOW, since=WATCHED).echo < learn(burst, now=NOW, since=WATCHED).echo / 3


def test_looks_wait_for_the_hour_at_which_a_daily_section_publishes() -> None:
    daily = exactly(*(NOW.replace(hour=6, minute=10) - timedelta(days=day) for day in range(50)))
    before, after = NOW.replace(hour=5, minute=0), NOW.replace(hour=12, minute=0)
    past = [one for one in daily if one.by < before]
    assert wait(past, now=before) < timedelta(hours=2)
    assert wait(daily, now=after) > timedelta(hours=4)


def test_looks_are_rarer_on_the_weekdays_on_which_a_section_rests() -> None:
    workdays = [day for day in range(1, 56) if (NOW - timedelta(days=day)).weekday() < 5]
    history = exactly(
        *(NOW - timedelta(days=day, hours=hour) - timedelta(minutes=17 * day) for day in workdays for hour in (0, 4, 7))
    )
    sunday = NOW - timedelta(days=3)
    past = [one for one in history if one.by < sunday]
    assert wait(past, now=sunday) > 1.5 * wait(past, now=sunday - timedelta(days=3))


def test_a_section_that_publishes_on_the_hour_is_looked_at_just_after() -> None:
    random = Random(1)
    hours = sorted({random.randrange(1, 24 * 56) for _ in range(250)})
    history = exactly(*(NOW.replace(minute=0) - timedelta(hours=hour) for hour in hours))
    looks = []
    now = NOW
    for _ in range(20):
        now += wait(history, now=now)
        looks.append(now)
    assert sum(look.minute in {1, 2, 3} for look in looks) >= 18


def test_articles_of_unknown_minute_teach_nothing_about_minutes() -> None:
    history = [Sighting(one.by - timedelta(minutes=40), one.by) for one in every(timedelta(hours=3))]
    assert set(learn(history, now=NOW, since=WATCHED).hour) == {1.0}


def test_articles_expected_in_a_week_are_as_many_as_came() -> None:
    history = every(timedelta(hours=5, minutes=3))
    rhythm = learn(history, now=NOW, since=WATCHED)
    quiet = Rhythm(rate=rhythm.rate, week=rhythm.week, hour=rhythm.hour, echo_share=0.0, echo=0.0)
    monday = 28_598_400
    by_minute = [articles for articles, _ in expected(quiet, monday, step=1, count=7 * 1440)]
    assert sum(by_minute) == pytest.approx(7 * 24 / (5 + 3 / 60), rel=0.05)
    assert [articles for articles, _ in expected(quiet, monday, step=10, count=1008)] == pytest.approx(
        [sum(by_minute[first : first + 10]) for first in range(0, 7 * 1440, 10)], abs=0.02
    )


@pytest.mark.parametrize(
    ("published", "before", "after", "by"),
    [
        (None, None, 0, 0),
        (None, -60, -60, 0),
        (-20, -60, -20, -20),
        (-20, None, -20, -20),
        (-600, None, -600, -600),
        (-90, -60, -60, 0),  # released later than it says
        (30, -60, -60, 0),  # dated ahead
        (30, None, 0, 0),
    ],
)
def test_the_publishers_time_is_believed_where_it_lies_between_two_looks(
    published: int | None, before: int | None, after: int, by: int
) -> None:
    def moment(minutes: int | None) -> datetime | None:
        return None if minutes is None else NOW + timedelta(minutes=minutes)

    seen = sighting(published=moment(published), seen=NOW, before=moment(before))
    assert seen == Sighting(NOW + timedelta(minutes=after), NOW + timedelta(minutes=by))


@pytest.mark.parametrize(("failures", "minutes"), [(1, 5), (2, 10), (3, 20), (9, 1280), (10, 1280), (10_000, 1280)])
def test_failures_double_the_wait(failures: int, minutes: int) -> None:
    assert after_failure(failures, shortest=SHORTEST, longest=LONGEST) == timedelta(minutes=minutes)


def test_failures_never_wait_longer_than_the_longest() -> None:
    assert after_failure(5, shortest=SHORTEST, longest=timedelta(minutes=30)) == timedelta(minutes=30)


@pytest.fixture(scope="module")
def compared() -> dict[str, Outcome]:
    traces = generate(3, kinds=("daily", "on the hour", "bursty", "quiet"), days=28, of_each=1)
    with ThreadPoolExecutor(1) as pool:
        return compare(traces, 8, dated=True, pool=pool)


@pytest.mark.parametrize("rival", ["fixed", "entry_frequency"])
def test_articles_wait_less_than_with_others_at_equal_requests(compared: dict[str, Outcome], rival: str) -> None:
    assert compared["ours"].requests == pytest.approx(compared[rival].requests, rel=0.03)
    mean, late = figures(compared["ours"])
    usual_mean, usual_late = figures(compared[rival])
    assert mean < 0.75 * usual_mean
    assert late < usual_late


def test_nobody_beats_looks_that_know_the_rates(compared: dict[str, Outcome]) -> None:
    means = {name: figures(outcome)[0] for name, outcome in compared.items()}
    assert min(means, key=means.__getitem__) == "optimum"


@pytest.mark.parametrize(
    "text", ["outlet,published_unix\na,1\nb\n", "outlet,published_unix\n", "a,1\nb,soon\n", "a,1\nb,2\n"]
)
def test_a_file_that_holds_no_times_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "times.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableTimesError, match=r"times\.csv"):
        read(path)


def test_rare_articles_are_not_left_to_wait_for_the_sake_of_the_mean() -> None:
    def mean(a_day: float) -> float:
        moments = [NOW - timedelta(hours=hours) for hours in range(24)]
        waits = [wait(irregular(a_day, until=moment), now=moment, since=moment - HISTORY) for moment in moments]
        return sum(waits, timedelta()) / timedelta(hours=24)

    assert mean(0.3) < 7 * mean(30)  # 10 would be best for the mean
