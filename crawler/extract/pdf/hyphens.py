"""Words cut at line ends, put together with or without their hyphen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

# ruff: noqa: RUF001 - the signs that look alike are what this module is about

_WORD = re.compile(r"[^\W\d_]+(?:[-‐’'][^\W\d_]+)*")
_CUT = re.compile(r"(?P<word>\w(?:[\w’'‐-]*\w)?)(?P<hyphen>[-‐\u00ad])$")
_START = re.compile(r"[\w’'‐-]*\w")
_COMPOUND_HEADS = frozenset({"self", "well", "half", "quasi", "vice"})
"""First parts that are seldom the first syllables of a longer word."""
_COMPOUND_TAILS = frozenset({"based", "called", "class", "founded", "owned", "ranking", "term", "wing", "year"})
"""Second parts that are seldom the last syllables of one: long-term, left-wing, so-called."""
_TENS = frozenset({"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"})
_LINKS = frozenset({"of", "the", "and", "by", "for", "del", "los", "las", "con", "y", "du", "des", "les", "sous"})
"""Words inside of compounds of three and more parts that are no syllables: state-of-the-art."""
_LIKELY_LINKS = frozenset({"in", "to", "on", "at", "a", "up", "de", "la", "el", "en", "do", "da", "le"})
"""Others that may be: mother-in-law, but anti-in|flation."""
_SHORTEST_PART = 4
_LONGEST_LAST = 4
"""Letters of a last part that may be cut off a compound though nobody knows it as a word: law, art, date."""
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """Words that a document has within its lines, and those that begin its compounds, in lower case."""

    words: Counter[str]
    heads: Counter[str]
    """Parts before a hyphen: `self` of self-defence."""


def vocabulary(lines: Iterable[str]) -> DocumentWords:
    """The words of lines in their order, without the parts that a line end cut."""
    words: Counter[str] = Counter()
    cut = False
    for line in lines:
        found = _WORD.findall(line.lower().replace("‐", "-"))
        was_cut, cut = cut, _cut(line) is not None
        words.update(found[1 if was_cut else 0 : len(found) - 1 if cut else len(found)])
    heads = Counter(word.partition("-")[0] for word in words if word.count("-") == 1)
    return DocumentWords(words, heads)


def joined(text: str, line: str, known: DocumentWords) -> str:
    """A text and the line after it; a word that was cut between them is whole again."""
    cut = _cut(text)
    start = _START.match(line)
    if cut is None or start is None:
        glued = text.endswith(("-", "–", "—")) and len(text) > 1 and text[-2] in "-–—"
        return f"{text}{line}" if glued else f"{text} {line}"
    if cut["hyphen"] == "\u00ad" or not _keeps_hyphen(cut["word"], start[0], known):
        return text[:-1] + line
    return text + line


def without_soft_hyphens(text: str) -> str:
    """A text without the marks where its words might have been cut."""
    return text.replace("\u00ad", "")


def is_cut(text: str) -> bool:
    """Whether a line ends inside a word, as it seems, which the next one goes on with."""
    return _cut(text) is not None


def _cut(text: str) -> re.Match[str] | None:
    """The word that a text ends in the middle of, as it seems."""
    return _CUT.search(text[-_LONGEST_WORD:]) if text.endswith(("-", "‐", "\u00ad")) else None


def _keeps_hyphen(first: str, second: str, known: DocumentWords) -> bool:
    """Whether a word cut after its hyphen is a compound: as it is written elsewhere, else as its parts tell."""
    head = re.split(r"[-‐]", first)[-1].lower()
    tail = re.split(r"[-‐]", second)[0].lower()
    no_letters = not (tail[:1].isalpha() and head[-1:].isalpha())
    if no_letters or ("-" in first + second and known.words[f"{first}-{second}".lower()]):
        return True
    whole, compound = known.words[head + tail], known.words[f"{head}-{tail}"]
    if whole or compound:
        return compound > whole
    if second[0].isupper() and not first.isupper():
        return True
    if _looks_compound(head, tail) or _is_linked(first, second, head, tail, known):
        return True
    if known.heads[head] and (known.words[tail] or len(head) >= _SHORTEST_PART):
        return True
    both = known.words[head] and known.words[tail]
    return bool(both) and len(head) >= _SHORTEST_PART and len(tail) >= _SHORTEST_PART


def _looks_compound(head: str, tail: str) -> bool:
    """Whether one of two parts is seldom a piece of a longer word."""
    return (head in _COMPOUND_HEADS and len(tail) >= _SHORTEST_PART) or tail in _COMPOUND_TAILS or head in _TENS


def _is_linked(first: str, second: str, head: str, tail: str, known: DocumentWords) -> bool:
    """Whether a compound of three or more parts is cut beside the word that links them."""
    if _has_hyphen(second) and tail in _LINKS | _LIKELY_LINKS:
        return True
    if not _has_hyphen(first):
        return False
    is_word = bool(known.words[tail]) or len(tail) <= _LONGEST_LAST
    return head in _LINKS or (head in _LIKELY_LINKS and is_word)


def _has_hyphen(text: str) -> bool:
    return "-" in text or "‐" in text
