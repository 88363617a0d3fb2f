"""Words of a language with their lemmas, in a tenth of the memory that a dict of them takes."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from zlib import crc32

from simplemma.strategies.dictionaries import StreamDictionaryFactory

_OFTEN = 50_000
"""Questions after which hashes of the words are made, by then for as much time as these have taken: a second."""


class Dictionary:
    """The words that simplemma has of a language, read where they lie compressed.

    That takes 3 to 20 µs for each spelling that is asked for, and most are no words. So who asks often is told that by
    a hash first, which takes one and 4 bytes a word.
    """

    def __init__(self, language: str, *, often: int = _OFTEN) -> None:
        self._often = often
        self._lemmas = StreamDictionaryFactory().get_dictionary(language)
        self._asked = 0
        self._hashes: array[int] | None = None

    def lemma(self, word: str) -> str | None:
        """The form under which dictionaries have a word; None for what is none."""
        if self._hashes is None:
            self._asked += 1
            if self._asked >= self._often:
                self._hashes = array("I", sorted(crc32(known.encode()) for known in self._lemmas))
        elif not _has(self._hashes, crc32(word.encode())):
            return None
        return self._lemmas.get(word)

    def __contains__(self, word: str) -> bool:
        return self.lemma(word) is not None


def _has(hashes: array[int], wanted: int) -> bool:
    place = bisect_left(hashes, wanted)
    return place < len(hashes) and hashes[place] == wanted
