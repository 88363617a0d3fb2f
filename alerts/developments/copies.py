"""When an article prints the text of another one: the same text, cut short, respelled, or under another beginning."""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import compress, takewhile
from zlib import crc32

from alerts.matching.words import fold

_RUN = 4
"""Words in a run: shorter ones recur in any text, longer ones don't survive a respelled word."""
_SAMPLED = 8
"""The runs after one in so many words are kept to find copies by: of the shortest text that is told, some three."""
_FOUND_BY = 2_000
"""Characters of a text whose runs are kept: a copy with another first paragraph has enough of them."""
_READ = 2_000
"""Words of a text that are compared."""
_TELLING = 25
"""Words that a text must have to be recognised by them: shorter ones, such as captions, recur."""

_WHOLE = 0.7
"""Share of the shorter text's runs that the longer one has, from which on it may be a copy."""
_SAME = 0.55
"""Share of the longer text's runs that the shorter one has, from which on both are one text.

What quotes a long passage has about half, and so have parts of a series with one introduction."""
_REST = 0.6
"""Share of both texts that is one passage, word for word, where another first paragraph leaves less of a short text.

Notices by one form have as many runs in common, but no such passage."""
_NOTE = 25
"""Words of a credit line or a translator's note before or after a text, at most, and no more than a third of it."""
_CUT = 0.8
"""Share of the runs of a text cut short that the longer one has, and of the longer one's beginning that it has."""
_BEGINNING = 60
"""Words of the longer text that one cut short begins with: what is quoted in full begins elsewhere."""

_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
_NO_POINTS = str.maketrans("", "", ".,")
_SEVERAL_NUMBERS, _SAME_NUMBERS = 2, 0.5
"""How many numbers each text must have, and the share of the fewer ones that the other text has in a copy, at least.

A form filled in anew for the next earthquake has a day, a depth and a magnitude of its own in words that are the same;
a copy brings the numbers of its original along, but for those of another first paragraph, and a figure that was raised.
"""

_LIKELY = 0.25
"""Share of the fingerprints of the text with fewer that both have, below which they are not compared.

A copy has seven of ten runs in common with its original, but another beginning may take half of what is fingerprinted.
"""

_REMEMBERED = 100_000
"""Words that are remembered with what they come to."""

_SPELLINGS = (
    (re.compile(r"our"), "or"),
    (re.compile(r"is(?=e|i|a)"), "iz"),
    (re.compile(r"ys(?=e|i)"), "yz"),
    (re.compile(r"ll"), "l"),
    (re.compile(r"(?<=[a-z]{2}t)re\b"), "er"),
    (re.compile(r"ogue\b"), "og"),
    (re.compile(r"enc(?=e)"), "ens"),
    (re.compile(r"[ao]e"), "e"),
    (re.compile(r"mme\b"), "m"),
    (re.compile(r"gramm"), "gram"),
    (re.compile(r"grey"), "gray"),
    (re.compile(r"tyre"), "tire"),
)
"""What British and American spellings come to alike. That other words do so, too, does no harm here."""
_SPELLED_TWICE = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _SPELLINGS))
"""What any of them has: most words have none, and to try one after the other took an eighth of an import's time."""


def fingerprints(body: str) -> frozenset[int]:
    """Numbers of which texts that have a long passage in common share some; none of what says too little."""
    words = _respelled(body[:_FOUND_BY])
    if len(words) < _TELLING:
        return frozenset()
    places = compress(range(len(words) - _RUN + 1), map(_IS_SAMPLED.__getitem__, words))
    return frozenset(crc32(" ".join(words[at : at + _RUN]).encode()) for at in places)


def may_be_copy(shared: int, one: int, other: int) -> bool:
    """Whether two texts with so many fingerprints in common, and of their own, are worth comparing word by word."""
    return shared > 0 and shared >= _LIKELY * min(one, other)


def is_copy(body: str, other: str) -> bool:
    """Whether of two texts one is the other, give or take its beginning, its spelling, and where it is cut."""
    if _are_filled_in(body, other):
        return False
    one, two = _runs_of(body), _runs_of(other)
    all_shorter, all_longer = (one, two) if len(one) <= len(two) else (two, one)
    if len(all_shorter) <= _TELLING - _RUN:
        return False
    of_shorter = set(_without_ends(all_shorter, set(all_longer)))
    of_longer = set(_without_ends(all_longer, set(all_shorter)))
    shared = len(of_shorter & of_longer)
    whole = shared / len(of_shorter)
    if whole >= _WHOLE and shared / len(of_longer) >= _SAME:
        return True
    if whole >= _REST and _share_passage(all_shorter, all_longer):
        return True
    beginning = set(all_longer[: min(_BEGINNING - _RUN + 1, len(all_shorter))])
    return whole >= _CUT and len(beginning & of_shorter) / len(beginning) >= _CUT


def _are_filled_in(body: str, other: str) -> bool:
    """Whether two texts have different numbers, as notices by one form do."""
    fewer, more = sorted((_numbers(body), _numbers(other)), key=len)
    return len(fewer) >= _SEVERAL_NUMBERS and len(fewer & more) < _SAME_NUMBERS * len(fewer)


def _numbers(text: str) -> set[str]:
    """The numbers of a text by their digits alone: what is 1,500 here is 1.500 or 1500 there."""
    return {number.translate(_NO_POINTS) for number in _NUMBERS.findall(text)}


def _without_ends(runs: Sequence[int], known: set[int]) -> Sequence[int]:
    """Runs without the first and last ones that are a credit line or a note, and that the other text doesn't have."""
    most = min(_NOTE, len(runs) // 3)
    first = next((at for at in range(most) if runs[at] in known), most)
    last = next((at for at in range(most) if runs[-1 - at] in known), most)
    return runs[first : len(runs) - last]


def _share_passage(shorter: Sequence[int], longer: Sequence[int]) -> bool:
    """Whether one passage that both texts have is most of the longer one; given are their runs.

    A passage of more than half a text has the text's middle in it. That is sought first, which takes no longer where a
    text repeats itself.
    """
    needed = math.ceil(_REST * (len(longer) + _RUN - 1)) - _RUN + 1
    first, last = len(longer) - needed, needed
    middle, searched = array("L", longer[first:last]), array("L", shorter)
    size, sought, text = searched.itemsize, middle.tobytes(), searched.tobytes()
    found = text.find(sought)
    while found >= 0:
        place, beside = divmod(found, size)
        if not beside:
            before = _alike(reversed(longer[:first]), reversed(shorter[:place]))
            after = _alike(longer[last:], shorter[place + len(middle) :])
            if before + len(middle) + after >= needed:
                return True
        found = text.find(sought, found + 1)
    return False


def _alike(one: Iterable[int], other: Iterable[int]) -> int:
    """How many runs are the same from the beginning on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@lru_cache(maxsize=64)  # an article is compared with several others, and so are those beside it
def _runs_of(body: str) -> tuple[int, ...]:
    """The runs of what is compared of a text, each as a number."""
    words = _respelled(body)[:_READ]
    return tuple(crc32(" ".join(words[at : at + _RUN]).encode()) for at in range(len(words) - _RUN + 1))


def _respelled(text: str) -> list[str]:
    return list(map(_SPELLED.__getitem__, fold(text)))


class _IsSampled(dict[str, bool]):
    """Whether the runs after a word are kept."""

    def __missing__(self, word: str) -> bool:
        if len(self) >= _REMEMBERED:
            self.clear()
        is_sampled = self[word] = crc32(word.encode()) % _SAMPLED == 0
        return is_sampled


class _Spelled(dict[str, str]):
    """Folded words in the spelling in which they are compared."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        spelled = word
        if _SPELLED_TWICE.search(word):
            for pattern, common in _SPELLINGS:
                spelled = pattern.sub(common, spelled)
        self[word] = spelled
        return spelled


_IS_SAMPLED, _SPELLED = _IsSampled(), _Spelled()
