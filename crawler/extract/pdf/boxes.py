"""Boxes: what is printed inside drawn rectangles, which the text around goes past."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.extract.pdf.frames import Frame
from crawler.extract.pdf.initials import with_initials
from crawler.extract.pdf.pages import PdfPage
from crawler.extract.pdf.running import PageRuns
from crawler.extract.pdf.segments import segments
from crawler.extract.pdf.words import Word

_LARGEST = 0.5
"""Share of a page's characters that its boxes may hold; what frames more is the page's own layout."""
_FEWEST_LETTERS = 40
_MOST_BOXES = 8
_NARROWEST = 40  # points, room for a word of text; a narrower frame is a rule or an ornament
_LOWEST = 20  # points, room for a line and its border
"""More rectangles on a page are the cells of a table."""


def sheets(page: PdfPage) -> Iterator[PageRuns]:
    """The text of a page outside its boxes, then that of each box."""
    inside, outside = _by_box(page)
    yield PageRuns(
        number=page.number,
        top=page.top,
        bottom=page.bottom,
        segments=segments(with_initials(outside)),
        aside=page.aside,
    )
    for box in inside:
        yield PageRuns(number=page.number, top=page.top, bottom=page.bottom, segments=segments(box), aside=True)


def _by_box(page: PdfPage) -> tuple[list[list[Word]], list[Word]]:
    """The words in each box, from the top, and those in none."""
    boxes = _outermost(
        frame for frame in page.frames if frame.right - frame.left > _NARROWEST and frame.bottom - frame.top > _LOWEST
    )
    if not 0 < len(boxes) <= _MOST_BOXES:
        return [], page.words
    inside: dict[Frame, list[Word]] = {box: [] for box in boxes}
    outside: list[Word] = []
    for word in page.words:
        x = (word.left + word.right) / 2
        inside.get(next((box for box in boxes if box.holds(x, word.base)), _NONE), outside).append(word)
    for box, words in tuple(inside.items()):
        if _letters(words) < _FEWEST_LETTERS:
            outside += inside.pop(box)
    if sum(map(_letters, inside.values())) > _LARGEST * _letters(page.words):
        return [], page.words
    return list(inside.values()), outside


def _letters(words: list[Word]) -> int:
    return sum(len(word.text) for word in words)


_NONE = Frame(0, 0, 0, 0)


def _outermost(frames: Iterator[Frame]) -> list[Frame]:
    """Rectangles that lie in no other, from the top."""
    found: list[Frame] = []
    for frame in sorted(set(frames), key=lambda one: (one.left - one.right) * (one.bottom - one.top)):
        x, y = (frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2
        if not any(other.holds(x, y) for other in found):
            found.append(frame)
    return sorted(found, key=lambda one: (one.top, one.left))
