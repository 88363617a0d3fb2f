"""What the paragraphs of an article's text are on their page: items of lists, quotations, subheadings, emphasis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.extract.body import Body
from crawler.extract.paragraphs import LONGEST_HEADING, Paragraph, Piece
from model.article import Span, SpanKind

_OUTER_FIRST = (
    *(SpanKind.QUOTE, SpanKind.BULLETED, SpanKind.NUMBERED, SpanKind.SUBHEADING),
    *(SpanKind.STRONG, SpanKind.EMPHASIS),
)
_RANKS = {kind: rank for rank, kind in enumerate(_OUTER_FIRST)}
"""The order of spans with the same ends."""
_LISTS = frozenset({"ul", "ol"})
_MOST = 2000
"""Spans of a text; more are no writer's work."""
_WHOLE = re.compile(r"\s*([+-]?[0-9]{1,9})(?![0-9])")


@dataclass(frozen=True, slots=True)
class _Place:
    """In which lists and quotations an element stands."""

    item: HtmlElement | None = None
    """The item whose own text is there; None where a quotation or another list stands in between."""
    level: int = 0
    """How many lists are around it."""
    quote: HtmlElement | None = None
    """The outermost quotation around it."""


_NOWHERE = _Place()


class _Line(NamedTuple):
    """A paragraph of the body: where it stands in the text, and on the page if that is known."""

    start: int
    end: int
    shown: Paragraph | None
    place: _Place


def structure_of(body: Body) -> tuple[Span, ...]:
    """Spans of a body's text, which are its paragraphs with a blank line between."""
    lines = _lines(body)
    blocks = [*_items(lines), *_quotes(lines), *_subheadings(lines)]
    if len(blocks) > _MOST:
        return ()
    inline = list(islice(_emphases(lines), _MOST - len(blocks) + 1))
    spans = [*blocks, *inline] if len(blocks) + len(inline) <= _MOST else blocks
    return tuple(sorted(spans, key=lambda span: (span.start, -span.end, _RANKS[span.kind])))


def _lines(body: Body) -> list[_Line]:
    places: dict[HtmlElement | None, _Place] = {None: _NOWHERE, **dict.fromkeys(body.containers, _NOWHERE)}
    is_set = any(shown is not None and shown.block == "li" for shown in body.shown) or _has_quotes(body)
    lines, start = [], 0
    for at, text in enumerate(body.paragraphs):
        shown = body.shown[at] if body.shown else None
        place = _place(shown.element, places) if shown is not None and is_set else _NOWHERE
        lines.append(_Line(start, start + len(text), shown, place))
        start += len(text) + 2
    return lines


def _has_quotes(body: Body) -> bool:
    """Whether a quotation may be among a body's paragraphs."""
    return not body.containers or any(next(one.iter("blockquote"), None) is not None for one in body.containers)


def _place(element: HtmlElement, known: dict[HtmlElement | None, _Place]) -> _Place:
    """In what an element stands, where that is known of one around it."""
    chain: list[HtmlElement] = []
    around: HtmlElement | None = element
    while around is not None and around not in known:
        chain.append(around)
        around = around.getparent()
    place = known[around]
    for inner in reversed(chain):
        place = known[inner] = _within(inner, place)
    return place


def _within(element: HtmlElement, around: _Place) -> _Place:
    """In what stands that which an element holds."""
    tag = element.tag
    if tag == "li":
        return replace(around, item=element)
    if tag in _LISTS:
        return replace(around, item=None, level=around.level + 1)
    if tag == "blockquote":
        return replace(around, item=None, quote=around.quote if around.quote is not None else element)
    return around


def _items(lines: Sequence[_Line]) -> Iterator[Span]:
    """Items of lists, each as far as its first quotation or inner list. What holds the whole text is its layout."""
    numbers: dict[HtmlElement, dict[HtmlElement, int]] = {}
    begun: set[HtmlElement] = set()
    for item, group in groupby(lines, lambda line: line.place.item):
        inside = list(group)
        if item is None or item in begun or len(inside) == len(lines):
            continue
        begun.add(item)
        number = _number(item, numbers)
        kind = SpanKind.BULLETED if number is None else SpanKind.NUMBERED
        yield Span(kind, inside[0].start, inside[-1].end, number, max(1, inside[0].place.level))


def _number(item: HtmlElement, numbers: dict[HtmlElement, dict[HtmlElement, int]]) -> int | None:
    """The number of an item as browsers count; None if its list has none. The `numbers` are those found before."""
    around = item.getparent()
    if around is None or around.tag != "ol":
        return None
    if around not in numbers:
        numbers[around] = dict(_numbered(around))
    return numbers[around][item]


def _numbered(ordered: HtmlElement) -> Iterator[tuple[HtmlElement, int]]:
    items = [child for child in ordered if child.tag == "li"]
    step = -1 if ordered.get("reversed") is not None else 1
    start = _whole(ordered.get("start"))
    number = start if start is not None else (1 if step > 0 else len(items))
    for item in items:
        own = _whole(item.get("value"))
        number = own if own is not None else number
        yield item, number
        number += step


def _whole(text: str | None) -> int | None:
    """The number that an attribute begins with; None if there is none, or no sensible one."""
    found = _WHOLE.match(text or "")
    return int(found.group(1)) if found else None


def _quotes(lines: Sequence[_Line]) -> Iterator[Span]:
    """Quotations. What holds the whole text is its layout."""
    for quote, group in groupby(lines, lambda line: line.place.quote):
        inside = list(group)
        if quote is not None and len(inside) < len(lines):
            yield Span(SpanKind.QUOTE, inside[0].start, inside[-1].end)


def _subheadings(lines: Iterable[_Line]) -> Iterator[Span]:
    """Headings within the text."""
    for line in lines:
        shown = line.shown
        if shown is None or line.place.item is not None or not shown.is_heading:
            continue
        if shown.words < LONGEST_HEADING:
            yield Span(SpanKind.SUBHEADING, line.start, line.end, int(shown.block[1:]))


def _emphases(lines: Sequence[_Line]) -> Iterator[Span]:
    """Emphasis within paragraphs. What all of the text has is its type."""
    marks = [[piece.around.marks for piece in line.shown.pieces] if line.shown is not None else [] for line in lines]
    for kind in (SpanKind.STRONG, SpanKind.EMPHASIS):
        if all(kind in own for one in marks for own in one):
            continue
        for line, one in zip(lines, marks, strict=True):
            if line.shown is not None and any(kind in own for own in one):
                offset = line.end - len(line.shown.text)  # a sign may stand before an item
                yield from _stretches(kind, line.shown.pieces, offset)


def _places(pieces: Iterable[Piece]) -> Iterator[tuple[int, int]]:
    """Where each piece's words stand in the paragraph, where each run of white space is one space; empty for none."""
    end, is_apart = 0, False
    for piece in pieces:
        words = piece.text.split()
        if not words:
            is_apart = is_apart or bool(piece.text)
            yield end, end
            continue
        start = end + (end > 0 and (is_apart or piece.text[0].isspace()))
        end = start + sum(map(len, words)) + len(words) - 1
        is_apart = piece.text[-1].isspace()
        yield start, end


def _stretches(kind: SpanKind, pieces: Sequence[Piece], offset: int) -> Iterator[Span]:
    """The longest stretches of a paragraph's pieces that are emphasised in one way."""
    for is_so, group in groupby(zip(pieces, _places(pieces), strict=True), lambda pair: kind in pair[0].around.marks):
        inside = [place for _, place in group if place[0] < place[1]]
        if is_so and inside:
            yield Span(kind, offset + inside[0][0], offset + inside[-1][1])
