"""The words of a text in the one form in which spellings are compared, and where in the text they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from string import ascii_lowercase

_APOSTROPHES = frozenset("\u02bb\u02bc")  # letters to Unicode, punctuation to whoever types them
_SOFT_HYPHEN = "\xad"
_SIGNS = {"\xba": "\xba", "\xaa": "\xaa", "\xb0": "\xb0", "\u02da": "\xb0", "\u2116": "no "}
"""Raised o and a and the degree signs that many type in their place, as in Nº, M.ª, N°; and the sign of their own."""
_ORDER = {
    **dict.fromkeys("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    **dict.fromkeys("-\u2010", "-"),
    ".": ".",
    _SOFT_HYPHEN: _SOFT_HYPHEN,
}
"""What has a say in where words end, and what folding leaves of it; all else between words becomes a space."""
_BETWEEN_WORDS = frozenset((*_ORDER.values(), *"\xba\xaa\xb0 "))

_WITH = re.compile(r"LATIN (?:SMALL|CAPITAL) LETTER ([A-Z]) WITH ")
_LATIN = {"\u0131": "i", "\xe6": "ae", "\u0153": "oe", "\xf0": "d", "\xfe": "th"}
"""Letters that Unicode does not take apart and whose names don't tell which ones others write for them."""

_LETTERS_ALONE = (
    "\u0e01-\u0e4e\u0e81-\u0ece\u0edc-\u0edf"  # Thai, Lao
    "\u1000-\u103f\u1050-\u108f\u109a-\u109f\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17d3\u17d7\u17dc-\u17dd"  # Khmer
    "\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff"  # Korean, whose syllables are taken apart
    "\u3005-\u3007\u3021-\u302f\u3031-\u3035\u3038-\u303c\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"  # Chinese
    "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"  # Japanese, Bopomofo
)
"""Letters of scripts that leave no space between words, or, as Korean, none before what belongs to a word's end."""
_IS_ALONE = re.compile(f"[{_LETTERS_ALONE}]")
_CONTINUES = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff]")
"""Vowels and finals of Korean syllables."""
_AFTER_ALONE = re.compile(f"(?<=[{_LETTERS_ALONE}])(?=[^-.\\n \\xad\xba\xaa\xb0{_LETTERS_ALONE}])")

_WORD = r"[^-.\n \xad\xba\xaa\xb0]"
_LETTER = r"[^\W\d_]"
_DOT_OF_LETTERS = re.compile(rf"\.(?<={_LETTER}\.)(?<!{_WORD}{_LETTER}\.)(?={_LETTER}(?!{_WORD}))")  # C.G.T.P.
_PAIR = "|".join(letter * 2 for letter in ascii_lowercase)  # EE. UU.: Spanish doubles letters for a plural
_DOT_OF_PAIRS = re.compile(rf"\.(?<=(?:{_PAIR})\.)(?<!{_WORD}{_LETTER}{_LETTER}\.)[ \n]*({_PAIR})(?!{_WORD})(\.?)")
_ORDINAL = re.compile(
    r"(?:(?<=n)\xad?\.?\xad?\xb0|(?<=[a-z])\xad?\.?\xad?[\xba\xaa])"
)  # Nº, M.ª; of degree signs only N°
_ORDINAL_LETTERS = {"\xba": "o ", "\xaa": "a ", "\xb0": "o "}
_TO_SPACES = str.maketrans("-.\n\xba\xaa\xb0", "      ", _SOFT_HYPHEN)

_PIECE = re.compile(r"\S+")
_LETTERED = re.compile(rf"(?<![^\W_])({_LETTER})([+#]+)(?!{_LETTER})")
"""A letter by itself with marks that make a name of it."""

_HYPHENS = ("-", "\u2010", _SOFT_HYPHEN)
_LINE_END_HYPHEN = re.compile(r"[-\u2010\xad](?<=\S.)\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*(?=\S)")


class _Folding(dict[int, str]):
    """What each character becomes, by its code; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


_FOLDING = _Folding()


class _Spelling(dict[int, str]):
    """What each character is where punctuation counts, by its code; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        spelled = self[code] = _spelled(chr(code))
        return spelled


_SPELLING = _Spelling()
_ALIKE = {
    **dict.fromkeys("\u2018\u2019\u02bc\u02bb", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\xab\xbb", '"'),
    **dict.fromkeys("\u2010\u2011", "-"),
    **dict.fromkeys("\x85\u2028\u2029", "\n"),
}
"""Marks that are typed in several ways."""


def fold(text: str) -> list[str]:
    """Give the words of a text in lower case without accents.

    Of scripts that leave no spaces between words each letter with its marks is one, so that words are found as phrases.
    """
    folded = text.translate(_FOLDING)
    if not folded.isascii():
        folded = _AFTER_ALONE.sub(" ", _ORDINAL.sub(_ordinal, folded))
    return _close_acronyms(folded).translate(_TO_SPACES).split()


def spell(text: str) -> str:
    """Give a text as it is written, but in lower case, without accents and without what can't be seen."""
    return text.translate(_SPELLING)


def spelled_from(text: str) -> list[int]:
    """Tell for each character of what `spell` gives where in the text it comes from, and at last where that ends."""
    return [*(offset for offset, char in enumerate(text) for _ in _SPELLING[ord(char)]), len(text)]


def compose(text: str) -> str:
    """Give a text as it is written, in Unicode's form C."""
    is_so = unicodedata.is_normalized("NFC", text)
    return text if is_so else "".join(unicodedata.normalize("NFC", text[start:end]) for start, end in _clusters(text))


def composed_from(text: str) -> list[int]:
    """Tell the same of what `compose` gives."""
    if unicodedata.is_normalized("NFC", text):
        return list(range(len(text) + 1))
    composed = ((start, unicodedata.normalize("NFC", text[start:end])) for start, end in _clusters(text))
    return [*(start for start, chars in composed for _ in chars), len(text)]


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Where letters stand with the marks that go with them."""
    starts = [at for at, char in enumerate(text) if not (unicodedata.combining(char) or _CONTINUES.match(char))]
    return pairwise([0, *(start for start in starts if start), len(text)])


def is_letter_alone(char: str) -> bool:
    """Whether a letter is of a script that leaves no spaces between words."""
    return bool(_IS_ALONE.match(char))


def _ordinal(sign: re.Match[str]) -> str:
    return _ORDINAL_LETTERS[sign[0][-1]]


def is_ordinal(piece: str) -> bool:
    """Whether it begins with an ordinal's sign, so that what it is depends on what stands right before."""
    return piece.translate(_FOLDING).lstrip(".\xad")[:1] in _ORDINAL_LETTERS


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


def marks_after(text: str) -> tuple[str, ...]:
    """What marks each word of a text has to have right after it: a letter by itself keeps its own, as in C++ and C#.

    By themselves letters stand everywhere, so that "C" would be no name of a language. Empty if no word has any.
    """
    starts = {found.start(1): found[2] for found in _LETTERED.finditer(text)}
    if not starts:
        return ()
    pieces = [(piece.start(), word[0]) for piece in _PIECE.finditer(text) for word in spans(piece[0])]
    return tuple(starts.get(piece + start, "") for piece, start in pieces)


def within(text: str, skipped: int, left: int) -> tuple[int, int]:
    """Tell where in some words all but so many of their first and last letters stand, as they are folded."""
    offsets = _letters(text)
    return offsets[skipped], _end_of_letter(text, offsets[-1 - left])


def _letters(text: str) -> list[int]:
    """Where each letter of a text's folded words stands."""
    folded = [(offset, letter) for offset, char in enumerate(text) for letter in _FOLDING[ord(char)]]
    signs = {found.end() - 1 for found in _ORDINAL.finditer("".join(letter for _, letter in folded))}
    return [offset for place, (offset, letter) in enumerate(folded) if letter not in _BETWEEN_WORDS or place in signs]


def _end_of_letter(text: str, start: int) -> int:
    """Where a letter ends, with the accents that follow it and don't count."""
    end = start + 1
    while end < len(text) and unicodedata.combining(text[end]) and not _FOLDING[ord(text[end])]:
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
    if char in _SIGNS:
        return _SIGNS[char]
    plain = unicodedata.normalize("NFKD", char)
    if plain in _ORDER:
        return _ORDER[plain]
    if _is_ignorable(char):
        return ""
    if not _is_of_words(char):
        return " "
    bare = _without_accents(unicodedata.normalize("NFKD", _without_accents(plain).casefold()))
    return "".join(_letter(part) if _is_of_words(part) else " " for part in bare)


def _spelled(char: str) -> str:
    """A character as `_folded` has it if it is of words, and as it is written otherwise."""
    if char in _ALIKE:
        return _ALIKE[char]
    if _is_ignorable(char) or char == _SOFT_HYPHEN:
        return ""
    if _is_of_words(char) and char not in _SIGNS:
        return _FOLDING[ord(char)].strip()
    return " " if unicodedata.category(char) == "Zs" else char


def _without_accents(decomposed: str) -> str:
    """Without the marks that don't count; they do where vowels and tones are nothing but marks."""
    return "".join(char for char in decomposed if _IS_ALONE.match(char) or not unicodedata.combining(char))


def _letter(char: str) -> str:
    """A letter in lower case as it is written where its stroke or hook is not at hand; one that stands alone, apart."""
    if _IS_ALONE.match(char):
        goes_on = unicodedata.category(char)[0] == "M" or _CONTINUES.match(char)
        return char if goes_on else f" {char}"
    base = _WITH.match(unicodedata.name(char, ""))
    return base[1].lower() if base else _LATIN.get(char, char)


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
