"""An element of a page to the paragraphs that a reader sees in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from crawler.text.markup import HIDDEN_TAGS, INLINE_TAGS, collapse
from crawler.text.writing import count_words
from model.article import SpanKind

RUNNING_WORDS = 10
"""From so many words on a paragraph is running text."""
LONGEST_HEADING = 20
"""Words of a heading; some pages mark their paragraphs as headings."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_OWN_NAME = HEADINGS | {"li"}  # blocks that give their name to those within them
_BREAK = "\x1e"  # a line break; the parser leaves no such character in a text
_IN_LINE = INLINE_TAGS | {"br"}
_MARKS = {
    "em": SpanKind.EMPHASIS,
    "i": SpanKind.EMPHASIS,
    "strong": SpanKind.STRONG,
    "b": SpanKind.STRONG,
}
_TELLING = frozenset({"a", *_MARKS})  # those within a line that are told of the texts in them
_NEARLY_ALL = 0.9  # of a text; a full stop or a number may stand beside the link
_LONGEST_ROW = 200  # characters; a longer row of a table is layout


class Around(NamedTuple):
    """In what a text stands."""

    linked: bool
    block: str
    element: HtmlElement
    marks: frozenset[SpanKind]
    """How it is emphasised."""


class Piece(NamedTuple):
    """Text of one node, with what is around it."""

    text: str
    around: Around


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of a page."""

    text: str
    """In one line."""
    words: int
    """How many words it has."""
    linked: int
    """How many of its characters stand in links."""
    plain: str
    """Its words outside of links."""
    block: str
    """Name of the block element that holds it: a heading's or `li` before what these hold."""
    element: HtmlElement
    """That block element."""
    pieces: list[Piece]
    """What it is made of, its white space as it stands on the page."""

    @property
    def is_heading(self) -> bool:
        """Whether it is marked as a heading."""
        return self.block in HEADINGS

    @property
    def is_link(self) -> bool:
        """Whether nearly all of it is a link."""
        return self.linked >= _NEARLY_ALL * len(self.text)


def paragraphs_of(element: HtmlElement, *, skipped: Callable[[HtmlElement], bool], breaks: int = 2) -> list[Paragraph]:
    """Paragraphs of an element in the page's order; what `skipped` says yes to is left out with all that it holds.

    As many line `breaks` in a row divide paragraphs: with 1, each line is one.
    """
    return list(walk_paragraphs(element, skipped=skipped, breaks=breaks))


def walk_paragraphs(
    element: HtmlElement, *, skipped: Callable[[HtmlElement], bool], breaks: int = 2
) -> Iterator[Paragraph]:
    """The same one by one, for whoever needs the first of them only."""
    for _, block in groupby(_pieces(element, skipped), itemgetter(0)):
        texts = list(block)
        if len(texts) > 1 or not texts[0][1].isspace():  # as often as not it is the white space between two elements
            yield from _divide([Piece(text, around) for _, text, around in texts], breaks)


def _pieces(root: HtmlElement, skipped: Callable[[HtmlElement], bool]) -> Iterator[tuple[int, str, Around]]:
    """Texts under an element in reading order; a new block's start and end give the texts after it a new number."""
    number = 0
    opened = [Around(linked=False, block=str(root.tag), element=root, marks=frozenset())]
    left_out: HtmlElement | None = None
    cells: set[HtmlElement] = set()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        tag = node.tag
        inline = tag in _IN_LINE or node in cells
        number += not inline
        if event == "start":
            if node is not root and _is_left_out(node, skipped):
                left_out = node
                walk.skip_subtree()
                continue
            if tag == "tr":
                cells.update(_cells_of_one_line(node))
            if not inline or tag in _TELLING:
                opened.append(_opened(node, opened[-1], inline=inline))
            text = _BREAK if tag == "br" else node.text
        else:
            if node is left_out:
                left_out = None
            elif not inline or tag in _TELLING:
                opened.pop()
            text = None if node is root else node.tail
            if node in cells:
                text = f" {text or ''}"
        if text:
            yield number, text, opened[-1]


def _is_left_out(node: HtmlElement, skipped: Callable[[HtmlElement], bool]) -> bool:
    """Whether nothing of a node is shown or wanted."""
    return not isinstance(node.tag, str) or node.tag in HIDDEN_TAGS or skipped(node)


def _opened(node: HtmlElement, around: Around, *, inline: bool) -> Around:
    """What is around the texts in a node: a block of its own, or else a link or emphasis more."""
    linked, block, element, marks = around
    if not inline:
        return Around(linked, block if block in _OWN_NAME else str(node.tag), node, marks)
    if node.tag in _MARKS:
        return Around(linked, block, element, marks | {_MARKS[node.tag]})
    return Around(linked or node.get("href") is not None, block, element, marks)


def _cells_of_one_line(row: HtmlElement) -> list[HtmlElement]:
    """Cells of a table's row that is read across, as figures are; none if the row is layout."""
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    if len(cells) <= 1 or sum(len(text) for text in row.itertext()) > _LONGEST_ROW:
        return []
    if any(node.tag not in INLINE_TAGS for cell in cells for node in cell.iterdescendants()):
        return []
    return cells


def _divide(pieces: list[Piece], breaks: int) -> Iterator[Paragraph]:
    """Paragraphs of one block's texts: an empty line divides them, as in pages written without paragraphs."""
    if len(pieces) == 1 or all(piece.text != _BREAK for piece in pieces):  # nearly always
        yield from _paragraph(pieces)
        return
    for _, part in groupby(_numbered_by_breaks(pieces, breaks), itemgetter(0)):
        yield from _paragraph([piece for _, piece in part])


def _numbered_by_breaks(pieces: Iterable[Piece], enough: int) -> Iterator[tuple[int, Piece]]:
    """Pieces, each with after how many places with `enough` line breaks it stands."""
    number, breaks = 0, 0
    for piece in pieces:
        if piece.text == _BREAK:
            breaks += 1
            text = " "
        elif piece.text.strip():
            number += breaks >= enough
            breaks, text = 0, piece.text
        else:
            text = piece.text
        yield number, Piece(text, piece.around)


def _paragraph(pieces: list[Piece]) -> Iterator[Paragraph]:
    """Give the paragraph that pieces make, unless it is empty."""
    text = collapse("".join([piece.text for piece in pieces]))
    if not text:
        return
    linked = [piece.text for piece in pieces if piece.around.linked]
    yield Paragraph(
        text=text,
        words=count_words(text),
        linked=sum(len(collapse(each)) for each in linked),
        plain=collapse("".join([piece.text for piece in pieces if not piece.around.linked])) if linked else text,
        block=pieces[0].around.block,
        element=pieces[0].around.element,
        pieces=pieces,
    )
