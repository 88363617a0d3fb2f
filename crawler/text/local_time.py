"""The local day of an article: a site that states a moment in UTC shows its readers the day of its own clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone

from crawler.text.datewords import dates_in
from model.article import PublicationDate

_WESTERNMOST, _EASTERNMOST = timedelta(hours=-12), timedelta(hours=14)
_QUARTER = timedelta(minutes=15)  # offsets are multiples of it
NOON = 12  # hours
_HOURS, _MINUTES = 24, 60
_NEAR = timedelta(days=100)  # before and after which summer time may have come
_TIME = re.compile(r"(?<![\d:.])(\d{1,2})\s?[:h.]\s?(\d{2})(?![\d.])(?::\d{2})?\s*([ap])?(?:\.?\s?m\b)?", re.IGNORECASE)


def is_moment_in_utc(stated: PublicationDate) -> bool:
    """Whether a date is a moment in UTC. At midnight it is a day that a system wrote as a moment."""
    return stated.value.endswith("+00:00") and "T00:00:00" not in stated.value


def shown_offset(stated: PublicationDate, shown: Iterable[tuple[PublicationDate, str]]) -> timedelta | None:
    """Offset of the clock by which a page shows a moment that it states in UTC; None if it shows no such hour.

    The dates shown are given with the words around them.
    """
    for claim, text in shown:
        if claim.has_time and claim.earliest == stated.earliest and not is_moment_in_utc(claim):
            return datetime.fromisoformat(claim.value).utcoffset()
        for day in _days(claim, text):
            for clock in _clocks(text):
                if (offset := _offset(stated.earliest, day, clock)) is not None:
                    return offset
    return None


def shown_day(stated: PublicationDate, shown: Iterable[tuple[PublicationDate, str]]) -> PublicationDate | None:
    """The day that a page shows for a moment that it states in UTC, if it is that day anywhere in the world then."""
    for claim, text in shown:
        for day in _days(claim, text):
            if _is_possible(stated.earliest, day):
                return PublicationDate(day.isoformat(), claim.source)
    return None


def _days(claim: PublicationDate, text: str) -> Iterator[date]:
    """Days that a date is shown as: that of its words where it is a moment in UTC, else its own."""
    values = [found.value for found in dates_in(text, language=None)] if is_moment_in_utc(claim) else [claim.value]
    return (date.fromisoformat(value) for value in values if len(value) == len("2022-12-22"))


def at_offset(stated: PublicationDate, offset: timedelta) -> PublicationDate:
    """The same moment by a clock of that offset."""
    local = stated.earliest.astimezone(timezone(offset))
    return PublicationDate(local.isoformat(), stated.source)


def offset_between(local: str, utc: str) -> timedelta | None:
    """Offset of a clock that shows one hour when it is another in UTC; None if there is no such place."""
    try:
        shown, moment = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (local, utc))
    except ValueError:
        return None
    return _possible_offset(shown - moment)


def offset_near(moment: datetime, moments: Iterable[str]) -> timedelta | None:
    """The one offset other than UTC's that moments of about the same time of year bear; None if there is none."""
    offsets = {
        offset
        for text in moments
        if abs((other := datetime.fromisoformat(text)) - moment) < _NEAR and (offset := other.utcoffset())
    }
    return offsets.pop() if len(offsets) == 1 else None


def _clocks(text: str) -> Iterator[tuple[int, int]]:
    """Hours and minutes that a text shows."""
    for match in _TIME.finditer(text):
        hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
        if half and hour <= NOON:
            hour = hour % NOON + (NOON if half == "p" else 0)
        if hour < _HOURS and minute < _MINUTES:
            yield hour, minute


def _offset(moment: datetime, day: date, clock: tuple[int, int]) -> timedelta | None:
    """Offset of a place whose clock shows that hour of that day at a moment; None if there is no such place."""
    shown = datetime(day.year, day.month, day.day, *clock, tzinfo=UTC)
    return _possible_offset(shown - moment.replace(second=0, microsecond=0))


def _possible_offset(difference: timedelta) -> timedelta | None:
    """A difference of two clocks if it is an offset of some place."""
    is_offset = _WESTERNMOST <= difference <= _EASTERNMOST and not difference % _QUARTER
    return difference if is_offset else None


def _is_possible(moment: datetime, day: date) -> bool:
    """Whether it is that day anywhere in the world at a moment."""
    first, last = (moment + edge for edge in (_WESTERNMOST, _EASTERNMOST))
    return first.date() <= day <= last.date()
