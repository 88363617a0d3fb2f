"""The text of the article that a page holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from crawler.extract.containers import body_containers, clear
from crawler.extract.density import Densest, densest_part
from crawler.extract.knowledge import learned_places
from crawler.extract.page import Page
from crawler.extract.paragraphs import Paragraph
from crawler.extract.places import elements_at
from crawler.extract.recurring import NOTHING_SIFTED, Sifted, sift
from crawler.extract.second_opinion import LEAST_RUNNING, as_shown, choose, running_share, seen_by_trafilatura
from crawler.extract.template import Part, Template
from crawler.extract.trimming import letters, trim
from crawler.extract.visible import visible

_MUCH_LONGER = 2
_LEAST_OF_USUAL = 0.3
_LEAST_OF_ARTICLE = 0.5
_LEAST_OF_PROSE = 0.5
"""Share of the page's prose from which on a marked container is believed to hold the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a page before its text is looked for."""

    title: str
    authors: Collection[str]
    own: Collection[str]
    """Letters of what is told of the article elsewhere, such as in its listing."""
    is_listed: bool
    """Whether it shows the title that its listing gave."""
    template: Template | None
    """What the source's other pages taught."""
    is_checked: bool
    """Whether the place where they have their text is to be compared with the one that the page itself suggests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An article's text, and where on the page it stands."""

    paragraphs: tuple[str, ...]
    shown: tuple[Paragraph | None, ...] = ()
    """Where each of them stands on the page; None where that is not known."""
    containers: tuple[HtmlElement, ...] = ()
    """Elements that hold it; none where another tool found the text."""
    sifted: Sifted = NOTHING_SIFTED
    """What in them recurs on other pages."""
    recurs: bool = False
    """Whether it is said on other pages, too."""


def read_body(page: Page, known: Known) -> Body:
    """Find the text of a page's article; no paragraphs where there is none.

    It stands where the source's other pages have it, if what is there looks like an article. Otherwise the container
    that the page marks decides. Without one, the part of the page that reads most like text is taken if trafilatura
    sees the same text, else what trafilatura sees. A page that shows the title which its listing gave keeps what
    it says even where the source's others say that, too: the rest is for those who pay.
    """
    body = _found(page, known)
    if body.paragraphs or known.template is None or not known.is_listed:
        return body
    return replace(_found(page, replace(known, template=None)), recurs=True)


def _found(page: Page, known: Known) -> Body:
    """Text of a page's article, as far as it is not what recurs."""
    learned = _at_learned_place(page, known)
    if learned is None:
        return _marked(page, known) or _unmarked(page, known)
    if not known.is_checked and _share_of_usual(learned, known) >= _LEAST_OF_USUAL:
        return learned
    found = _marked(page, known) or _body_of(densest_part(page, title=known.title), known)
    return found if found is not None and _is_better(found, learned, known) else learned


def _at_learned_place(page: Page, known: Known) -> Body | None:
    """Text at the place where the source's other pages have it; None if that place is gone or holds no text."""
    for place in learned_places(known.template, Part.BODY):
        containers = clear(elements_at(page.root, place))
        body = _seen_in(containers, page, known) if containers else None
        if body is not None and running_share(body.paragraphs) >= LEAST_RUNNING:
            return body
    return None


def _share_of_usual(body: Body, known: Known) -> float:
    """How long a text is, where 1 is as long as the source's texts are."""
    return _length(body.paragraphs) / ((known.template.length if known.template else 0) or 1)


def _is_better(found: Body, learned: Body, known: Known) -> bool:
    """Whether what the page itself suggests is the article rather than what stands at the learned place.

    So it is if it is of a usual length and the other is but a part of that, such as a summary after a redesign.
    """
    longer = _length(found.paragraphs) > _MUCH_LONGER * _length(learned.paragraphs)
    is_usual = _share_of_usual(found, known) >= _LEAST_OF_ARTICLE
    return longer and is_usual and running_share(found.paragraphs) >= LEAST_RUNNING


def _marked(page: Page, known: Known) -> Body | None:
    """Text in the container that a page marks; None if it marks none or that holds but a part of the article.

    Names are given to other things, too, such as a summary, one section of many, or an author's box.
    """
    containers = body_containers(page)
    body = _seen_in(containers, page, known) if containers else None
    if body is None or _length(body.paragraphs) < _LEAST_OF_PROSE * page.whole_prose:
        return None
    return body


def _seen_in(containers: list[HtmlElement], page: Page, known: Known) -> Body | None:
    """Text in containers; None if they hold none."""
    seen = [paragraph for container in containers for paragraph in visible(container, page)]
    return _text_of(containers, seen, known)


def _text_of(containers: list[HtmlElement], seen: list[Paragraph], known: Known) -> Body | None:
    """Paragraphs seen in containers without what frames the text and what recurs; None if nothing is left."""
    sifted = sift(seen, known.template, own=known.own)
    trimmed = trim(sifted.paragraphs, title=known.title, authors=known.authors)
    if not trimmed:
        return None
    texts = tuple(paragraph.text for paragraph in trimmed)
    return Body(paragraphs=texts, shown=tuple(trimmed), containers=tuple(containers), sifted=sifted)


def _unmarked(page: Page, known: Known) -> Body:
    """Text of a page that does not say where its article stands."""
    part = densest_part(page, title=known.title)
    own = _body_of(part, known) or Body(paragraphs=())
    if part is not None and not own.paragraphs:
        return own  # what reads like text recurs on other pages
    is_whole = _length(own.paragraphs) >= _LEAST_OF_PROSE * page.whole_prose
    if part is not None and part.is_clear and is_whole:
        return own
    known_lines = own.sifted.left_out | {letters(known.title)}
    other = tuple(text for text in seen_by_trafilatura(page.root) if letters(text) not in known_lines)
    chosen = choose(own.paragraphs, other, is_whole=is_whole)
    if chosen is own.paragraphs:
        return own
    shown = tuple(as_shown(chosen, part.page)) if part is not None else ()
    return replace(own, paragraphs=chosen, shown=shown) if chosen is not other else Body(paragraphs=other, shown=shown)


def _body_of(part: Densest | None, known: Known) -> Body | None:
    """Text of the part of a page that reads most like text; None if there is none."""
    return _text_of([part.element], part.paragraphs, known) if part is not None else None


def _length(texts: Collection[str]) -> int:
    return sum(map(len, texts))
