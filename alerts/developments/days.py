"""Days that a text tells of: "19 January", "el 19 de enero de 2023", "yesterday", "domingo"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from alerts.words import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene janeiro",
            "february feb febrero fevereiro fev",
            "march mar marzo marco",
            "april apr abril abr",
            "may mayo maio",
            "june jun junio junho",
            "july jul julio julho",
            "august aug agosto ago",
            "september sep sept septiembre setiembre set setembro",
            "october oct octubre outubro out",
            "november nov noviembre novembro",
            "december dec diciembre dic dezembro dez",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday lunes segunda-feira",
            "tuesday martes terca-feira",
            "wednesday miercoles quarta-feira",
            "thursday jueves quinta-feira",
            "friday viernes sexta-feira",
            "saturday sabado",
            "sunday domingo",
        ),
        start=1,
    )
    for name in names.split()
}
_NEAR = {
    **dict.fromkeys(("today", "tonight", "hoy", "hoje"), 0),
    **dict.fromkeys(("yesterday", "ayer", "anoche", "ontem"), -1),
    **dict.fromkeys(("tomorrow", "amanha"), 1),  # Spanish "mañana" is the morning, too
}
_SPELLED_WEEKDAYS = (*_WEEKDAYS, "miércoles", "sábado", "terça-feira")
_SPELLED_MONTH = r"[^\W\d_]{3,10}"
_TOLD = re.compile(
    r"\b(?:(?P<ahead>pr[oó]xim[oa]|next|coming)\s+|(?P<this>est[ea]|nest[ea]|this)\s+)?(?P<weekday>"
    rf"{'|'.join(_SPELLED_WEEKDAYS)})\b"
    rf"|\b(?P<day>[0-3]?\d)(?:st|nd|rd|th|º|°)?(?:\s+(?:de|of|do))?\s+(?P<month>{_SPELLED_MONTH})\.?"
    rf"(?:,?\s+(?:de\s+|del\s+|do\s+)?(?P<year>(?:19|20)\d\d)\b)?"
    rf"|\b(?P<month2>{_SPELLED_MONTH})\.?\s+(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?\b(?:\s*,?\s*(?P<year2>(?:19|20)\d\d)\b)?"
    r"|\b(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)\b"
    r"|\b(?P<day3>[0-3]?\d)[/.](?P<month3>[01]?\d)[/.](?P<year3>(?:19|20)\d\d)\b"
    rf"|\b(?P<near>{'|'.join(_NEAR)}|amanhã)\b",
    re.IGNORECASE,
)
_NEARER = 3
"""Days ahead up to which the next of a weekday is nearer than the last one."""
_MOST = 12
"""Days of a text that are looked at, the first ones: what comes later is background."""


def days_told(text: str, published: date | None) -> dict[str, str]:
    """Days to the words that tell of them.

    A day is an ISO date; `--03-14` where nobody tells the year, and `weekday-7` where only the weekday is known.
    """
    days: dict[str, str] = {}
    for found in _TOLD.finditer(text):
        day = _day(found.groupdict(), published)
        if day is not None and len(days) < _MOST:
            days.setdefault(day, " ".join(found.group().split()))
    return days


def _day(found: Mapping[str, str | None], published: date | None) -> str | None:
    if found["iso"]:
        return _dated(found["iso"][:4], int(found["iso"][5:7]), int(found["iso"][8:]), published)
    if found["weekday"]:
        return _on_weekday(_WEEKDAYS[_folded(found["weekday"])], published, found)
    if found["near"]:
        return (published + timedelta(days=_NEAR[_folded(found["near"])])).isoformat() if published else None
    if found["month3"]:
        return _dated(found["year3"], int(found["month3"]), int(found["day3"] or 0), published)
    month = _MONTHS.get(_folded(found["month"] or found["month2"] or ""))
    if month is None:
        return None
    return _dated(found["year"] or found["year2"], month, int(found["day"] or found["day2"] or 0), published)


def _dated(year: str | None, month: int, day: int, published: date | None) -> str | None:
    years: Iterator[int]
    if year:
        years = iter((int(year),))
    elif published:
        years = iter(sorted(range(published.year - 1, published.year + 2), key=lambda one: abs(one - published.year)))
    else:
        return f"--{month:02}-{day:02}" if _exists(2000, month, day) else None
    possible = [date(one, month, day) for one in years if _exists(one, month, day)]
    if not possible:
        return None
    nearest = possible[0] if published is None else min(possible, key=lambda one: abs(one - published))
    return nearest.isoformat()


def _on_weekday(weekday: int, published: date | None, found: Mapping[str, str | None]) -> str:
    if published is None:
        return f"weekday-{weekday}"
    ahead = (weekday - published.isoweekday()) % 7
    # News tells of the last one more often than of the next one; "este jueves" is the nearer one.
    is_next = bool(found["ahead"]) or bool(found["this"] and ahead <= _NEARER)
    return (published + timedelta(days=ahead if is_next else ahead - 7 if ahead else 0)).isoformat()


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _folded(word: str) -> str:
    return "-".join(fold(word))


def days_between(one: str, other: str) -> int | None:
    """How many days lie between two of which the dates are known."""
    if one[0].isdigit() and other[0].isdigit():
        return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
    return None


def agree(one: str, other: str) -> bool:
    """Whether two days may be the same one."""
    if one == other:
        return True
    if one.startswith("--") or other.startswith("--"):
        return one[-5:] == other[-5:]
    if one.startswith("weekday") != other.startswith("weekday"):
        weekday, day = sorted((one, other), reverse=True)
        return date.fromisoformat(day).isoweekday() == int(weekday[-1])
    return False
