"""What letters and shapes are printed with."""

from __future__ import annotations

import ctypes
from enum import Enum, auto

import pypdfium2.raw as pdfium

WHITE = 250
"""Of 255: least of red, green and blue of what is white to the eye."""
FAINTEST = 13
"""Of 255: 5% of opacity."""


class Ink(Enum):
    """What a text is printed with."""

    SEEN = auto()
    WHITE = auto()
    """It is seen where something else than paper is behind it."""
    NONE = auto()
    """It is seen where a picture of it is."""


def ink_of(piece: pdfium.FPDF_PAGEOBJECT) -> Ink:
    """What a text object is printed with."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(piece)
    if mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return Ink.NONE
    if mode == pdfium.FPDF_TEXTRENDERMODE_CLIP:  # letters cut out of what is drawn next
        return Ink.WHITE
    if mode not in {pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP}:
        return Ink.SEEN
    colour = fill_of(piece)
    if colour is None:
        return Ink.SEEN
    *tints, opacity = colour
    if opacity < FAINTEST:
        return Ink.NONE
    return Ink.WHITE if min(tints) >= WHITE else Ink.SEEN


def fill_of(item: pdfium.FPDF_PAGEOBJECT) -> list[int] | None:
    """Red, green, blue and opacity with which something is filled, of 255 each."""
    parts = [ctypes.c_uint() for _ in range(4)]
    return [part.value for part in parts] if pdfium.FPDFPageObj_GetFillColor(item, *parts) else None
