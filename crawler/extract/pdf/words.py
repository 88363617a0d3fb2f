"""A page's characters → words with their places, turned so that text runs to the right.

A call to pdfium costs half a microsecond, so a word gets four of them and its letters none: the text comes in one
piece, and the places of the words' first and last characters in two long arrays.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
import sys
from array import array
from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import pairwise, repeat
from typing import NamedTuple

import pypdfium2.raw as pdfium

from crawler.extract.pdf.accents import SPLIT_ACCENT, together
from crawler.extract.pdf.hidden import Ground
from crawler.extract.pdf.settings import Style, TypeSetting, setting_of

_MOST_CHARACTERS = 200_000
"""Of one page that are read: a broadsheet has 60,000."""
_WORD = re.compile(r"[^\s\x00]+")
_SPACES = " \t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
_BOX = 4
"""Numbers that are a box: left, top, right, bottom."""

_UNITS = ctypes.POINTER(ctypes.c_ushort)
_object_at = ctypes.PYFUNCTYPE(ctypes.c_size_t)(ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0)
_box_at = ctypes.PYFUNCTYPE(ctypes.c_int)(ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
"""pdfium's functions without checks of what is given to them, which takes half of their time."""


class Word(NamedTuple):
    """Letters that the file prints in one go; a word may be made of several such. y grows downwards."""

    text: str
    left: float
    right: float
    base: float
    """Height of the line it stands on."""
    style: Style
    at: int
    """Place in the file's order."""
    spaced: bool = False
    """There is a space between it and the word before it in the file."""


class _Pieces(NamedTuple):
    """Parts of the page's text that are printed in one go, by their first and last characters."""

    starts: list[int]
    ends: list[int]
    """Places of the last characters."""
    printed: list[int]
    """pdfium's text objects, by address; 0: none."""


def words(page: pdfium.FPDF_TEXTPAGE, crop: tuple[float, float, float, float], ground: Ground) -> dict[int, list[Word]]:
    """The visible words by the direction of their text, in quarter turns; `crop` is left, bottom, right, top."""
    found: dict[int, list[Word]] = defaultdict(list)
    address = ctypes.cast(page, ctypes.c_void_p).value or 0
    letters = _letters(page)
    pieces = _pieces(address, letters)
    firsts, lasts = _boxes(address, pieces.starts), _boxes(address, pieces.ends)
    edges = zip(firsts[0::_BOX], lasts[2::_BOX], firsts[3::_BOX], lasts[1::_BOX], strict=True)
    settings: dict[int, TypeSetting | None] = {0: None}
    fonts: dict[int, bool] = {}
    west, south, east, north = crop
    for at, (start, end, printed, (left, right, bottom, top)) in enumerate(zip(*pieces, edges, strict=True)):
        if printed not in settings:
            settings[printed] = setting_of(page, start, firsts[_BOX * at : _BOX * at + _BOX], fonts)
        setting = settings[printed]
        if setting is None or left > east or right < west or bottom > north or top < south:
            continue
        if not ground.shows(setting.ink, (left + right) / 2, (bottom + top) / 2):
            continue
        if setting.direction == 0 and left < right:
            place = left, right, -bottom - setting.drop
        else:
            place = setting.place(firsts[_BOX * at : _BOX * at + _BOX], lasts[_BOX * at : _BOX * at + _BOX])
        text = letters[start : end + 1]
        if not text.isascii() and SPLIT_ACCENT.search(text):
            boxes = _boxes(address, range(start, end + 1))
            text = together(text, boxes[0::_BOX], boxes[2::_BOX])
        spaced = start > 0 and letters[start - 1] in _SPACES
        found[setting.direction].append(Word(text, *place, setting.style, at, spaced))
    return found


def _letters(page: pdfium.FPDF_TEXTPAGE) -> str:
    """The page's characters, each in its place, also where pdfium needs two numbers for one or leaves some out."""
    count = min(pdfium.FPDFText_CountChars(page), _MOST_CHARACTERS)
    if count <= 0:
        return ""
    buffer = array("H", bytes(2 * (count + 1)))
    text = ""
    if pdfium.FPDFText_GetText(page, 0, count, ctypes.cast(buffer.buffer_info()[0], _UNITS)) == count + 1:
        with contextlib.suppress(UnicodeDecodeError):
            text = buffer[:count].tobytes().decode("utf-16-le" if sys.byteorder == "little" else "utf-16-be")
    if len(text) != count:
        codes = (pdfium.FPDFText_GetUnicode(page, index) for index in range(count))
        text = "".join(chr(code) if code <= sys.maxunicode else "\ufffd" for code in codes)
    return text.replace("\x02", "-").replace("\ufffe", "-")  # what pdfium makes of a hyphen at a line's end


def _pieces(address: int, letters: str) -> _Pieces:
    """Runs of letters without a space, cut where another text object goes on."""
    spans = [found.span() for found in _WORD.finditer(letters)]
    printed = _objects(address, [start for start, _ in spans])
    whole = _Pieces([], [], [])
    for (start, end), first, following in zip(spans, printed, [*printed[1:], 0][: len(spans)], strict=True):
        if first == following or end - start == 1:  # what prints the next word printed this one to its end
            parts = [(start, end - 1, first)]
        else:
            parts = _cut(start, _objects(address, range(start, end)))
        for part in parts:
            whole.starts.append(part[0])
            whole.ends.append(part[1])
            whole.printed.append(part[2])
    return whole


def _cut(start: int, printed: list[int]) -> list[tuple[int, int, int]]:
    """First and last places and the text object of the parts of a word, whose letters' objects are given."""
    if printed[0] == printed[-1]:
        return [(start, start + len(printed) - 1, printed[0])]
    cuts = [0, *(at for at in range(1, len(printed)) if printed[at] != printed[at - 1]), len(printed)]
    return [(start + cut, start + following - 1, printed[cut]) for cut, following in pairwise(cuts)]


def _objects(address: int, places: Sequence[int]) -> list[int]:
    """The text objects that characters belong to, by address; 0: a character that pdfium guessed."""
    return list(map(_object_at, repeat(ctypes.c_void_p(address)), places))


def _boxes(address: int, places: Sequence[int]) -> array[float]:
    """Left, top, right and bottom of characters, one after the other."""
    boxes = array("f", bytes(4 * _BOX * len(places)))
    start, step = boxes.buffer_info()[0], _BOX * boxes.itemsize
    targets = map(ctypes.c_void_p, range(start, start + step * len(places), step))
    deque(map(_box_at, repeat(ctypes.c_void_p(address)), places, targets), maxlen=0)
    return boxes
