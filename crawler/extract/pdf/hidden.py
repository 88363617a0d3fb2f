"""Text that is printed and that nobody sees: without ink, or in the colour of the paper.

A scanned page has the text that a program read in it printed without ink over the picture: there it is what is seen.
"""

from __future__ import annotations

import ctypes
from functools import cached_property

import pypdfium2.raw as pdfium

from crawler.extract.pdf.frames import Frame
from crawler.extract.pdf.ink import FAINTEST, WHITE, Ink, fill_of

_MOST_OBJECTS = 20_000
"""Objects of a page that are looked at, letters included; maps have a million."""
_PICTURES = frozenset({pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM})
"""What may be a picture of text; a form holds anything."""
_GROUNDS = _PICTURES | {pdfium.FPDF_PAGEOBJ_SHADING, pdfium.FPDF_PAGEOBJ_PATH}
"""What white may be seen on."""


class Ground:
    """What is behind the words of a page; looked at when a word asks for it."""

    def __init__(self, page: pdfium.FPDF_PAGE) -> None:
        self._page = page

    def shows(self, ink: Ink, x: float, y: float) -> bool:
        """Whether a word in that ink is seen at a place, in the page's own coordinates; it is if nobody can tell."""
        if ink is Ink.SEEN or self._shapes is None:
            return True
        kinds = _PICTURES if ink is Ink.NONE else _GROUNDS
        return any(kind in kinds and frame.holds(x, y) for frame, kind in self._shapes)

    @cached_property
    def _shapes(self) -> list[tuple[Frame, int]] | None:
        """Pictures, and shapes on which white is seen, each with its kind; None if there are too many."""
        found = []
        edges = [ctypes.c_float() for _ in range(4)]
        count = pdfium.FPDFPage_CountObjects(self._page)
        if count > _MOST_OBJECTS:
            return None
        for index in range(count):
            item = pdfium.FPDFPage_GetObject(self._page, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            is_ground = kind in _GROUNDS and (kind != pdfium.FPDF_PAGEOBJ_PATH or _is_tinted(item))
            if is_ground and pdfium.FPDFPageObj_GetBounds(item, *edges):
                left, bottom, right, top = (edge.value for edge in edges)
                found.append((Frame(left, bottom, right, top), kind))
        return found


def _is_tinted(path: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Whether a path is filled with another colour than white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    colour = fill_of(path) if fill.value else None
    return colour is not None and min(colour[:3]) < WHITE and colour[3] >= FAINTEST
