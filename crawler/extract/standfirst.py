"""The lines between an article's headline and its text that sum it up."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import takewhile

from lxml.html import HtmlElement

from crawler.extract.furniture import is_hidden
from crawler.extract.page import Page
from crawler.extract.trimming import letters
from crawler.text.datewords import is_date_line
from crawler.text.markup import short_text_of
from crawler.text.writing import count_words, ends_a_sentence

_TAGS = frozenset({"p", "h2", "h3", "h4", "div", "span", "strong", "em"})
_NAMES = re.compile(
    r"\b(?:standfirst|sub-?head(?:line|ing)?|deck?|bajada|copete|entradilla|chapeau|vorspann)\b",
    re.IGNORECASE,
)
_BESIDE = frozenset({"nav", "aside", "footer", "form", "figure", "a", "button", "li"})
_FEWEST_WORDS = 6
_SHORTEST_OPENING = 15  # characters before its first link or emphasis; labels, of which pages have hundreds, have fewer
_LONGEST = 600  # characters
_SHORTEST_STATED = 30  # letters; a shorter description is a label


def standfirst_of(page: Page, *, before: HtmlElement, own: Collection[str], title: str) -> str | None:
    """Words that stand above an article's text (which begins in `before`) and sum it up; None where none do.

    What equals a description of the article, whose letters are its `own`, or is called so by its class, or is a
    sentence beside the headline in the article's header.
    """
    known = letters(title)
    for element in page.elements:
        if element is before:
            return None
        if element.tag not in _TAGS or len(element.text or "") < _SHORTEST_OPENING:
            continue
        if not _may_be_one(element, own):
            continue
        text = short_text_of(element, longest=_LONGEST)
        if not text or count_words(text) < _FEWEST_WORDS or letters(text) == known or is_date_line(text):
            continue
        if (_is_stated(text, own) or _is_called_so(element) or _is_in_header(element, text)) and _is_shown(element):
            return text
    return None


def _may_be_one(element: HtmlElement, own: Collection[str]) -> bool:
    """Whether an element may be one by its first words, names or header: its whole text takes longer to read."""
    opening = letters(element.text or "")
    return (
        any(told.startswith(opening) for told in own)
        or _is_called_so(element)
        or next(element.iterancestors("header"), None) is not None
    )


def _is_stated(text: str, own: Collection[str]) -> bool:
    told = letters(text)
    return len(told) >= _SHORTEST_STATED and told in own


def _is_called_so(element: HtmlElement) -> bool:
    return any(_NAMES.search(one.get("class", "")) for one in (element, element.getparent()) if one is not None)


def _is_in_header(element: HtmlElement, text: str) -> bool:
    """Whether a sentence stands below the headline in one header."""
    header = next(element.iterancestors("header"), None)
    if header is None or not (text.endswith(";") or ends_a_sentence(text)):
        return False
    above = takewhile(lambda one: one is not element, header.iter())
    return any(one.tag == "h1" for one in above)


def _is_shown(element: HtmlElement) -> bool:
    return not any(around.tag in _BESIDE or is_hidden(around) for around in (element, *element.iterancestors()))
