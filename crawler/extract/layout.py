"""What stands on a page whatever its text is: how many links, headings, buttons, pictures and prices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

_HEADINGS = ("h2", "h3", "h4")
_LISTING_TYPES = re.compile(
    r'"@type"\s*:\s*\[?\s*"(?:CollectionPage|ItemList|OfferCatalog|ProductGroup|SearchResultsPage)"'
)
_PRICE = re.compile(r"[$€£]\s?\d|\d\s?(?:€|EUR|USD)\b|\bS/\.?\s?\d")
_SIGNS_OF_PRICES = ("$", "€", "£", "EUR", "USD", "S/")
"""Of which each price has one; far quicker to see."""
_PRICED = ("div", "p", "span", "td", "li", "b", "strong", "ins", "del")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What stands on a page."""

    linked: int = 0
    """Characters in links."""
    headings: int = 0
    """Of the second order and below."""
    linked_headings: int = 0
    buttons: int = 0
    pictures: int = 0
    prices: int = 0
    describes_list: bool = False
    """Whether it describes itself as a list for machines."""


def layout_of(by_tag: Mapping[str, list[HtmlElement]]) -> Layout:
    """Layout of the page that has these elements, each with those of its tag."""

    def having(*tags: str) -> list[HtmlElement]:
        return [element for tag in tags for element in by_tag.get(tag, [])]

    headings = having(*_HEADINGS)
    return Layout(
        linked=sum(map(_length, having("a"))),
        headings=len(headings),
        linked_headings=sum(map(_is_linked, headings)),
        buttons=len(having("button", "input", "select")),
        pictures=len(having("img")),
        prices=sum(_prices("".join(whole.itertext(*_PRICED))) for whole in having("body")[:1]),
        describes_list=any(_LISTING_TYPES.search(script.text or "") for script in having("script")),
    )


def _length(link: HtmlElement) -> int:
    """Characters of a link; none of an anchor."""
    if not link.get("href"):
        return 0
    return len(("".join(link.itertext()) if len(link) else link.text or "").strip())


def _prices(text: str) -> int:
    """How many prices a text names."""
    return len(_PRICE.findall(text)) if any(sign in text for sign in _SIGNS_OF_PRICES) else 0


def _is_linked(heading: HtmlElement) -> bool:
    return next(heading.iter("a"), None) is not None or next(heading.iterancestors("a"), None) is not None
