"""The lines of a page that stand out by their size or weight, as headlines do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extract.furniture import is_hidden, is_named_furniture
from crawler.extract.page import Page
from crawler.text.markup import collapse, short_text_of
from crawler.text.writing import count_words

LONGEST_TITLE = 300
"""Characters of a headline."""

_HEADING_SIZES = {"h1": 9.0, "h2": 7.5, "h3": 6.5, "h4": 5.5, "big": 5.0}
_BOLD_SIZE = 3.2  # more than a usual text, less than any heading
_PIXELS = {"px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0}  # by CSS, with texts of 16
_BESIDE = 5  # characters, and one in so many, that may stand beside a headline in its line
_USUAL = 3  # `<font size>` of a text that says none, by HTML
_LARGE = 18  # CSS pixels; texts have 16
_PIXELS_OF_A_SIZE = 4.5  # so that 18 pixels weigh as `size=4` does, as browsers show it
_BOLD = frozenset({"b", "strong"})
_WITHIN_A_LINE = frozenset({"b", "strong", "font", "span", "big", "i", "em", "u", "center"})
_NOT_THE_ARTICLES = frozenset({"nav", "aside", "footer"})


@dataclass(frozen=True, slots=True)
class ProminentLine:
    """A line of the page that stands out."""

    element: HtmlElement
    text: str
    size: float
    """Rank by looks: a larger font or higher heading is more."""


def prominent_lines(page: Page) -> list[ProminentLine]:
    """Lines that stand out by heading, size or weight, the largest first, the upper one of equals."""
    found: dict[HtmlElement, ProminentLine] = {}
    for element in page.having(*_HEADING_SIZES, *_BOLD, "font", "p", "div", "td", "span", "center"):
        size = _size(element)
        text = short_text_of(element, longest=LONGEST_TITLE) if size else None
        if not text or count_words(text) <= 1 or is_aside(element) or is_named_furniture(element):
            continue
        if _fills_its_block(element, text):
            found[element] = ProminentLine(element, text, size)
    return sorted(_outermost(found), key=lambda line: -line.size)


def _outermost(found: dict[HtmlElement, ProminentLine]) -> Iterator[ProminentLine]:
    """Lines, each once, at the largest size of those elements that make it."""
    largest: dict[str, ProminentLine] = {}
    for line in found.values():
        known = largest.get(line.text)
        size = max(line.size, known.size) if known else line.size
        largest[line.text] = ProminentLine(known.element if known else line.element, line.text, size)
    yield from largest.values()


def _size(element: HtmlElement) -> float:
    """How large an element's text looks; 0: as any other."""
    if element.tag in _HEADING_SIZES:
        return _HEADING_SIZES[str(element.tag)]
    if element.tag == "font":
        return _font_size(element.get("size", ""))
    if element.tag in _BOLD:
        return _BOLD_SIZE
    if styled := re.search(r"font-size\s*:\s*(\d+(?:\.\d+)?)\s*(px|pt|em|rem)", element.get("style", "")):
        size = float(styled[1]) * _PIXELS[styled[2]]
        return size / _PIXELS_OF_A_SIZE if size >= _LARGE else 0
    return 0


def _font_size(size: str) -> float:
    """Size of a font element from 1 to 7; 0 if it is not larger than text."""
    if not re.fullmatch(r"[+-]?\d", size):
        return 0
    number = float(size) + _USUAL if size[0] in "+-" else float(size)
    return number if number > _USUAL else 0


def _fills_its_block(element: HtmlElement, text: str) -> bool:
    """Whether an element is a line by itself and not some words of a paragraph."""
    block = next((around for around in element.iterancestors() if around.tag not in _WITHIN_A_LINE), element)
    if element.tag not in _WITHIN_A_LINE:
        return True
    whole = short_text_of(block, longest=len(text) + _BESIDE + len(text) // _BESIDE)
    return whole is not None or _stands_between_breaks(element)


def _stands_between_breaks(element: HtmlElement) -> bool:
    """Whether a line break or nothing stands on both sides of an element."""
    after = element.getnext()
    before = element.getprevious()
    clear_after = not collapse(element.tail or "") and (after is None or after.tag in {"br", "p", "div", "table"})
    clear_before = before is None or (before.tag in {"br", "p", "div", "table"} and not collapse(before.tail or ""))
    return clear_after and clear_before


def is_aside(element: HtmlElement) -> bool:
    """Whether an element is hidden or stands in a menu or beside the article."""
    return is_hidden(element) or any(around.tag in _NOT_THE_ARTICLES for around in element.iterancestors())
