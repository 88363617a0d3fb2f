"""Names of months and weekdays in the languages of the world's press, from Unicode's CLDR."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Literal

from babel.dates import get_day_names, get_month_names

_LOCALES = (
    *("en", "es", "pt", "fr", "de", "it", "nl", "ca", "gl", "pl", "sv", "da", "nb", "fi", "tr", "ru", "uk", "cs"),
    *("sk", "ro", "hu", "lt", "lv", "et", "sl", "hr", "sr_Latn", "el", "bg", "id", "ar"),
)
"""Where two languages give a name to different months, as Polish and Croatian do, the one named first has it."""
_ABBREVIATED_WEEKDAYS = frozenset({"en", "es", "pt", "fr", "de", "it"})  # those of others are words: car, man, per, sal
_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
_OLD_MONTHS = {"sept": 9, "setiembre": 9, "janner": 1, "feber": 2, "mrt": 3, "genn": 1}
"""Names that are printed but not in CLDR, folded."""
_SHORTEST = 3  # letters; shorter names are also words


def folded(word: str) -> str:
    """Word as it is compared: in lower case, without accents and full stops."""
    plain = word if word.isascii() else unicodedata.normalize("NFKD", word)
    return "".join(character for character in plain.lower() if character.isalpha())


def month_of(word: str) -> int | None:
    """Number of the month that a word names, whole or shortened; None if it names none."""
    return _months().get(folded(word))


def weekday_of(word: str) -> int | None:
    """Number of the weekday that a word names, Monday being 0; None if it names none, or may name a month."""
    return _weekdays().get(folded(word))


@cache
def _months() -> Mapping[str, int]:
    """Numbers of months by their folded names; made when the first date is read, since CLDR takes a while to load."""
    found = dict(_OLD_MONTHS)
    for locale in _LOCALES:
        for width in _WIDTHS:
            for context in _CONTEXTS:
                for number, name in get_month_names(width, context, locale).items():
                    found.setdefault(_last_word(name), number)
    return {name: number for name, number in found.items() if len(name) >= _SHORTEST}


@cache
def _weekdays() -> Mapping[str, int]:
    """Numbers of weekdays by their folded names."""
    found = {"tues": 1, "thur": 3, "thurs": 3}
    for locale in _LOCALES:
        for width in _WIDTHS if locale in _ABBREVIATED_WEEKDAYS else _WIDTHS[:1]:
            for number, name in get_day_names(width, "format", locale).items():
                found.setdefault(_first_word(name), number)
    return {name: number for name, number in found.items() if len(name) >= _SHORTEST and name not in _months()}


def _last_word(name: str) -> str:
    """Folded last word of a month's name: Catalan's have an article before them, such as `de gener`."""
    return folded(name.replace("\u2019", " ").split()[-1])


def _first_word(name: str) -> str:
    """Folded first word of a weekday's name, such as `segunda` of `segunda-feira`."""
    return folded(name.replace("-", " ").split()[0])
