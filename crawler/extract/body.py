"""The text of the article that a page holds."""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

import trafilatura
from lxml.html import HtmlElement

from crawler.extract.containers import body_containers
from crawler.extract.furniture import NEVER_TEXT, is_furniture
from crawler.extract.paragraphs import Paragraph, count_words, paragraphs_of
from crawler.extract.trimming import letters, trim
from crawler.markup import HIDDEN_TAGS, collapse

_WORD = re.compile(r"\w+")
_SENTENCE_ENDS = '.!?…:;)"”»\u2019'
_LARGEST_FURNITURE = 0.5
_LEAST_AGREEMENT = 0.6
_LEAST_RUNNING = 0.5
_RUNNING_WORDS = 10
_LONGEST_HEADING = 20  # words; some pages mark their paragraphs as headings
_RUNNING_LENGTH = 40  # characters
_MUCH_LONGER = 1.15

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it can't read, we read; its complaints help nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An article's text, and where on the page it stands."""

    paragraphs: tuple[str, ...]
    containers: tuple[HtmlElement, ...]
    """Elements that hold it; none where another tool found the text."""


def read_body(root: HtmlElement, *, title: str, authors: Collection[str]) -> Body:
    """Find the text of a page's article; no paragraphs where there is none.

    The container that the page marks decides. Without one, the part of the page that reads most like text is taken
    if trafilatura sees the same text, else what trafilatura sees.
    """
    marked = body_containers(root)
    if marked:
        text = [paragraph for container in marked for paragraph in _visible(container)]
        trimmed = trim(text, title=title, authors=authors)
        if trimmed:
            return Body(paragraphs=_texts(trimmed), containers=tuple(marked))
    return _unmarked(root, title, authors)


def _unmarked(root: HtmlElement, title: str, authors: Collection[str]) -> Body:
    """Text of a page that does not say where its article stands."""
    container = densest_part(root, title=title)
    own = _texts(trim(_visible(container), title=title, authors=authors)) if container is not None else ()
    other = _seen_by_trafilatura(root)
    chosen = choose(own, other)
    return Body(paragraphs=chosen, containers=(container,) if container is not None and chosen is not other else ())


def choose(own: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Decide between our text and trafilatura's, either of which may be empty.

    Ours, where the two agree; what trafilatura does not see at its ends is left out if that is much. Where they
    differ one of them has taken something else for the article: trafilatura's is believed if it is running text.
    """
    if not own:  # nothing on the page reads like text, so what trafilatura sees are labels
        return ()
    if not other:
        return own
    if agreement(own, other) < _LEAST_AGREEMENT:
        return other if running_share(other) >= _LEAST_RUNNING else own
    return _within(own, other) if _length(own) > _MUCH_LONGER * _length(other) else own


def _within(own: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Our paragraphs from the first to the last one that trafilatura sees, too."""
    seen = letters(" ".join(other))
    shared = [at for at, text in enumerate(own) if count_words(text) >= _RUNNING_WORDS and letters(text) in seen]
    return own[shared[0] : shared[-1] + 1] if shared else other


def running_share(texts: Collection[str]) -> float:
    """Share of a text that stands in paragraphs long enough to be prose and not labels."""
    return sum(len(text) for text in texts if count_words(text) >= _RUNNING_WORDS) / (_length(texts) or 1)


def _length(texts: Collection[str]) -> int:
    return sum(map(len, texts))


def _texts(paragraphs: list[Paragraph]) -> tuple[str, ...]:
    return tuple(paragraph.text for paragraph in paragraphs)


def _visible(container: HtmlElement) -> list[Paragraph]:
    """Paragraphs of a container without the furniture in it."""
    return paragraphs_of(container, skipped=_furniture_of(container))


def _furniture_of(container: HtmlElement) -> Callable[[HtmlElement], bool]:
    """Test for furniture: what holds most of a container's text is none, whatever it is called, unless it is a menu."""
    lengths = _lengths(container)
    most = _LARGEST_FURNITURE * lengths[container]

    def is_left_out(element: HtmlElement) -> bool:
        return is_furniture(element) and (element.tag in NEVER_TEXT or lengths[element] <= most)

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


def densest_part(root: HtmlElement, *, title: str) -> HtmlElement | None:
    """Element of a page in which running text outweighs links and labels by most; the innermost of equals.

    The title is no text, however long it is.
    """
    page = root.find("body")
    if page is None:
        return None
    weights: dict[HtmlElement, float] = defaultdict(float)
    for paragraph in _visible(page):
        if letters(paragraph.text) != letters(title):
            weights[paragraph.element] += weight(paragraph)
    inner_first = list(reversed(list(page.iter())))
    for element in inner_first:
        parent = element.getparent()
        if element is not page and parent is not None and element in weights:
            weights[parent] += weights[element]
    best = max(weights.values(), default=0)
    return _innermost([element for element in inner_first if best > 0 and weights.get(element, 0) >= 0.98 * best])


def _innermost(elements: list[HtmlElement]) -> HtmlElement | None:
    """Deepest of some elements; the last one of equals."""
    return max(elements, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)


def weight(paragraph: Paragraph) -> float:
    """How much a paragraph tells for (in characters of text) or against its being part of an article."""
    length, words = len(paragraph.text), count_words(paragraph.text)
    if paragraph.linked > length / 2:
        return -length
    if paragraph.is_heading and words < _LONGEST_HEADING:
        return 0
    if words >= _RUNNING_WORDS and length - paragraph.linked >= _RUNNING_LENGTH:
        return length - 3 * paragraph.linked
    if words >= 5 and paragraph.text[-1] in _SENTENCE_ENDS:
        return length / 2 - 1.5 * paragraph.linked
    return -20 - length / 2


def _seen_by_trafilatura(root: HtmlElement) -> tuple[str, ...]:
    """Paragraphs that trafilatura finds; none where it fails, as it does on some damaged pages."""
    try:
        text = trafilatura.extract(root, include_comments=False, fast=True)
    except Exception:  # noqa: BLE001 - any of its failures means the same: it saw nothing
        return ()
    return tuple(line for line in (collapse(line.strip("| ")) for line in (text or "").split("\n")) if line)


def agreement(some: Collection[str], others: Collection[str]) -> float:
    """How far two texts hold the same words: 1 all of them, 0 none (the F1 measure)."""
    first, second = (Counter(_WORD.findall(" ".join(texts).lower())) for texts in (some, others))
    common = (first & second).total()
    return 2 * common / ((first.total() + second.total()) or 1)
