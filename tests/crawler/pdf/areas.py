"""Where lines of a gazette are set."""

from __future__ import annotations

from tests.crawler.pdf.gazette import SIZES, Area, Gazette


def new_page(made: Gazette) -> Area:
    design = made.design
    width, height = SIZES[design.page]
    made.pages.append([])
    column = (width - 2 * design.margin - (design.columns - 1) * design.gap) / design.columns
    top = height - design.margin - 10
    return Area(len(made.pages) - 1, design.margin, top, design.margin + 14, design.columns, column, 0, top)


def whole_width(area: Area, made: Gazette) -> float:
    return area.columns * area.width + (area.columns - 1) * made.design.gap


def height_of(made: Gazette) -> float:
    return SIZES[made.design.page][1]
