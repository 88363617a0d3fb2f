"""Ways in which several stories share the pages of a gazette."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import accumulate

from tests.crawler.pdf.areas import height_of, new_page, whole_width
from tests.crawler.pdf.gazette import Area, Design, Gazette, Line, Told
from tests.crawler.pdf.printing import file_of
from tests.crawler.pdf.prose import Story, story
from tests.crawler.pdf.setter import body_of, fill, opening, span


def printed(design: Design, seed: int) -> tuple[Gazette, bytes]:
    """A gazette of a design, and its file."""
    chance = random.Random(seed)
    made = Gazette(design)
    stories = [
        story(
            chance,
            spanish=design.spanish,
            paragraphs=max(3, round(design.paragraphs * chance.uniform(0.7, 1.3))),
            sections=design.sections,
            kicker=design.kicker,
            byline=design.byline,
            box=design.box and number == 0,
            notes=design.notes if number == 0 else 0,
        )
        for number in range(design.stories)
    ]
    {"stream": _stream, "stacked": _stacked, "pages": _stacked, "beside": _beside, "jump": _jump}[design.flow](
        made, stories
    )
    return made, file_of(made, chance)


def _stream(made: Gazette, stories: list[Story]) -> None:
    area = new_page(made)
    for number, one in enumerate(stories):
        found = [*opening(made, one, area.width, number), *body_of(made, one, area.width)]
        page = fill(made, area, found, boxed=one.box, notes=one.notes)
        _tell(made, one, page)


def _stacked(made: Gazette, stories: list[Story]) -> None:
    area = new_page(made)
    for number, one in enumerate(stories):
        if number and (made.design.flow == "pages" or area.top - area.bottom < 0.35 * height_of(made)):
            area = new_page(made)
        first = area.page
        span(made, area, opening(made, one, whole_width(area, made), number))
        _tell(made, one, first + 1)
        body = body_of(made, one, area.width)
        room = area.columns * (area.top - area.bottom)
        needed = sum(line.before + line.size * made.design.leading for line in body) + 40
        if made.design.flow == "stacked" and needed < 0.9 * room and not one.box and not one.notes:
            lowest = area.bottom
            area.bottom = area.top - needed / area.columns - 2 * made.design.size * made.design.leading
            fill(made, area, body)
            area.top, area.bottom, area.column = area.bottom - 1.5 * made.design.size, lowest, 0
            area.y = area.top
        else:
            fill(made, area, body, boxed=one.box, notes=one.notes)
            area.top = area.bottom


def _beside(made: Gazette, stories: list[Story]) -> None:
    whole = new_page(made)
    for start in range(0, len(stories), 2):
        if start:
            whole = new_page(made)
        columns = whole.columns - whole.columns // 2, whole.columns // 2
        left = whole.left
        for number, (one, count) in enumerate(zip(stories[start : start + 2], columns, strict=False), start=start):
            area = replace(whole, left=left, columns=count, column=0)
            left += count * (whole.width + made.design.gap)
            span(made, area, opening(made, one, whole_width(area, made), number))
            room = count * (area.top - area.bottom - 3 * made.design.size)
            short, cut = _short_enough(made, one, area, room)
            body = body_of(made, short, area.width, [])
            made.cut += cut
            fill(made, area, body)
            _tell(made, short, area.page + 1)


def _jump(made: Gazette, stories: list[Story]) -> None:
    """Two stories begun one above the other on the first page, each continued on the next."""
    area = new_page(made)
    design = made.design
    bodies = []
    lowest = area.bottom
    share = (area.top - area.bottom) / len(stories)
    for number, whole in enumerate(stories):
        one, cut = _short_enough(made, whole, area, 1.1 * share * area.columns)
        stories[number] = one
        made.cut += cut
        span(made, area, opening(made, one, whole_width(area, made), number))
        body = body_of(made, one, area.width, [])
        area.bottom = area.top - share + 60
        lines_now = _fitting(body, 0.8 * area.columns * (area.top - area.bottom), design)
        jump = Line("Sigue en la página 2" if design.spanish else "Continued on page 2", design.size * 0.9, True, 2)
        fill(made, area, [*body[:lines_now], jump])
        bodies.append(body[lines_now:])
        area.top, area.bottom, area.column = area.bottom - 1.5 * design.size, lowest, 0
        area.y = area.top
        _tell(made, one, 1, jump.text, "Viene de la página 1" if design.spanish else "From page 1")
    area = new_page(made)
    for one, body in zip(stories, bodies, strict=True):
        words = " ".join(one.title.split()[:3])
        span(made, area, [Line(words, design.size * 1.5, True, 4)])
        made.told[stories.index(one)] = replace(
            made.told[stories.index(one)], asides=(*made.told[stories.index(one)].asides, words)
        )
        back = Line(made.told[stories.index(one)].asides[-2], design.size * 0.9, True, 2)
        needed = sum(line.before + line.size * design.leading for line in body) + 40
        area.bottom = max(lowest, area.top - needed / area.columns - 2 * design.size * design.leading)
        fill(made, area, [back, *body])
        area.top, area.bottom, area.column = area.bottom - 1.5 * design.size, lowest, 0
        area.y = area.top


def _short_enough(made: Gazette, one: Story, area: Area, room: float) -> tuple[Story, list[str]]:
    """A story without its last parts, as long as there is room for it, and the words that its lines' ends cut."""
    while True:
        cut: list[str] = []
        body = body_of(made, one, area.width, cut)
        needed = sum(line.before + line.size * made.design.leading for line in body)
        if len(one.parts) < 3 or (needed < room and one.parts[-1][0] == "text"):
            return one, cut
        one = replace(one, parts=one.parts[:-1])


def _fitting(found: list[Line], height: float, design: Design) -> int:
    """Number of lines that fit in a height."""
    heights = accumulate(line.before + line.size * design.leading for line in found)
    return sum(so_far < height for so_far in heights)


def _tell(made: Gazette, one: Story, page: int, *asides: str) -> None:
    made.told.append(
        Told(
            title=one.title,
            page=page,
            texts=tuple(text for _, text in one.parts),
            sections=tuple(text for kind, text in one.parts if kind == "section"),
            asides=tuple(filter(None, (one.kicker, one.byline, one.box, *one.notes, *asides))),
        )
    )
