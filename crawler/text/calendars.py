"""Names of months and weekdays in the languages of the world's press, from Unicode's CLDR."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Literal

from babel.dates import get_day_names, get_month_names

_LATIN = (
    *("en", "es", "pt", "fr", "de", "it", "nl", "ca", "gl", "pl", "sv", "da", "nb", "fi", "tr", "cs", "sk", "ro", "hu"),
    *("lt", "lv", "et", "sl", "hr", "sr_Latn", "id", "ms", "sw", "sq", "az", "uz", "eu", "is"),
)
"""Where two languages give a name to different months, as Polish and Croatian do, the one named first has it."""
_OTHER = (
    *("ru", "uk", "bg", "be", "mk", "sr", "kk", "el", "hy", "ka", "ar", "ar_LB", "ar_DZ", "ar_MA", "fa", "ur", "he"),
    *("hi", "mr", "ne", "bn", "ta", "te", "th", "zh", "ja", "ko", "vi"),
)
"""Languages of other writings, loaded when a word of one is asked for; Vietnamese for its weekdays."""
_ABBREVIATED_WEEKDAYS = frozenset({"en", "es", "pt", "fr", "de", "it"})  # those of others are words: car, man, per, sal
_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
_OLD_MONTHS = {"sept": 9, "setiembre": 9, "janner": 1, "feber": 2, "mrt": 3, "genn": 1}
"""Names that are printed but not in CLDR, folded."""
_SERBIAN = (
    *("januara", "februara", "marta", "aprila", "maja", "juna", "jula", "avgusta"),
    *("septembra", "oktobra", "novembra", "decembra"),
)
"""Serbian months as they stand in dates; CLDR has the bare names only."""
_SERBIAN_CYRILLIC = (
    *("јануара", "фебруара", "марта", "априла", "маја", "јуна", "јула", "августа", "септембра", "октобра", "новембра"),
    "децембра",
)
_HEBREW_IN = "\u05d1"
"""Hebrew writes `in` before a month's name, and no space between them."""
_LAST_LATIN = "\u024f"
_SHORTEST = 3  # letters; shorter names of the Latin writing are also words
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u093c\u09bc]")
"""Marks that a writer may leave out: accents, Hebrew and Arabic points, the nukta of Indic writings."""


def folded(word: str) -> str:
    """Word as it is compared: in lower case, without accents and full stops; vowel signs of Indic writings stay."""
    if word.isascii():
        return "".join(character for character in word.lower() if character.isalpha())
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", word)).lower()
    return "".join(character for character in plain if unicodedata.category(character)[0] in "LM")


def month_of(word: str) -> int | None:
    """Number of the month that a word names, whole or shortened; None if it names none."""
    name = folded(word)
    return _months(_is_latin(name)).get(name)


def weekday_of(word: str) -> int | None:
    """Number of the weekday that a word names, Monday being 0; None if it names none, or may name a month."""
    name = folded(word)
    return _weekdays(_is_latin(name)).get(name)


@cache
def _months(is_latin: bool) -> Mapping[str, int]:  # noqa: FBT001 - one of two tables
    """Numbers of months by their folded names; made when the first date is read, since CLDR takes a while to load."""
    found = dict(_OLD_MONTHS) if is_latin else {}
    found |= {folded(name): at + 1 for at, name in enumerate(_SERBIAN if is_latin else _SERBIAN_CYRILLIC)}
    for locale in _LATIN if is_latin else _OTHER:
        for width in _WIDTHS:
            for context in _CONTEXTS:
                for number, name in get_month_names(width, context, locale).items():
                    for told in (folded(name), _last_word(name)):
                        found.setdefault(told, number)
    if not is_latin:
        hebrew = get_month_names("wide", "format", "he").items()
        found.update({_HEBREW_IN + folded(name): number for number, name in hebrew})
    return {name: number for name, number in found.items() if _is_long_enough(name)}


@cache
def _weekdays(is_latin: bool) -> Mapping[str, int]:  # noqa: FBT001 - one of two tables
    """Numbers of weekdays by their folded names."""
    found = {"tues": 1, "thur": 3, "thurs": 3} if is_latin else {}
    for locale in _LATIN if is_latin else _OTHER:
        for width in _WIDTHS if locale in _ABBREVIATED_WEEKDAYS or not is_latin else _WIDTHS[:1]:
            for number, name in get_day_names(width, "format", locale).items():
                found.setdefault(_first_word(name), number)
                found.setdefault(folded(name), number)
    months = _months(is_latin)
    return {name: number for name, number in found.items() if _is_long_enough(name) and name not in months}


def _is_long_enough(name: str) -> bool:
    """Whether a folded name is hardly another word: in other writings two letters may be a month's whole name."""
    return len(name) >= (_SHORTEST if _is_latin(name) else 2)


def _is_latin(name: str) -> bool:
    """Whether a folded name is in the Latin writing; the first letter that is not ASCII's decides."""
    return name.isascii() or next(letter for letter in name if not letter.isascii()) <= _LAST_LATIN


def _last_word(name: str) -> str:
    """Folded last word of a month's name: Catalan's have an article before them, such as `de gener`."""
    return folded(name.replace("\u2019", " ").split()[-1])


def _first_word(name: str) -> str:
    """Folded first word of a weekday's name, such as `segunda` of `segunda-feira`."""
    return folded(name.replace("-", " ").split()[0])
