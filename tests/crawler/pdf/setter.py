"""Sets stories in the columns of a gazette, line by line."""

from __future__ import annotations

from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.crawler.pdf.areas import new_page, whole_width
from tests.crawler.pdf.gazette import FAMILIES, Area, Design, Gazette, Line
from tests.crawler.pdf.press import Piece, lines
from tests.crawler.pdf.prose import Story


def opening(made: Gazette, one: Story, width: float, number: int) -> list[Line]:
    """Kicker, headline and byline."""
    design = made.design
    size = round(design.size * design.headline * (design.lead if number == 0 else 1), 1)
    bold = FAMILIES[design.family][1]
    found = [Line(one.kicker, design.size * 0.9, True, 8)] if one.kicker else []
    title = lines(one.title, width, size=size, font=bold, cuts_words=False)
    found += [Line(line, size, True, 10 if not at and not one.kicker else 0) for at, line in enumerate(title)]
    if one.byline:
        found.append(Line(one.byline, design.size, False, 3))
    return found


def body_of(made: Gazette, one: Story, width: float, cut: list[str] | None = None) -> list[Line]:
    design = made.design
    plain, bold = FAMILIES[design.family]
    found: list[Line] = []
    for kind, text in one.parts:
        if kind == "section":
            size = round(design.size * design.section, 1)
            said = lines(text, width, size=size, font=bold, cuts_words=False)
            found += [Line(line, size, True, 0 if at else 7) for at, line in enumerate(said)]
            continue
        said = lines(
            text,
            width,
            size=design.size,
            font=plain,
            cuts_words=bool(design.hyphens),
            indent=design.indent,
            cut=made.cut if cut is None else cut,
        )
        for at, line in enumerate(said):
            ends = line.replace("-", design.hyphens) if line.endswith("-") and design.hyphens == "\u00ad" else line
            shown = line[:-1] + ends[-1] if line.endswith("-") and not _own_hyphen(text, said, at) else line
            last = at == len(said) - 1
            found.append(
                Line(
                    shown,
                    design.size,
                    False,
                    0 if at else design.space,
                    0 if at else design.indent,
                    design.justified and not last,
                )
            )
    return found


def _own_hyphen(text: str, said: list[str], at: int) -> bool:
    """Whether the hyphen at a line's end belongs to the word."""
    if at + 1 >= len(said):
        return True
    return f"{said[at].split()[-1]}{said[at + 1].split()[0]}" in text


def span(made: Gazette, area: Area, found: list[Line]) -> None:
    """Sets lines over all columns of an area and moves its top below them."""
    y = area.top
    for line in found:
        y -= line.before + line.size * 1.2
        _put(made, area.page, (area.left, y), line, whole_width(area, made))
    area.top = area.y = y - 8
    area.column = 0


def fill(made: Gazette, area: Area, found: list[Line], *, boxed: str = "", notes: tuple[str, ...] = ()) -> int:
    """Sets lines into the columns of an area, and of further pages; the number of the page of the first."""
    design = made.design
    first = 0
    if notes:
        _set_notes(made, area, notes)
    at_box = len(found) // 2 if boxed else -1
    for number, line in enumerate(found):
        height = line.size * design.leading
        keep = _kept_together(found[number:], design) if line.bold else 0
        if area.y - line.before - height - keep < area.bottom - 0.01:
            _next(made, area)
        if number == at_box:
            _set_box(made, area, boxed)
        top = area.y == area.top
        area.y -= height + (0 if top else line.before)
        x = area.left + area.column * (area.width + design.gap)
        _put(made, area.page, (x, area.y), line, area.width)
        first = first or area.page + 1
    return first


def _kept_together(found: list[Line], design: Design) -> float:
    """Height of a heading's further lines, and of the text's first under it."""
    bold = next((at for at, line in enumerate(found) if not line.bold), len(found))
    return sum(line.before + line.size * design.leading for line in found[1 : bold + 3])


def _next(made: Gazette, area: Area) -> None:
    if area.column + 1 < area.columns:
        area.column += 1
    else:
        fresh = new_page(made)
        area.page, area.top, area.bottom, area.column = fresh.page, fresh.top, fresh.bottom, 0
    area.y = area.top


def _set_box(made: Gazette, area: Area, text: str) -> None:
    size = made.design.size * 0.9
    said = lines(text, area.width - 14, size=size, font="Helvetica", cuts_words=False)
    height = 1.2 * size * len(said) + 14
    if area.y - height - 6 < area.bottom:
        _next(made, area)
    x = area.left + area.column * (area.width + made.design.gap)
    y = area.y - 6
    made.frames.append((area.page, x, y - height, area.width, height))
    for at, line in enumerate(said):
        made.pages[area.page].append(
            Piece(x=x + 7, y=y - 5 - 1.2 * size * (at + 1), text=line, size=size, font="Helvetica")
        )
    area.y = y - height - 3


def _set_notes(made: Gazette, area: Area, notes: tuple[str, ...]) -> None:
    """Notes at the foot of the area's first column."""
    size = round(made.design.size * 0.78, 1)
    said = [line for note in notes for line in lines(note, area.width, size=size, font="Times-Roman", cuts_words=False)]
    y = area.bottom + 1.15 * size * len(said)
    x = area.left + area.column * (area.width + made.design.gap)
    for at, line in enumerate(said):
        made.pages[area.page].append(Piece(x=x, y=y - 1.15 * size * (at + 1), text=line, size=size))
    area.bottom = y + 8


def _put(made: Gazette, page: int, place: tuple[float, float], line: Line, width: float) -> None:
    x, y = place
    plain, bold = FAMILIES[made.design.family]
    font = bold if line.bold else plain
    spare = width - line.indent - stringWidth(line.text, font, line.size)
    spaces = line.text.count(" ")
    stretch = spare / spaces if line.stretched and spaces and spare > 0 else 0
    made.pages[page].append(
        Piece(x=x + line.indent, y=y, text=line.text, font=font, size=line.size, word_space=stretch)
    )
