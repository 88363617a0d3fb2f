"""The texts of a page that may hold a date, found in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from crawler.extract.page import Page
from crawler.text.markup import HIDDEN_TAGS

_DATE = re.compile(
    r"(?:19|20)\d\d|\d[./]\d\d[./]\d\d|[\u0e00-\u0e7f.]\s*25\d\d|(?:令和|平成)\S{1,2}年"
    "|[\u0661\u0662]\\d{3}|[\u06f1\u06f2]\\d{3}|[\u0967\u0968]\\d{3}|[\u09e7\u09e8]\\d{3}|\u0e52\u0e55\\d\\d|[\uff11\uff12]\\d{3}"
)
"""A year, of the Thai and Japanese counts and in other writings' digits, too, or a day in numbers."""
_LIKE_DATE = re.compile(r"\d|年")
"""What each of those has one of: far quicker to see, and most texts have none."""
_LONGEST = 300  # characters; a longer text is prose
_LONGEST_BEFORE = 40  # characters of a text that is a label of the next one


@dataclass(frozen=True, slots=True)
class DatedText:
    """A short text with what may be a date."""

    element: HtmlElement
    """What holds it."""
    text: str
    before: str
    """The text before it, if that is short enough for a label."""


def dated_texts(page: Page) -> list[DatedText]:
    """Short texts of a page with what may be a date, in order."""
    found: list[DatedText] = []
    before = ""
    for element, text in _texts(page):
        if len(text) <= _LONGEST and _LIKE_DATE.search(text) and _DATE.search(text):
            found.append(DatedText(element, text, before))
        before = text if len(text) <= _LONGEST_BEFORE else ""
    return found


def _texts(page: Page) -> Iterator[tuple[HtmlElement, str]]:
    """Texts of a page in order, each with the element that holds it."""
    for event, element in etree.iterwalk(page.root, events=("start", "end")):
        if event == "start":
            if element.tag not in HIDDEN_TAGS and element.text and (text := element.text.strip()):
                yield element, text
        elif element.tail and (text := element.tail.strip()) and (parent := element.getparent()) is not None:
            yield parent, text
