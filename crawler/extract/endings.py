"""Where an article ends: below it stand boxes of the page's frame, with no mark but their place and their links."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

from lxml.html import HtmlElement

from crawler.extract.framing import INVITATION
from crawler.extract.paragraphs import HEADINGS, RUNNING_WORDS, Paragraph
from crawler.text.datewords import is_date_line
from crawler.text.writing import ends_a_sentence

_LEAST_OF_HOLDER = 0.85
"""Share of a text from which on the element that holds it is taken to hold all of its end. Of 406 real pages 29 had
something below, which was not the article's on 17, and was on 2; with .6 it was the article's on 16 of 46."""
_LINES = HEADINGS | {"p", "li", "blockquote", "pre"}
"""Elements that hold one paragraph or a few of a text, and never all of it."""
_LEAST_OF_FLOW = 0.5
"""Share of a text that the element holds below which other articles may be shown."""
_FEWEST_WORDS = 4
"""Of a headline; links of fewer words are labels."""
_FEWEST_HEADLINES = 3
_LEAST_OF_LINES = 0.2
"""Share of headlines among the paragraphs of a list of articles, each of which may have its summary, section, author
and date."""

_LONGEST_SUMMARY = 2  # paragraphs; most have one


def up_to_end(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs of an article without those of the boxes below it."""
    return _without_other_articles(_without_below(paragraphs))


def _without_below(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs up to the end of the innermost element that holds nearly all of them.

    Below it are told who wrote it, what else there is to read, what the publisher sells, each in a box of its own; a
    text goes on after an element without one.
    """
    end = _end_of_holder(paragraphs, least=_LEAST_OF_HOLDER)
    below = paragraphs[end:]
    return paragraphs if below and _is_beside(below[0], paragraphs[end - 1]) else paragraphs[:end]


def _without_other_articles(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs up to the first of the headlines of other articles that stand below the element with the text."""
    end = _end_of_holder(paragraphs, least=_LEAST_OF_FLOW)
    first = next((at for at, one in enumerate(paragraphs[end:], end) if _is_headline(one) or _is_invitation(one)), None)
    if first is None or not _lists_articles(paragraphs[first:]):
        return paragraphs
    while first > end and _is_label(paragraphs[first - 1]):
        first -= 1
    return paragraphs[:first]


def _end_of_holder(paragraphs: Sequence[Paragraph], *, least: float) -> int:
    """Number of the paragraph after the last one in the innermost element that holds at least some share of them."""
    sizes = [len(paragraph.text) for paragraph in paragraphs]
    first = last = bisect_left(list(accumulate(sizes)), sum(sizes) / 2)  # what holds half of them holds the middle
    for around in _with_ancestors(paragraphs[first].element) if paragraphs else ():
        while first > 0 and _is_in(paragraphs[first - 1], around):
            first -= 1
        while last + 1 < len(paragraphs) and _is_in(paragraphs[last + 1], around):
            last += 1
        if around.tag not in _LINES and sum(sizes[first : last + 1]) >= least * sum(sizes):
            return last + 1
    return len(paragraphs)


def _lists_articles(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether paragraphs are headlines of other articles, with no more than a summary below each."""
    told = sum(map(_is_headline, paragraphs))
    if told < _FEWEST_HEADLINES or told < _LEAST_OF_LINES * len(paragraphs):
        return False
    runs = (len(list(group)) for is_text, group in groupby(paragraphs, _is_running) if is_text)
    return max(runs, default=0) <= _LONGEST_SUMMARY


def _is_headline(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a link that reads like another article's headline, and does not only unfold an answer."""
    if not paragraph.is_link or paragraph.words < _FEWEST_WORDS:
        return False
    element = paragraph.element
    links = (*element.iter("a"), *element.iterancestors("a"))
    return any(link.get("href", "#").strip()[:1] != "#" for link in links)


def _is_running(paragraph: Paragraph) -> bool:
    return not paragraph.is_link and paragraph.words >= RUNNING_WORDS and not is_date_line(paragraph.text)


def _is_label(paragraph: Paragraph) -> bool:
    return not _is_running(paragraph) and not ends_a_sentence(paragraph.text)


def _is_invitation(paragraph: Paragraph) -> bool:
    """Whether a paragraph is the label above other articles."""
    return paragraph.words < RUNNING_WORDS and INVITATION.match(paragraph.text) is not None


def _is_beside(paragraph: Paragraph, before: Paragraph) -> bool:
    """Whether a paragraph, in no box of its own, stands right below the element in which the one before it stands."""
    parent = paragraph.element.getparent()
    return paragraph.element.tag == "p" and any(one is parent for one in before.element.iterancestors())


def _is_in(paragraph: Paragraph, around: HtmlElement) -> bool:
    return any(one is around for one in _with_ancestors(paragraph.element))


def _with_ancestors(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()
