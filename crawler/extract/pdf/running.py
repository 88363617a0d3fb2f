"""Running heads and feet: found by their place and their coming back, taken out of the text, asked for a date."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.extract.pdf.segments import Segment
from crawler.text.datewords import dates_in
from model.article import DateSource, PublicationDate

_ROWS = 3
"""Lines at the top and at the bottom of a page that may be running ones."""
_SAME_ROW = 3.0
_SAME_PLACE = 2.0
_WIDE = 2.5
"""Space, in heights of type, that parts what stands on one line."""
_LARGE = 1.3
"""In sizes of the running text: what is larger is a headline rather, unless it comes back again and again."""
_FURTHEST = 60.0
"""Points from the edge within which a page number may stand that is the only one."""
_MOST_WORDS_BESIDE_DATE = 8
_ISSUE = re.compile(
    r"\b(?:no|nr|n|nos|num|núm|number|número|nº|vol|volume|volumen|issue|edición|edição|año|year)\b\W{0,3}\d+\W*"
    r"|n[º°]\s?\d+\W*|#\d+\W*",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"\b[ivxlc]{1,7}\b")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:p(?:age|ágina|ag|\.)?\W*)?#(?:\W*(?:of|de|/|\|)?\W*#)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRuns:
    """The runs of words on a page, or on the part of it that is printed in one direction."""

    number: int
    top: float
    bottom: float
    segments: list[Segment]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """A line at a page's edge."""

    page: int
    edge: str
    depth: float
    """Distance from that edge of the page."""
    parts: tuple[tuple[Segment, ...], ...]
    """Its segments, those together that stand near one another, as the words of a stretched line do."""


def running_segments(sheets: list[PageRuns], *, body_size: float) -> dict[int, set[Segment]]:
    """What is printed at the edge of page after page, by the page's place in the list.

    That is: the same words, numbers aside, at the same height on another page, left or right; a page number; and what
    stands by itself in a row that holds such on most pages, such as the head of a chapter of one page.
    """
    rows = [row for at, sheet in enumerate(sheets) if not sheet.aside for row in _edge_rows(at, sheet)]
    places = _places((row, _wording(part)) for row in rows for part in row.parts)
    found: dict[int, set[Segment]] = defaultdict(set)
    for row in rows:
        for part in row.parts:
            wording = _wording(part)
            pages = len(_pages_near(places, row, wording))
            comes_back = pages > (1 if part[0].size <= _LARGE * body_size else 2)
            if comes_back or (_PAGE_NUMBER.fullmatch(wording) and len(row.parts) == 1 and row.depth < _FURTHEST):
                found[row.page].update(part)
    usual = _places((row, _size(part)) for row in rows for part in row.parts if found[row.page].issuperset(part))
    most = max(2, sum(not sheet.aside for sheet in sheets) / 2)
    for row in rows:
        for part in row.parts:
            if len(_pages_near(usual, row, _size(part)) - {row.page}) >= most:
                found[row.page].update(part)
    return _from_the_edge(rows, found)


def _from_the_edge(rows: list[_Row], found: dict[int, set[Segment]]) -> dict[int, set[Segment]]:
    """What is left when nothing counts that has text between it and the edge: that is text, too."""
    kept: dict[int, set[Segment]] = defaultdict(set)
    closed: set[tuple[int, str]] = set()
    for row in rows:
        here = {segment for part in row.parts for segment in part if segment in found[row.page]}
        if not here:
            closed.add((row.page, row.edge))
        elif (row.page, row.edge) not in closed:
            kept[row.page] |= here
    return kept


def date_of_issue(running: Iterable[Segment], opening: Iterable[Segment]) -> PublicationDate | None:
    """The date that running heads name most often; else one in a short line at the edge of the first page."""
    heads = (_without_number(segment.text) for segment in running)
    in_heads = Counter(found.value for text in heads for found in dates_in(text, language=None))
    if not in_heads:
        in_heads = Counter(value for segment in opening for value in _dates_by_themselves(segment.text))
    if not in_heads:
        return None
    value = max(in_heads, key=lambda date: (in_heads[date], len(date)))
    return PublicationDate(value, DateSource.TEXT)


def edge_segments(sheet: PageRuns) -> list[Segment]:
    """The outermost line at the top of a page, and at its bottom."""
    outermost = [rows[0] for edge in ("top", "bottom") if (rows := _rows(0, sheet, edge))]
    return [segment for row in outermost for part in row.parts for segment in part]


def _dates_by_themselves(text: str) -> Iterator[str]:
    """Dates in a line that says little else."""
    plain = _without_number(text)
    for found in dates_in(plain, language=None):
        rest = plain[: found.start] + " " + plain[found.end :]
        if len(rest.split()) <= _MOST_WORDS_BESIDE_DATE and not re.search(r"[.!?;:]\s*$", rest):
            yield found.value


def _without_number(text: str) -> str:
    """A head without the number of the issue, which is no day of the month: `no. 4, May 2011`."""
    return _ISSUE.sub(" ", text)


def _edge_rows(at: int, sheet: PageRuns) -> list[_Row]:
    return [*_rows(at, sheet, "top"), *_rows(at, sheet, "bottom")]


def _rows(at: int, sheet: PageRuns, edge: str) -> list[_Row]:
    """The outermost lines at an edge of a page, from the edge inwards."""
    rows: list[list[Segment]] = []
    for segment in sorted(sheet.segments, key=lambda one: one.base, reverse=edge == "bottom"):
        if not rows or abs(segment.base - rows[-1][0].base) > _SAME_ROW:
            if len(rows) == _ROWS:
                break
            rows.append([])
        rows[-1].append(segment)
    start = sheet.bottom if edge == "bottom" else sheet.top
    return [_Row(at, edge, abs(row[0].base - start), tuple(_parts(row))) for row in rows]


def _parts(row: list[Segment]) -> Iterator[tuple[Segment, ...]]:
    """A row cut where the space is wide."""
    part: list[Segment] = []
    for segment in sorted(row, key=lambda one: one.left):
        if part and segment.left - part[-1].right > _WIDE * segment.size:
            yield tuple(part)
            part = []
        part.append(segment)
    yield tuple(part)


def _places(marks: Iterable[tuple[_Row, str]]) -> dict[tuple[str, str, int], set[int]]:
    """Pages that bear a mark at an edge, by the edge, the mark and the height."""
    places: dict[tuple[str, str, int], set[int]] = defaultdict(set)
    for row, mark in marks:
        places[row.edge, mark, round(row.depth / _SAME_PLACE)].add(row.page)
    return places


def _pages_near(places: dict[tuple[str, str, int], set[int]], row: _Row, mark: str) -> set[int]:
    """Pages that bear a mark at the height of a row."""
    height = round(row.depth / _SAME_PLACE)
    near = (places.get((row.edge, mark, at), set()) for at in (height - 1, height, height + 1))
    return set().union(*near)


def _size(part: tuple[Segment, ...]) -> str:
    """The size of its type, as a mark."""
    return f"{part[0].size:.0f}"


def _wording(part: tuple[Segment, ...]) -> str:
    """A text in which page numbers and dates of pages are the same."""
    return _DIGITS.sub("#", _ROMAN.sub("#", " ".join(segment.text for segment in part).lower()))
