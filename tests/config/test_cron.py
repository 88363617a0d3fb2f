from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.cron import at_time, portable_cron, weekdays
from config.values import UnusableError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 7 * * *", "0 7 * * *"),
        ("  0\t7 * *   * ", "0 7 * * *"),
        ("0 7 * * mon-fri", "0 7 * * mon,tue,wed,thu,fri"),
        ("*/15 0-6/2 * jan,MAR *", "0,15,30,45 0,2,4,6 * 1,3 *"),
        ("0 0 29 feb *", "0 0 29 2 *"),
        ("0 0 1,15 * *", "0 0 1,15 * *"),
        ("0 0 1-31 * 1", "0 0 * * mon"),
    ],
)
def test_five_fields_are_written_out(text: str, expected: str) -> None:
    assert portable_cron(text) == expected


@pytest.mark.parametrize("weekday", ["0", "7", "sun", "SUN", "0-0", "*/7"])
def test_sunday_has_many_numbers_but_one_name(weekday: str) -> None:
    assert portable_cron(f"0 0 * * {weekday}") == "0 0 * * sun"


def test_a_week_may_end_with_sunday() -> None:
    assert portable_cron("0 0 * * fri-sun") == portable_cron("0 0 * * 5-7") == "0 0 * * fri,sat,sun"


@pytest.mark.parametrize(
    ("text", "problem", "advice"),
    [
        ("", "is not five fields", "minute, hour, day, month, weekday"),
        ("@daily", "is not five fields", "minute, hour, day, month, weekday"),
        ("0 0 7 * * *", "is not five fields", "minute, hour, day, month, weekday"),
        ("60 * * * *", "60 is no minute", "0 to 59"),
        ("0 24 * * *", "24 is no hour", "0 to 23"),
        ("0 0 0 * *", "0 is no day", "1 to 31"),
        ("0 0 * 13 *", "13 is no month", "1 to 12"),
        ("0 0 * * 8", "8 is no weekday", "0 to 7"),
        ("0 0 * * mondy", '"mondy" is no weekday', 'did you mean "mon"?'),
        ("0 0 * xyz *", '"xyz" is no month', "jan"),
        ("x * * * *", '"x" is no minute', "0 to 59"),
        ("٣ * * * *", "is no minute", "0 to 59"),
        ("5/15 * * * *", '"5/15" is no step', '"*/15"'),
        ("*/0 * * * *", '"*/0" is no step', '"*/15"'),
        ("1,,2 * * * *", '"" is no minute', "a list"),
        ("*-5 * * * *", '"*-5" is no minute', "a range"),
        ("0 22-2 * * *", '"22-2" runs backwards', '"22-23,0-2"'),
        ("0 7 1 * mon", "limits both day and weekday", '"*"'),
        ("0 0 30 2 *", "never comes", "another day or month"),
        ("0 0 31 4,6 *", "never comes", "another day or month"),
    ],
)
def test_what_is_no_cron_expression_is_explained(text: str, problem: str, advice: str) -> None:
    with pytest.raises(UnusableError) as caught:
        portable_cron(text)
    assert problem in str(caught.value)
    assert advice in caught.value.advice


def test_the_advice_on_a_backward_range_can_be_taken() -> None:
    assert portable_cron("0 22-23,0-2 * * *") == "0 0,1,2,22,23 * * *"


def test_a_time_of_day_comes_daily_or_on_days_of_the_week() -> None:
    assert at_time("07:05") == "5 7 * * *"
    assert at_time("07:05", weekdays("weekdays")) == "5 7 * * mon,tue,wed,thu,fri"


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ("daily", "*"),
        ("weekly", "mon"),
        ("Fri", "fri"),
        (["sun", "mon"], "mon,sun"),
        (["tue", "Tue"], "tue"),
    ],
)
def test_days_of_the_week_are_words_or_lists(given: object, days: str) -> None:
    assert weekdays(given) == days
    assert days == "*" or portable_cron(f"0 7 * * {days}") == f"0 7 * * {days}"


@pytest.mark.parametrize(
    ("given", "advice"), [("weakly", '"weekly"'), (["mo"], '"mon"'), ([], '"daily"'), (7, '"daily"'), ([7], "names:")]
)
def test_what_is_no_day_is_told_with_what_may_be_meant(given: object, advice: str) -> None:
    with pytest.raises(UnusableError) as caught:
        weekdays(given)
    assert advice in caught.value.advice


@given(st.text("0123456789*/,- monfrisujaz", max_size=30))
def test_the_form_written_out_stands_for_itself(text: str) -> None:
    try:
        written = portable_cron(text)
    except UnusableError:
        return
    assert portable_cron(written) == written
