"""A web page with what is looked up in it again and again, each found once and when it is first asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement

from crawler.extract.layout import Layout, layout_of
from crawler.extract.prose import prose_of
from crawler.text.markup import parse_html

_WITH_PROPERTY = etree.XPath("//@itemprop/..")
_LONGEST_PLEA = 300
"""Characters of a `noscript` that asks for scripts, or holds a picture; an article has more."""
_WITH_RELATION = etree.XPath("//@rel/..")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A parsed page."""

    root: HtmlElement
    elements: tuple[HtmlElement, ...]
    """All of them in order. Holding them spares lxml from wrapping each anew at every look."""

    def having(self, *tags: str) -> list[HtmlElement]:
        """Elements with one of some tags, in order."""
        if len(tags) == 1:
            return self.by_tag.get(tags[0], [])
        wanted = frozenset(tags)
        return [element for element in self.elements if element.tag in wanted]

    @cached_property
    def by_tag(self) -> Mapping[str, list[HtmlElement]]:
        """Its elements by tag, in order."""
        found: dict[str, list[HtmlElement]] = defaultdict(list)
        for element in self.elements:
            found[str(element.tag)].append(element)
        return found

    @cached_property
    def named(self) -> list[tuple[HtmlElement, str, str]]:
        """Elements with a class or id, each with the two; an empty string where one is missing."""
        marked = [(element, element.get("class", ""), element.get("id", "")) for element in self.elements]
        return [one for one in marked if one[1] or one[2]]

    @cached_property
    def properties(self) -> list[HtmlElement]:
        """Elements with an itemprop."""
        return _found(_WITH_PROPERTY, self.root)

    @cached_property
    def relations(self) -> list[HtmlElement]:
        """Elements with a rel."""
        return _found(_WITH_RELATION, self.root)

    @cached_property
    def prose(self) -> Mapping[HtmlElement, int]:
        """Characters of prose in each element, in furniture, too."""
        return prose_of(self.elements)

    @cached_property
    def layout(self) -> Layout:
        """What stands on it whatever its text is."""
        return layout_of(self.by_tag)

    @cached_property
    def whole_unlinked(self) -> int:
        """Characters on it that stand in no link, of labels, too."""
        return prose_of(self.elements, shortest=0).get(self.root, 0)

    @property
    def whole_prose(self) -> int:
        """Characters of prose on it."""
        return self.prose.get(self.root, 0)


def open_page(data: bytes, *, charset: str | None) -> Page:
    """Parse a page's bytes; `charset` is the HTTP header's. Raises NotAnArticle when nothing can be read from them."""
    root = parse_html(data, charset=charset)
    _show(root)
    return Page(root=root, elements=tuple(root.iter()))


def _show(root: HtmlElement) -> None:
    """Make ordinary elements of those whose contents readers see although they are hidden as a rule.

    These are declarative shadow roots, and `noscript` where the page has no text outside of it.
    """
    for template in root.iter("template"):
        if template.get("shadowrootmode") is not None:
            template.tag = "div"
    silent = [element for element in root.iter("noscript") if _length(element) > _LONGEST_PLEA]
    if silent and sum(map(_length, silent)) > prose_of(tuple(root.iter())).get(root, 0):
        for element in silent:
            element.tag = "div"


def _length(element: HtmlElement) -> int:
    return sum(len(piece.strip()) for piece in element.itertext())


def _found(path: etree.XPath, root: HtmlElement) -> list[HtmlElement]:
    """Elements that a path leads to."""
    found = path(root)
    return [element for element in found if isinstance(element, HtmlElement)] if isinstance(found, list) else []
