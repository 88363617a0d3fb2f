"""A gazette → its file, in the order and with the faults that its design asks for."""

from __future__ import annotations

import io
import math
import random
from dataclasses import replace

from reportlab.pdfgen.canvas import Canvas

from tests.crawler.pdf.gazette import SIZES, Design, Gazette
from tests.crawler.pdf.press import Piece, show


def file_of(made: Gazette, chance: random.Random) -> bytes:
    design = made.design
    width, height = SIZES[design.page]
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(width, height), invariant=True)
    for number, pieces in enumerate(made.pages, start=1):
        if design.turned:
            canvas.setPageRotation(design.turned)
            canvas.translate(*{90: (height, 0), 180: (width, height), 270: (0, width)}[design.turned])
            canvas.rotate(design.turned)
        for page, *edges in made.frames:
            if page == number - 1:
                canvas.rect(*edges)
        for piece in _in_order(design, [*pieces, *_furniture(design, number)], chance):
            show(canvas, piece)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _furniture(design: Design, number: int) -> list[Piece]:
    width, height = SIZES[design.page]
    found = []
    if design.head:
        found.append(Piece(x=design.margin, y=height - design.margin + 14, text=design.head, size=8))
    if design.foot:
        found.append(Piece(x=width / 2, y=design.margin - 20, text=design.foot.format(number), size=8))
    return found


def _in_order(design: Design, pieces: list[Piece], chance: random.Random) -> list[Piece]:
    """Pieces in the file's order, bold ones twice if the design says so."""
    found = list(pieces)
    if design.order == "shuffled":
        chance.shuffle(found)
    if design.order == "rows":
        found.sort(key=lambda piece: (-math.floor(piece.y), piece.x))
    if not design.twice:
        return found
    again = {id(piece): replace(piece, x=piece.x + 0.4) for piece in found if "Bold" in piece.font}
    if design.twice == "after":
        return [*found, *again.values()]
    return [one for piece in found for one in (piece, again.get(id(piece))) if one is not None]
