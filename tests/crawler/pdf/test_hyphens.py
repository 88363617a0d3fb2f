from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from crawler.extract.pdf.file import extract_pdf
from crawler.extract.pdf.hyphens import joined, vocabulary
from model.article import Entry

LINES = (
    "the reopening of a co-operative shop, and self-government in re-",
    "mote valleys; a door-to-door survey by the anti-noise league",
    "the old Puno-Cusco line, a mother and her sister in law",
    "and the pipeline workers with their families",
)


@pytest.mark.parametrize(
    ("text", "line", "whole"),
    [
        ("near the pipe-", "line they", "near the pipeline they"),
        ("in the fam-", "ilies’ care", "in the families’ care"),  # noqa: RUF001 - as printed
        ("a co-", "operative", "a co-operative"),
        ("the re-", "opening", "the reopening"),
        ("the re-", "sources of", "the resources of"),
        ("their self-", "defence", "their self-defence"),
        ("an anti-", "slavery song", "an anti-slavery song"),
        ("the door-", "keeper", "the doorkeeper"),
        ("a well-", "known song", "a well-known song"),
        ("on the Lima-", "Callao road", "on the Lima-Callao road"),
        ("TRABA-", "JADORES", "TRABAJADORES"),
        ("from 1990-", "2000 on", "from 1990-2000 on"),
        ("the mother-", "sister bond", "the mother-sister bond"),
        ("soft\u00ad", "ware", "software"),
        ("Lima\u00ad", "Norte", "LimaNorte"),
        ("it ended--", "so they say", "it ended--so they say"),
        ("it ended –", "so they say", "it ended – so they say"),  # noqa: RUF001 - as printed
        ("no hyphen", "here", "no hyphen here"),
        ("a dash -", "here", "a dash - here"),
        ("en el ca-", "mión", "en el camión"),
        ("a state-of-", "the-art crane", "a state-of-the-art crane"),
        ("a state-", "of-the-art crane", "a state-of-the-art crane"),
        ("a state-of-the-", "art crane", "a state-of-the-art crane"),
        ("her mother-in-", "law said", "her mother-in-law said"),
        ("her mother-", "in-law said", "her mother-in-law said"),
        ("an up-to-", "date list", "an up-to-date list"),
        ("an anti-in-", "flation plan", "an anti-inflation plan"),
        ("an anti-gov-", "ernment march", "an anti-government march"),
        ("the Anglo-", "American quay", "the Anglo-American quay"),
        ("a long-", "term plan", "a long-term plan"),
        ("the left-", "wing vote", "the left-wing vote"),
        ("the so-", "called pact", "the so-called pact"),
        ("some twenty-", "five boats", "some twenty-five boats"),
        ("a deter-", "mined crew", "a determined crew"),
        ("the cui-de-", "los-ríos", "the cui-de-los-ríos"),
    ],
)
def test_a_word_over_a_line_end_is_whole_again(text: str, line: str, whole: str) -> None:
    assert joined(text, line, vocabulary(LINES)) == whole


def test_parts_of_cut_words_are_no_words() -> None:
    known = vocabulary(LINES)
    assert not {"re", "mote"} & set(known.words)
    assert known.heads["anti"] == 1


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8))
def test_joining_loses_no_letter(lines: list[str]) -> None:
    known = vocabulary(lines)
    text = lines[0]
    for line in lines[1:]:
        text = joined(text, line, known)
    assert [sign for sign in text if sign.isalnum()] == [sign for line in lines for sign in line if sign.isalnum()]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            ["would be brought to the Anglo-", "American quay, where"],
            "would be brought to the Anglo-American quay, where",
        ),
        (["on the road from Lima-", "Callao to the old"], "on the road from Lima-Callao to the old"),
        (["it is a state-of-", "the-art crane, and"], "it is a state-of-the-art crane, and"),
        (["por el pacto franco-", "Alemán de la orilla"], "por el pacto franco-Alemán de la orilla"),
    ],
)
def test_a_short_line_that_ends_inside_a_word_ends_no_paragraph(lines: list[str], told: str) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    canvas.setFont("Times-Roman", 10)
    wide = (
        "The ferry to the northern quay runs again since this morning, and nobody on the pier was surprised to see it."
    )
    for at, line in enumerate([wide, *lines, wide]):
        canvas.drawString(60, 700 - 12 * at, line)
    canvas.save()
    address = "http://127.0.0.1/quay.pdf"
    (found,) = extract_pdf(file.getvalue(), url=address, entry=Entry(url=address))
    assert told in found.body
