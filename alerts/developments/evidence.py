"""What an article shows of the happening that it tells of: read from the article alone."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from itertools import chain

from alerts.developments.days import days_told
from alerts.developments.figures import figures_in, sentences
from alerts.developments.roundups import is_round_up
from alerts.developments.wording import concepts, frequency, guessed, prior
from alerts.matching.inflection import common_form
from alerts.matching.words import fold
from model.development import Figure

_BEGINNING = 2_000
"""Characters of a body that are looked at. What stands after some 300 words is background, or another matter.

With twice as many the labelled sets are grouped alike.
"""
_LEAD = 1_200
"""Characters of a body whose days and figures tell its happening from others alike: news begins with its news."""
_TITLE_WORD = 2.0
"""What a word of the title counts, beside one of the body."""
_SAYS_NOTHING = 0.25
"""Share of all articles from which on a word tells nothing: articles, prepositions, "say".

From 0.15 to 0.4 it is the same to the labelled sets, and each word less is time.
"""
_REMEMBERED, _LONGEST = 100_000, 40
"""Different pieces of text between spaces that are remembered for a language, and how long they may be: where no spaces
are left between words, a piece is a whole sentence, and doesn't come again."""

_CAPITAL = "A-ZÁÉÍÓÚÜÑÇÃÕÂÊÔÀ"
_NAME_WORD = rf"[{_CAPITAL}][\w\u2019'-]*\w"
_BETWEEN = r"(?:[ ](?:de|del|la|las|los|da|do|dos|das|of)){0,2}[ ]"
_NAME = re.compile(
    rf"[{_CAPITAL}](?:(?:(?<=[a-zà-ÿ\d,;][ ].)|(?<=[“\"«(].))[\w\u2019'-]*\w(?:{_BETWEEN}{_NAME_WORD})*"
    rf"|[\w\u2019'-]*\w(?:[ ]{_NAME_WORD})+)"  # at the beginning of a sentence one capital says nothing
)
"""It begins with the capital, before which it looks back, so that all between two capitals is passed over at once."""
_TITLE_WORDS = re.compile(rf"{_NAME_WORD}|[^\W\d_]{{4,}}")
_NAME_WORDS = re.compile(_NAME_WORD)
_INSTALMENT = re.compile(
    r"\((\d{1,3})(?:/\d+)?\)|\b(?:n[.ºo°]{1,3}|no\.|nro\.?|#)\s?(\d{1,4})\b|\b(?:part|parte|chapter|cap[ií]tulo|episode)\s"
    r"(\d{1,3}|[ivx]{1,5})\b",
    re.IGNORECASE,
)
_LIST = """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril
    mayo junio julio agosto septiembre setiembre octubre noviembre diciembre segunda terca quarta quinta sexta feira
    janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro
    the in on at a an of and el la los las en un una de del y o os as na no da do e"""
_NO_NAMES = frozenset(_LIST.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEvidence:
    """What an article shows of its happening."""

    language: str
    """Its words have nothing to do with those of other languages."""
    title: frozenset[str]
    """Those of `words` that stand in the title."""
    words: Mapping[str, float]
    """Words of title and body in their common forms (`es:huelga`), each with how much it is used."""
    carried: Mapping[str, float]
    """What reads alike in any language, each with how much it is used: names (`castillo`, `pedro castillo`), meanings
    of news words (`=strike`), numbers (`#27`)."""
    pieces: Sequence[str] = ()
    """Title and body, cut where spaces are."""
    spelled: Mapping[str, str] = field(default_factory=dict)
    """How the article writes what `carried` has; of a meaning, which of `words` has it."""
    days: Mapping[str, str] = field(default_factory=dict)
    """Days told in title and lead, each in the article's words."""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """Figures of title and lead, by value and unit."""
    instalment: str = ""
    """Its number in a series, as in `Voices (2)` or `Comunicado n.º 12`; empty where it has none."""
    moment: datetime | None = None
    """When it appeared; None where nobody knows."""
    is_round_up: bool = False
    """Whether it tells of many happenings."""

    def written(self, terms: Iterable[str]) -> dict[str, str]:
        """How the article writes some of what `words` and `carried` have, at their first place: few are ever quoted."""
        wanted = {self.spelled[term] if term.startswith("=") else term: term for term in terms}
        found = {term: self.spelled[term] for term in wanted.values() if term in self.spelled and term[0] != "="}
        told = _terms(self.language)
        for piece in self.pieces:
            for term in told[piece]:
                if term in wanted:
                    found.setdefault(wanted[term], piece)
        return found


def evidence_of(title: str, body: str, *, language: str | None, moment: datetime | None) -> ArticleEvidence:
    """Read an article."""
    language = language or guessed(f"{title} {body[:_LEAD]}")
    beginning = body[:_BEGINNING]
    told = _terms(language)
    of_title, of_body = title.split(), beginning.split()
    times = Counter(chain.from_iterable(map(told.__getitem__, of_body)))
    words = {term: _use(count) for term, count in times.items()}
    title_terms = frozenset(chain.from_iterable(map(told.__getitem__, of_title)))
    for term in title_terms:
        words[term] = words.get(term, 0.0) + _TITLE_WORD
    names = names_in(title, beginning, language)
    meanings = concepts(language)
    carried = {name: _use(count) for name, (count, _) in names.items()}
    spelled = {name: as_written for name, (_, as_written) in names.items()}
    for term in words.keys() & meanings.keys():
        key = meanings[term]
        if words[term] > carried.get(key, 0.0):
            carried[key], spelled[key] = words[term], term
    figures = _figures(f"{title}.\n{body[:_LEAD]}", language)
    for key, figure in figures.items():
        number = f"#{key.partition(' ')[0]}"
        carried[number] = 1.0
        spelled[number] = f"{figure.number} {figure.unit}".strip()
    return ArticleEvidence(
        language=language,
        title=title_terms,
        words=words,
        carried=carried,
        pieces=(*of_title, *of_body),
        spelled=spelled,
        days=days_told(f"{title}.\n{body[:_LEAD]}", moment and moment.date()),
        figures=figures,
        instalment=_instalment(title),
        moment=moment,
        is_round_up=is_round_up(title, beginning, language),
    )


def _instalment(title: str) -> str:
    found = _INSTALMENT.search(title)
    return next((part.casefold() for part in found.groups() if part), "") if found else ""


@cache
def _use(times: int) -> float:
    """What a term counts that stands there so often."""
    return 1 + math.log(times)


class _Terms(dict[str, tuple[str, ...]]):
    """What stands between spaces, such as `“huelgas,`, to its words in their common forms: `es:huelga`."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, piece: str) -> tuple[str, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        language = self._language
        forms = (common_form(word, language) for word in fold(piece) if len(word) > 1 and not word.isdigit())
        terms = tuple(f"{language}:{form}" for form in forms if prior(form, language) < _SAYS_NOTHING)
        if len(piece) <= _LONGEST:
            self[piece] = terms
        return terms


@cache
def _terms(language: str) -> _Terms:
    return _Terms(language)


def names_in(title: str, text: str, language: str) -> dict[str, tuple[int, str]]:
    """Names and the words that they consist of, folded, each with how often it stands there and how it is written."""
    found: dict[str, tuple[int, str]] = {}
    for match in _NAME.finditer(text):
        _add_name(found, match.group())
    capitals = [word for word in _TITLE_WORDS.findall(title) if len(word) > 3]
    if sum(word[0].isupper() for word in capitals) <= 0.6 * len(capitals):
        for match in _NAME.finditer(title):
            _add_name(found, match.group())
    for word in _NAME_WORDS.findall(title):  # a headline may capitalise all that it has
        folded = " ".join(fold(word))
        if folded in found or not frequency(folded, language):  # one of the most used words is no name
            _add_name(found, word)
    return found


def _add_name(found: dict[str, tuple[int, str]], name: str) -> None:
    for part in _parts(name):
        count, spelled = found.get(part, (0, name))
        found[part] = (count + 1, spelled)


@lru_cache(maxsize=50_000)
def _parts(name: str) -> frozenset[str]:
    """The words of a name, folded, and all of it."""
    words = [word for word in fold(name) if len(word) > 1 and word not in _NO_NAMES]
    return frozenset((*words, " ".join(words)) if words else ())


def _figures(text: str, language: str) -> dict[str, Figure]:
    """Figures by value and by the first word of what is counted."""
    found: dict[str, Figure] = {}
    for sentence in sentences(text):
        for value, figure in figures_in(sentence, language):
            unit = " ".join(fold(figure.unit)[:1])
            found.setdefault(f"{value:g} {unit}".strip(), figure)
    return found
