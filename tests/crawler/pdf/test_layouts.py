from __future__ import annotations

import pytest

from crawler.extract.pdf.file import extract_pdf
from model.article import Content, DateSource, Entry, Kind, PublicationDate
from tests.crawler.pdf.press import FONT, Layout, Paper, Piece, lines
from tests.crawler.pdf.stories import ENGLISH, SPANISH

ADDRESS = "http://127.0.0.1/papers/ferry.pdf"


def read(paper: Paper, link: str | None = None) -> Content:
    (found,) = extract_pdf(paper.print(), url=ADDRESS, entry=Entry(url=ADDRESS, title=link))
    return found


def paragraphs(paper: Paper) -> list[str]:
    return read(paper).body.split("\n\n")


def printed(layout: Layout, texts: tuple[str, ...] = ENGLISH, times: int = 1) -> Paper:
    paper = Paper(layout)
    for _ in range(times):
        for text in texts:
            paper.paragraph(text)
    return paper


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
@pytest.mark.parametrize("shuffled", [False, True])
@pytest.mark.parametrize("indent", [0, 12])
@pytest.mark.parametrize("justified", [False, True])
def test_paragraphs_come_whole_and_in_their_order(
    columns: int,
    shuffled: bool,  # noqa: FBT001 - a table's column
    indent: float,
    justified: bool,  # noqa: FBT001 - a table's column
) -> None:
    size = 8 if columns > 2 else 10
    layout = Layout(
        columns=columns,
        shuffled=shuffled,
        indent=indent,
        space=0 if indent else 6,
        justified=justified,
        size=size,
        leading=1.2 * size,
        cuts_words=columns > 2,
    )
    assert paragraphs(printed(layout)) == list(ENGLISH)


def test_without_indent_and_space_a_short_line_ends_a_paragraph() -> None:
    assert paragraphs(printed(Layout(columns=2, indent=0), ENGLISH[:6])) == list(ENGLISH[:6])


def test_few_lines_are_columns_where_other_pages_have_them() -> None:
    paper = printed(Layout(columns=2), times=6)
    last = "The regatta was won by the midwife. Nobody had known that she took part, least of all the schoolmaster."
    paper.pages.append(
        [
            Piece(x=62, y=768, text="The regatta was won by the midwife. Nobody"),
            Piece(x=50, y=756, text="had known that"),
            Piece(x=305.5, y=768, text="she took part, least of all the schoolmaster."),
        ]
    )
    assert paragraphs(paper) == [*list(ENGLISH) * 6, last]


@pytest.mark.parametrize("columns", [2, 3])
def test_a_paragraph_goes_on_over_columns_and_pages(columns: int) -> None:
    layout = Layout(columns=columns, size=9, leading=11, cuts_words=True)
    assert paragraphs(printed(layout, times=7)) == list(ENGLISH) * 7


def test_words_cut_at_line_ends_are_whole_again_and_compounds_keep_their_hyphens() -> None:
    body = " ".join(paragraphs(printed(Layout(columns=3, size=11, leading=13, cuts_words=True))))
    assert body.split() == " ".join(ENGLISH).split()


def test_accents_survive() -> None:
    assert paragraphs(printed(Layout(columns=2), SPANISH)) == list(SPANISH)


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_is_turned_reads_like_an_upright_one(turned: int) -> None:
    assert paragraphs(printed(Layout(columns=2, turned=turned))) == list(ENGLISH)


def test_headings_are_paragraphs_of_their_own() -> None:
    paper = Paper(Layout(columns=2))
    paper.heading("Forty people and no ferry")
    paper.paragraph(ENGLISH[2])
    paper.heading("An apology, a timetable and, before anything else, a green hand-rail")
    paper.paragraph(ENGLISH[4])
    paper.paragraph(ENGLISH[5])
    found = read(paper)
    assert found.title == "Forty people and no ferry"
    assert found.body.split("\n\n") == [
        ENGLISH[2],
        "An apology, a timetable and, before anything else, a green hand-rail",
        ENGLISH[4],
        ENGLISH[5],
    ]


@pytest.mark.parametrize("shuffled", [False, True])
def test_bold_print_that_is_printed_twice_is_told_once(shuffled: bool) -> None:  # noqa: FBT001 - a table's column
    paper = Paper(Layout(columns=2, twice=True, shuffled=shuffled))
    paper.spanning("The ferry of all ferries: a week without an engine")
    for text in ENGLISH[:5]:
        paper.paragraph(text)
    paper.heading("Settling in")
    paper.paragraph(ENGLISH[8])
    found = read(paper)
    assert found.title == "The ferry of all ferries: a week without an engine"
    assert found.body.split("\n\n") == [*ENGLISH[:5], "Settling in", ENGLISH[8]]


@pytest.mark.parametrize("heading", ["What the eleventh crate contained when at last somebody opened it", "Cheese"])
def test_a_heading_over_all_columns_divides_what_is_above_from_what_is_below(heading: str) -> None:
    paper = Paper(Layout(columns=2))
    paper.spanning("A week without an engine", size=24)
    for text in ENGLISH[:4]:
        paper.paragraph(text, room=1)
    paper.balance()
    paper.spanning(heading, size=16)
    for text in ENGLISH[6:8] * 14:
        paper.paragraph(text)
    assert paragraphs(paper) == [*ENGLISH[:4], heading, *ENGLISH[6:8] * 14]


def test_a_box_is_read_whole_and_the_text_around_it_goes_on() -> None:
    paper = Paper(Layout(columns=2))
    boxed = "Crossings on weekdays begin at six. Bicycles are free, geese pay half. The bell is rung twice in fog."
    for text in ENGLISH[:9]:
        paper.paragraph(text)
    lines_before = len(paper.pages[-1])
    paper.paragraph(ENGLISH[9])
    paper.box_in(boxed, after=lines_before + 2)
    assert paragraphs(paper) == [*ENGLISH[:10], boxed]


def test_a_box_between_two_pages_does_not_part_a_paragraph() -> None:
    paper = printed(Layout(columns=2), times=5)
    boxed = ("Crossings on weekdays begin at six.", "Bicycles are free, geese pay half.")
    paper.frames.append((0, 306, 12, 240, 34))
    paper.pages[0] += [Piece(x=314, y=32 - 12 * at, text=line) for at, line in enumerate(boxed)]
    found = paragraphs(paper)
    assert " ".join(boxed) in found
    assert [text for text in found if text != " ".join(boxed)] == list(ENGLISH) * 5


HEADS = ("{}   The Estuary Review, August 2009", "Ferries and their friends   {}")


def test_running_heads_and_page_numbers_are_no_text_but_date_the_issue() -> None:
    paper = printed(Layout(columns=2, head=HEADS, foot="Harbour Press · page {}"), times=12)
    assert len(paper.pages) > 3
    found = read(paper)
    assert found.body.split("\n\n") == list(ENGLISH) * 12
    assert found.published == PublicationDate("2009-08", DateSource.TEXT)


def test_a_head_that_stands_once_goes_where_others_stand() -> None:
    paper = printed(Layout(columns=2, foot="{}", head=("Harbour Press", "Harbour Press")), times=14)
    assert len(paper.pages) > 3
    paper.pages[2].append(Piece(x=300, y=812, text="Of crates and cheese", size=8))
    assert paragraphs(paper) == list(ENGLISH) * 14


def test_a_leaflet_printed_twice_on_a_sheet_is_no_running_head() -> None:
    paper = printed(Layout(), ("The ferry does not run on Sunday. Those who must cross may ask the midwife.",))
    paper.pages *= 2
    assert "may ask the midwife" in read(paper).body


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("El Estuario, agosto de 2009", "2009-08"),
        ("The Estuary Review · Friday 14 August 2009", "2009-08-14"),
        ("Boletín del puerto · 3 de mayo de 2021 · n.º 12", "2021-05-03"),
        ("The Estuary Review, no. 2009", None),
        ("The Estuary Review, no. 4, May 2011", "2011-05"),
        ("El Estuario · Año 3 · Nº 12 · mayo de 2011", "2011-05"),
        ("", None),
    ],
)
@pytest.mark.parametrize("times", [1, 4])
def test_the_date_of_the_issue_is_what_its_heads_say(head: str, date: str | None, times: int) -> None:
    found = read(printed(Layout(columns=2, head=(head, head)), times=times)).published
    assert found == (PublicationDate(date, DateSource.TEXT) if date else None)


def test_a_date_in_the_text_is_not_that_of_the_issue() -> None:
    story = "On 14 August 2009 the ferry stood still, and those who were there tell of nothing else to this day."
    assert read(printed(Layout(), (story, *ENGLISH))).published is None


def test_one_page_loses_its_number_and_nothing_else() -> None:
    assert paragraphs(printed(Layout(foot="{}"), ENGLISH[:3])) == list(ENGLISH[:3])


def test_items_of_a_list_are_paragraphs_without_their_bullets() -> None:
    items = [
        "a timetable that is printed in letters large enough for those who have left their glasses at home,",
        "a telephone number,",
        "and a hand-rail of the kind that other landing-stages have had for as long as anybody can remember.",
    ]
    paper = Paper(Layout(columns=2, indent=0, space=6, justified=False))
    paper.paragraph("This is what the board had promised:")
    for item in items:
        paper.y -= 2
        for number, line in enumerate(lines(item, paper.width - 14, size=10, font=FONT, cuts_words=False)):
            paper.y -= 12
            if number == 0:
                paper.put(Piece(x=paper.left + 2, y=paper.y, text="•"))
            paper.put(Piece(x=paper.left + 14, y=paper.y, text=line))
    for text in ENGLISH[:8]:
        paper.paragraph(text)
    assert paragraphs(paper) == ["This is what the board had promised:", *items, *ENGLISH[:8]]


@pytest.mark.parametrize(
    "title",
    [
        "The long and by no means finished story of the ferry that would not cross the estuary",
        "The long and by no means finished story of the ferry that stopped",
    ],
)
def test_the_title_is_the_largest_heading_over_all_its_lines(title: str) -> None:
    paper = Paper(Layout(columns=2), title="Some other title")
    paper.spanning(title, size=20)
    for text in ENGLISH * 2:
        paper.paragraph(text)
    found = read(paper, link="Supplement (PDF)")
    assert found.title == title
    assert found.body.split("\n\n") == list(ENGLISH) * 2


@pytest.mark.parametrize(
    ("information", "link", "title"),
    [
        ("A week without an engine", "Supplement (PDF)", "A week without an engine"),
        ("Microsoft Word - ferry3.doc", "Supplement (PDF)", "Supplement (PDF)"),
        ("ferry_final.indd", None, "ferry"),
        ("untitled", "", "ferry"),
    ],
)
def test_without_a_heading_the_title_is_looked_for_elsewhere(information: str, link: str | None, title: str) -> None:
    paper = printed(Layout(), ENGLISH[:3])
    paper.title = information
    assert read(paper, link).title == title


def test_a_smaller_heading_is_the_title_if_the_link_says_so() -> None:
    paper = Paper(Layout())
    paper.heading("THE ESTUARY REVIEW", size=30)
    paper.heading("A Week Without an Engine", size=16)
    paper.paragraph(ENGLISH[0])
    found = read(paper, link="A week without an engine")
    assert found.title == "A Week Without an Engine"
    assert found.body == f"THE ESTUARY REVIEW\n\n{ENGLISH[0]}"


def test_kind_and_language_are_told() -> None:
    for texts, language in ((ENGLISH, "en"), (SPANISH, "es")):
        found = read(printed(Layout(), texts))
        assert (found.kind, found.language) == (Kind.PDF, language)


def test_a_frame_around_the_whole_page_is_no_box() -> None:
    paper = printed(Layout(columns=2), times=3)
    paper.frames += [(page, 40, 40, 515, 770) for page in range(len(paper.pages))]
    assert paragraphs(paper) == list(ENGLISH) * 3


def test_a_grid_of_rectangles_is_a_table_and_no_boxes() -> None:
    paper = printed(Layout(), ENGLISH[:4])
    paper.frames += [(0, 50 + 90 * column, 600 - 40 * row, 90, 40) for column in range(3) for row in range(4)]
    assert paragraphs(paper) == list(ENGLISH[:4])


def test_a_tall_initial_is_the_first_letter_of_its_word() -> None:
    paper = printed(Layout(indent=0, space=6), ENGLISH[1:4])
    paper.y -= 20
    paper.put(Piece(x=50, y=paper.y - 22, text="T", size=34))
    paper.put(Piece(x=76, y=paper.y, text="he choir has set the figures to music in order that"))
    paper.put(Piece(x=76, y=paper.y - 12, text="everybody may remember them, which few had thought"))
    paper.put(Piece(x=50, y=paper.y - 24, text="possible."))
    assert paragraphs(paper)[-1] == (
        "The choir has set the figures to music in order that everybody may remember them, "
        "which few had thought possible."
    )


def test_a_quotation_in_large_type_does_not_part_the_sentence_around_it() -> None:
    paper = Paper(Layout(columns=2, indent=0))
    paper.paragraph(f"{ENGLISH[0]} Then the choir")
    paper.heading("“Geese pay half, and always have”", size=15)
    paper.y -= 8
    paper.paragraph("went home. That was all.")
    found = paragraphs(paper)
    assert f"{ENGLISH[0]} Then the choir went home. That was all." in found
