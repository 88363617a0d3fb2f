"""Pages of an article put together: their texts in order, what they have in common once, and what their parts are."""

from __future__ import annotations

import pytest

from crawler.extract.joining import joined, lacking, marked, with_page
from crawler.extract.reading import Reading
from model.article import Content, Span, SpanKind

FIRST = Content(title="Villages", body="Sum.\n\nOne.", structure=(Span(SpanKind.STRONG, 6, 9),), body_share=0.5)


def further(body: str, *structure: Span) -> Content:
    return Content(title="Villages", body=body, structure=structure)


def test_what_both_pages_have_stands_there_once_and_spans_move_with_their_words() -> None:
    more = further("Sum.\n\nTwo and three.", Span(SpanKind.EMPHASIS, 0, 3), Span(SpanKind.EMPHASIS, 14, 19))
    whole = joined(FIRST, more)
    assert whole is not None
    assert whole.body == "Sum.\n\nOne.\n\nTwo and three."
    assert [whole.body[span.start : span.end] for span in whole.structure] == ["One", "three"]


def test_a_quotation_over_paragraphs_keeps_those_that_are_kept() -> None:
    whole = joined(FIRST, further("Two.\n\nSum.\n\nThree.", Span(SpanKind.QUOTE, 0, 18)))
    assert whole is not None
    assert [whole.body[span.start : span.end] for span in whole.structure[1:]] == ["Two.", "Three."]


def test_a_page_that_adds_nothing_is_none_of_the_article() -> None:
    assert joined(FIRST, further("Sum.\n\nOne.")) is None


@pytest.mark.parametrize(("share", "pages", "left"), [(0.5, 1, 0.5), (0.25, 2, 0.5), (0.5, 3, 0.65), (0.1, 9, 0.65)])
def test_an_article_that_lacks_a_page_is_never_whole(share: float, pages: int, left: float) -> None:
    content = lacking(Content(title="Villages", body="One.", body_share=share), pages=pages)
    assert (content.body_share, content.is_partial) == (left, True)


def read(content: Content, following: str | None) -> Reading:
    return Reading(contents=(content,), next_page=following)


def test_an_article_goes_on_where_its_last_page_says() -> None:
    whole = with_page(read(FIRST, "/2"), read(further("Two."), "/3"))
    assert (whole.content.body, whole.next_page) == ("Sum.\n\nOne.\n\nTwo.", "/3")


@pytest.mark.parametrize("page", [further("Sum.\n\nOne."), Content(title="Elections", body="Two.")])
def test_an_article_ends_before_a_page_that_adds_nothing_or_has_another_title(page: Content) -> None:
    whole = with_page(read(FIRST, "/2"), read(page, "/3"))
    assert (whole.content.body, whole.next_page) == (FIRST.body, None)


@pytest.mark.parametrize(("following", "pages", "share"), [(None, 1, 0.5), (None, 2, 1.0), ("/3", 2, 0.65)])
def test_an_article_of_several_pages_is_whole_once_all_are_there(
    following: str | None, pages: int, share: float
) -> None:
    reading = marked(read(FIRST, following), pages=pages)
    assert reading.content.body_share == share
    assert marked(reading, pages=pages) == reading
