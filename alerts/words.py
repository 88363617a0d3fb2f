"""The words of a text in the one form in which spellings are compared, and where in the text they stand."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from string import ascii_lowercase

_APOSTROPHES = frozenset("\u02bb\u02bc")  # letters to Unicode, punctuation to whoever types them
_SOFT_HYPHEN = "\xad"
_ORDER = {
    **dict.fromkeys("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    **dict.fromkeys("-\u2010", "-"),
    ".": ".",
    _SOFT_HYPHEN: _SOFT_HYPHEN,
}
"""What has a say in where words end, and what folding leaves of it; all else between words becomes a space."""
_BETWEEN_WORDS = frozenset((*_ORDER.values(), " "))

_WORD = r"[^-.\n \xad]"
_LETTER = r"[^\W\d_]"
_DOT_OF_LETTERS = re.compile(rf"\.(?<={_LETTER}\.)(?<!{_WORD}{_LETTER}\.)(?={_LETTER}(?!{_WORD}))")  # C.G.T.P.
_PAIR = "|".join(letter * 2 for letter in ascii_lowercase)  # EE. UU.: Spanish doubles letters for a plural
_DOT_OF_PAIRS = re.compile(rf"\.(?<=(?:{_PAIR})\.)(?<!{_WORD}{_LETTER}{_LETTER}\.)[ \n]*({_PAIR})(?!{_WORD})(\.?)")
_TO_SPACES = str.maketrans("-.\n", "   ", _SOFT_HYPHEN)

_HYPHENS = ("-", "\u2010", _SOFT_HYPHEN)
_LINE_END_HYPHEN = re.compile(r"[-\u2010\xad](?<=\S.)\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*(?=\S)")


class _Folding(dict[int, str]):
    """What each character becomes, by its code; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


_FOLDING = _Folding()


def fold(text: str) -> list[str]:
    """Give the words of a text in lower case without accents."""
    return _close_acronyms(text.translate(_FOLDING)).translate(_TO_SPACES).split()


@lru_cache(maxsize=20_000)
def spans(chunk: str) -> list[tuple[int, int]]:
    """Tell for each word of a text without white space where it stands: offsets of its start and end."""
    offsets = _letters(chunk)
    found, first = [], 0
    for word in fold(chunk):
        last = first + len(word) - 1
        found.append((offsets[first], _end_of_letter(chunk, offsets[last])))
        first = last + 1
    return found


def within(text: str, skipped: int, left: int) -> tuple[int, int]:
    """Tell where in some words all but so many of their first and last letters stand, as they are folded."""
    offsets = _letters(text)
    return offsets[skipped], _end_of_letter(text, offsets[-1 - left])


def _letters(text: str) -> list[int]:
    """Where each letter of a text's folded words stands."""
    return [
        offset for offset, char in enumerate(text) for folded in _FOLDING[ord(char)] if folded not in _BETWEEN_WORDS
    ]


def _end_of_letter(text: str, start: int) -> int:
    """Where a letter ends, with the accents that follow it."""
    end = start + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def parts(text: str) -> list[str]:
    """Cut a text at the hyphens with which its lines end; the white space after them goes, too."""
    has_any = any(line.rstrip().endswith(_HYPHENS) for line in text.splitlines())
    return _LINE_END_HYPHEN.split(text) if has_any else [text]


def as_written(text: str) -> str:
    """A word with its accents and capitals, but without the marks inside it, in Unicode's form C."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(char for char in composed if any(part not in _BETWEEN_WORDS for part in _FOLDING[ord(char)]))


def _folded(char: str) -> str:
    """Fold one character: to what words are made of, or to one of the marks of order, or to nothing."""
    plain = unicodedata.normalize("NFKD", char)
    if plain in _ORDER:
        return _ORDER[plain]
    if _is_ignorable(char):
        return ""
    if not _is_of_words(char):
        return " "
    bare = _without_accents(unicodedata.normalize("NFKD", _without_accents(plain).casefold()))
    return "".join(part if _is_of_words(part) else " " for part in bare)


def _without_accents(decomposed: str) -> str:
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _is_ignorable(char: str) -> bool:
    """Tell whether it only steers how text is shown: zero-width and bidirectional controls, variation selectors."""
    return (
        unicodedata.category(char) == "Cf"
        or "\ufe00" <= char <= "\ufe0f"
        or char == "\u034f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def _is_of_words(char: str) -> bool:
    """Tell whether it is a letter, mark or digit; CO₂ has one, Perú¹ has none but a note's mark."""
    category = unicodedata.category(char)
    is_counted = category[0] in "LM" or category in {"Nd", "Nl"} or unicodedata.decomposition(char).startswith("<sub>")
    return is_counted and char not in _APOSTROPHES


def _close_acronyms(folded: str) -> str:
    """Take out the dots inside acronyms, so that they are one word however they are written."""
    return _DOT_OF_PAIRS.sub(r"\1\2", _DOT_OF_LETTERS.sub("", folded)) if "." in folded else folded
