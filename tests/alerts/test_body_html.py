"""Bodies as HTML: the words of the body in a few elements, and nothing that a publisher could slip in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from alerts.quoting.body_html import body_html
from model.article import Span, SpanKind

BULLETED, NUMBERED, QUOTE = SpanKind.BULLETED, SpanKind.NUMBERED, SpanKind.QUOTE
SUBHEADING, EMPHASIS, STRONG = SpanKind.SUBHEADING, SpanKind.EMPHASIS, SpanKind.STRONG
ABC = "One.\n\nTwo.\n\nThree."
"""Paragraphs at 0-4, 6-10 and 12-18."""
ALLOWED = {"p", "ul", "ol", "li", "blockquote", "h3", "h4", "em", "strong"}


@pytest.mark.parametrize(
    ("body", "structure", "expected"),
    [
        ("", (), ""),
        ("\n\n", (), ""),
        (ABC, (), "<p>One.</p><p>Two.</p><p>Three.</p>"),
        ('a < b & "c"\nd', (), '<p>a &lt; b &amp; "c"\nd</p>'),
        (ABC, (Span(BULLETED, 6, 10, None, 1),), "<p>One.</p><ul><li>Two.</li></ul><p>Three.</p>"),
        (
            ABC,
            (Span(NUMBERED, 0, 4, 1, 1), Span(NUMBERED, 6, 10, 2, 1), Span(NUMBERED, 12, 18, 9, 1)),
            '<ol><li>One.</li><li>Two.</li><li value="9">Three.</li></ol>',
        ),
        (ABC, (Span(NUMBERED, 0, 10, 3, 1),), '<ol><li value="3"><p>One.</p><p>Two.</p></li></ol><p>Three.</p>'),
        (
            ABC,
            (Span(NUMBERED, 0, 4, 1, 1), Span(BULLETED, 6, 10, None, 2), Span(NUMBERED, 12, 18, 2, 1)),
            "<ol><li>One.<ul><li>Two.</li></ul></li><li>Three.</li></ol>",
        ),
        (
            ABC,
            (Span(BULLETED, 0, 4, None, 1), Span(NUMBERED, 6, 10, 1, 1), Span(BULLETED, 12, 18, None, 7)),
            "<ul><li>One.</li></ul><ol><li>Two.<ul><li>Three.</li></ul></li></ol>",
        ),
        (
            ABC,
            (Span(BULLETED, 0, 4, None, 3), Span(BULLETED, 6, 10, None, 1)),
            "<ul><li>One.</li></ul><ul><li>Two.</li></ul><p>Three.</p>",
        ),
        (ABC, (Span(QUOTE, 0, 10),), "<blockquote><p>One.</p><p>Two.</p></blockquote><p>Three.</p>"),
        (
            ABC,
            (Span(QUOTE, 0, 10), Span(BULLETED, 6, 10, None, 1)),
            "<blockquote><p>One.</p><ul><li>Two.</li></ul></blockquote><p>Three.</p>",
        ),
        (ABC, (Span(SUBHEADING, 0, 4, 2), Span(SUBHEADING, 6, 10, 5)), "<h3>One.</h3><h4>Two.</h4><p>Three.</p>"),
        (ABC, (Span(SUBHEADING, 6, 10, 6),), "<p>One.</p><h3>Two.</h3><p>Three.</p>"),
        (
            ABC,
            (Span(STRONG, 0, 4), Span(EMPHASIS, 6, 8), Span(STRONG, 12, 15), Span(EMPHASIS, 14, 18)),
            "<p><strong>One.</strong></p><p><em>Tw</em>o.</p><p><strong>Th<em>r</em></strong><em>ee.</em></p>",
        ),
        ("a <b> c", (Span(STRONG, 2, 5),), "<p>a <strong>&lt;b&gt;</strong> c</p>"),
        ("\U0001f600 ab\x00\x0b", (Span(STRONG, 2, 4),), "<p>\U0001f600 <strong>ab</strong></p>"),
    ],
)
def test_a_body_is_put_into_the_elements_that_its_structure_calls_for(
    body: str, structure: tuple[Span, ...], expected: str
) -> None:
    assert body_html(body, structure).replace("\n<", "<").replace(">\n", ">") == expected


WORDS = st.lists(st.sampled_from(["strike", "<b>", "&amp;", "ñ", "'\"", "\U0001f600", "</p>"]), min_size=1, max_size=5)
BODIES = st.lists(WORDS.map(" ".join), max_size=5).map("\n\n".join)
NUMBERS = st.none() | st.integers(-3, 9)
SPANS = st.lists(
    st.builds(Span, st.sampled_from(SpanKind), st.integers(-5, 90), st.integers(-5, 90), NUMBERS, NUMBERS), max_size=9
)


@given(BODIES)
def test_without_structure_the_paragraphs_are_those_of_the_body(body: str) -> None:
    found = html.fragment_fromstring(body_html(body, ()), create_parent="main")
    assert [one.text_content() for one in found] == [text for text in body.split("\n\n") if text]
    assert {one.tag for one in found} <= {"p"}


@given(BODIES, SPANS)
def test_whatever_the_structure_says_the_words_are_the_body_s_and_the_elements_ours(
    body: str, structure: list[Span]
) -> None:
    root = html.fragment_fromstring(body_html(body, structure), create_parent="main")
    assert root.text_content().split() == body.split()
    for element in root.iterdescendants():
        assert element.tag in ALLOWED
        assert set(element.keys()) <= {"value"}
        parent = element.getparent()
        assert (element.tag == "li") == (parent is not None and parent.tag in {"ul", "ol"})


@given(BODIES, SPANS)
def test_what_is_opened_is_closed(body: str, structure: list[Span]) -> None:
    text = body_html(body, structure)
    assert (
        html.tostring(html.fragment_fromstring(text, create_parent="main"), encoding="unicode")
        == f"<main>{text}</main>"
    )
