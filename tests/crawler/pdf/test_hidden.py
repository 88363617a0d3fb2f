from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.colors import Color, black, darkblue, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from crawler.extract.pdf.file import extract_pdf
from model.article import Entry

ADDRESS = "http://127.0.0.1/papers/quay.pdf"
SEEN = (
    "The ferry to the northern quay runs again since this morning,",
    "and nobody on the pier was surprised to see it come at last.",
)
TEXT = " ".join(SEEN)
MARK = "mark of the layout program, set for nobody"


def body(draw: Callable[[Canvas], None], *, first: Callable[[Canvas], None] | None = None) -> str:
    """The body of a page with a text that is seen, and something else below or, `first`, under it."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), invariant=True)
    if first:
        first(canvas)
    canvas.setFillColor(black)
    canvas.setFont("Times-Roman", 10)
    for at, line in enumerate(SEEN):
        canvas.drawString(60, 700 - 12 * at, line)
    draw(canvas)
    canvas.save()
    (found,) = extract_pdf(file.getvalue(), url=ADDRESS, entry=Entry(url=ADDRESS))
    return found.body


def printed(canvas: Canvas, *, mode: int = 0, size: float = 10, x: float = 60, y: float = 400) -> None:
    text = canvas.beginText(x, y)
    text.setFont("Times-Roman", size)
    text.setTextRenderMode(mode)
    for word in MARK.split(", "):
        text.textLine(word)
    canvas.drawText(text)


def scaled(canvas: Canvas, scale: float) -> None:
    canvas.translate(60, 400)
    canvas.scale(scale, scale)
    printed(canvas, x=0, y=0)


def coloured(canvas: Canvas, colour: Color) -> None:
    canvas.setFillColor(colour)
    printed(canvas)


def pale(canvas: Canvas) -> None:
    canvas.setFillColor(black)
    canvas.setFillAlpha(0)
    printed(canvas)


def boxed(canvas: Canvas, paper: Color) -> None:
    canvas.setFillColor(paper)
    canvas.rect(40, 350, 400, 80, stroke=0, fill=1)
    coloured(canvas, white)


@pytest.mark.parametrize(
    "draw",
    [
        lambda canvas: scaled(canvas, 0.001),
        lambda canvas: scaled(canvas, 0.004),
        lambda canvas: scaled(canvas, 0.05),
        lambda canvas: printed(canvas, size=0.02),
        lambda canvas: printed(canvas, size=0.6),
        lambda canvas: printed(canvas, mode=3),
        lambda canvas: coloured(canvas, white),
        lambda canvas: coloured(canvas, Color(0.996, 0.996, 1)),
        pale,
        lambda canvas: boxed(canvas, white),
        lambda canvas: printed(canvas, x=-500),
        lambda canvas: printed(canvas, y=900),
        lambda canvas: printed(canvas, y=-60),
    ],
    ids=[
        "a thousandth",
        "rounds to nothing",
        "half a point",
        "size of nothing",
        "size under one",
        "no ink",
        "white",
        "nearly white",
        "transparent",
        "white on a white box",
        "left of the page",
        "above it",
        "below it",
    ],
)
def test_text_that_nobody_sees_is_not_read(draw: Callable[[Canvas], None]) -> None:
    assert body(draw) == TEXT


@pytest.mark.parametrize(
    "draw",
    [
        printed,
        lambda canvas: printed(canvas, size=4),
        lambda canvas: scaled(canvas, 0.5),
        lambda canvas: printed(canvas, mode=1),
        lambda canvas: printed(canvas, mode=2),
        lambda canvas: boxed(canvas, darkblue),
        lambda canvas: coloured(canvas, Color(0.8, 0.8, 0.8)),
    ],
    ids=["plain", "small print", "scaled", "outlined", "filled and outlined", "white on blue", "grey"],
)
def test_text_that_is_seen_is_read(draw: Callable[[Canvas], None]) -> None:
    assert MARK.partition(",")[0] in body(draw)


def test_what_a_program_read_in_a_scanned_page_is_read() -> None:
    picture = ImageReader(io.BytesIO(PIXEL))

    def scan(canvas: Canvas) -> None:
        canvas.drawImage(picture, 0, 0, 595, 842)

    assert MARK.partition(",")[0] in body(lambda canvas: printed(canvas, mode=3), first=scan)


PIXEL = b"P5 2 2 255\n\xf0\xf0\xf0\xf0"
"""A grey picture, as PGM."""
