"""The part of a page that reads most like text, where the page does not say where its article stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from crawler.extract.page import Page
from crawler.extract.paragraphs import LONGEST_HEADING, RUNNING_WORDS, Paragraph
from crawler.extract.trimming import letters
from crawler.extract.visible import visible
from crawler.text.writing import ends_a_sentence, width

_ENDS = ':;)"”»\u2019'
"""What else than a sentence's end a line of an article ends with, such as one before a list."""
_RUNNING_LENGTH = 40  # characters
_LINK_COSTS = 3
"""Characters of text that one of a link weighs up in a running paragraph: with a third in links it tells nothing."""
_OF_SHORT = 0.5
"""Of a short sentence's and a label's characters: captions and prompts have them as well."""
_LABEL = 20  # characters that a label weighs at least, so that twenty of one word outweigh a paragraph
_SHORT_SENTENCE = 5  # words; what has fewer and ends as a sentence does is as often a label
_NEARLY_ALL = 0.98
_LEAST_OF_TEXT = 0.5
"""Share of a page's running text; a part that holds less is one of the article's own, cut off by labels around it."""
_MOST_OF_TEXT = 0.7
"""Share that the wider part holds which is taken then; the rest may be comments."""
_LEAST_OF_PAGE = 0.95
_MOST_LABELS = 0.15
"""Labels and links, as a share of the text: with more of them other articles' teasers are likely to be among it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Densest:
    """A part of a page that reads like text."""

    element: HtmlElement
    paragraphs: list[Paragraph]
    page: list[Paragraph]
    """Those of the whole page."""
    is_one: bool
    """Whether it is a part of the page that holds no more than one article, by its marks."""
    is_clear: bool
    """Whether it is such a one and holds the page's running text, and hardly any labels."""


def densest_part(whole: Page, *, title: str, says_article: bool = False) -> Densest | None:
    """Element of a page in which running text outweighs links and labels by most; the innermost of equals.

    Where that holds less than half of the page's running text, the innermost that holds most of that. So it is, too,
    where labels outweigh the text everywhere on a page that says it is an article, such as a picture's with its
    particulars. The title is no text, however long it is.
    """
    page = whole.root.find("body")
    if page is None:
        return None
    headline = letters(title)
    seen = visible(whole, page)
    weighed = [(paragraph, weight(paragraph)) for paragraph in seen if letters(paragraph.text) != headline]
    weights: dict[HtmlElement, float] = defaultdict(float)
    texts: dict[HtmlElement, float] = defaultdict(float)
    for paragraph, amount in weighed:
        weights[paragraph.element] += amount
        texts[paragraph.element] += max(0, amount)
    inner_first = list(reversed(list(page.iter())))
    for element in inner_first:
        parent = element.getparent()
        if element is not page and parent is not None and element in weights:
            weights[parent] += weights[element]
            texts[parent] += texts[element]
    best = max(weights.values(), default=0)
    if best <= 0 and not (says_article and texts[page] > 0):
        return None
    element = _innermost([each for each in inner_first if weights.get(each, 0) >= _NEARLY_ALL * best] or [page])
    if best <= 0 or texts[element] < _LEAST_OF_TEXT * texts[page]:
        element = _innermost([each for each in inner_first if texts.get(each, 0) >= _MOST_OF_TEXT * texts[page]])
    within = set(element.iter())
    is_one = _is_one_article(element)
    return Densest(
        element=element,
        paragraphs=[paragraph for paragraph in seen if paragraph.element in within],
        page=seen,
        is_one=is_one,
        is_clear=is_one and _is_clear(within, weighed),
    )


def _innermost(elements: list[HtmlElement]) -> HtmlElement:
    """Deepest of some elements; the last one of equals."""
    return max(elements, key=lambda element: sum(1 for _ in element.iterancestors()))


def _is_one_article(element: HtmlElement) -> bool:
    """Whether an element is a part of the page that holds no more than one article, by its marks."""
    return element.tag != "body" and all(len(list(islice(element.iter(tag), 2))) <= 1 for tag in ("h1", "article"))


def _is_clear(within: Collection[HtmlElement], weighed: Iterable[tuple[Paragraph, float]]) -> bool:
    """Whether elements hold nearly all of a page's running text and hardly any labels."""
    text = labels = elsewhere = 0.0
    for paragraph, amount in weighed:
        if paragraph.element not in within:
            elsewhere += max(0, amount)
        elif amount > 0:
            text += amount
        else:
            labels -= amount
    return text >= _LEAST_OF_PAGE * (text + elsewhere) and labels <= _MOST_LABELS * text


def weight(paragraph: Paragraph) -> float:
    """How much a paragraph tells for (in characters of text) or against its being part of an article."""
    length, words = width(paragraph.text), paragraph.words
    if paragraph.linked > len(paragraph.text) / 2:
        return -length
    if paragraph.is_heading and words < LONGEST_HEADING:
        return 0
    if words >= RUNNING_WORDS and length - paragraph.linked >= _RUNNING_LENGTH:
        return length - _LINK_COSTS * paragraph.linked
    if words >= _SHORT_SENTENCE and (paragraph.text[-1] in _ENDS or ends_a_sentence(paragraph.text)):
        return _OF_SHORT * (length - _LINK_COSTS * paragraph.linked)
    return -_LABEL - _OF_SHORT * length
