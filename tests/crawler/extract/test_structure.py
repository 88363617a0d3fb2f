"""Lists, quotations, subheadings and emphasis in a body: where they are, and that its words are as they were."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.article import Content, Span, SpanKind
from tests.crawler.extract.pages import ENGLISH, HAND_MADE, HEADLINE, SPANISH, article, p, read
from tests.crawler.extract.source import Source

A, B, C = ENGLISH
BULLETED, NUMBERED, QUOTE = SpanKind.BULLETED, SpanKind.NUMBERED, SpanKind.QUOTE
SUBHEADING, EMPHASIS, STRONG = SpanKind.SUBHEADING, SpanKind.EMPHASIS, SpanKind.STRONG


def told(content: Content) -> list[tuple[object, ...]]:
    """The spans of a body, each with its words instead of its offsets."""
    return [
        (span.kind, content.body[span.start : span.end], *(n for n in (span.number, span.level) if n is not None))
        for span in content.structure
    ]


def in_body(inner: str) -> list[tuple[object, ...]]:
    """What is found in an article between two plain paragraphs."""
    return told(read(article(body=f"<p>{A}</p>{inner}<p>{C}</p>")))


@pytest.mark.parametrize(
    ("inner", "spans"),
    [
        (p(SPANISH), []),
        # lists
        ("<ul><li>Bread for all</li><li>Land</li></ul>", [(BULLETED, "Bread for all", 1), (BULLETED, "Land", 1)]),
        ("<ol><li>Bread</li><li>Land</li></ol>", [(NUMBERED, "Bread", 1, 1), (NUMBERED, "Land", 2, 1)]),
        ("<ol start=4><li>Bread</li><li>Land</li></ol>", [(NUMBERED, "Bread", 4, 1), (NUMBERED, "Land", 5, 1)]),
        (
            "<ol><li>Bread</li><li value='7'>Land</li><li>Peace</li></ol>",
            [(NUMBERED, "Bread", 1, 1), (NUMBERED, "Land", 7, 1), (NUMBERED, "Peace", 8, 1)],
        ),
        ("<ol reversed><li>Bread</li><li>Land</li></ol>", [(NUMBERED, "Bread", 2, 1), (NUMBERED, "Land", 1, 1)]),
        ("<ol start='-1'><li>Bread</li><li>Land</li></ol>", [(NUMBERED, "Bread", -1, 1), (NUMBERED, "Land", 0, 1)]),
        ("<ol start='many'><li>Bread</li></ol>", [(NUMBERED, "Bread", 1, 1)]),
        (f"<ol start='{'9' * 5000}'><li>Bread</li></ol>", [(NUMBERED, "Bread", 1, 1)]),
        ("<ol><li><p>Bread.</p><p>Now.</p></li></ol>", [(NUMBERED, "Bread.\n\nNow.", 1, 1)]),
        (
            "<ol><li>Bread<ul><li>white</li><li>brown</li></ul></li><li>Land</li></ol>",
            [(NUMBERED, "Bread", 1, 1), (BULLETED, "white", 2), (BULLETED, "brown", 2), (NUMBERED, "Land", 2, 1)],
        ),
        ("<ul><li>Bread<ul><li>white</li></ul>and more</li></ul>", [(BULLETED, "Bread", 1), (BULLETED, "white", 2)]),
        ("<li>Bread of no list</li>", [(BULLETED, "Bread of no list", 1)]),
        ("<ul><li></li><li> </li></ul>", []),
        ("<ol><li></li><li>Land</li></ol>", [(NUMBERED, "Land", 2, 1)]),
        # quotations
        (f"<blockquote><p>{B}</p><p>Never.</p></blockquote>", [(QUOTE, f"{B}\n\nNever.")]),
        (f"<blockquote>{B}</blockquote><blockquote>Never.</blockquote>", [(QUOTE, B), (QUOTE, "Never.")]),
        (f"<blockquote>{B}<blockquote>Never.</blockquote></blockquote>", [(QUOTE, f"{B}\n\nNever.")]),
        (
            "<blockquote><p>We want</p><ol><li>Bread</li></ol></blockquote>",
            [(QUOTE, "We want\n\nBread"), (NUMBERED, "Bread", 1, 1)],
        ),
        ("<ul><li>She said<blockquote>Never.</blockquote></li></ul>", [(BULLETED, "She said", 1), (QUOTE, "Never.")]),
        # subheadings
        ("<h2>What comes next</h2>", [(SUBHEADING, "What comes next", 2)]),
        ("<h4><a name=x></a>What <i>comes</i></h4>", [(SUBHEADING, "What comes", 4), (EMPHASIS, "comes")]),
        (f"<h3>{B} {C}</h3>", []),
        ("<ul><li><h3>Bread</h3></li></ul>", [(BULLETED, "Bread", 1)]),
        # emphasis
        ("<p>They won <em>all</em> of it.</p>", [(EMPHASIS, "all")]),
        ("<p>They won<i> all of </i>it.</p>", [(EMPHASIS, "all of")]),
        ("<p>Dock work<b>ers</b>\n <strong>\n won</strong>.</p>", [(STRONG, "ers"), (STRONG, "won")]),
        ("<p><b>They</b> <b></b><b>won</b><b> it</b>.</p>", [(STRONG, "They"), (STRONG, "won it")]),
        ("<p><b>They <i>won</i></b><i> it</i>.</p>", [(STRONG, "They won"), (EMPHASIS, "won it")]),
        ("<p><b>They <a href=/x>won</a> it</b>.</p>", [(STRONG, "They won it")]),
        ("<p><a href=/x><b>They</b></a> won it on Friday.</p>", [(STRONG, "They")]),
        ("<p><b>They won.</b><br><br>All <i>of</i> it.</p>", [(STRONG, "They won."), (EMPHASIS, "of")]),
        ("<p><b>They<br><br>won.</b></p>", [(STRONG, "They"), (STRONG, "won.")]),
        ("<p>They <b><script>x()</script>won</b> it.</p>", [(STRONG, "won")]),
        ("<p>The sign \U0001f600 <b>\U0001f600 was</b> there.</p>", [(STRONG, "\U0001f600 was")]),
        ("<p>They <b> \n </b> won it all.</p>", []),
        ("<p>They <u>won</u> <span>it</span> <code>all</code>.</p>", []),
    ],
)
def test_what_is_marked_on_the_page_is_known_in_the_body(inner: str, spans: list[tuple[object, ...]]) -> None:
    assert in_body(inner) == spans


@pytest.mark.parametrize("tag", ["blockquote", "ul><li"])
def test_what_holds_the_whole_text_is_layout(tag: str) -> None:
    content = read(article(body=f"<{tag}>{p(ENGLISH)}</{tag}>"))
    assert (content.body, content.structure) == ("\n\n".join(ENGLISH), ())
    around = read(f"<body><h1>{HEADLINE}</h1><{tag}><div class=entry-content>{p(ENGLISH)}</div></{tag}></body>")
    assert (around.body, around.structure) == ("\n\n".join(ENGLISH), ())


def test_what_is_taken_out_of_a_text_moves_what_follows() -> None:
    furniture = "<p>Read also: <a href='/x'>Rain closes the <b>central</b> highway</a></p><figure><b>Up</b></figure>"
    assert in_body(f"{furniture}<ul><li>Bread</li></ul>") == [(BULLETED, "Bread", 1)]


def test_what_recurs_on_a_source_s_pages_is_no_part_of_the_structure() -> None:
    source = Source()
    for number in range(6):
        numbered = [f"{text} For the {number} time." for text in ENGLISH]
        box = "<ul><li><b>The Harbour Letter</b> comes each Friday, free of charge, to all who want it.</li></ul>"
        page = article(body=f"<p>{numbered[0]}</p>{box}<blockquote>{numbered[1]}</blockquote><p>{numbered[2]}</p>")
        content = source.read(page, f"https://a.example/{number}")
    assert told(content) == [(QUOTE, f"{B} For the 5 time.")]


def test_a_text_that_the_page_does_not_mark_has_its_structure() -> None:
    page = HAND_MADE.replace(ENGLISH[1], f"Their <b>union</b> says so.<ol start=3><li>{ENGLISH[1]}</li></ol>")
    assert told(read(page)) == [(STRONG, "union"), (NUMBERED, ENGLISH[1], 3, 1)]


def test_where_trafilatura_s_text_is_taken_its_paragraphs_are_found_on_the_page() -> None:
    teasers = "".join(
        f"<div><p>{text} <a href='/t{n}'>It is told here</a> at length, number {n}.</p></div>"
        for n, text in enumerate(SPANISH * 4)
    )
    items = "".join(f"<li>{text} And that is <b>not all</b> of it, says the union.</li>" for text in ENGLISH)
    story = f"<div><p>{A}</p><p>{B}</p><ul>{items}</ul><p>{C} On <em>Friday</em> it goes on.</p></div>"
    content = read(f"<body><h1>{HEADLINE}</h1><div>{teasers}</div><article>{story}</article></body>")
    kinds = {span.kind for span in content.structure}
    assert kinds == {BULLETED, STRONG, EMPHASIS}
    for span in content.structure:
        words = content.body[span.start : span.end]
        assert words in {"not all", "Friday"} or span.kind is BULLETED


def test_a_text_with_more_marks_than_a_writer_sets_has_its_blocks_alone() -> None:
    noise = "<p>" + "<b>a</b> b " * 3000 + "</p><ul><li>Bread</li></ul>"
    assert in_body(noise) == [(BULLETED, "Bread", 1)]
    assert in_body("<ul>" + "<li>Bread and land</li>" * 3000 + "</ul>") == []


def test_a_deep_nest_of_marks_takes_no_time() -> None:
    nest = "<b>" * 900 + "x <i>y</i> " * 900 + "</b>" * 900
    spans = in_body(f"<p>{nest}</p>")
    assert spans[0][0] is STRONG


WORDS = st.lists(
    st.sampled_from(["the", "dockers", "<won>", "bread", "&", "land;", "—", "ñandú", "\U0001f600"]), min_size=1
)


def text(words: list[str]) -> str:
    return " ".join(words).replace("&", "&amp;").replace("<", "&lt;")


def inline(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = st.sampled_from(["b", "i", "em", "strong", "span", "a href='/x'", "u"])
    marked = st.tuples(tags, inner).map(lambda one: f"<{one[0]}>{one[1]}</{one[0].split()[0]}>")
    return st.lists(st.one_of(inner, marked, st.sampled_from([" ", "<br>", "<br><br>", "\n"])), max_size=4).map("".join)


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lists = st.tuples(st.sampled_from(["ul", "ol", "ol start=5", "ol reversed"]), st.lists(inner, max_size=3)).map(
        lambda one: f"<{one[0]}>{''.join(f'<li>{item}</li>' for item in one[1])}</{one[0].split()[0]}>"
    )
    tags = st.sampled_from(["blockquote", "div", "section", "li"])
    boxes = st.tuples(tags, inner).map(lambda one: f"<{one[0]}>{one[1]}</{one[0]}>")
    return st.lists(st.one_of(inner, lists, boxes), max_size=4).map("".join)


LINES = st.recursive(WORDS.map(text), inline, max_leaves=6)
PARAGRAPHS = st.tuples(st.sampled_from(["p", "h2", "h4", "div"]), LINES).map(
    lambda one: f"<{one[0]}>{one[1]}</{one[0]}>"
)
MARKUP = st.recursive(st.one_of(PARAGRAPHS, LINES), blocks, max_leaves=12)


def is_within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def is_apart(one: Span, other: Span) -> bool:
    return one.end <= other.start or other.end <= one.start


@given(MARKUP)
def test_spans_are_in_order_and_cover_what_they_may(markup: str) -> None:
    content = read(article(body=f"<p>{A}</p>{markup}<p>{C}</p>"))
    starts = [0, *(at + 2 for at in range(len(content.body)) if content.body.startswith("\n\n", at))]
    ends = [*(start - 2 for start in starts[1:]), len(content.body)]
    spans = content.structure
    assert list(spans) == sorted(spans, key=lambda span: (span.start, -span.end))
    for span in spans:
        words = content.body[span.start : span.end]
        assert words
        assert words == words.strip()
        if span.kind in {EMPHASIS, STRONG}:
            assert "\n\n" not in words
        else:
            assert span.start in starts
            assert span.end in ends
        assert (span.number is None) == (span.kind not in {NUMBERED, SUBHEADING})
        assert (span.level is None) == (span.kind not in {NUMBERED, BULLETED})
    for kinds in ({QUOTE}, {BULLETED, NUMBERED, SUBHEADING}, {STRONG}, {EMPHASIS}):
        alike = [span for span in spans if span.kind in kinds]
        assert all(is_apart(one, other) for one, other in pairwise(alike))
    quotes = [span for span in spans if span.kind is QUOTE]
    items = [span for span in spans if span.kind in {BULLETED, NUMBERED, SUBHEADING}]
    assert all(is_within(item, quote) or is_apart(item, quote) for item in items for quote in quotes)
