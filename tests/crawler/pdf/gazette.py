"""Gazettes: supplements whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.crawler.pdf.press import Piece

FAMILIES = {
    "Times": ("Times-Roman", "Times-Bold"),
    "Helvetica": ("Helvetica", "Helvetica-Bold"),
    "Courier": ("Courier", "Courier-Bold"),
}
SIZES = {"A4": (595.0, 842.0), "letter": (612.0, 792.0), "tabloid": (792.0, 1120.0), "A5": (420.0, 595.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How a gazette is made."""

    columns: int = 2
    flow: str = "stream"
    """`stream`: one story after the other in the columns; `stacked`: each over the page's whole width; `pages`: each
    on a page of its own; `beside`: in columns of their own; `jump`: begun on page 1, continued on page 2."""
    stories: int = 1
    paragraphs: int = 10
    sections: int = 0
    page: str = "A4"
    family: str = "Times"
    size: float = 10
    leading: float = 1.2
    """In sizes of type."""
    margin: float = 50
    gap: float = 16
    indent: float = 10
    space: float = 0
    justified: bool = True
    hyphens: str = "-"
    """At the ends of lines; empty: words are cut nowhere but at their own."""
    order: str = "as set"
    """Of the file: `as set`, `shuffled`, or `rows`, from the top over all columns."""
    twice: str = ""
    """Bold print is printed again: `after` the page, or at `once`."""
    turned: int = 0
    headline: float = 2.0
    """In sizes of type."""
    section: float = 1.15
    kicker: bool = False
    byline: bool = False
    box: bool = False
    notes: int = 0
    head: str = ""
    foot: str = ""
    spanish: bool = False
    lead: float = 1.0
    """Size of the first headline, in sizes of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an article says, and what may stand beside it or be left out."""

    title: str
    page: int
    """From 1."""
    texts: tuple[str, ...]
    sections: tuple[str, ...]
    asides: tuple[str, ...]


@dataclass(slots=True)
class Gazette:
    """A printed gazette and its truth."""

    design: Design
    pages: list[list[Piece]] = field(default_factory=list)
    frames: list[tuple[int, float, float, float, float]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    """Words that a line's end cuts."""


@dataclass(slots=True)
class Area:
    """Columns side by side on a page, into which lines are set."""

    page: int
    left: float
    top: float
    bottom: float
    columns: int
    width: float
    """Of one column."""
    column: int = 0
    y: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    size: float
    bold: bool
    before: float
    """Space over it."""
    indent: float = 0
    stretched: bool = False
