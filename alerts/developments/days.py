"""Days that a text tells of: "19 January", "el 19 de enero de 2023", "yesterday", "domingo"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

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
_SPELLED = "|".join(
    f"{letter}(?:{'|'.join(sorted((word[1:] for word in words), reverse=True))})"
    for letter, words in groupby(sorted((*_MONTHS, *_WEEKDAYS, *_NEAR)), key=itemgetter(0))
)
_TELLING = re.compile(rf"(?<![^\W\d_])(?:{_SPELLED})(?![^\W\d_]|-feira)")
"""Words that a day may be told with, by their first letters, so that at most words of a text few are tried."""
_JOINS = frozenset(("de", "of", "do", "del", "the", "th", "st", "nd", "rd", "o"))
"""Words between a day, its month and its year."""
_AHEAD = frozenset(("proximo", "proxima", "next", "coming"))
_THIS = frozenset(("este", "esta", "neste", "nesta", "this"))
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:-feira)?")
_ACCENTED = tuple(zip("áéíóúüçã", "aeiouuca", strict=True))
"""Letters of the words above without their accents."""
_NUMERIC = re.compile(r"\b(?:((?:19|20)\d\d)-([01]\d)-([0-3]\d)|([0-3]?\d)[/.]([01]?\d)[/.]((?:19|20)\d\d))\b")
_NEARER = 3
"""Days ahead up to which the next of a weekday is nearer than the last one."""
_AROUND = 60
"""Characters before and after such a word in which the others stand that tell of the day."""
_MOST = 12
"""Days of a text that are looked at, the first ones: what comes later is background."""


def days_told(text: str, published: date | None) -> dict[str, str]:
    """Days to the words that tell of them.

    A day is an ISO date; `--03-14` where nobody tells the year, and `weekday-7` where only the weekday is known.
    """
    days: dict[str, str] = {}
    for found in _NUMERIC.finditer(text):
        year, month, day, other_day, other_month, other_year = found.groups()
        told = _dated(year or other_year, int(month or other_month), int(day or other_day), published)
        if told is not None:
            days.setdefault(told, found.group())
    plain = _plain(text)
    for found in _TELLING.finditer(plain):
        if len(days) >= _MOST:
            break
        start = max(0, found.start() - _AROUND)
        around = list(_TOKEN.finditer(plain, start, found.end() + _AROUND))
        words = [token.group() for token in around]
        at = next(place for place, token in enumerate(around) if token.start() == found.start())
        told, first, last = _told(words, at, words[at], published)
        if told is not None:
            days.setdefault(told, " ".join(text[around[first].start() : around[last].end()].split()))
    return days


def _plain(text: str) -> str:
    """A text in lower case without accents, each character in its place."""
    if text.isascii():
        return text.lower()
    lower = text.replace("İ", "I").lower()  # the only capital that is two characters in lower case
    for accented, plain in _ACCENTED:  # a few replacements take a tenth of what translating each character does
        lower = lower.replace(accented, plain)
    return lower


def _told(words: list[str], at: int, word: str, published: date | None) -> tuple[str | None, int, int]:
    """The day that a word is the middle of, if any, and the first and last of its words."""
    if word in _WEEKDAYS:
        before = words[at - 1] if at else ""
        return _on_weekday(_WEEKDAYS[word], published, before), at - (before in _AHEAD or before in _THIS), at
    if word in _NEAR:
        return (published + timedelta(days=_NEAR[word])).isoformat() if published else None, at, at
    month = _MONTHS.get(word)
    if month is None:
        return None, at, at
    first = _past_joins(words, at, -1)
    if first >= 0 and _is_day(words[first]):  # 19 January, 19 de enero
        year_at = _past_joins(words, at, 1)
        has_year = year_at < len(words) and _is_year(words[year_at])
        told = _dated(words[year_at] if has_year else None, month, int(words[first]), published)
        return told, first, year_at if has_year else at
    if at + 1 < len(words) and _is_day(words[at + 1]):  # January 19
        year_at = _past_joins(words, at + 1, 1)
        has_year = year_at < len(words) and _is_year(words[year_at])
        told = _dated(words[year_at] if has_year else None, month, int(words[at + 1]), published)
        return told, at, year_at if has_year else at + 1
    return None, at, at


def _past_joins(words: list[str], at: int, step: int) -> int:
    at += step
    while 0 <= at < len(words) and words[at] in _JOINS:
        at += step
    return at


def _is_day(word: str) -> bool:
    return word.isdigit() and len(word) <= 2


def _is_year(word: str) -> bool:
    return word.isdigit() and len(word) == 4 and word[:2] in {"19", "20"}


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


def _on_weekday(weekday: int, published: date | None, before: str) -> str:
    if published is None:
        return f"weekday-{weekday}"
    ahead = (weekday - published.isoweekday()) % 7
    # News tells of the last one more often than of the next one; "este jueves" is the nearer one.
    is_next = before in _AHEAD or (before in _THIS and ahead <= _NEARER)
    return (published + timedelta(days=ahead if is_next else ahead - 7 if ahead else 0)).isoformat()


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


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
