"""The scheduled times of digests: pure functions from cron's five fields, a time zone and a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)
_LONGEST_WAIT = timedelta(days=366 * 8)
"""29 February may be eight years away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timetable:
    """A schedule, ready to be asked."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    zone: ZoneInfo


def last_slot(cron: str, timezone: str, *, since: datetime, now: datetime) -> datetime | None:
    """The latest time of a schedule in (since, now], in UTC; None when there was none.

    `cron` is in the form that config.cron.portable_cron gives. A time that a change of clocks skips comes as much later
    as clocks were put forward; one that is repeated comes once, unless the schedule names every hour.
    """
    table = _timetable(cron, timezone)
    day, first = (moment.astimezone(table.zone).date() for moment in (now, since))
    while day >= first:
        if passed := [slot for slot in _slots_of(table, day) if since < slot <= now]:
            return max(passed)
        day -= _DAY
    return None


def next_slot(cron: str, timezone: str, *, now: datetime) -> datetime | None:
    """The first time of a schedule after now, in UTC, by the same rules; None when it never comes."""
    table = _timetable(cron, timezone)
    day = now.astimezone(table.zone).date()
    last = day + _LONGEST_WAIT
    while day <= last:
        if ahead := [slot for slot in _slots_of(table, day) if slot > now]:
            return min(ahead)
        day += _DAY
    return None


def _timetable(cron: str, timezone: str) -> _Timetable:
    minutes, hours, days, months, weekdays = cron.split()
    return _Timetable(
        minutes=_numbers(minutes, range(60)),
        hours=_numbers(hours, range(24)),
        days=_numbers(days, range(1, 32)),
        months=_numbers(months, range(1, 13)),
        weekdays=frozenset(
            number for number, name in enumerate(_WEEKDAYS) if weekdays == "*" or name in weekdays.split(",")
        ),
        zone=ZoneInfo(timezone),
    )


def _numbers(field: str, everything: range) -> frozenset[int]:
    return frozenset(everything if field == "*" else map(int, field.split(",")))


def _slots_of(table: _Timetable, day: date) -> Iterator[datetime]:
    """The moments in UTC of a day's times."""
    if day.day not in table.days or day.month not in table.months or day.weekday() not in table.weekdays:
        return
    for hour in table.hours:
        for minute in table.minutes:
            yield from _moments(table, datetime.combine(day, time(hour, minute)))


def _moments(table: _Timetable, shown: datetime) -> Iterator[datetime]:
    """When clocks in the time zone show a time: once, twice or, where they are put forward, never."""
    first, second = (shown.replace(tzinfo=table.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if len(table.hours) < 24:
        yield first  # by the clock as it was before the change, which for a skipped time is after it
    elif first <= second:
        yield first
        yield second
