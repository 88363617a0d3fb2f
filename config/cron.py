"""Times that come again, in the five fields of cron."""

from __future__ import annotations

import re
from dataclasses import dataclass

from config.values import UnusableError, guidance, nearest, shown

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LONGEST = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_PART = re.compile(r"(?:(?P<any>\*)|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>[0-9]{1,3}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """One field of a cron expression."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()
    """Words that stand for numbers, from `low` on."""


_FIELDS = (
    _Field(name="minute", low=0, high=59),
    _Field(name="hour", low=0, high=23),
    _Field(name="day", low=1, high=31),
    _Field(name="month", low=1, high=12, names=_MONTHS),
    _Field(name="weekday", low=0, high=7, names=_WEEKDAYS),
)


def portable_cron(text: str) -> str:
    """The same times in a form that all schedulers read alike: `*` or a list, and weekdays by their names.

    Schedulers disagree on which weekday is 0 and on whether day *and* weekday must fit, or one of them;
    so weekdays become words, and an expression that limits both is refused.
    """
    given = text.split()
    if len(given) != len(_FIELDS):
        advice = 'minute, hour, day, month, weekday, such as "0 7 * * mon-fri"'
        raise UnusableError(f"{shown(text)} is not five fields", advice)
    minutes, hours, days, months, weekdays = (_values(part, field) for part, field in zip(given, _FIELDS, strict=True))
    weekdays = {day or 7 for day in weekdays}
    if len(days) < 31 and len(weekdays) < 7:
        raise UnusableError(f"{shown(text)} limits both day and weekday", 'put "*" in one of the two')
    if min(days) > max(_LONGEST.get(month, 31) for month in months):
        raise UnusableError(f"{shown(text)} never comes: no such day in that month", "another day or month")
    numbers = (_numbers(*pair) for pair in zip((minutes, hours, days, months), _FIELDS, strict=False))
    names = ",".join(_WEEKDAYS[day % 7] for day in sorted(weekdays)) if len(weekdays) < 7 else "*"
    return " ".join((*numbers, names))


def at_time(time: str, days: str = "*") -> str:
    """The cron expression of a time of day, `HH:MM`, on all days of the week or on those that are named."""
    hour, minute = time.split(":")
    return f"{int(minute)} {int(hour)} * * {days}"


_OFTEN = {"daily": "*", "weekdays": "mon,tue,wed,thu,fri", "weekly": "mon"}


def weekdays(given: object) -> str:
    """Days of the week as cron has them, from words such as `weekdays`, or a list of names."""
    advice = '"daily", "weekdays", "weekly" (on Mondays), or days, such as ["mon", "thu"]'
    if isinstance(given, str) and given in _OFTEN:
        return _OFTEN[given]
    if isinstance(given, str) and given.lower() not in _WEEKDAYS:
        meant = nearest(given, (*_OFTEN, *_WEEKDAYS))
        raise UnusableError(f"{shown(given)} is no day", f'did you mean "{meant}"?' if meant else advice)
    names = [given] if isinstance(given, str) else given
    if not (isinstance(names, list | tuple) and names):
        raise UnusableError("names no day", advice)
    wrong = next((name for name in names if not isinstance(name, str) or name.lower() not in _WEEKDAYS), None)
    if wrong is not None:
        raise UnusableError(f"{shown(wrong)} is no day", guidance(str(wrong), _WEEKDAYS, "names"))
    chosen = {name.lower() for name in names}
    return ",".join(day for day in (*_WEEKDAYS[1:], _WEEKDAYS[0]) if day in chosen)


def _numbers(values: set[int], field: _Field) -> str:
    everything = len(values) == field.high - field.low + 1
    return "*" if everything else ",".join(str(value) for value in sorted(values))


def _values(text: str, field: _Field) -> set[int]:
    """The numbers that one field stands for; never empty."""
    return {value for part in text.split(",") for value in _range(part, field)}


def _range(part: str, field: _Field) -> range:
    found = _PART.fullmatch(part)
    if not found:
        raise UnusableError(
            f"{shown(part)} is no {field.name}", 'a number, a range "1-5", a step "*/15" or a list "1,15"'
        )
    step = int(found["step"] or 1)
    if step == 0 or (found["step"] and not (found["any"] or found["last"])):
        raise UnusableError(f"{shown(part)} is no step of a {field.name}", 'such as "*/15" or "0-30/10"')
    if found["any"]:
        return range(field.low, field.high + 1, step)
    first = _number(found["first"], field)
    last = _number(found["last"], field) if found["last"] else first
    if last == 0 < first and field.name == "weekday":
        last = 7  # "fri-sun": Sunday ends a week as well as it begins one
    if last < first:
        advice = f'two ranges: "{found["first"]}-{field.high},{field.low}-{found["last"]}"'
        raise UnusableError(f"{shown(part)} runs backwards", advice)
    return range(first, last + 1, step)


def _number(word: str, field: _Field) -> int:
    names = {name: field.low + place for place, name in enumerate(field.names)}
    if word.lower() in names:
        return names[word.lower()]
    if not re.fullmatch("[0-9]{1,4}", word):
        advice = guidance(word, names, "names") if names else f"{field.low} to {field.high}"
        raise UnusableError(f"{shown(word)} is no {field.name}", advice)
    if not field.low <= int(word) <= field.high:
        raise UnusableError(f"{word} is no {field.name}", f"{field.low} to {field.high}")
    return int(word)
