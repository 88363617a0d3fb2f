"""A page's entries and next page where the user says by CSS selectors which they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawler.listings.blocks import BlockFacts, merged, told_by
from crawler.listings.head import base_of
from crawler.listings.lines import PageLinks
from crawler.text.markup import text_of
from model.article import Entry
from model.urls import identity, resolve


def selected_entries(
    tree: HtmlElement, url: str, selector: str, *, keys: Mapping[HtmlElement, str], language: str | None
) -> dict[str, Entry]:
    """The articles whose links, or the elements that hold them, a selector names, by identity in the page's order.

    `keys` has the identities of all links that lead to a web page; `language` settles which of 3/4/2022 is the day.
    """
    base, links = base_of(tree, url), PageLinks(keys)
    blocks: dict[str, list[BlockFacts]] = {}
    urls: dict[str, str] = {}
    for element in _selected(tree, selector):
        anchor = _link_of(element, keys)
        target = None if anchor is None else resolve(base, anchor.get("href") or "")
        if anchor is None or target is None:
            continue
        urls.setdefault(keys[anchor], target)
        blocks.setdefault(keys[anchor], []).append(told_by([element], links, keys[anchor], language))
    return {key: merged(urls[key], told) for key, told in blocks.items()}


def selected_link(tree: HtmlElement, url: str, selector: str) -> str | None:
    """Absolute address that the first of the links that a selector names leads to; None for none, or to `url` itself.

    An element that is no link stands for the first link in it.
    """
    base = base_of(tree, url)
    for element in _selected(tree, selector):
        for link in (element, *element.iter("a")):
            target = resolve(base, link.get("href") or "")
            if target is not None:
                return target if identity(target) != identity(url) else None
    return None


def _link_of(element: HtmlElement, keys: Mapping[HtmlElement, str]) -> HtmlElement | None:
    """The article's link: the element itself, the first link with a text in it, any in it, or the one around it."""
    within = [anchor for anchor in element.iter("a") if anchor in keys]
    worded = (anchor for anchor in within if text_of(anchor))
    around = (anchor for anchor in element.iterancestors("a") if anchor in keys)
    return element if element in keys else next(worded, next(iter(within), next(around, None)))


def _selected(tree: HtmlElement, selector: str) -> Iterator[HtmlElement]:
    yield from _compiled(selector)(tree)


@lru_cache(maxsize=1024)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")
