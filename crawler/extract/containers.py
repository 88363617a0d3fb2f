"""The element of a page that holds the article's text, where the page's own markup says which one it is."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.extract.page import Page
from crawler.text.markup import text_of

NAMES = (
    # stock containers of content systems, which hold the text and nothing else
    *("com-content-article__body", "wp-block-post-content", "td-post-content", "elementor-widget-theme-post-content"),
    *("field--name-body", "field-name-body", "itemFullText", "entry-content"),
    # names that many sites give to it
    *("article-body", "articleBody", "article__body", "story-body", "post-body", "post-content", "post__content"),
    *("article__content", "article-content", "article-text", "single-content", "news-body", "cuerpo-noticia"),
)
"""Classes and ids of elements that hold an article's text, the most telling ones first."""

_PROPERTY = "itemprop=articleBody"
_SHORTEST_SHARE = 0.05
_LONGEST_NAMES = 300  # characters of an element's classes; what is longer is no editor's work
_NEVER = frozenset({"html", "body", "meta", "link", "script", "template", "noscript"})


def body_containers(page: Page) -> list[HtmlElement]:
    """Elements that a page marks as holding its article's text, in order; none where that is not said or not clear."""
    marked = _marked_elements(page)
    for name in (_PROPERTY, *NAMES):
        found = clear(marked[name]) if name in marked else []
        if found:
            return found
    return []


def _marked_elements(page: Page) -> dict[str, list[HtmlElement]]:
    """Elements that carry one of the names, by name."""
    marked: dict[str, list[HtmlElement]] = defaultdict(list)
    for element in page.properties:
        if element.tag not in _NEVER and "articleBody" in element.get("itemprop", "").split():
            marked[_PROPERTY].append(element)
    for element, names, name in page.named:
        for telling in _telling(names[:_LONGEST_NAMES], name[:_LONGEST_NAMES]):
            if element.tag not in _NEVER:
                marked[telling].append(element)
    return marked


@lru_cache(maxsize=4096)
def _telling(names: str, name: str) -> frozenset[str]:
    """Those of our names that are among an element's classes or its id."""
    return frozenset({*names.split(), name}.intersection(NAMES))


def clear(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Those of equally marked elements that are the article: one, or the parts of one; none if there is a doubt."""
    if len(elements) == 1:  # nearly always; its text is read later
        return elements if any(text.strip() for text in elements[0].itertext()) else []
    within = set(elements)
    texts = {
        element: text_of(element)
        for element in elements
        if within.isdisjoint(element.iterancestors())  # a container within a container is a part of it
    }
    longest = max(map(len, texts.values()), default=0)
    large = [element for element, text in texts.items() if text and len(text) >= _SHORTEST_SHARE * longest]
    if len({texts[element] for element in large}) == 1:
        return large[:1]  # such as one copy for small screens and one for large ones
    return large if len({_neighbourhood(element) for element in large}) == 1 else []


def _neighbourhood(element: HtmlElement) -> HtmlElement | None:
    """Element whose parts belong together: the article around an element, else its parent."""
    return next(element.iterancestors("article"), element.getparent())
