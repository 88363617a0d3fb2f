"""The committed PDF is the one that its script makes, and says what the content says."""

from __future__ import annotations

import re

import pypdfium2

from monitor.demo import handmade
from monitor.demo.handmade import SUPPLEMENT
from tests.monitor.demo.make_supplement import sample, supplement


def read() -> list[str]:
    document = pypdfium2.PdfDocument(SUPPLEMENT)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def letters(text: str) -> str:
    """What stays when lines are broken elsewhere: no white space, no hyphens."""
    return re.sub(r"[\s\ufffe-]", "", text)


def test_the_committed_file_is_what_the_script_makes() -> None:
    assert SUPPLEMENT.read_bytes() == supplement(sample()), "run python -m tests.monitor.demo.make_supplement"


def test_the_file_is_small() -> None:
    assert SUPPLEMENT.stat().st_size < 60_000


def test_its_pages_hold_the_title_and_every_paragraph_between_running_heads_and_numbers() -> None:
    told = sample()
    pages = read()
    assert len(pages) == 2
    printed = ""
    for number, text in enumerate(pages, 1):
        furniture = f"{told.running_head}\r\n{number}\r\n"
        assert text.startswith(furniture)
        printed += text.removeprefix(furniture)
    assert letters(printed) == letters(told.title + "".join(told.paragraphs))


def test_words_are_cut_at_line_ends() -> None:
    assert sum(text.count("\ufffe") for text in read()) >= 3  # how pypdfium2 reads a hyphen there


def test_the_product_does_not_need_what_makes_the_file() -> None:
    folder = SUPPLEMENT.parent
    assert handmade.__file__.startswith(str(folder))
    assert not [path for path in folder.glob("*.py") if "reportlab" in path.read_text(encoding="utf-8")]
