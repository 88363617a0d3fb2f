"""What the forms of a word have in common, by language: simplemma's dictionaries, then Snowball's endings.

It is found for folded words, so that accents and capitals never matter to it. The dictionary comes first. A word that
it doesn't have, such as a name, loses what Snowball takes off, but only where that is an inflection: "cocaleros" and
"cocalera" go together, "fujimorista" and "Fujimori" don't.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import combinations

import simplemma
import Stemmer

from alerts.matching.dictionary import Dictionary
from alerts.matching.falsefriends import FALSE_FRIENDS, TRUE_FRIENDS
from alerts.matching.words import fold

LANGUAGES = ("en", "es", "pt")
"""Languages whose words are inflected. Texts in others are taken as they are written."""

UNKNOWN = "und"
"""Stands for texts of which nobody knows the language."""
OTHER = ""
"""Stands for all languages whose words are not inflected."""
INFLECTIONS: Mapping[str, str | None] = {**{language: language for language in LANGUAGES}, UNKNOWN: None, OTHER: OTHER}
"""All rules by which words are inflected, each with its language as `common_form` takes it."""

FORMS_VERSION = f"simplemma {simplemma.__version__}, Snowball {Stemmer.version()}"
"""Whose dictionaries and endings decide on forms."""

_SNOWBALL = {"en": "english", "es": "spanish", "pt": "portuguese"}
_ACCENTS = {
    "en": {"e": "é"},
    "es": {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "úü", "n": "ñ"},
    "pt": {"a": "ãáâà", "e": "éê", "i": "í", "o": "õóô", "u": "úü", "c": "ç"},
}
_ACUTE = frozenset("áéíóú")
"""No word but a compound with a hyphen has two of these."""
_PLURALS = {"en": ("s",), "es": ("s", "es"), "pt": ("s", "es")}
_NOUNS = frozenset({"s", "e", "es", "a", "as", "o", "os"})
_VERBS = frozenset({"ar", "ado", "ada", "ados", "adas", "ando"})
_INFLECTIONS = {
    "en": frozenset({"s", "es", "ed", "ing", "e", "y", "ied", "ies"}),
    "es": _NOUNS | _VERBS | {"aron", "aba", "aban", "ara", "aran"},
    "pt": _NOUNS | _VERBS | {"aram", "ava", "avam", "ara"},
}
_OPEN = {"en": "", "es": "aeiou", "pt": "aeiou"}
"""Letters with which no stem of a language ends: "Ñuñoa" is no form of "Nuno"."""
_SHORTEST = 3
"""Letters of a word that has other forms; below are words like "us" and "es"."""
_LONGEST = 30
_SHORTEST_STEM = 4
_REMEMBERED = 200_000
_STEPS = 4
"""How often a form may lead to another: killings, killing, kill."""


def inflection_of(language: str | None) -> str:
    """By which rules the words of a text in that language are inflected."""
    if language is None:
        return UNKNOWN
    return language if language in LANGUAGES else OTHER


@lru_cache(maxsize=_REMEMBERED)
def common_form(word: str, language: str | None, *, false_friends: bool = True) -> str:
    """What a folded word shares with its other forms in a language; the word itself where it has none.

    None for the language stands for a text that is too short or mixed to say: its words are taken for English where
    that has them, else for Spanish. `false_friends` keeps the words of that list apart from what they look like.
    """
    if not _SHORTEST <= len(word) <= _LONGEST or not (word.isalpha() and word.isascii()):
        return word
    if language is None:
        language = "en" if _known(word, "en") else "es"
    if language not in LANGUAGES or (false_friends and word in FALSE_FRIENDS[language]):
        return word
    form = _form(word, language)
    return TRUE_FRIENDS[language].get(form, form)


def _form(word: str, language: str) -> str:
    lemma = _lemma(word, language)
    if lemma == word or (lemma is None and _is_name(word, language)):
        return word
    for ending in _PLURALS[language]:
        singular = word.removesuffix(ending)
        if len(singular) >= _SHORTEST and singular != word and _is_singular_of(singular, lemma, language):
            return singular
    return _without_ending(word, language) if lemma is None else _settled(word, lemma, language)


def _is_singular_of(singular: str, lemma: str | None, language: str) -> bool:
    """Whether a word whose plural has that lemma is a word of its own: flor, though "flores" is a form of "florar"."""
    if lemma is None:
        return _lemma(singular, language) == singular or _is_name(singular, language)
    return language != "en" and _lemma(singular, language) == singular


def _settled(word: str, lemma: str, language: str) -> str:
    """Follow the dictionary to where it ends, but not past a word that is the singular of its own plural.

    "estado" is a form of "estar", yet what is "estados" one of?
    """
    for _ in range(_STEPS):
        if lemma == word or _is_singular(word, language):
            return word
        word, lemma = lemma, _lemma(lemma, language) or lemma
    return word


def _is_singular(word: str, language: str) -> bool:
    if language == "en" and word.endswith(("ing", "ed")):
        return False
    return any(_lemma(word + ending, language) == word for ending in _PLURALS[language])


def _known(word: str, language: str) -> bool:
    return _lemma(word, language) is not None or _is_name(word, language)


def _lemma(word: str, language: str) -> str | None:
    """What the dictionary gives for a folded word, folded; None if it has no such word."""
    dictionary = _dictionary(language)
    for spelling in _spellings(word, language):
        found = dictionary.lemma(spelling)
        if found is not None:
            folded = fold(found)
            return folded[0] if len(folded) == 1 else word
    return None


def _is_name(word: str, language: str) -> bool:
    return word.capitalize() in _dictionary(language)


def _spellings(word: str, language: str) -> Iterator[str]:
    """The word, then with an accent at one of its letters, then at two."""
    yield word
    places = [(place, accented) for place, letter in enumerate(word) for accented in _ACCENTS[language].get(letter, "")]
    for place, accented in places:
        yield word[:place] + accented + word[place + 1 :]
    if all(accented in _ACUTE for _, accented in places):
        return
    for (first, one), (second, other) in combinations(places, 2):  # as in "señalización"
        if first != second and not (one in _ACUTE and other in _ACUTE):
            yield word[:first] + one + word[first + 1 : second] + other + word[second + 1 :]


def _without_ending(word: str, language: str) -> str:
    """A word that is in no dictionary, without the inflection at its end."""
    stem = str(_stemmer(language).stemWord(word))
    shared = next(
        (length for length, pair in enumerate(zip(word, stem, strict=False)) if pair[0] != pair[1]), len(stem)
    )
    if len(stem) >= _SHORTEST_STEM and stem[-1] not in _OPEN[language] and word[shared:] in _INFLECTIONS[language]:
        return stem
    if word.endswith("s") and len(word) > _SHORTEST_STEM + 1:
        return _without_ending(word[:-1], language)
    return word


@cache
def _dictionary(language: str) -> Dictionary:
    return Dictionary(language)


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_SNOWBALL[language])
