"""What stands on a page whatever its text is: how many links, headings, buttons, pictures and prices."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

_HEADINGS = ("h2", "h3", "h4")
_LISTING_TYPES = re.compile(
    r'"@type"\s*:\s*\[?\s*"(?:CollectionPage|ItemList|OfferCatalog|ProductGroup|SearchResultsPage)"'
)
_PRICE = re.compile(r"[$€£]\s?\d|\d\s?(?:€|EUR|USD)\b|\bS/\.?\s?\d")
_PRICED = ("div", "p", "span", "td", "li", "b", "strong", "ins", "del")
_COUNTED = {
    name: etree.XPath(f"count(.//{path})")
    for name, path in (("buttons", "*[self::button or self::input or self::select]"), ("pictures", "img"))
}


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


def layout_of(root: HtmlElement) -> Layout:
    """A page's layout."""
    whole = root.find("body")
    if whole is None:
        return Layout()
    headings = list(whole.iter(*_HEADINGS))
    return Layout(
        linked=sum(len("".join(link.itertext()).strip()) for link in whole.iter("a") if link.get("href")),
        headings=len(headings),
        linked_headings=sum(map(_is_linked, headings)),
        buttons=_count(whole, "buttons"),
        pictures=_count(whole, "pictures"),
        prices=len(_PRICE.findall("".join(whole.itertext(*_PRICED)))),
        describes_list=any(_LISTING_TYPES.search(script.text or "") for script in root.iter("script")),
    )


def _is_linked(heading: HtmlElement) -> bool:
    return next(heading.iter("a"), None) is not None or next(heading.iterancestors("a"), None) is not None


def _count(element: HtmlElement, name: str) -> int:
    return int(float(str(_COUNTED[name](element))))
