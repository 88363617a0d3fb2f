"""Running heads and feet: found by their place and their coming back, taken out of the text, asked for a date."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.extract.datewords import dates_in
from crawler.extract.pdf.segments import Segment
from model.article import DateSource, PublicationDate

_ROWS = 3
"""Lines at the top and at the bottom of a page that may be running ones."""
_SAME_ROW = 3.0
_SAME_PLACE = 4.0
_MOST_WORDS_BESIDE_DATE = 8
_ROMAN = re.compile(r"\b[ivxlc]{1,7}\b")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W*(?:p(?:age|ágina|ag|\.)?\W*)?#(?:\W*(?:of|de|/|\|)?\W*#)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
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
    segments: tuple[Segment, ...]


def running_segments(sheets: list[Sheet]) -> dict[int, set[Segment]]:
    """What is printed at the edge of page after page, by the page's place in the list.

    That is: the same words, numbers aside, at the same height on another page, left or right; a page number; and what
    stands by itself in a row that holds such on most pages, such as the head of a chapter of one page.
    """
    rows = [row for at, sheet in enumerate(sheets) if not sheet.aside for row in _edge_rows(at, sheet)]
    places = _places(rows)
    found: dict[int, set[Segment]] = defaultdict(set)
    for row in rows:
        for segment in row.segments:
            wording = _wording(segment.text)
            others = {page for page, depth in places[row.edge, wording] if abs(depth - row.depth) <= _SAME_PLACE}
            if len(others) > 1 or (_PAGE_NUMBER.fullmatch(wording) and row.segments == (segment,) and _is_outer(row)):
                found[row.page].add(segment)
    _add_rows_in_place(rows, found, sum(not sheet.aside for sheet in sheets))
    return found


def date_of_issue(running: Iterable[Segment], opening: Iterable[Segment]) -> PublicationDate | None:
    """The date that running heads name most often; else one in a short line at the edge of the first page."""
    in_heads = Counter(found.value for segment in running for found in dates_in(segment.text, language=None))
    if not in_heads:
        in_heads = Counter(value for segment in opening for value in _dates_by_themselves(segment.text))
    if not in_heads:
        return None
    value = max(in_heads, key=lambda date: (in_heads[date], len(date)))
    return PublicationDate(value, DateSource.TEXT)


def edge_segments(sheet: Sheet) -> list[Segment]:
    """The outermost line at the top of a page, and at its bottom."""
    outermost = [rows[0] for edge in ("top", "bottom") if (rows := _rows(0, sheet, edge))]
    return [segment for row in outermost for segment in row.segments]


def _dates_by_themselves(text: str) -> Iterator[str]:
    """Dates in a line that says little else."""
    for found in dates_in(text, language=None):
        rest = text[: found.start] + " " + text[found.end :]
        if len(rest.split()) <= _MOST_WORDS_BESIDE_DATE and not re.search(r"[.!?;:]\s*$", rest):
            yield found.value


def _edge_rows(at: int, sheet: Sheet) -> list[_Row]:
    return [*_rows(at, sheet, "top"), *_rows(at, sheet, "bottom")]


def _rows(at: int, sheet: Sheet, edge: str) -> list[_Row]:
    """The outermost lines at an edge of a page, from the edge inwards."""
    rows: list[list[Segment]] = []
    for segment in sorted(sheet.segments, key=lambda one: one.base, reverse=edge == "bottom"):
        if not rows or abs(segment.base - rows[-1][0].base) > _SAME_ROW:
            if len(rows) == _ROWS:
                break
            rows.append([])
        rows[-1].append(segment)
    start = sheet.bottom if edge == "bottom" else sheet.top
    return [_Row(at, edge, abs(row[0].base - start), tuple(row)) for row in rows]


def _places(rows: Iterable[_Row]) -> dict[tuple[str, str], list[tuple[int, float]]]:
    """Pages and depths at which each wording stands at each edge."""
    places: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for row in rows:
        for segment in row.segments:
            places[row.edge, _wording(segment.text)].append((row.page, row.depth))
    return places


def _wording(text: str) -> str:
    """A text in which page numbers and dates of pages are the same."""
    return _DIGITS.sub("#", _ROMAN.sub("#", " ".join(text.lower().split())))


def _is_outer(row: _Row) -> bool:
    """Whether it is near enough to the edge to be a foot or head of a single page."""
    return row.depth < 60


def _add_rows_in_place(rows: list[_Row], found: dict[int, set[Segment]], pages: int) -> None:
    """Adds what stands where most pages have a running head or foot."""
    kept = [(row, segment) for row in rows for segment in row.segments if segment in found[row.page]]
    for row in rows:
        for segment in row.segments:
            alike = {
                other.page
                for other, running in kept
                if other.edge == row.edge
                and abs(other.depth - row.depth) <= 1
                and abs(running.size - segment.size) < 0.5
                and other.page != row.page
            }
            if len(alike) >= 2 and 2 * len(alike) >= pages:
                found[row.page].add(segment)
