"""The part of a page that belongs to its article, and what in it speaks of something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from crawler.extract.furniture import is_hidden
from crawler.extract.paragraphs import Paragraph
from crawler.extract.trimming import letters
from crawler.text.datewords import dates_in
from crawler.text.markup import short_text_of, text_of
from crawler.text.writing import count_words

BESIDE = frozenset({"nav", "aside", "form", "iframe"})
"""Elements that stand beside an article."""
_OF_THE_SITE = BESIDE | {"header", "footer"}
_FURNITURE = _OF_THE_SITE - {"aside"}
_WHOLE = frozenset({"body", "html"})

_OTHERS = re.compile(
    r"related|recommend|comment|popular|sidebar|(?<!elementor-)widget|read-?more|latest|trending|relacionad"
    r"|(?<!_)next|prev"  # `__next` holds the whole of a page that Next.js made
)
_OTHER_ARTICLES = re.compile(
    r"related|recommend|comment|popular|read-?more|latest|trending|relacionad|(?<!_)next|prev|teaser|card|event|archive"
)
_HEADLINE_WORDS = 5
_BESIDE_TITLE = 20  # characters of spaces and marks that a page may show with its title
_LARGEST_CARD = 300  # characters
_CARD = 4  # elements between a line of a card (kicker, date, author) and the card that holds its linked headline
_ARTICLE_TYPE = re.compile(r"schema\.org/(?:\w*Article|BlogPosting|Report)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The part of a page that belongs to its article."""

    element: HtmlElement
    is_article: bool
    """Whether it is narrower than the page, so that site-wide clocks stand outside."""
    containers: tuple[HtmlElement, ...]
    """Elements that hold the article's text."""
    title: str
    headline: HtmlElement | None = None
    """What shows the title."""


def article_scope(root: HtmlElement, *, containers: tuple[HtmlElement, ...], title: str) -> Scope:
    """Smallest part of a page that holds its headline and its text, widened to the article element around it."""
    page = root.find("body")
    headline = _headline(root, title)
    inside = _common([*containers, *headline]) if containers else None
    around = page if page is not None else root
    if inside is not None:
        around = next((element for element in [inside, *inside.iterancestors()] if _is_article(element)), inside)
    return Scope(
        element=around,
        is_article=inside is not None and around.tag not in {"body", "html"},
        containers=containers,
        title=title,
        headline=next(iter(headline), None),
    )


def _headline(root: HtmlElement, title: str) -> list[HtmlElement]:
    """Element that shows the title, a heading before others; none if no element does."""
    wanted = letters(title)
    for names in (("h1", "h2", "h3"), ("td", "p", "div", "center", "font", "b", "strong")):
        for element in root.iter(*names):
            if letters(short_text_of(element, longest=len(title) + _BESIDE_TITLE) or "") == wanted:
                return [element]
    return []


def _common(elements: list[HtmlElement]) -> HtmlElement | None:
    """Innermost element around all of some."""
    chains = [[element, *element.iterancestors()] for element in elements]
    shared = set(chains[0]).intersection(*chains[1:])
    return next((element for element in chains[0] if element in shared), None)


def _is_article(element: HtmlElement) -> bool:
    """Whether an element is marked as a whole article."""
    return element.tag == "article" or bool(_ARTICLE_TYPE.search(element.get("itemtype", "")))


def belongs(element: HtmlElement, scope: Scope, *, is_near: bool = False) -> bool:
    """Whether an element speaks of the article itself, and not of one that is linked from it or of a comment.

    What `is_near` the headline may stand in a box with links.
    """
    inside_text = set(scope.containers)
    for steps, around in enumerate(element.iterancestors()):
        if around is scope.element:
            return True
        if is_near and around.tag == "aside":
            continue
        if around.tag in BESIDE or is_hidden(around) or _names_others(around, scope):
            return False
        if around.tag in {"header", "footer"} and not scope.is_article and not _holds_headline(around, scope):
            return False
        if not is_near and around not in inside_text and steps < _CARD and _holds_headline_link(around):
            return False
    return False


def is_foreign(element: HtmlElement, scope: Scope) -> bool:
    """Whether an element, wherever on the page, is furniture of the site or speaks of another article."""
    for steps, around in enumerate([element, *element.iterancestors()]):
        if (around.tag in _OF_THE_SITE and not _holds_headline(around, scope)) or is_hidden(around):
            return True
        if _names_others(around, scope):
            return True
        if steps < _CARD and around.tag not in _WHOLE and _holds_headline_link(around):
            return True
    return False


def is_of_others_by_name(element: HtmlElement, scope: Scope) -> bool:
    """Whether an element is furniture of the site or of other articles by tag and name, wherever it stands."""
    return any(
        _is_furniture(around, scope)
        or is_hidden(around)
        or (_OTHER_ARTICLES.search(_names(around)) and not _holds_headline(around, scope))
        for around in [element, *element.iterancestors()]
        if around.tag not in _WHOLE
    )


def _is_furniture(element: HtmlElement, scope: Scope) -> bool:
    """Whether an element is the site's by its tag; a header that shows the article's title, too, is not."""
    if element.tag not in _FURNITURE:
        return False
    shown = [letters(text_of(heading)) for heading in element.iter("h1")] if element.tag == "header" else []
    return not (scope.title and any(text.startswith(letters(scope.title)) for text in shown))


def _holds_headline(element: HtmlElement, scope: Scope) -> bool:
    """Whether an element stands around the headline, as an article's own header does."""
    return scope.headline is not None and any(around is element for around in scope.headline.iterancestors())


def _names_others(element: HtmlElement, scope: Scope) -> bool:
    """Whether an element by its name or make holds other articles, or comments."""
    if any(element in [container, *container.iterancestors()] for container in scope.containers):
        return False
    if element.tag != "article" and not _OTHERS.search(_names(element)):
        return False
    return not _holds_headline(element, scope)


def _names(element: HtmlElement) -> str:
    """Classes and id of an element."""
    return f"{element.get('class', '')} {element.get('id', '')}".lower()


def leads_elsewhere(element: HtmlElement) -> bool:
    """Whether an element stands in a small box with another article's headline."""
    return any(
        _holds_headline_link(around) for around in islice(element.iterancestors(), _CARD) if around.tag not in _WHOLE
    )


def _holds_headline_link(element: HtmlElement) -> bool:
    """Whether an element is small and holds a link with the words of a headline."""
    if short_text_of(element, longest=_LARGEST_CARD) is None:
        return False
    links = [text for link in element.iter("a") if count_words(text := text_of(link)) >= _HEADLINE_WORDS]
    return any(not _is_of_dates(text) for text in links)


def _is_of_dates(text: str) -> bool:
    """Whether a link's words are dates, which themes link to the article or to the archive of the day."""
    return len(dates_in(text, language=None)) * _HEADLINE_WORDS >= count_words(text)


def is_of_others(line: Paragraph, scope: Scope) -> bool:
    """Whether a line belongs to another article or to a comment."""
    for around in [line.element, *line.element.iterancestors()]:
        if around is scope.element:
            return False
        if _names_others(around, scope):
            return True
        if not scope.is_article and around.tag in {"header", "footer"} and not _holds_headline(around, scope):
            return True
    return False
