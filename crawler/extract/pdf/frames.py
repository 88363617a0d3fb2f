"""Rectangles drawn on a page."""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import pypdfium2.raw as pdfium

from crawler.extract.pdf.settings import Turn

_MOST_OBJECTS = 3_000
"""Drawn objects of a page that are looked at; maps have a million."""
_WHITE = 250


class Frame(NamedTuple):
    """A drawn rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the place is inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


def turned(frame: Frame, turn: Turn) -> Frame:
    """A rectangle in other coordinates."""
    (x0, y0), (x1, y1) = turn(frame.left, frame.top), turn(frame.right, frame.bottom)
    return Frame(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def frames(page: pdfium.FPDF_PAGE) -> list[Frame]:
    """Rectangles drawn with an outline or a tint, in the page's own coordinates."""
    found = []
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH or not _is_shown_rectangle(item):
            continue
        if pdfium.FPDFPageObj_GetBounds(item, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            found.append(Frame(left, bottom, right, top))
    return found


def _is_shown_rectangle(item: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Whether a path has four or five corners and is seen: outlined, or filled other than white."""
    if pdfium.FPDFPath_CountSegments(item) not in (4, 5):
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    if stroke.value or not fill.value:
        return bool(stroke.value)
    colour = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(item, *colour)
    return any(part.value < _WHITE for part in colour[:3])
