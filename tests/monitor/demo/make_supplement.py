"""Makes the Highland Bulletin's supplement: `python -m tests.monitor.demo.make_supplement` writes it to its place.

Two columns, words cut at line ends, a running head and a number on each page, as such supplements are printed. It needs
reportlab, which the product itself does not: the file is kept in the repository.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.lib.pagesizes import A5
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from model.article import Kind
from monitor.demo.handmade import SUPPLEMENT
from monitor.demo.samples import Sample, publisher

WIDTH, HEIGHT = A5
MARGIN, GUTTER = 34, 16
COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2
TOP, BOTTOM = HEIGHT - 62, 46
SIZE, TITLE_SIZE, LEADING = 11, 14, 16

# Where a printer may cut the long words of this text.
CUTS = {
    "agreement": "agree-ment",
    "already": "al-ready",
    "announced": "an-nounced",
    "authority": "author-ity",
    "calibrated": "cali-brated",
    "communities": "commu-nities",
    "companies": "com-panies",
    "figures": "fig-ures",
    "generation": "gener-ation",
    "headwaters": "head-waters",
    "hydrologist": "hy-drologist",
    "inspectors": "in-spectors",
    "instruments": "instru-ments",
    "measuring": "meas-uring",
    "notebooks": "note-books",
    "ombudsman\u2019s": "ombuds-man\u2019s",
    "overflowed": "over-flowed",
    "presented": "pre-sented",
    "published": "pub-lished",
    "recommended": "recom-mended",
    "reports": "re-ports",
    "results": "re-sults",
    "supplement": "supple-ment",
    "university": "uni-versity",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a column."""

    text: str
    font: str = "Times-Roman"
    size: float = SIZE
    word_space: float = 0
    """Points to add to each space, so that the column's right side is even."""


def main() -> None:
    """Write the file."""
    SUPPLEMENT.write_bytes(supplement(sample()))


def sample() -> Sample:
    """The supplement's text."""
    return next(each for each in publisher("highland-bulletin").samples if each.kind is Kind.PDF)


def supplement(sample: Sample) -> bytes:
    """The PDF of that text, the same bytes each time."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A5, invariant=1, pageCompression=0)
    canvas.setTitle(sample.title)
    canvas.setAuthor("Highland Bulletin")
    canvas.setDateFormatter(lambda *_: "D:20240311090000-05'00'")  # a day of the month in the running head
    lines = list(_lines(sample))
    per_column = int((TOP - BOTTOM) // LEADING)
    columns = [lines[start : start + per_column] for start in range(0, len(lines), per_column)]
    for page in range(0, len(columns), 2):
        _furniture(canvas, sample.running_head, page // 2 + 1)
        for side, column in enumerate(columns[page : page + 2]):
            _column(canvas, MARGIN + side * (COLUMN + GUTTER), column)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _furniture(canvas: Canvas, head: str, number: int) -> None:
    canvas.setFont("Times-Italic", 8)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 36, head)
    canvas.line(MARGIN, HEIGHT - 42, WIDTH - MARGIN, HEIGHT - 42)
    canvas.drawCentredString(WIDTH / 2, 26, str(number))


def _column(canvas: Canvas, left: float, lines: list[Line]) -> None:
    for place, line in enumerate(lines):
        text = canvas.beginText(left, TOP - place * LEADING)
        text.setFont(line.font, line.size)
        text.setWordSpace(line.word_space)
        text.textOut(line.text)
        canvas.drawText(text)


def _lines(sample: Sample) -> Iterator[Line]:
    """Title and paragraphs, line by line."""
    for text, _ in _broken(sample.title, "Times-Bold", TITLE_SIZE):
        yield Line(text=text, font="Times-Bold", size=TITLE_SIZE)
    yield Line(text="")
    for paragraph in sample.paragraphs:
        for text, ends in _broken(paragraph, "Times-Roman", SIZE):
            spare = COLUMN - stringWidth(text, "Times-Roman", SIZE)
            yield Line(text=text, word_space=0 if ends else spare / max(1, text.count(" ")))
        yield Line(text="")


def _broken(text: str, font: str, size: float) -> Iterator[tuple[str, bool]]:
    """The text in lines as wide as a column, each with whether it ends the paragraph."""
    line, words = "", text.split()
    while words:
        word = words.pop(0)
        longer = f"{line} {word}".lstrip()
        if stringWidth(longer, font, size) <= COLUMN:
            line = longer
            continue
        head, tail = _cut(word)
        if head and stringWidth(f"{line} {head}", font, size) <= COLUMN:
            yield f"{line} {head}", False
            line = tail
        else:
            yield line, False
            line = word
    yield line, True


def _cut(word: str) -> tuple[str, str]:
    """A word in two, with a hyphen after the first part; the first part is empty where it may not be cut."""
    bare = word.rstrip(".,:;?")
    head, hyphen, tail = CUTS.get(bare, bare).partition("-")
    return (head + hyphen, tail + word[len(bare) :]) if hyphen else ("", word)


if __name__ == "__main__":
    main()
