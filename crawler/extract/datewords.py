"""Dates as people and machines write them, in English, Spanish and Portuguese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan", "enero", "ene", "janeiro"),
            ("february", "feb", "febrero", "fevereiro", "fev"),
            ("march", "mar", "marzo", "março", "marco"),
            ("april", "apr", "abril", "abr"),
            ("may", "mayo", "maio", "mai"),
            ("june", "jun", "junio", "junho"),
            ("july", "jul", "julio", "julho"),
            ("august", "aug", "agosto", "ago"),
            ("september", "sept", "sep", "septiembre", "setiembre", "set", "setembro"),
            ("october", "oct", "octubre", "outubro", "out"),
            ("november", "nov", "noviembre", "novembro"),
            ("december", "dec", "diciembre", "dic", "dezembro", "dez"),
        ),
        start=1,
    )
    for name in names
}
"""Names of months, whole and shortened, to their numbers."""
DAY_FIRST_LANGUAGES = frozenset({"es", "pt", "fr", "de", "it", "ca", "gl", "nl"})
"""Languages in which 3/4/2022 is the third of April wherever they are written."""
EARLIEST_YEAR = 1990

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?!\d)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAY}(?:st|nd|rd|th|º|ª|°|er|ro)?[\s.,/-]*(?:de\s+|of\s+|del\s+mes\s+de\s+)?\b{_MONTH}[\s.,/-]*(?:del?\s+)?{_YEAR}",
        rf"\b{_MONTH}[\s.-]*{_DAY}(?:st|nd|rd|th)?\s*(?:,|\.|-|\s|del?\b)\s*{_YEAR}",
        rf"(?<![\d/.-]){_YEAR}(?P<mark>[-/.])(?P<number>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}年\s*(?P<number>\d{{1,2}})月\s*(?P<day>\d{{1,2}})日",
        rf"(?<![\d/.-])(?P<first>\d{{1,2}})(?P<mark>[/.-])(?P<second>\d{{1,2}})(?P=mark){_YEAR}",
    )
)
_NUMBERS = _PATTERNS[-1]
_DIGIT = re.compile(r"\d")
_MONTH_OF_YEAR = re.compile(rf"\b{_MONTH}[\s,/-]*(?:del?\s+)?{_YEAR}", re.IGNORECASE)
_MACHINE = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?)?\s*",
    re.IGNORECASE,
)
_ONE_MONTH = re.compile(r"(\d{4})-(\d{2})")
WEEKDAYS = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|lun|mié|jue|vie|sáb|dom|seg|ter|qua|qui|sex"
)
_AROUND_A_DATE = re.compile(
    rf"\b(?:{WEEKDAYS}|published|posted|created|written|last|updated|modified|date|on|at|by|am|pm|hrs?|horas?|h"
    r"|publicado|publicada|publicación|publicação|fecha|data|creado|actualizado|actualización|atualizado|el|em|en|às|as|a|las?|de"
    r"|edt|est|cst|cet|gmt|utc|pet|brt)\b|\d{1,2}[:h.]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?|[^\w]+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text."""

    value: str
    """`2022-12-22`, or `2022-12` where only the month is named."""
    start: int
    end: int


def dates_in(text: str, *, language: str | None, day_first: bool | None = None) -> list[FoundDate]:
    """Dates that a text names, in order.

    Whether 3/4/2022 begins with the day is said by `day_first` where that is known, else by the language.
    """
    if not _DIGIT.search(text):
        return []
    order = language in DAY_FIRST_LANGUAGES or None if day_first is None else day_first
    found = sorted(_full_dates(text, day_first=order), key=lambda date_: (date_.start, -date_.end))
    days: list[FoundDate] = []
    for candidate in found:
        if not days or candidate.start >= days[-1].end:
            days.append(candidate)
    months = [month for month in _months(text) if all(month.end <= day.start or month.start >= day.end for day in days)]
    return sorted([*days, *months], key=lambda date_: date_.start)


def proven_order(text: str) -> bool | None:
    """Whether the numbers of a date in a text can only be day and month (True), or month and day; None: either."""
    match = _NUMBERS.search(text)
    first, second = (int(match["first"]), int(match["second"])) if match else (0, 0)
    if 12 < first <= 31 and 0 < second <= 12:
        return True
    return False if 12 < second <= 31 and 0 < first <= 12 else None


def is_date_line(text: str) -> bool:
    """Whether a text is a date and nothing but the words that usually stand with one."""
    if len(text) > 120:
        return False
    found = dates_in(text, language="es")
    if not found:
        return False
    rest = text[: found[0].start] + " " + text[found[0].end :]
    for other in found[1:]:
        rest = rest.replace(text[other.start : other.end], " ")
    return not _AROUND_A_DATE.sub("", rest)


def machine_date(value: str) -> str | None:
    """ISO 8601 of a date written for machines: with its time where an offset is given, else the day or month."""
    value = value.strip()
    match = _MACHINE.fullmatch(value)
    if match:
        return _from_machine(match)
    if month := _ONE_MONTH.fullmatch(value):
        return _month_value(int(month[1]), int(month[2]))
    return _from_mail(value)


def day_value(year: int, month: int, day: int) -> str | None:
    """ISO 8601 of a day; None if there is no such day or it lies before the web."""
    try:
        return date(year, month, day).isoformat() if year >= EARLIEST_YEAR else None
    except ValueError:
        return None


def _month_value(year: int, month: int) -> str | None:
    return f"{year:04}-{month:02}" if year >= EARLIEST_YEAR and 1 <= month <= 12 else None


def _full_dates(text: str, *, day_first: bool | None) -> Iterator[FoundDate]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            value = _day_of(match.groupdict(), day_first=day_first)
            if value:
                yield FoundDate(value, match.start(), match.end())


def _day_of(parts: dict[str, str], *, day_first: bool | None) -> str | None:
    """Day that a match names, if it is clear which one."""
    year = int(parts["year"])
    if "month" in parts:
        return day_value(year, MONTHS[parts["month"].lower()], int(parts["day"]))
    if "number" in parts:
        return day_value(year, int(parts["number"]), int(parts["day"]))
    first, second = int(parts["first"]), int(parts["second"])
    if second > 12 or (day_first is False and first <= 12):
        return day_value(year, first, second)
    is_clear = first > 12 or first == second or parts["mark"] == "."
    return day_value(year, second, first) if is_clear or day_first else None


def _months(text: str) -> Iterator[FoundDate]:
    for match in _MONTH_OF_YEAR.finditer(text):
        value = _month_value(int(match["year"]), MONTHS[match["month"].lower()])
        if value:
            yield FoundDate(value, match.start(), match.end())


def _from_machine(match: re.Match[str]) -> str | None:
    """ISO 8601 of what was matched; without an offset the hour is of an unknown zone and tells nothing."""
    year, month, day, hour, minute, second, offset = match.groups()
    value = day_value(int(year), int(month), int(day))
    if value is None or hour is None or offset is None:
        return value
    try:
        moment = datetime.fromisoformat(f"{value}T{int(hour):02}:{minute}:{second or '00'}{_offset(offset)}")
        return moment.isoformat() if moment.astimezone(UTC) else None
    except (ValueError, OverflowError):
        return value


def _offset(text: str) -> str:
    """Offset in the form +00:00."""
    if text[0] not in "+-":
        return "+00:00"
    digits = text[1:].replace(":", "").ljust(4, "0")
    return f"{text[0]}{digits[:2]}:{digits[2:]}"


def _from_mail(value: str) -> str | None:
    """ISO 8601 of a date as mail and RSS write it."""
    if not re.search(r"\d\d:\d\d", value):
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    day = day_value(moment.year, moment.month, moment.day)
    return moment.isoformat(timespec="seconds") if day and moment.tzinfo else day
