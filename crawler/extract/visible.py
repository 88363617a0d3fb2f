"""The paragraphs that a reader sees in a part of a page, without the furniture in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from lxml.html import HtmlElement

from crawler.extract.furniture import NEVER_TEXT, is_furniture
from crawler.extract.paragraphs import Paragraph, paragraphs_of
from crawler.markup import HIDDEN_TAGS

_LARGEST_FURNITURE = 0.5


def visible(container: HtmlElement) -> list[Paragraph]:
    """Paragraphs of a container in its order, without the furniture in it."""
    return paragraphs_of(container, skipped=_furniture_of(container))


def _furniture_of(container: HtmlElement) -> Callable[[HtmlElement], bool]:
    """Test for furniture: what holds most of a container's text is none, whatever it is called, unless it is a menu."""
    lengths: dict[HtmlElement, int] = {}

    def is_left_out(element: HtmlElement) -> bool:
        if not is_furniture(element):
            return False
        if element.tag in NEVER_TEXT:
            return True
        if not lengths:  # many containers hold no furniture at all
            lengths.update(_lengths(container))
        return lengths[element] <= _LARGEST_FURNITURE * lengths[container]

    return is_left_out


def _lengths(container: HtmlElement) -> dict[HtmlElement, int]:
    """Characters that each element of a container holds, without those of menus and of what is not seen."""
    lengths: dict[HtmlElement, int] = defaultdict(int)
    for element in reversed(list(container.iter())):
        if element.tag in NEVER_TEXT or element.tag in HIDDEN_TAGS:
            lengths[element] = 0
        else:
            lengths[element] += len((element.text or "").strip())
        parent = element.getparent()
        if element is not container and parent is not None:
            lengths[parent] += lengths[element] + len((element.tail or "").strip())
    return lengths
