from __future__ import annotations

import pytest

from crawler.extract.pdf.articles import Start, starts
from crawler.extract.pdf.blocks import Block
from crawler.extract.pdf.jumps import came_from, goes_to
from crawler.extract.pdf.lines import ColumnLine
from crawler.extract.pdf.told import ReadBlock
from tests.crawler.pdf.stories import ENGLISH

TEXT = " ".join(ENGLISH[:3])


def told(text: str, size: float = 10, *, page: int = 0, base: float = 0, bold: bool = False) -> ReadBlock:
    line = ColumnLine(text=text, left=50, right=300, base=base, size=size, bold=bold)
    return ReadBlock(Block(page, [line]), text)


def begins(*blocks: ReadBlock) -> list[int]:
    return [one.at for one in starts(blocks, body_size=10)]


@pytest.mark.parametrize(
    ("titles", "size"),
    [
        (("A week without an engine", "The cheese of the dairy", "Geese pay half"), 18),
        (("Of crates", "Of geese"), 14.5),
    ],
)
def test_headings_of_one_size_that_is_the_largest_open_articles(titles: tuple[str, ...], size: float) -> None:
    blocks = [block for title in titles for block in (told(title, size), told(TEXT))]
    assert begins(*blocks) == list(range(0, 2 * len(titles), 2))


@pytest.mark.parametrize(
    "headings",
    [
        ("1. Of crates", "2. Of geese", "3. Of cheese"),
        ("I. Of crates", "II. Of geese"),
        ("Part one", "Part two"),
        ("Capítulo 1", "Capítulo 2"),
        ("“We rowed across in the fog”", "“Nobody had told us of it”"),
    ],
)
def test_numbered_and_quoted_headings_open_none(headings: tuple[str, ...]) -> None:
    blocks = [block for heading in headings for block in (told(heading, 16), told(TEXT))]
    assert begins(*blocks) == [0]


def test_sections_under_a_larger_headline_open_none() -> None:
    sections = [block for at in range(4) for block in (told(f"Of the {'very ' * at}long wait", 16), told(TEXT))]
    assert begins(told("A week without an engine", 24), told(TEXT), *sections) == [0]


def test_smaller_headlines_beside_a_lead_open_articles_if_bylines_say_so() -> None:
    others = [
        block
        for at in range(3)
        for block in (told(f"Of geese, {'and ' * at}again", 15), told("By Ana Quispe"), told(TEXT))
    ]
    assert begins(told("A week without an engine", 24), told("By Tom Reed"), told(TEXT), *others) == [0, 3, 6, 9]


def test_headings_after_a_long_opening_are_sections() -> None:
    assert begins(told(TEXT), told(TEXT), told("Of crates", 16), told(TEXT), told("Of geese", 16), told(TEXT)) == [0]


def test_a_headline_printed_again_opens_nothing() -> None:
    blocks = [told("A week without an engine", 18), told(TEXT), told("A week without an engine", 18), told(TEXT)]
    assert begins(*blocks) == [0]


def test_the_word_over_a_headline_belongs_to_its_article() -> None:
    first = [told("A week without an engine", 18), told(TEXT)]
    second = [told("HARBOUR", 9, base=300, bold=True), told("Geese pay half", 18, base=322), told(TEXT, base=340)]
    assert starts([*first, *second], body_size=10) == [Start(0, 0), Start(2, 3)]


def test_a_masthead_is_no_article() -> None:
    blocks = [told("The Estuary Review", 40), told("Of crates", 18), told(TEXT), told("Of geese", 18), told(TEXT)]
    assert starts(blocks, body_size=10) == [Start(0, 1), Start(3, 3)]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("Continued on page 5", 5),
        ("continues on p. 12", 12),
        ("(Continued on Page 3)", 3),
        ("Sigue en la página 4", 4),
        ("Continúa en pág. 7", 7),
        ("Continua na página 2", 2),
        ("see page 4", None),
        ("The ferry was continued on page 5 of the minutes, as everybody knows by now", None),
    ],
)
def test_lines_that_lead_to_another_page_are_known(text: str, page: int | None) -> None:
    assert goes_to(text) == page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("From page 1", 1),
        ("Continued from page 2", 2),
        ("Viene de la página 1", 1),
        ("(viene de pág. 3)", 3),
        ("From page to page the choir sang on", None),
        ("From 1", None),
    ],
)
def test_lines_that_come_from_another_page_are_known(text: str, page: int | None) -> None:
    assert came_from(text) == page
