"""The blocks around the links of a slot: which elements each is made of, what they tell, and the marks of an entry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.listings.blocks import BlockFacts, TitleKind, told_by
from crawler.listings.lines import PageLinks, lines_of
from crawler.listings.outline import Link, Outline
from crawler.listings.regions import HEADINGS, Region
from crawler.listings.slots import Rivals, Slot, block_of
from crawler.text.datewords import is_date_line

_TAIL = 4
"""Elements behind a link that may belong to its article where no element holds both: a date, a teaser, an author and
a link to read on."""
_ENDS_A_TAIL = frozenset({*HEADINGS, "ul", "ol", "table", "form", "hr", "nav", "section", "article", "dt"})
_FLAT_TAGS = frozenset(
    {*HEADINGS, "a", "b", "strong", "font", "span", "p", "dt", "tr", "div", "em", "center", "header"}
)
_LEAST_READ, _TIMES_READ = 5_000, 5
"""Elements of a page's blocks that are read: so many, and as many times all that the page has. Links of one slot have
blocks side by side, and those of others lie within them: 300 real pages had up to 2.9 times their own elements. Where
links are never closed, or stand for as many slots in one block, it would be the square of their number."""
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
    links: PageLinks
    language: str | None
    """Language that settles whether 3/4/2022 begins with the day."""


def items_of(slot: Slot, rivals: Rivals, reader: BlockReader) -> list[ListedLink]:
    """Read the blocks of a slot."""
    outline = reader.sheet.outline
    blocks = [block_of(outline, link, rivals) for link in slot.links]
    around = _surroundings(reader, slot, blocks, rivals)
    return [
        _item(outline, link, block, reader.read(link, nodes))
        for link, block, nodes in zip(slot.links, blocks, around, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Block:
    """What a block tells of the article with one identity."""

    told: BlockFacts
    image: bool
    leads_on: bool


class BlockReader:
    """Reads the blocks of a page: each once, however many links lead from it to one article, and not without end."""

    def __init__(self, sheet: ListingPage) -> None:
        self.sheet = sheet
        self._left = _LEAST_READ + _TIMES_READ * len(sheet.outline.elements)
        self._read: dict[tuple[str, tuple[HtmlElement | str, ...]], _Block] = {}
        self._bare: dict[tuple[str, HtmlElement], bool] = {}

    def read(self, link: Link, nodes: Sequence[HtmlElement | str]) -> _Block:
        """What the nodes of a link's block tell of its article; once too much was read, its words alone."""
        known = (link.key, tuple(nodes))
        if known not in self._read:
            self._read[known] = self._whole(link.key, nodes) if self._afford(nodes) else _words_of(link)
        return self._read[known]

    def is_bare(self, link: Link, block: HtmlElement) -> bool:
        """Whether a block shows nothing but its link or heading."""
        known = (link.key, block)
        if known not in self._bare:
            lines = lines_of([block], self.sheet.links, link.key) if self._afford([block]) else ()
            self._bare[known] = all(line.heading or not line.plain or is_date_line(line.plain) for line in lines)
        return self._bare[known]

    def _afford(self, nodes: Sequence[HtmlElement | str]) -> bool:
        """Whether so much may still be read."""
        outline = self.sheet.outline
        places = [outline.number[node] for node in nodes if not isinstance(node, str)]
        self._left -= sum(outline.ends[at] - at + 1 for at in places)
        return self._left >= 0

    def _whole(self, key: str, nodes: Sequence[HtmlElement | str]) -> _Block:
        links = self.sheet.links
        elements = [node for node in nodes if not isinstance(node, str)]
        anchors = (anchor for node in elements for anchor in node.iter("a") if links.keys.get(anchor) == key)
        return _Block(
            told=told_by(nodes, links, key, self.sheet.language),
            image=any(next(node.iter("img", "picture"), None) is not None for node in elements),
            leads_on=any(map(links.lead_on, anchors)),
        )


def _words_of(link: Link) -> _Block:
    """A link by itself, as if nothing stood around it."""
    kind = TitleKind.WORDS if link.text else TitleKind.NONE
    told = BlockFacts(title=link.text or None, title_kind=kind, teaser=None, published=None, modified=None)
    return _Block(told, image=False, leads_on=False)


def _item(outline: Outline, link: Link, block: int, read: _Block) -> ListedLink:
    told = read.told
    return ListedLink(
        link=link,
        block=block,
        title=told.title,
        title_kind=told.title_kind,
        teaser=told.teaser,
        published=told.published,
        modified=told.modified,
        marked=_is_marked(outline, link, block),
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
    reader: BlockReader, slot: Slot, blocks: list[int], rivals: Rivals
) -> list[Sequence[HtmlElement | str]]:
    """Elements and texts that belong to each block: itself and, in flat markup, what follows it up to the next."""
    outline = reader.sheet.outline
    elements = [outline.elements[block] for block in blocks]
    tails = [
        _tail(outline, element, rivals, link.key) if element.tag in _FLAT_TAGS and reader.is_bare(link, element) else []
        for element, link in zip(elements, slot.links, strict=True)
    ]
    tails[-1] = _likely_tail(outline, tails)
    return [[element, *tail] for element, tail in zip(elements, tails, strict=True)]


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
