"""What the charts of the pages show of counts and values."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from model.browsing import DayCount
from monitor.web.charts import Bars, bars, line

TODAY = date(2026, 3, 14)


def chart(*counts: int) -> Bars:
    """Of a watch that met so many articles a day, to the present one."""
    days = [DayCount("floods", TODAY - timedelta(days=ago), count) for ago, count in enumerate(reversed(counts))]
    (found,) = bars(days, ["floods"], today=TODAY, days=90, newest=7)
    return found


def test_the_newest_days_are_drawn_and_counted_apart() -> None:
    shown = chart(4, 0, 0, 0, 0, 0, 0, 2, 1)
    assert (shown.path.count("M"), shown.newest_path.count("M")) == (1, 2)
    assert (shown.newest, shown.total) == (3, 7)


@pytest.mark.parametrize(
    ("before", "newest", "is_busy"),
    [(1, 7, False), (1, 14, False), (1, 15, True), (4, 40, False), (4, 44, True), (0, 50, False)],
)
def test_a_watch_is_busy_with_more_than_chance_would_bring_after_the_days_before(
    *, before: int, newest: int, is_busy: bool
) -> None:
    assert chart(*[before] * 83, 0, 0, 0, 0, 0, 0, newest).is_busy is is_busy


def test_a_value_holds_until_the_next_and_the_highest_is_at_the_top(now: datetime) -> None:
    shown = line([(now, 10), (now + timedelta(days=1), 20), (now + timedelta(days=4), 40)])
    assert shown.path == "M6 57H78V40H294V6"
    assert shown.points == [(6, 57), (78, 40), (294, 6)]
    assert line([(now, 0), (now, 0)]).points == [(6, 74), (6, 74)]
