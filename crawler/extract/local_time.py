"""The local day of an article: a site that states a moment in UTC shows its readers the day of its own clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone

from model.article import DateSource, PublicationDate

_WESTERNMOST, _EASTERNMOST = timedelta(hours=-12), timedelta(hours=14)
_QUARTER = timedelta(minutes=15)  # offsets are multiples of it
_NEAR = timedelta(days=100)  # before and after which summer time may have come
_TIME = re.compile(r"(?<![\d:.])(\d{1,2})\s?[:h.]\s?(\d{2})(?![\d.])(?::\d{2})?\s*([ap])?(?:\.?\s?m\b)?", re.IGNORECASE)


def is_moment_in_utc(stated: PublicationDate) -> bool:
    """Whether a date is a moment in UTC. At midnight it is a day that a system wrote as a moment."""
    return stated.value.endswith("+00:00") and "T00:00:00" not in stated.value


def in_local_time(stated: PublicationDate, shown: Iterable[tuple[PublicationDate, str]]) -> PublicationDate | None:
    """A stated moment in UTC as the page shows it: with the offset that its dates tell, or else the day alone.

    The dates shown are given with the words around them. None where they tell of another day than a neighbouring one,
    or of none.
    """
    for claim, text in shown:
        if claim.has_time:
            moment = datetime.fromisoformat(claim.value)
            if moment == stated.earliest:
                return PublicationDate(claim.value, stated.source)
            continue
        if len(claim.value) != len("2022-12-22"):
            continue
        for clock in _clocks(text):
            if offset := _offset(stated.earliest, date.fromisoformat(claim.value), clock):
                return at_offset(stated, offset)
        if _is_possible(stated.earliest, date.fromisoformat(claim.value)):
            return stated if claim.value == stated.value[:10] else claim
    return None


def at_offset(stated: PublicationDate, offset: timedelta) -> PublicationDate:
    """The same moment by a clock of that offset."""
    local = stated.earliest.astimezone(timezone(offset))
    return PublicationDate(local.isoformat(), stated.source)


def offset_near(moment: datetime, moments: Iterable[str]) -> timedelta | None:
    """The one offset other than UTC's that moments of about the same time of year bear; None if there is none."""
    offsets = {
        other.utcoffset()
        for text in moments
        if text[-6:-5] in {"+", "-"} and abs((other := datetime.fromisoformat(text)) - moment) < _NEAR
    }
    return offsets.pop() if len(offsets) == 1 and offsets != {timedelta(0)} else None


def _clocks(text: str) -> Iterator[tuple[int, int]]:
    """Hours and minutes that a text shows."""
    for match in _TIME.finditer(text):
        hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour < 24 and minute < 60:
            yield hour, minute


def _offset(moment: datetime, day: date, clock: tuple[int, int]) -> timedelta | None:
    """Offset of a place whose clock shows that hour of that day at a moment; None if there is no such place."""
    shown = datetime(day.year, day.month, day.day, *clock, tzinfo=UTC)
    offset = shown - moment.replace(second=0, microsecond=0)
    is_offset = _WESTERNMOST <= offset <= _EASTERNMOST and not offset % _QUARTER
    return offset if is_offset else None


def _is_possible(moment: datetime, day: date) -> bool:
    """Whether it is that day anywhere in the world at a moment."""
    first, last = (moment + edge for edge in (_WESTERNMOST, _EASTERNMOST))
    return first.date() <= day <= last.date()


def from_address(stated: PublicationDate, address: PublicationDate) -> PublicationDate | None:
    """The day in an article's address where it is the stated moment's day somewhere in the world."""
    if len(address.value) != len("2022-12-22") or address.value == stated.value[:10]:
        return None
    if not _is_possible(stated.earliest, date.fromisoformat(address.value)):
        return None
    return PublicationDate(address.value, DateSource.URL)
