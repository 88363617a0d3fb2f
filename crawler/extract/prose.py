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
    narrow = shortest // 2  # what is no longer is too short even if it is wide, as nearly all texts are
    for element in reversed(elements):
        if element.tag in _NOT_PROSE:
            size = sizes[element] = 0
        else:
            size = sizes.get(element, 0)
            if (text := element.text) is not None and len(text) > narrow:
                size = sizes[element] = size + _size(text, shortest)
        if (tail := element.tail) is not None and len(tail) > narrow:
            size += _size(tail, shortest)
        if size and (parent := element.getparent()) is not None:
            sizes[parent] += size
    return sizes


def _size(text: str, shortest: int) -> int:
    """Length of a piece of text if it is longer than the shortest prose, of which wide characters are half as many."""
    if len(text) <= shortest and width(text) <= shortest:
        return 0
    length = len(bare := text.strip())
    return length if length > shortest or width(bare) > shortest else 0
