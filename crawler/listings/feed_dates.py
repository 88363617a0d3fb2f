"""Dates as feeds write them: by RFC 822 and ISO 8601, and by whoever did not read these."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from crawler.text.calendars import month_of
from crawler.text.datewords import LENGTH_OF_DAY, dates_in, day_value, machine_date
from crawler.text.local_time import NOON

_LATEST_YEAR = 2100
_SHORT_YEAR = 2  # digits
"""Later ones, such as 9999, stand for no date at all."""
_CENTURY = 69
"""The first year of two figures that is of the last century (as POSIX has it; RFC 822 says nothing)."""
_MOST_OFFSET = 14 * 60
"""Minutes that a zone is at most away from UTC."""
_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "pet": -5,
    "cot": -5,
    "bot": -4,
    "vet": -4,
    "clt": -4,
    "clst": -3,
    "art": -3,
    "brt": -3,
    "uyt": -3,
    "bst": 1,
    "west": 1,
    "cet": 1,
    "cest": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "jst": 9,
    "kst": 9,
}
"""Hours that zones are ahead of UTC; those of North America as RFC 822 has them."""

_WEEKDAY = r"(?:[^\W\d]+\.?\s*,?\s+)?"
_MONTH = r"(?P<month>[^\W\d]+)\.?"
_NUMBER = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4}|\d{2})(?!\d)"
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
    r"\s*(?P<zone>\(?[A-Za-z]{1,5}\)?(?![A-Za-z/])|(?:GMT|UTC?)?\s*[+-]\s?\d{1,2}:?(?:\d{2})?)?"
)
_MOMENT = rf"(?:[\sT,-]*{_CLOCK}\s*(?:\([^()]*\)|[A-Z]{{3,4}})?)?"
_FORMS = tuple(
    re.compile(rf"\s*{form}\s*", re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}{_NUMBER}[\s.-]+{_MONTH}[\s,-]+{_YEAR}{_MOMENT}",  # RFC 822
        rf"{_WEEKDAY}{_MONTH}\s+{_NUMBER},?\s+{_YEAR}{_MOMENT}",  # as browsers' JavaScript prints it
        rf"{_WEEKDAY}{_MONTH}\s+{_NUMBER}\s+{_CLOCK}\s+{_YEAR}",  # as C prints it
        rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/]{_NUMBER}{_MOMENT}",  # ISO 8601
    )
)
_ANCIENT = re.compile(r"(?<!\d)0\d{3}(?!\d)")
"""A year before 1000: what programs print where they have no date."""


def feed_date(given: str) -> str | None:
    """ISO 8601 of a date at the precision that it has: a time only with its offset. None for what is no date."""
    text = given.strip()
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            return _value(found)
    if _ANCIENT.search(text):
        return None
    value = machine_date(text) if text else None
    if value is None:
        days = [day.value for day in dates_in(text, language=None) if len(day.value) == LENGTH_OF_DAY]
        value = days[0] if len(days) == 1 else None
    return value if value is None or int(value[:4]) <= _LATEST_YEAR else None


def _value(found: re.Match[str]) -> str | None:
    month, year = found["month"], int(found["year"])
    number = int(month) if month.isdecimal() else month_of(month)
    if len(found["year"]) == _SHORT_YEAR:
        year += 1900 if year >= _CENTURY else 2000
    day = day_value(year, number, int(found["day"])) if number and year <= _LATEST_YEAR else None
    offset = _offset(found["zone"] or "") if found["hour"] and found["zone"] else None
    if day is None or offset is None:
        return day
    try:
        clock = f"{_hour(found):02}:{found['minute']}:{found['second'] or '00'}"
        moment = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=timezone(timedelta(minutes=offset)))
    except ValueError:
        return day
    return moment.isoformat()


def _hour(found: re.Match[str]) -> int:
    """Hour of the day; the half that is given beside 21:30 says nothing new."""
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half == "a" and hour == NOON:
        return 0
    return hour + NOON if half == "p" and hour < NOON else hour


def _offset(zone: str) -> int | None:
    """Minutes that a zone is ahead of UTC; None for one that is not known."""
    figures = re.search(r"([+-])\s?(\d{1,2}):?(\d\d)?$", zone)
    if figures is None:
        known = _ZONES.get(zone.strip("() ").lower())
        return None if known is None else 60 * known
    sign, hours, minutes = figures.groups()
    offset = 60 * int(hours) + int(minutes or 0)
    return None if offset > _MOST_OFFSET else -offset if sign == "-" else offset
