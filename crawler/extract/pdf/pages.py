"""A PDF file → its pages: their words and drawn rectangles, turned upright, within limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import pypdfium2
import pypdfium2.raw as pdfium

from crawler.extract.pdf.frames import Frame, frames, turned
from crawler.extract.pdf.hidden import Ground
from crawler.extract.pdf.settings import TURNS
from crawler.extract.pdf.words import Word, words
from model.errors import NotAnArticle

MAX_PAGES = 2_000
MAX_LETTERS = 10_000_000
_REASONS = {
    pdfium.FPDF_ERR_FORMAT: "is no whole PDF: it is cut short or damaged",
    pdfium.FPDF_ERR_PASSWORD: "is encrypted: it asks for a password",
    pdfium.FPDF_ERR_SECURITY: "is encrypted in a way that we can't read",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfPage:
    """A page, or what is printed on it in one direction, turned upright."""

    number: int
    """From 0."""
    top: float
    bottom: float
    words: list[Word]
    frames: list[Frame]
    aside: bool = False
    """Printed in another direction than most of the page."""


_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfFile(Generic[_Part]):
    """What a file holds."""

    count: int
    """Number of its pages, those without text included."""
    parts: list[_Part]
    title: str
    """As its document information gives it."""


def read_pages(file: bytes, made: Callable[[PdfPage], Iterable[_Part]]) -> PdfFile[_Part]:
    """What is `made` of the pages of a file, one after the other: all their words at once are half a gigabyte.

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
        parts: list[_Part] = []
        letters = 0
        for number in range(count):
            pages = list(_page(document, number))
            letters += sum(len(word.text) for page in pages for word in page.words)
            if letters > MAX_LETTERS:
                raise NotAnArticle(f"has more than the {MAX_LETTERS:,} characters that we read")
            parts += [part for page in pages for part in made(page)]
        return PdfFile(count=count, parts=parts, title=document.get_metadata_value("Title"))
    finally:
        document.close()


def _reason(error: pypdfium2.PdfiumError, file: bytes) -> str:
    """Why a file can't be opened; pdfium may tell of the one before."""
    code = error.err_code
    if code not in _REASONS or b"/Encrypt" not in file:
        code = pdfium.FPDF_ERR_FORMAT
    return _REASONS[code]


def _page(document: pypdfium2.PdfDocument, number: int) -> Iterator[PdfPage]:
    """A page as one part for each direction of its text, the fullest first. A page that can't be loaded has none."""
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return
    try:
        crop = page.get_cropbox()
        directions = words(text.raw, crop, Ground(page.raw))
        drawn = frames(page.raw)
    finally:
        text.close()
        page.close()
    for rank, (direction, found) in enumerate(sorted(directions.items(), key=lambda item: -len(item[1]))):
        turn = TURNS[direction]
        shape = turned(Frame(*crop), turn)
        yield PdfPage(
            number=number,
            top=shape.top,
            bottom=shape.bottom,
            words=found,
            frames=[] if rank else [turned(frame, turn) for frame in drawn],
            aside=rank > 0,
        )
