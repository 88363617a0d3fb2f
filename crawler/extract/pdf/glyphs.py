"""Characters of a PDF's pages with their places, as pdfium gives them, turned so that text runs to the right."""

from __future__ import annotations

import ctypes
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
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
_LINE_ENDS = frozenset(b"\r\n")
_SPACES = frozenset(map(ord, " \t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"))
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
    at: int
    """Place in the file's order."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a file holds."""

    count: int
    """Number of its pages, those without text included."""
    pages: list[Page]
    title: str
    """As its document information gives it."""


def read_pages(file: bytes) -> Document:
    """The characters on the pages of a file.

    Raises NotAnArticle with the reason if the file is damaged, encrypted or absurdly large.
    """
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise NotAnArticle(_reason(error, file)) from error
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
        return Document(count=count, pages=pages, title=document.get_metadata_value("Title"))
    finally:
        document.close()


def _reason(error: pypdfium2.PdfiumError, file: bytes) -> str:
    """Why a file can't be opened; pdfium may tell of the one before."""
    code = error.err_code
    if code == pdfium.FPDF_ERR_PASSWORD and b"/Encrypt" not in file:
        code = pdfium.FPDF_ERR_FORMAT
    return _REASONS.get(code, "is a damaged PDF")


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


class _Setting(NamedTuple):
    """How a piece of text is set."""

    direction: int | None
    """Quarter turns; None: askew, or too small to be seen."""
    turn: _Turn
    style: Style
    drop: float
    """From the line it stands on down to the foot of its box."""


_Turn = Callable[[float, float], tuple[float, float]]
_TURNS: dict[int, _Turn] = {  # quarter turns of the text → from the page's coordinates, where y grows upwards
    0: lambda x, y: (x, -y),
    1: lambda x, y: (y, x),
    2: lambda x, y: (-x, y),
    3: lambda x, y: (-y, -x),
}
_NOWHERE = _Setting(None, _TURNS[0], Style(0, bold=False), 0)


def _turned(frame: Frame, turn: _Turn) -> Frame:
    (x0, y0), (x1, y1) = turn(frame.left, frame.top), turn(frame.right, frame.bottom)
    return Frame(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _glyphs(text: pdfium.FPDF_TEXTPAGE, crop: tuple[float, float, float, float]) -> dict[int, list[Glyph]]:
    """The visible characters by the direction of their text, in quarter turns.

    A call to pdfium costs about a microsecond, so a character gets one; its setting is asked for once a word.
    """
    found: dict[int, list[Glyph]] = defaultdict(list)
    box = pdfium.FS_RECTF()
    edges = ctypes.byref(box)
    west, south, east, north = crop
    setting = _NOWHERE
    piece, height, word_ended = None, 0.0, True
    for index, code in enumerate(_codes(text)):
        if code in _LINE_ENDS or not pdfium.FPDFText_GetLooseCharBox(text, index, edges):
            word_ended = True
            continue
        west_edge, south_edge, east_edge, north_edge = box.left, box.bottom, box.right, box.top
        is_space = code in _SPACES
        if word_ended or is_space or south_edge != height:
            now_piece = ctypes.cast(pdfium.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value
            if now_piece is None:
                word_ended = True
                continue  # a space that pdfium guessed
            if now_piece != piece or south_edge != height:
                piece, height = now_piece, south_edge
                setting = _setting(text, index, box)
        word_ended = is_space
        if (
            setting.direction is None
            or west_edge > east
            or east_edge < west
            or south_edge > north
            or north_edge < south
        ):
            continue
        start, below = setting.turn(west_edge, south_edge)
        end, above = setting.turn(east_edge, north_edge)
        left, right = (start, end) if start <= end else (end, start)
        base = max(below, above) - setting.drop
        letter = " " if is_space else "-" if code in _LINE_END_HYPHENS else chr(code)
        found[setting.direction].append(Glyph(letter, left, right, base, setting.style, index))
    return found


def _codes(text: pdfium.FPDF_TEXTPAGE) -> Iterable[int]:
    """The characters' numbers in Unicode: all at once, unless pdfium leaves some out or needs two numbers for one."""
    count = pdfium.FPDFText_CountChars(text)
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, buffer) == count + 1 and not any(
        0xD800 <= code < 0xE000 for code in buffer
    ):
        return list(buffer[:count])
    return (pdfium.FPDFText_GetUnicode(text, index) for index in range(count))


def _setting(text: pdfium.FPDF_TEXTPAGE, index: int, box: pdfium.FS_RECTF) -> _Setting:
    """How the text is set that this character begins."""
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    degrees = math.degrees(math.atan2(matrix.b, matrix.a))
    direction = round(degrees / 90) % 4
    if abs(degrees - 90 * round(degrees / 90)) > _LEANING:
        return _NOWHERE
    size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    height = abs(box.right - box.left) if direction % 2 else abs(box.top - box.bottom)
    if height and not 0.5 < height / (size or 1) < 2.5:  # scaled by a form that holds the text
        size = height / 1.15
    if not size:
        return _NOWHERE
    turn = _TURNS[direction]
    foot = max(turn(box.left, box.bottom)[1], turn(box.right, box.top)[1])
    return _Setting(
        direction=direction,
        turn=turn,
        style=Style(round(size, 1), bold=_is_bold(text, index)),
        drop=foot - turn(x.value, y.value)[1],
    )


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
