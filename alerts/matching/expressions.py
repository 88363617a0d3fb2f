"""Regular expressions held against texts: where they are met, and which letters whatever meets one has to have.

Capitals, accents and what can't be seen don't count, neither in the text nor in the expression, unless it is to be met
exactly. All else is as it is written: an expression sees commas, quotes, line ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from alerts.matching.text import MatchedText
from alerts.matching.words import composed_from, fold, is_letter_alone, spell, spelled_from
from config import expressions
from model.query import Expression

_MOST = 200
"""Places of one text that are told. Each may cost as much as the whole text does."""
_FEWEST_LETTERS = 3
"""Of a piece that few words have."""

_TOKEN = re.compile(
    r"""
      (?P<quoted>\\Q.*?(?:\\E|$))
    | (?P<escape>\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|..)|[0-7]{1,3}|.))
    | (?P<set>\[\^?\]?(?>\[:\^?\w+:\]|[^\]\\]|\\.)*+\])
    | (?P<flags>\(\?[imsU-]+\))
    | (?P<open>\((?:\?(?:P?<\w+>|[imsU-]*:))?)
    | (?P<close>\))
    | (?P<either>\|)
    | (?P<repeat>(?:[*+?]|\{(?P<least>\d+)(?:,\d*)?\})\??)
    | (?P<other>[.^$])
    | (?P<letter>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SET_OPENS = re.compile(r"\[\^?\]?")
_IN_SET = re.compile(
    r"\[:\^?\w+:\]|(?P<range>(?:\\.|.)-(?!\])(?:\\.|.))|\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|..)|.)|(?P<one>.)",
    re.DOTALL,
)


class Stretch(NamedTuple):
    """Where an expression is met: offsets of the first character and after the last one."""

    start: int
    end: int


class Finder:
    """An expression, ready to be looked for."""

    def __init__(self, expression: Expression) -> None:
        self._is_exact = expression.exact
        pattern = unicodedata.normalize("NFC", expression.pattern)
        pattern = pattern if expression.exact else _spelled(pattern)
        self._compiled: Any = expressions.compiled(pattern, exact=expression.exact)

    def is_in(self, text: MatchedText) -> bool:
        """Whether a text meets it."""
        return next(self._spans(self._read(text)), None) is not None

    def places(self, text: MatchedText) -> list[Stretch]:
        """Where a text meets it, from left to right; of very many the first."""
        read = self._read(text)
        found = list(islice(self._spans(read), _MOST))
        if not found:
            return []
        origins = composed_from(text.text) if self._is_exact else spelled_from(text.text)
        return [Stretch(origins[start], _next(origins, end)) for start, end in _in_characters(read, found)]

    def _read(self, text: MatchedText) -> bytes:
        return text.composed if self._is_exact else text.spelled

    def _spans(self, read: bytes) -> Iterator[tuple[int, int]]:
        return (found.span() for found in self._compiled.finditer(read) if found.start() < found.end())


def _in_characters(read: bytes, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Offsets of bytes, in their order, as those of characters."""
    reached = count = 0
    for start, end in spans:
        count += len(read[reached:start].decode())
        first = count
        count += len(read[start:end].decode())
        reached = end
        yield first, count


def _next(origins: list[int], end: int) -> int:
    """Where what follows the character before `end` comes from: one may be read as two, and two as one."""
    last = origins[end - 1]
    return next(origin for origin in origins[end:] if origin > last)


def _spelled(pattern: str) -> str:
    """An expression without accents. In a set the bare letter stands beside the one with an accent."""
    parts = []
    for token in _TOKEN.finditer(pattern):
        if token.lastgroup == "set":
            opening = _SET_OPENS.match(token[0])
            inside = token[0][opening.end() : -1] if opening else ""
            parts.append(f"{opening and opening[0]}{''.join(map(_in_set, _IN_SET.finditer(inside)))}]")
        elif token.lastgroup in {"letter", "quoted"}:
            letters = "".join(char if char.isascii() else spell(char) for char in token[0])
            parts.append(letters if len(letters) == len(token[0]) else f"(?:{letters})")
        else:
            parts.append(token[0])
    return "".join(parts)


def _in_set(part: re.Match[str]) -> str:
    char = part["one"]
    bare = spell(char) if char and not char.isascii() else ""
    return f"{part[0]}{re.escape(bare)}" if len(bare) == 1 else part[0]


@dataclass(slots=True)
class _Group:
    """What stands between two parentheses, as far as it is read."""

    branches: list[list[frozenset[str]]] = field(default_factory=lambda: [[]])
    """Between bars, each with what it needs."""
    letters: str = ""
    """Those that follow each other up to here."""

    def read(self, letters: str, least: int | None) -> None:
        """Take letters, of which the last is repeated so often at least."""
        self.letters += letters[:-1] if least == 0 else letters
        if least is not None:
            self.end_letters()

    def end_letters(self) -> None:
        """What comes next does not follow them for sure."""
        for part in re.findall(r"[^\W_]+", spell(self.letters)):
            self.branches[-1] += [frozenset([word]) for word in fold(part) if _is_rare(word)]
        self.letters = ""

    def needs(self) -> list[frozenset[str]]:
        """What it needs: of all branches what the one or the other needs."""
        self.end_letters()
        if len(self.branches) == 1:
            return self.branches[0]
        if not all(self.branches):
            return []
        best = (max(branch, key=lambda pieces: min(map(len, pieces))) for branch in self.branches)
        return [frozenset().union(*best)]


def _is_rare(piece: str) -> bool:
    return len(piece) >= _FEWEST_LETTERS or is_letter_alone(piece[0])


def needed(expression: Expression) -> list[frozenset[str]]:
    """What every text that meets it has: of each set one, inside a word as words are folded."""
    tokens = list(_TOKEN.finditer(expression.pattern))
    groups = [_Group()]
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        least = _least(following)
        match token.lastgroup:
            case "letter" | "quoted":
                groups[-1].read(token[0].removeprefix(r"\Q").removesuffix(r"\E"), least)
            case "escape" if not token[0][1].isalnum():
                groups[-1].read(token[0][1], least)
            case "open":
                groups[-1].end_letters()
                groups.append(_Group())
            case "close" if len(groups) > 1:
                inside = groups.pop().needs()
                groups[-1].branches[-1] += inside if least != 0 else []
            case "either":
                groups[-1].end_letters()
                groups[-1].branches.append([])
            case "repeat" | "flags":
                pass
            case _:
                groups[-1].end_letters()
    return groups[0].needs()


def _least(following: re.Match[str] | None) -> int | None:
    """How often what stands before that is there at least; None if it is not repeated."""
    if following is None or following.lastgroup != "repeat":
        return None
    return int(following["least"] or following[0][0] == "+")
