"""Figures that a text prints, each with what it counts and the sentence that it stands in."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from alerts.matching.words import fold
from model.development import Figure

_SPELLED = {
    word: number
    for number, words in enumerate(
        (
            "two dos dois duas",
            "three tres",
            "four cuatro quatro",
            "five cinco",
            "six seis",
            "seven siete sete",
            "eight ocho oito",
            "nine nueve nove",
            "ten diez dez",
            "eleven once onze",
            "twelve doce doze",
        ),
        start=2,
    )
    for word in words.split()
}
_NO_NUMBERS = {"en": frozenset({"once"}), "pt": frozenset({"dos"})}
"""Words of a language that are numbers in others: "once held", "avisos dos mineiros"."""
_SCALES = {
    "hundred": 1e2,
    **dict.fromkeys(("thousand", "mil"), 1e3),
    **dict.fromkeys(("million", "millon", "millones", "milhao", "milhoes", "mln", "m"), 1e6),
    **dict.fromkeys(("billion", "bn"), 1e9),
}
_NUMBER = r"\d{1,3}(?:[.,\u00a0 ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_NUMBER_WORD = "|".join(
    f"{letter}(?:{'|'.join(word[1:] for word in words)})"
    for letter, words in groupby(sorted(_SPELLED, key=itemgetter(0)), key=itemgetter(0))
)
"""By their first letters, so that at most words of a text few are tried."""
_FIGURE = re.compile(
    rf"(?<![\w.,/:-])(?P<sign>(?:US\$|S/\.?|R\$|[$€£])\s?)?(?P<number>{_NUMBER}|{_NUMBER_WORD})(?![\d/:]|[.,]\d)"
    r"(?P<rest>(?:[ \u00a0-]?%|[ \u00a0-]\s?[^\W\d_][\w'\u2019-]*){0,4})",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”»)]*\s+(?=[^\sa-z])|\n+")
_LIST = """a an the of in on at to by for from with and or as is was were are be has had have that this than into
    de del la el los las en y o a al por para con que se un una su fue eran son es mas
    da do das dos no na nos nas e ou ao pelo pela com que uma um seu foi sao mais
    january february march april may june july august september october november december
    enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
    janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro
    am pm gmt pst est ist utc jan feb mar apr jun jul aug sep sept oct nov dec st nd rd th
    after before over under against when while which who whose until since during about will would should could may can
    did do does said says now then away ago later earlier yesterday today last next each his its their this they we
    he she
    contra hasta despues ya hoy ayer atras fueron estan estaban han habian sus nos entre sobre bajo
    desde ate antes depois durante foram estao estavam tem seus suas entre sob ontem hoje"""
_NO_UNITS = frozenset(_LIST.split())
_PER_CENT = {("per", "cent"), ("por", "ciento"), ("por", "cento")}
_PLURALS = frozenset(("people", "men", "women", "children", "feet", "police"))
"""Plurals without an s."""
_MOST_WORDS = 3
"""Of a unit: "informal gold miners"."""
_LONGEST_SENTENCE = 300


def sentences(text: str) -> list[str]:
    """The sentences of a text, roughly."""
    return [sentence.strip() for sentence in _SENTENCE_END.split(text) if sentence.strip()]


def figures_in(sentence: str, language: str | None = None) -> list[tuple[float, Figure]]:
    """The figures of a sentence, each with its value."""
    found, no_numbers = [], _NO_NUMBERS.get(language or "", frozenset())
    for match in _FIGURE.finditer(sentence):
        value = _value(match["number"])
        if value is None or match["number"].lower() in no_numbers:
            continue
        number, words = match["number"], re.findall(r"%|[^\W\d_][\w'\u2019-]*", match["rest"])
        if words and _plain(words[0]) in _SCALES:
            value *= _SCALES[_plain(words[0])]
            number += f" {words.pop(0)}"
        unit = _unit(words)
        sign = (match["sign"] or "").strip()
        if not unit and not sign:
            continue
        if number.isdigit() and len(number) == 4 and 1900 <= value <= 2100 and not sign:
            continue  # a year
        found.append((value, Figure(f"{sign}{number}", unit, sentence[:_LONGEST_SENTENCE])))
    return found


def _value(number: str) -> float | None:
    spelled = _SPELLED.get(_plain(number))
    if spelled is not None:
        return float(spelled)
    if re.fullmatch(r"\d{1,3}(?:[.,\u00a0 ]\d{3})+", number):
        return float(re.sub(r"\D", "", number))
    grouped = re.fullmatch(r"(.*\d)[.,](\d+)", number)
    try:
        return float(f"{re.sub(r'[^0-9]', '', grouped[1])}.{grouped[2]}" if grouped else number)
    except ValueError:
        return None


def _unit(words: list[str]) -> str:
    """What is counted: of the words up to the first that only joins others those up to the first plural.

    What qualifies it stands before it, as in "informal gold miners", or after it with the same ending: "casas
    inhabitables". What else comes after it is a verb. Where no plural is, the first word counts: "18 dead", "40-day".
    """
    plain = list(map(_plain, words))
    if tuple(plain[:2]) in _PER_CENT:
        return " ".join(words[:2])
    end = next((at for at, word in enumerate(plain) if word in _NO_UNITS), len(words))
    plain = plain[: min(end, _MOST_WORDS)]
    plural = next((at for at, word in enumerate(plain) if _is_plural(word)), None)
    if plural is None:
        return " ".join(words[: min(len(plain), 1)])
    agrees = plural + 1 < len(plain) and plain[plural + 1].endswith("s") and plain[plural].endswith("s")
    return " ".join(words[: plural + 1 + agrees])


def _is_plural(word: str) -> bool:
    return word in _PLURALS or (len(word) > len("his") and word.endswith("s") and not word.endswith(("ss", "us", "is")))


@lru_cache(maxsize=20_000)
def _plain(word: str) -> str:
    return "".join(fold(word))
