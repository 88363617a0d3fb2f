from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from crawler.extract.pdf.file import extract_pdf
from model.article import Content, Entry, PublicationDate
from tests.crawler.pdf.designs import NAMED, by_chance
from tests.crawler.pdf.flows import printed
from tests.crawler.pdf.gazette import Design, Gazette
from tests.crawler.pdf.measure import Measured, f1, measure

ADDRESS = "http://127.0.0.1/papers/gazette.pdf"
CHANCES = range(500, 512)


def read(file: bytes) -> tuple[Content, ...]:
    return extract_pdf(file, url=ADDRESS, entry=Entry(url=ADDRESS))


@cache
def named(name: str) -> tuple[Gazette, Sequence[Content], Measured]:
    made, file = printed(NAMED[name], list(NAMED).index(name))
    found = read(file)
    return made, found, measure(made, found)


@cache
def by_seed(seed: int) -> Measured:
    made, file = printed(by_chance(seed), seed)
    return measure(made, read(file))


@pytest.mark.parametrize("name", NAMED)
def test_the_words_of_a_gazette_come_in_their_order(name: str) -> None:
    assert named(name)[2].order >= 0.97


@pytest.mark.parametrize("name", NAMED)
def test_the_words_that_line_ends_cut_are_whole(name: str) -> None:
    measured = named(name)[2]
    assert measured.joined >= 0.98 * measured.cut


@pytest.mark.parametrize("name", NAMED)
def test_no_heading_is_told_twice(name: str) -> None:
    assert not named(name)[2].doubled


@pytest.mark.parametrize("name", NAMED)
def test_articles_begin_where_they_are_printed(name: str) -> None:
    made, found, measured = named(name)
    assert (measured.starts, measured.found) == (measured.right, measured.right)
    assert [one.title for one in found] == [one.title for one in made.told]


def test_designs_by_chance_are_read_as_well_as_those_with_names() -> None:
    measured = [by_seed(seed) for seed in CHANCES]
    assert min(one.order for one in measured) >= 0.97
    assert sum(one.order for one in measured) / len(measured) >= 0.99
    assert sum(one.joined for one in measured) >= 0.98 * sum(one.cut for one in measured)
    assert not sum(one.doubled for one in measured)
    assert f1(measured) >= 0.95


def test_an_article_is_found_by_the_page_that_it_begins_on() -> None:
    made, found, _ = named("several in the columns")
    pages = [one.page for one in made.told]
    assert pages == [1, 1, 1, 2, 3]
    assert [one.fragment for one in found] == [
        "page=1",
        "page=1&article=2",
        "page=1&article=3",
        "page=2",
        "page=3",
    ]


def test_a_file_of_one_article_has_no_fragment() -> None:
    assert [one.fragment for one in named("two columns")[1]] == [None]


def test_all_articles_of_an_issue_bear_its_date() -> None:
    made, file = printed(Design(stories=3, flow="pages", head="The Weir, no. 4, May 2011"), 1)
    found = read(file)
    assert len(found) == len(made.told)
    assert {one.published.value for one in found if isinstance(one.published, PublicationDate)} == {"2011-05"}


def test_who_wrote_an_article_is_no_part_of_its_body() -> None:
    made, found, _ = named("several with bylines")
    for told, one in zip(made.told, found, strict=True):
        (byline,) = told.asides
        assert byline.lower() == f"by {one.authors[0]}".lower()
        assert byline not in one.body


@pytest.mark.parametrize("name", ["box", "notes"])
def test_what_stands_beside_the_text_is_told_whole(name: str) -> None:
    made, (found,), _ = named(name)
    paragraphs = found.body.split("\n\n")
    for aside in made.told[0].asides:
        assert any(aside in paragraph or aside.partition(" ")[2] in paragraph for paragraph in paragraphs)


@pytest.mark.parametrize("seed", range(4))
def test_notes_at_the_foot_part_no_paragraph(seed: int) -> None:
    made, file = printed(Design(columns=2, paragraphs=20, notes=4, leading=1.25), seed)
    (found,) = read(file)
    texts = [text for text in found.body.split("\n\n") if text not in made.told[0].asides]
    assert texts == list(made.told[0].texts)


@pytest.mark.parametrize("sections", [4, 8])
@pytest.mark.parametrize("size", [1.0, 1.2, 1.35, 1.5])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_an_article_with_headings_stays_one(columns: int, size: float, sections: int) -> None:
    made, file = printed(Design(columns=columns, paragraphs=30, sections=sections, section=size, headline=2.2), 7)
    found = read(file)
    assert [(one.title, one.fragment) for one in found] == [(made.told[0].title, None)]


def test_continued_articles_are_whole() -> None:
    made, found, _ = named("continued")
    for told, one in zip(made.told, found, strict=True):
        assert one.body.split("\n\n")[-1] == told.texts[-1]
        assert "ontinued on page" not in one.body
