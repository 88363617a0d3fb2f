from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.colors import lightgrey
from reportlab.pdfgen.canvas import Canvas

from crawler.extract.pdf import pages
from crawler.extract.pdf.file import _refuse_unreadable, extract_pdf
from crawler.extract.pdf.running import PageRuns
from crawler.extract.pdf.segments import Segment
from model.article import Content, Entry
from model.errors import NotAnArticle
from tests.crawler.pdf.oddities import heap_of_words, many_pages
from tests.crawler.pdf.press import Layout, Paper
from tests.crawler.pdf.stories import ENGLISH

ADDRESS = "http://127.0.0.1/papers/ferry.pdf"


def read(file: bytes) -> Content:
    (found,) = extract_pdf(file, url=ADDRESS, entry=Entry(url=ADDRESS))
    return found


def paper(times: int = 1) -> Paper:
    found = Paper(Layout(columns=2))
    for text in ENGLISH * times:
        found.paragraph(text)
    return found


def drawing(*, pages: int = 1) -> bytes:
    """Pages with shapes and no letter."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    for _ in range(pages):
        canvas.setFillColor(lightgrey)
        canvas.rect(50, 50, 300, 400, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def handmade(*objects: bytes) -> bytes:
    """A file of numbered objects, of which the first is the catalogue."""
    file = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(file))
    return file + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, trailer)


CATALOGUE = b"<</Type /Catalog /Pages 2 0 R>>"


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"", "is no whole PDF"),
        (b"%PDF-1.7\n%%EOF", "is no whole PDF"),
        (b"<html>Not found</html>", "is no whole PDF"),
        (paper().print()[:400], "is no whole PDF"),
        (paper().print(user="secret", owner="other"), "is encrypted: it asks for a password"),
        (drawing(), r"has no text .* \(1 in all\)"),
        (drawing(pages=3), r"has no text .* \(3 in all\)"),
        (handmade(CATALOGUE, b"<</Type /Pages /Kids [] /Count 0>>"), "is no whole PDF"),
        (handmade(CATALOGUE, b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2>>"), "has no"),
        (
            handmade(CATALOGUE, b"<</Type /Pages /Kids [3 0 R] /Count 900000>>"),
            "has 900,000 pages, more than the 2,000",
        ),
    ],
)
def test_a_file_that_holds_no_article_says_why(file: bytes, reason: str) -> None:
    with pytest.raises(NotAnArticle, match=reason):
        read(file)


def test_a_file_that_only_its_changes_are_locked_of_is_read() -> None:
    assert read(paper().print(user="", owner="other")).body.split("\n\n") == list(ENGLISH)


def test_text_off_the_page_is_not_read() -> None:
    found = paper()
    found.pages[0].append(type(found.pages[0][0])(x=-400, y=400, text="Notes of the printers"))
    assert read(found.print()).body.split("\n\n") == list(ENGLISH)


def test_text_across_the_page_is_a_stamp_and_not_read() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    for at, line in enumerate(("The ferry runs again since this", "morning, and nobody is surprised.")):
        canvas.drawString(50, 700 - 14 * at, line)
    canvas.rotate(45)
    canvas.setFont("Helvetica", 60)
    canvas.drawString(200, 200, "SPECIMEN")
    canvas.save()
    assert read(file.getvalue()).body == "The ferry runs again since this morning, and nobody is surprised."


def test_too_many_characters_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_LETTERS", 1000)
    with pytest.raises(NotAnArticle, match="has more than the 1,000 characters"):
        read(paper().print())


@pytest.mark.parametrize("sign", ["\ufffd", "\ue012"])
def test_letters_that_the_file_does_not_tell_are_no_text(sign: str) -> None:
    text = f"{sign * 20} {'told' * 8}"
    segment = Segment(text=text, left=50, right=300, base=100, size=10, bold=False)
    with pytest.raises(NotAnArticle, match="does not tell which letters"):
        _refuse_unreadable([PageRuns(number=0, top=0, bottom=800, segments=[segment])], 1)


@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_nothing_else(data: st.DataObject) -> None:
    file = bytearray(paper().print())
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(file) - 1))
        file[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(file)))
    with contextlib.suppress(NotAnArticle):
        assert read(bytes(file[:cut] if data.draw(st.booleans()) else file)).body


@pytest.mark.parametrize(
    "kids",
    [
        b"<</Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R>> 3 0 obj <</Type /Pages /Kids [2 0 R] /Count 1>>",
        b"<</Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R>>",
        b"<</Type /Pages /Kids [9 0 R] /Count 3>>",
    ],
)
def test_a_tree_of_pages_that_bites_its_tail_is_refused(kids: bytes) -> None:
    with pytest.raises(NotAnArticle):
        read(handmade(CATALOGUE, kids))


def test_ten_thousand_pages_are_refused_before_they_are_read() -> None:
    with pytest.raises(NotAnArticle, match="has 10,000 pages, more than the 2,000"):
        read(many_pages())


def test_a_form_that_draws_itself_is_drawn_no_end_of_times() -> None:
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Contents 4 0 R /Resources <</XObject <</F 5 0 R>>>>>>"
    form = b"<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</F 5 0 R>>>> /Length 5>>"
    pages = b"<</Type /Pages /Kids [3 0 R] /Count 1>>"
    content = b"<</Length 5>>\nstream\n/F Do\nendstream"
    with pytest.raises(NotAnArticle, match="has no text"):
        read(handmade(CATALOGUE, pages, page, content, form + b"\nstream\n/F Do\nendstream"))


def test_a_page_of_nothing_but_words_on_one_another_is_read_or_refused() -> None:
    with contextlib.suppress(NotAnArticle):
        read(heap_of_words())
