"""The words of a text in the one form in which keywords are compared, and the way back to the text itself."""

from __future__ import annotations

import re
import unicodedata
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
_LINE_END_HYPHEN = re.compile(rf"[-\xad](?<={_WORD}[-\xad]) *\n[ \n]*")
_TO_SPACES = str.maketrans("-.\n", "   ", _SOFT_HYPHEN)


class _Folding(dict[int, str]):
    """What each character becomes, by its code; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Give the words of a text in lower case without accents, a space around each; empty if it has none."""
    return _spaced(_close_acronyms(text.translate(_FOLDING)))


def readings(text: str) -> tuple[str, ...]:
    """Give the folded text, and again with the words joined that a hyphen divides at a line's end, if any are."""
    folded = _close_acronyms(text.translate(_FOLDING))
    joined = _LINE_END_HYPHEN.sub("", folded)
    return (_spaced(folded),) if joined == folded else (_spaced(folded), _spaced(joined))


def origins(text: str) -> list[int]:
    """Tell for each character of a word, in the order of any reading, its offset in the text."""
    return [
        offset for offset, char in enumerate(text) for folded in _FOLDING[ord(char)] if folded not in _BETWEEN_WORDS
    ]


def span(text: str, origin: list[int], reading: str, start: int, end: int) -> tuple[int, int]:
    """Give the offsets in the text of what stands in a reading from one offset to another, outer spaces included.

    Readings differ from each other and from the text only between words, so counting what isn't space finds the way.
    """
    first = start - reading.count(" ", 0, start)
    last = end - reading.count(" ", 0, end) - 1
    after = origin[last] + 1
    while after < len(text) and unicodedata.combining(text[after]):
        after += 1
    return origin[first], after


def _spaced(folded: str) -> str:
    words = folded.translate(_TO_SPACES).split()
    return f" {' '.join(words)} " if words else ""


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
    return _DOT_OF_PAIRS.sub(r"\1\2", _DOT_OF_LETTERS.sub("", folded))
