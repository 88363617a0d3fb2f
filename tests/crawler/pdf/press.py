"""A small press: sets texts in columns and prints them as PDF, with the tricks and faults of real ones."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595, 842
MARGIN, TOP, BOTTOM = 50, 780, 60
FONT, BOLD = "Times-Roman", "Times-Bold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What is printed in one go."""

    x: float
    y: float
    text: str
    font: str = FONT
    size: float = 10
    word_space: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a paper is set."""

    columns: int = 1
    gap: float = 16
    size: float = 10
    leading: float = 12
    indent: float = 12
    """Of a paragraph's first line."""
    space: float = 0
    """Before a paragraph."""
    justified: bool = True
    cuts_words: bool = False
    twice: bool = False
    """Headings are printed again a little to the right, when all else is printed."""
    shuffled: bool = False
    """The file's order is not that of the text."""
    turned: int = 0
    """Degrees by which text and page are turned against each other."""
    head: tuple[str, str] = ("", "")
    """Running heads of left and right pages; `{}` is the page's number."""
    foot: str = ""
    page_height: float = HEIGHT


@dataclass(slots=True)
class Paper:
    """A paper being set, page by page."""

    layout: Layout
    title: str = ""
    pages: list[list[Piece]] = field(default_factory=list)
    frames: list[tuple[int, float, float, float, float]] = field(default_factory=list)
    """Page, left, bottom, width, height."""
    column: int = 0
    y: float = 0
    """Height of the last line set."""
    top: float = 0
    """Where the columns of the page begin."""

    def __post_init__(self) -> None:
        self._new_page()

    @property
    def width(self) -> float:
        """Width of a column."""
        return (WIDTH - 2 * MARGIN - (self.layout.columns - 1) * self.layout.gap) / self.layout.columns

    @property
    def left(self) -> float:
        """Left edge of the current column."""
        return MARGIN + self.column * (self.width + self.layout.gap)

    def spanning(self, text: str, size: float = 18) -> None:
        """Sets a heading over all columns; what follows stands under it."""
        y = min([self.y, *(piece.y for piece in self.pages[-1] if piece.y > BOTTOM)]) if self._has_text() else self.y
        self.column, self.y = 0, y - (10 if self._has_text() else 0)
        for line in lines(text, WIDTH - 2 * MARGIN, size=size, font=BOLD, cuts_words=False):
            self.y -= 1.2 * size
            self.put(Piece(x=MARGIN, y=self.y, text=line, font=BOLD, size=size))
        self.y -= 8
        self.top = self.y

    def heading(self, text: str, size: float = 12) -> None:
        """Sets a heading in its column."""
        found = lines(text, self.width, size=size, font=BOLD, cuts_words=False)
        self.y -= 8
        if self.y - 1.2 * size * len(found) - 3 * self.layout.leading < BOTTOM:
            self._next_column()
        for line in found:
            self.y -= 1.2 * size
            self.put(Piece(x=self.left, y=self.y, text=line, font=BOLD, size=size))

    def paragraph(self, text: str, *, room: float = 0) -> None:
        """Sets a paragraph, over the ends of columns and pages if it must."""
        layout = self.layout
        self.y -= layout.space
        if room and self.y - room < BOTTOM:
            self._next_column()
        found = lines(text, self.width, size=layout.size, font=FONT, cuts_words=layout.cuts_words, indent=layout.indent)
        for number, line in enumerate(found):
            if self.y - layout.leading < BOTTOM:
                self._next_column()
            self.y -= layout.leading
            indent = layout.indent if number == 0 else 0
            spare = self.width - indent - stringWidth(line, FONT, layout.size)
            spaces = line.count(" ")
            stretched = layout.justified and spaces and number < len(found) - 1
            self.put(
                Piece(
                    x=self.left + indent,
                    y=self.y,
                    text=line,
                    size=layout.size,
                    word_space=spare / spaces if stretched else 0,
                )
            )

    def box(self, text: str) -> None:
        """Sets a text in a frame in the column."""
        found = lines(text, self.width - 16, size=9, font=FONT, cuts_words=False)
        height = 11 * len(found) + 14
        if self.y - height - 8 < BOTTOM:
            self._next_column()
        self.y -= 6
        self.frames.append((len(self.pages) - 1, self.left, self.y - height, self.width, height))
        for number, line in enumerate(found):
            self.put(Piece(x=self.left + 8, y=self.y - 14 - 11 * number, text=line, size=9))
        self.y -= height + 4

    def balance(self) -> None:
        """Moves the second half of a page's lines, all set in the first of two columns, to the second one."""
        body = [at for at, piece in enumerate(self.pages[-1]) if piece.size == self.layout.size]
        half = len(body) // 2
        for above, at in zip(body, body[half:], strict=False):
            y = self.pages[-1][above].y
            self._move(at, x=self.width + self.layout.gap, y=y - self.pages[-1][at].y)
        self.y = self.pages[-1][body[half - 1]].y

    def box_in(self, text: str, *, after: int) -> None:
        """Sets a box in the last column after so many of the page's pieces, and moves the rest down."""
        self.y, end = self.pages[-1][after - 1].y, self.y
        rest = len(self.pages[-1]) - after
        start = self.y
        self.box(text)
        for at in range(after, after + rest):
            self._move(at, y=self.y - start)
        self.y += end - start

    def print(self, **secrets: str) -> bytes:
        """The file; `user` and `owner` are passwords."""
        file = io.BytesIO()
        locks = StandardEncryption(secrets["user"], secrets["owner"], strength=128) if secrets else None
        canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=True, encrypt=locks)
        if self.title:
            canvas.setTitle(self.title)
        for number, pieces in enumerate(self.pages):
            self._turn(canvas)
            for page, *edges in self.frames:
                if page == number:
                    canvas.rect(*edges)
            for piece in self._in_file_order([*pieces, *self._furniture(number + 1)]):
                show(canvas, piece)
            canvas.showPage()
        canvas.save()
        return file.getvalue()

    def _move(self, at: int, *, x: float = 0, y: float = 0) -> None:
        piece = self.pages[-1][at]
        self.pages[-1][at] = replace(piece, x=piece.x + x, y=piece.y + y)

    def _turn(self, canvas: Canvas) -> None:
        turned = self.layout.turned
        if not turned:
            return
        canvas.setPageRotation(turned)
        canvas.translate(*{90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[turned])
        canvas.rotate(turned)

    def _in_file_order(self, pieces: list[Piece]) -> Iterable[Piece]:
        if self.layout.shuffled:
            random.Random(len(pieces)).shuffle(pieces)
        again = [replace(piece, x=piece.x + 0.4) for piece in pieces if piece.font == BOLD and self.layout.twice]
        return [*pieces, *again]

    def _furniture(self, number: int) -> Iterator[Piece]:
        head = self.layout.head[number % 2].format(number)
        if head:
            x = MARGIN if number % 2 == 0 else WIDTH - MARGIN - stringWidth(head, FONT, 8)
            yield Piece(x=x, y=812, text=head, size=8)
        if self.layout.foot:
            yield Piece(x=WIDTH / 2, y=30, text=self.layout.foot.format(number), size=8)

    def _has_text(self) -> bool:
        return bool(self.pages[-1])

    def put(self, piece: Piece) -> None:
        """Prints a piece on the last page."""
        self.pages[-1].append(piece)

    def _next_column(self) -> None:
        if self.column + 1 < self.layout.columns:
            self.column, self.y = self.column + 1, self.top
        else:
            self._new_page()

    def _new_page(self) -> None:
        self.pages.append([])
        self.column, self.y, self.top = 0, TOP, TOP


def show(canvas: Canvas, piece: Piece) -> None:
    """Prints one piece."""
    text = canvas.beginText(piece.x, piece.y)
    text.setFont(piece.font, piece.size)
    text.setWordSpace(piece.word_space)
    text.textOut(piece.text)
    canvas.drawText(text)


def lines(
    text: str,
    width: float,
    *,
    size: float,
    font: str,
    cuts_words: bool,
    indent: float = 0,
    cut: list[str] | None = None,
) -> list[str]:
    """A text broken into lines of a width; words may be cut in the middle, and at their own hyphens anyway.

    The words that are go to `cut`.
    """
    done: list[str] = []
    line = ""
    words = text.split()
    while words:
        word = words.pop(0)
        room = width - (0 if done else indent)
        longer = f"{line} {word}".strip()
        if stringWidth(longer, font, size) <= room:
            line = longer
            continue
        for first, rest in _cuts(word, cuts_words=cuts_words):
            longer = f"{line} {first}".strip()
            if stringWidth(longer, font, size) <= room:
                done.append(longer)
                line = rest
                if cut is not None:
                    cut.append(word)
                break
        else:
            done.append(line)
            line = word
    return [*done, line]


def _cuts(word: str, *, cuts_words: bool) -> Iterator[tuple[str, str]]:
    """Ways to cut a word, the longest first part first."""
    own = [(word[: found.end()], word[found.end() :]) for found in re.finditer(r"(?<=\w)-(?=\w)", word)]
    letters = re.fullmatch(r"\W*([a-z]{8,})\W*", word)
    middle = (
        [(word[:at] + "-", word[at:]) for at in range(letters.start(1) + 3, letters.end(1) - 3)]
        if letters and cuts_words
        else []
    )
    return iter(sorted(own + middle, key=lambda parts: -len(parts[0])))
