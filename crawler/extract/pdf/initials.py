"""Initials as tall as some lines, put before the word that they begin."""

from __future__ import annotations

from collections import Counter

from crawler.extract.pdf.words import Word

_TALL = 1.8
"""Size in sizes of the running text."""
_OVER_ITS_LINES = 1.5
_FURTHEST = 1.2
"""Space between an initial and its word, in sizes of the running text."""
_MOST = 20
"""On a page; more are no initials."""


def with_initials(words: list[Word]) -> list[Word]:
    """Words that begin with their tall initials."""
    capitals = [word for word in words if len(word.text) == 1 and word.text.isupper()]
    if not capitals:
        return words
    usual = Counter(word.style.size for word in words).most_common(1)[0][0]
    tall = Counter((word.base, word.style.size) for word in words if word.style.size >= _TALL * usual)
    initials = [word for word in capitals if tall[word.base, word.style.size] == 1]  # and no word of a headline
    found = list(words)
    for initial in initials if len(initials) <= _MOST else []:
        first = _first_beside(initial, found, usual)
        if first is not None:
            found[found.index(first)] = first._replace(text=initial.text + first.text, left=initial.left)
            found.remove(initial)
    return found


def _first_beside(initial: Word, words: list[Word], usual: float) -> Word | None:
    """The word that begins the first of the lines on an initial's right."""
    beside = (
        word
        for word in words
        if word.style.size < initial.style.size / _OVER_ITS_LINES
        and -usual <= word.left - initial.right < _FURTHEST * usual
        and initial.base - initial.style.size < word.base < initial.base
    )
    return min(beside, key=lambda word: word.base, default=None)
