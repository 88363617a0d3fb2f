"""How much a text says and where its sentences end, in whatever writing it is."""

from __future__ import annotations

import re

_UNSPACED = re.compile("[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Thai, Lao, Tibetan, Burmese, Khmer, Japanese, Chinese: no spaces between words."""
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]")
"""Characters that Unicode calls wide, of which each says about as much as two letters: Chinese, Japanese, Korean."""
_ENDS = ".!?…\u3002\uff01\uff1f\uff61\u061f\u06d4\u0964\u0965\u0589\u1362\u1367\u104b\u17d4\u0df4"
"""Ends of sentences: Latin, Greek and Cyrillic, Chinese and Japanese, Arabic, Urdu, Indic, Armenian, Ethiopic, Burmese,
Khmer and Sinhala. Thai and Lao have none."""
_CLOSING = "\"'”\u2019»)\\]\u300d\u300f\uff09\u3011\u300b"
_SENTENCE_END = re.compile(rf"[{_ENDS}][{_CLOSING}]*$")
_MIXED = 4  # one character in so many may be of a writing without spaces: names in another writing


def count_words(text: str) -> int:
    """How many words a text has; in writings without spaces two characters count as one."""
    words = len(text.split())
    return words if text.isascii() else words + len(_UNSPACED.findall(text)) // 2


def has_spaces(text: str) -> bool:
    """Whether a text is in a writing that divides its words, so that they can be counted."""
    return text.isascii() or _MIXED * len(_UNSPACED.findall(text)) < len(text)


def width(text: str) -> int:
    """Length of a text in letters, of which a wide character counts as two."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def ends_a_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, quotation marks and brackets behind it included."""
    return _SENTENCE_END.search(text) is not None
