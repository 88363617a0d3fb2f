"""The blocks around the links of a slot: which elements each is made of, what they tell, and the marks of an entry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.listings.blocks import BlockFacts, told_by
from crawler.listings.lines import lines_of
from crawler.listings.outline import Link, Outline
from crawler.listings.regions import HEADINGS, Region
from crawler.listings.slots import Rivals, Slot, block_of
from crawler.listings.vocabulary import leads_on
from crawler.text.datewords import is_date_line
from crawler.text.markup import text_of

_TAIL = 4
"""Elements behind a link that may belong to its article where no element holds both: a date, a teaser, an author and
a link to read on."""
_ENDS_A_TAIL = frozenset({*HEADINGS, "ul", "ol", "table", "form", "hr", "nav", "section", "article", "dt"})
_FLAT_TAGS = frozenset(
    {*HEADINGS, "a", "b", "strong", "font", "span", "p", "dt", "tr", "div", "em", "center", "header"}
)
_ITEM_NAME = re.compile(
    r"(?:^|\s)(?:hentry|h-entry|post|entry|blog-item|item|views-row|catItemView|td_module_wrap|teaser|card|news-item|story)"
    r"(?:\s|$)"
)
_ITEM_TYPE = re.compile(r"schema\.org/(?:\w*Article|BlogPosting|ListItem|CreativeWork|Report)")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListedLink(BlockFacts):
    """A link with what its block tells."""

    link: Link
    block: int
    """Number of the element that belongs to the link alone."""
    marked: bool
    """Whether the markup calls the block an article or item."""
    image: bool
    leads_on: bool
    """Whether there is a link such as "Read more"."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListingPage:
    """A page, with what is needed to read its blocks."""

    outline: Outline
    keys: Mapping[HtmlElement, str]
    """Identities of all its links."""
    language: str | None
    """Language that settles whether 3/4/2022 begins with the day."""


def items_of(slot: Slot, rivals: Rivals, sheet: ListingPage) -> list[ListedLink]:
    """Read the blocks of a slot."""
    outline = sheet.outline
    blocks = [block_of(outline, link, rivals) for link in slot.links]
    around = _surroundings(sheet, slot, blocks, rivals)
    read: dict[tuple[int, str, bool], _Block] = {}  # thousands of links to one article stand in one block
    items: list[ListedLink] = []
    for link, block, nodes in zip(slot.links, blocks, around, strict=True):
        known = (block, link.key, nodes is around[-1])
        if known not in read:
            read[known] = _read_block(sheet, link.key, nodes)
        items.append(_item(sheet, link, block, read[known]))
    return items


@dataclass(frozen=True, slots=True)
class _Block:
    """What a block tells of the article with one identity."""

    told: BlockFacts
    image: bool
    leads_on: bool


def _read_block(sheet: ListingPage, key: str, nodes: Sequence[HtmlElement | str]) -> _Block:
    elements = [node for node in nodes if not isinstance(node, str)]
    anchors = [anchor for node in elements for anchor in node.iter("a") if sheet.keys.get(anchor) == key]
    return _Block(
        told=told_by(nodes, sheet.keys, key, sheet.language),
        image=any(next(node.iter("img", "picture"), None) is not None for node in elements),
        leads_on=any(leads_on(text_of(anchor)) for anchor in anchors),
    )


def _item(sheet: ListingPage, link: Link, block: int, read: _Block) -> ListedLink:
    told = read.told
    return ListedLink(
        link=link,
        block=block,
        title=told.title,
        title_kind=told.title_kind,
        teaser=told.teaser,
        published=told.published,
        modified=told.modified,
        marked=_is_marked(sheet.outline, link, block),
        image=read.image,
        leads_on=read.leads_on,
    )


def _is_marked(outline: Outline, link: Link, block: int) -> bool:
    """Whether an element from the block to the link, or one around the link, is called an article or item."""
    elements = [outline.elements[at] for at in outline.chain(link.at, up_to=block)]
    elements += link.element.iter("article")
    return any(
        element.tag == "article"
        or element.get("itemprop") in {"blogPost", "blogPosts", "itemListElement", "hasPart"}
        or _ITEM_TYPE.search(element.get("itemtype") or "")
        or _ITEM_NAME.search(element.get("class") or "")
        for element in elements
    )


def _surroundings(
    sheet: ListingPage, slot: Slot, blocks: list[int], rivals: Rivals
) -> list[Sequence[HtmlElement | str]]:
    """Elements and texts that belong to each block: itself and, in flat markup, what follows it up to the next."""
    outline = sheet.outline
    elements = [outline.elements[block] for block in blocks]
    seen: dict[tuple[int, str], bool] = {}
    for block, element, link in zip(blocks, elements, slot.links, strict=True):
        if (block, link.key) not in seen:
            seen[block, link.key] = element.tag in _FLAT_TAGS and _is_bare(element, sheet.keys, link.key)
    bare = [seen[block, link.key] for block, link in zip(blocks, slot.links, strict=True)]
    tails = [
        _tail(outline, element, rivals, link.key) if flat else []
        for element, flat, link in zip(elements, bare, slot.links, strict=True)
    ]
    tails[-1] = _likely_tail(outline, tails)
    return [[element, *tail] for element, tail in zip(elements, tails, strict=True)]


def _is_bare(element: HtmlElement, keys: Mapping[HtmlElement, str], own: str) -> bool:
    """Whether a block shows nothing but its link or heading."""
    return all(line.heading or not line.plain or is_date_line(line.plain) for line in lines_of([element], keys, own))


def _tail(outline: Outline, block: HtmlElement, rivals: Rivals, key: str) -> list[HtmlElement | str]:
    """What follows a block among its siblings, up to the next link, heading or other part of the page."""
    found: list[HtmlElement | str] = [block.tail] if block.tail else []
    node = block.getnext()
    while node is not None and len(found) < 2 * _TAIL:
        at = outline.number.get(node)
        if at is None or node.tag in _ENDS_A_TAIL:
            break
        if outline.regions[at] is Region.FURNITURE or rivals.within(at, outline.ends[at], key):
            break
        found.append(node)
        if node.tail:
            found.append(node.tail)
        node = node.getnext()
    return found


def _likely_tail(outline: Outline, tails: list[list[HtmlElement | str]]) -> list[HtmlElement | str]:
    """What of the last block's tail is like the tails before; the rest is the end of the page."""
    known = {_signature(outline, node) for tail in tails[:-1] for node in tail}
    if len(tails) == 1:
        return tails[0][:2]
    return [node for node in tails[-1] if _signature(outline, node) in known]


def _signature(outline: Outline, node: HtmlElement | str) -> int:
    return -1 if isinstance(node, str) else outline.signatures[outline.number[node]]
