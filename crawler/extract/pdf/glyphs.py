"""Characters of a PDF's pages with their places, as pdfium gives them, turned so that text runs to the right."""

from __future__ import annotations

import ctypes
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from model.errors import NotAnArticle

MAX_PAGES = 2_000
MAX_GLYPHS = 10_000_000
_MAX_PAGE_OBJECTS = 3_000
"""Drawn objects of a page that are looked at for frames; maps have a million."""

_REASONS = {
    pdfium.FPDF_ERR_FORMAT: "is no whole PDF: it is cut short or damaged",
    pdfium.FPDF_ERR_PASSWORD: "is encrypted: it asks for a password",
    pdfium.FPDF_ERR_SECURITY: "is encrypted in a way that we can't read",
}
_BOLD_NAME = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_BOLD_WEIGHT = 650
_FORCE_BOLD = 1 << 18
_LINE_END_HYPHENS = frozenset({0x02, 0xFFFE})  # what pdfium makes of a hyphen at a line's end
_LEANING = 5.0
"""Degrees off the four directions from which text is a stamp across the page."""


class Style(NamedTuple):
    """How a character is set."""

    size: float
    """Height of the type in points, as seen."""
    bold: bool


class Glyph(NamedTuple):
    """One character; y grows downwards."""

    text: str
    left: float
    right: float
    base: float
    """Height of the line it stands on."""
    style: Style
    show: int
    """Number of the piece of text that it was printed with."""


class Frame(NamedTuple):
    """A drawn rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the place is inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, or what is printed on it in one direction, turned upright."""

    number: int
    """From 0."""
    top: float
    bottom: float
    glyphs: list[Glyph]
    frames: list[Frame]
    aside: bool = False
    """Printed in another direction than most of the page."""


def read_pages(file: bytes) -> tuple[list[Page], dict[str, str]]:
    """The pages of a file, and its document information.

    Raises NotAnArticle with the reason if the file is damaged, encrypted or absurdly large.
    """
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise NotAnArticle(_REASONS.get(getattr(error, "err_code", None), "is a damaged PDF")) from error
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise NotAnArticle(f"has {count:,} pages, more than the {MAX_PAGES:,} that we read")
        pages: list[Page] = []
        glyphs = 0
        for number in range(count):
            pages += _page(document, number)
            glyphs += sum(len(page.glyphs) for page in pages if page.number == number)
            if glyphs > MAX_GLYPHS:
                raise NotAnArticle(f"has more than the {MAX_GLYPHS:,} characters that we read")
        return pages, document.get_metadata_dict(skip_empty=True)
    finally:
        document.close()


def _page(document: pypdfium2.PdfDocument, number: int) -> Iterator[Page]:
    """A page as one part for each direction of its text, the fullest first. A page that can't be loaded has none."""
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return
    try:
        crop = page.get_cropbox()
        directions = _glyphs(text.raw, crop)
        frames = _frames(page.raw)
    finally:
        text.close()
        page.close()
    for rank, (direction, glyphs) in enumerate(sorted(directions.items(), key=lambda item: -len(item[1]))):
        turn = _TURNS[direction]
        shape = _turned(Frame(*crop), turn)
        yield Page(
            number=number,
            top=shape.top,
            bottom=shape.bottom,
            glyphs=glyphs,
            frames=[] if rank else [_turned(frame, turn) for frame in frames],
            aside=rank > 0,
        )


_Turn = Callable[[float, float], tuple[float, float]]
_TURNS: dict[int, _Turn] = {  # quarter turns of the text → from the page's coordinates, where y grows upwards
    0: lambda x, y: (x, -y),
    1: lambda x, y: (y, x),
    2: lambda x, y: (-x, y),
    3: lambda x, y: (-y, -x),
}


def _turned(frame: Frame, turn: _Turn) -> Frame:
    (x0, y0), (x1, y1) = turn(frame.left, frame.top), turn(frame.right, frame.bottom)
    return Frame(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _glyphs(
    text: pdfium.FPDF_TEXTPAGE, crop: tuple[float, float, float, float]
) -> dict[int, list[Glyph]]:
    """The visible characters by the direction of their text, in quarter turns; one call to pdfium costs a microsecond."""
    found: dict[int, list[Glyph]] = defaultdict(list)
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    at_x, at_y, edges = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    west, south, east, north = crop
    shown, show, direction, style, turn = None, 0, None, Style(0, bold=False), _TURNS[0]
    for index in range(pdfium.FPDFText_CountChars(text)):
        piece = ctypes.cast(pdfium.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value
        if piece is None or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue  # pdfium's own guess at a space or line end
        if not pdfium.FPDFText_GetLooseCharBox(text, index, edges):
            continue
        pdfium.FPDFText_GetCharOrigin(text, index, at_x, at_y)
        if piece != shown:
            shown, show = piece, show + 1
            direction, style = _setting(text, index, box)
            turn = _TURNS[direction or 0]
        code = pdfium.FPDFText_GetUnicode(text, index)
        if direction is None or not (west <= x.value <= east and south <= y.value <= north) or not style.size:
            continue
        letter = "-" if code in _LINE_END_HYPHENS else chr(code)
        start, _ = turn(box.left, box.bottom)
        end, _ = turn(box.right, box.top)
        _, base = turn(x.value, y.value)
        left, right = (start, end) if start <= end else (end, start)
        found[direction].append(Glyph(letter, left, right, base, style, show))
    return found


def _setting(text: pdfium.FPDF_TEXTPAGE, index: int, box: pdfium.FS_RECTF) -> tuple[int | None, Style]:
    """Direction in quarter turns, None if askew, and style of the text that this character begins."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    degrees = math.degrees(math.atan2(matrix.b, matrix.a))
    direction = round(degrees / 90)
    askew = abs(degrees - 90 * direction) > _LEANING
    size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    height = abs(box.right - box.left) if direction % 2 else abs(box.top - box.bottom)
    if height and not 0.5 < height / (size or 1) < 2.5:  # scaled by a form that holds the text
        size = height / 1.15
    return None if askew else direction % 4, Style(round(size, 1), bold=_is_bold(text, index))


def _is_bold(text: pdfium.FPDF_TEXTPAGE, index: int) -> bool:
    """By the font's name, its weight, or since letters are drawn with an outline."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, index, name, len(name), flags)
    piece = pdfium.FPDFText_GetTextObject(text, index)
    return (
        bool(_BOLD_NAME.search(name.value.decode("utf-8", "replace")))
        or pdfium.FPDFText_GetFontWeight(text, index) >= _BOLD_WEIGHT
        or bool(flags.value & _FORCE_BOLD)
        or pdfium.FPDFTextObj_GetTextRenderMode(piece) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
    )


def _frames(page: pdfium.FPDF_PAGE) -> list[Frame]:
    """Rectangles drawn with an outline or a tint, in the page's own coordinates."""
    frames = []
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_PAGE_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH or not _is_shown_rectangle(item):
            continue
        if pdfium.FPDFPageObj_GetBounds(item, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            frames.append(Frame(left, bottom, right, top))
    return frames


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
    return any(part.value < 250 for part in colour[:3])
