"""How much of each element of a page is prose: words of sentences, not of labels and links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from crawler.text.markup import HIDDEN_TAGS
from crawler.text.writing import width

_NOT_PROSE = HIDDEN_TAGS | {"a", "nav", "textarea"}
"""What stands in links leads elsewhere."""
_SHORTEST = 40  # characters; labels are shorter


def prose_of(elements: Sequence[HtmlElement], *, shortest: int = _SHORTEST) -> Mapping[HtmlElement, int]:
    """Characters of prose in each of some elements, which are given in document order, the outermost first.

    What is at most as wide as the `shortest` is none.
    """
    sizes: dict[HtmlElement, int] = defaultdict(int)
    for element in reversed(elements):
        if element.tag in _NOT_PROSE:
            size = sizes[element] = 0
        else:
            size = sizes[element] = sizes[element] + _size(element.text, shortest)
        if (tail := element.tail) is not None:
            size += _size(tail, shortest)
        if size and (parent := element.getparent()) is not None:
            sizes[parent] += size
    return sizes


def _size(text: str | None, shortest: int) -> int:
    """Length of a piece of text if it is longer than the shortest prose, of which wide characters are half as many."""
    if text is None or 2 * len(text) <= shortest or (len(text) <= shortest and width(text) <= shortest):
        return 0
    length = len(bare := text.strip())
    return length if length > shortest or width(bare) > shortest else 0
