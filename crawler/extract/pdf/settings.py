"""How pieces of text are set: in which direction, size and weight."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2.raw as pdfium

from crawler.extract.pdf.ink import Ink, ink_of

_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_BOLD_WEIGHT = 650
_FORCE_BOLD = 1 << 18
_SMALLEST = 1.0
"""Points of type that is seen; the smallest print of contracts has four, marks of programs a hundredth."""
_LEANING = 5.0
_HEIGHT_OF_SIZE = 1.15  # of a line's box, as most typefaces have it
_LEAST_HEIGHT, _MOST_HEIGHT = 0.5, 2.5  # times the size that is stated: beyond that a form scales its text
"""Degrees off the four directions from which text is a stamp across the page."""

Turn = Callable[[float, float], tuple[float, float]]
TURNS: dict[int, Turn] = {
    0: lambda x, y: (x, -y),
    1: lambda x, y: (y, x),
    2: lambda x, y: (-x, y),
    3: lambda x, y: (-y, -x),
}
"""By quarter turns of the text: from the page's coordinates, where y grows upwards, to ours."""


class Style(NamedTuple):
    """How letters are set."""

    size: float
    """Height of the type in points, as seen."""
    bold: bool


@dataclass(frozen=True, slots=True)
class TypeSetting:
    """How a piece of text is set."""

    direction: int
    """Quarter turns."""
    style: Style
    drop: float
    """From the line it stands on down to the foot of its letters' boxes."""
    ink: Ink = Ink.SEEN

    def place(self, first: Sequence[float], last: Sequence[float]) -> tuple[float, float, float]:
        """Left and right edge and base, turned upright, of a word by the boxes of its first and last letters."""
        if self.direction == 0 and first[0] < last[2]:
            return first[0], last[2], -first[3] - self.drop
        turn = TURNS[self.direction]
        corners = [turn(box[across], box[along]) for box in (first, last) for across in (0, 2) for along in (1, 3)]
        across = [x for x, _ in corners]
        return min(across), max(across), max(y for _, y in corners) - self.drop


def setting_of(
    page: pdfium.FPDF_TEXTPAGE, index: int, box: Sequence[float], fonts: dict[int, bool]
) -> TypeSetting | None:
    """How the text is set that this character begins, whose box is left, top, right, bottom.

    None: askew, or too small to be seen. `fonts` remembers which fonts are bold.
    """
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetMatrix(page, index, matrix)
    pdfium.FPDFText_GetCharOrigin(page, index, x, y)
    degrees = math.degrees(math.atan2(matrix.b, matrix.a))
    direction = round(degrees / 90) % 4
    if abs(degrees - 90 * round(degrees / 90)) > _LEANING:
        return None
    size = pdfium.FPDFText_GetFontSize(page, index) * math.hypot(matrix.c, matrix.d)
    left, top, right, bottom = box
    height = abs(right - left) if direction % 2 else abs(top - bottom)
    if height and not _LEAST_HEIGHT < height / (size or 1) < _MOST_HEIGHT:
        size = height / _HEIGHT_OF_SIZE
    if size < _SMALLEST:
        return None
    turn = TURNS[direction]
    foot = max(turn(left, bottom)[1], turn(right, top)[1])
    style = Style(round(size, 1), _is_bold(page, index, fonts))
    ink = ink_of(pdfium.FPDFText_GetTextObject(page, index))
    return TypeSetting(direction, style, foot - turn(x.value, y.value)[1], ink)


def _is_bold(page: pdfium.FPDF_TEXTPAGE, index: int, fonts: dict[int, bool]) -> bool:
    """By the font, or since letters are drawn with an outline."""
    piece = pdfium.FPDFText_GetTextObject(page, index)
    if pdfium.FPDFTextObj_GetTextRenderMode(piece) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE:
        return True
    font = ctypes.cast(pdfium.FPDFTextObj_GetFont(piece), ctypes.c_void_p).value or 0
    if font not in fonts:
        fonts[font] = _is_bold_font(page, index)
    return fonts[font]


def _is_bold_font(page: pdfium.FPDF_TEXTPAGE, index: int) -> bool:
    """By the font's name, its weight, or its mark."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(page, index, name, len(name), flags)
    return (
        bool(_BOLD_NAME.search(name.value.decode("utf-8", "replace")))
        or pdfium.FPDFText_GetFontWeight(page, index) >= _BOLD_WEIGHT
        or bool(flags.value & _FORCE_BOLD)
    )
