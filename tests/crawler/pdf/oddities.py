"""Files that hold far more than any paper."""

from __future__ import annotations

import io

from reportlab.pdfgen.canvas import Canvas


def many_pages() -> bytes:
    """A file of more pages than are read."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    for number in range(10_000):
        canvas.drawString(50, 700, f"Crossing {number}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def heap_of_words() -> bytes:
    """A page whose words all stand on one another."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    text = canvas.beginText(50, 700)
    for number in range(4000):
        text.setTextOrigin(50 + number % 7, 700 - number % 5)
        text.textOut("geese half crates")
    canvas.drawText(text)
    canvas.save()
    return file.getvalue()
