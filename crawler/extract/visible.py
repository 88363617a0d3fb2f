"""The paragraphs that a reader sees in a part of a page, without the furniture in it."""

from __future__ import annotations

from collections.abc import Callable

from lxml.html import HtmlElement

from crawler.extract.furniture import (
    FURNITURE_TAGS,
    NEVER_TEXT,
    holds_comments,
    is_called_button,
    is_furniture,
    is_hidden,
    is_others,
)
from crawler.extract.page import Page
from crawler.extract.paragraphs import Paragraph, paragraphs_of

_LARGEST_FURNITURE = 0.4
"""Share of a part's prose. What is named like furniture and holds more is the article in a container of an odd name."""
_LARGEST_OTHERS = 0.7
"""The same for comments and what tells of other articles, which may be longer than the article."""

_LEAST_COMMENTED = 1000
"""Characters of prose beside comments, which are none of the text then however long they are: articles of 4,000 had
comments of 22,000 below them. With less beside it, what is called so may be the article."""


def visible(page: Page, container: HtmlElement) -> list[Paragraph]:
    """Paragraphs of a page's container in its order, without the furniture in it."""
    return paragraphs_of(container, skipped=_furniture_of(page, container))


def comments_beside(page: Page, container: HtmlElement) -> list[HtmlElement]:
    """Elements with readers' comments that stand in a container beside a text, the outermost ones."""
    found = [
        element
        for element, _, _ in page.named
        if holds_comments(element) and _has_text_beside(page, container, element)
    ]
    within = set(found)
    return [element for element in found if within.isdisjoint(element.iterancestors())]


def _has_text_beside(page: Page, container: HtmlElement, comments: HtmlElement) -> bool:
    return page.prose[container] - page.prose[comments] >= _LEAST_COMMENTED


def _furniture_of(page: Page, container: HtmlElement) -> Callable[[HtmlElement], bool]:
    """Test for furniture: what holds much of a container's prose is none, whatever its name, unless it is a menu."""

    def is_left_out(element: HtmlElement) -> bool:
        if not is_furniture(element):
            return False
        if element.tag in NEVER_TEXT:
            return True
        if next(element.iterancestors("pre"), None) is not None:
            return False  # a program's comment, such as highlighters name it
        if holds_comments(element) and _has_text_beside(page, container, element):
            return True
        if is_called_button(element) and element.tag not in FURNITURE_TAGS:
            return page.prose[element] == 0
        largest = _LARGEST_OTHERS if is_hidden(element) or is_others(element) else _LARGEST_FURNITURE
        return page.prose[element] <= largest * page.prose[container]

    return is_left_out
