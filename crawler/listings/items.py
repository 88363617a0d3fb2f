"""What the block around a link tells of the article behind it: title, teaser, dates, and the marks of an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from lxml.html import HtmlElement

from crawler.extract.datewords import dates_in, is_date_line, machine_date
from crawler.listings.lines import Line, lines_of
from crawler.listings.outline import Link, Outline
from crawler.listings.regions import HEADINGS, Region
from crawler.listings.slots import Rivals, Slot, block_of
from crawler.listings.vocabulary import BYLINE, TITLE_PREFIX, leads_on
from crawler.listings.words import shortened
from crawler.markup import text_of
from model.article import DateSource, PublicationDate

_LONG_TITLE = 40
_TEASER_WORDS = 4
_TAIL = 4
_BYLINE_WORDS = 14
_NAME_WORDS = 6
_LETTER = re.compile(r"[^\W\d_]")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_ENDS_A_TAIL = frozenset({*HEADINGS, "ul", "ol", "table", "form", "hr", "nav", "section", "article", "dt"})
_FLAT_TAGS = frozenset(
    {*HEADINGS, "a", "b", "strong", "font", "span", "p", "dt", "tr", "div", "em", "center", "header"}
)
_ITEM_NAME = re.compile(
    r"(?:^|\s)(?:hentry|h-entry|post|entry|blog-item|item|views-row|catItemView|td_module_wrap|teaser|card|news-item|story)"
    r"(?:\s|$)"
)
_ITEM_TYPE = re.compile(r"schema\.org/(?:\w*Article|BlogPosting|ListItem|CreativeWork|Report)")


class TitleKind(IntEnum):
    """How a block gives its title."""

    NONE = 0
    WORDS = 1
    """A link's words, or a picture's."""
    PLAIN_HEADING = 2
    """A heading that is no link."""
    HEADING = 3
    """A heading that is the link."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Item:
    """A link with what its block tells."""

    link: Link
    block: int
    """Number of the element that belongs to the link alone."""
    title: str | None
    title_kind: TitleKind
    teaser: str | None
    published: PublicationDate | None
    modified: str | None
    marked: bool
    """Whether the markup calls the block an article or item."""
    image: bool
    leads_on: bool
    """Whether there is a link such as "Read more"."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """A page, with what is needed to read its blocks."""

    outline: Outline
    keys: Mapping[HtmlElement, str]
    """Identities of all its links."""
    language: str | None
    """Language that settles whether 3/4/2022 begins with the day."""


def items_of(slot: Slot, rivals: Rivals, sheet: Sheet) -> list[Item]:
    """Read the blocks of a slot."""
    outline = sheet.outline
    blocks = [block_of(outline, link, rivals) for link in slot.links]
    around = _surroundings(sheet, slot, blocks, rivals)
    return [_item(sheet, link, block, nodes) for link, block, nodes in zip(slot.links, blocks, around, strict=True)]


def _item(sheet: Sheet, link: Link, block: int, nodes: Sequence[HtmlElement | str]) -> Item:
    keys = sheet.keys
    lines = list(lines_of(nodes, keys, link.key))
    elements = [node for node in nodes if not isinstance(node, str)]
    anchors = [anchor for node in elements for anchor in node.iter("a") if keys.get(anchor) == link.key]
    title, kind = _title(anchors, lines)
    published, modified = _dates(elements, lines, sheet.language)
    return Item(
        link=link,
        block=block,
        title=title,
        title_kind=kind,
        teaser=_teaser(lines, title),
        published=published,
        modified=modified,
        marked=_is_marked(sheet.outline, link, block),
        image=any(next(node.iter("img", "picture"), None) is not None for node in elements),
        leads_on=any(leads_on(text_of(anchor)) for anchor in anchors),
    )


def _title(anchors: list[HtmlElement], lines: list[Line]) -> tuple[str | None, TitleKind]:
    """Title of a block and how it is given; the surest way first."""
    for line in lines:
        if line.heading and not line.foreign and not is_date_line(line.text):
            return line.own or line.text, TitleKind.HEADING if line.own else TitleKind.PLAIN_HEADING
    words = [line.own for line in lines if line.own and not leads_on(line.own) and not is_date_line(line.own)]
    titles = [text for text in words if len(text.split()) <= _LONG_TITLE]
    if titles:
        return max(titles, key=lambda text: min(len(text.split()), 3)), TitleKind.WORDS
    bold = next((line.text for line in lines if line.bold and not line.foreign and not is_date_line(line.text)), None)
    if bold and not words:
        return bold, TitleKind.PLAIN_HEADING
    told = next(_attributes(anchors), None)
    return told, TitleKind.WORDS if told else TitleKind.NONE


def _attributes(anchors: list[HtmlElement]) -> Iterator[str]:
    """Titles that attributes of links and their pictures give."""
    for anchor in anchors:
        pictures = [image.get("alt") or "" for image in anchor.iter("img")]
        for value in (anchor.get("aria-label") or "", anchor.get("title") or "", *pictures):
            text = TITLE_PREFIX.sub("", value.strip()).strip(" :\"“”'")
            if len(text.split()) >= 2 and not leads_on(text):
                yield text


def _teaser(lines: list[Line], title: str | None) -> str | None:
    return shortened(" ".join(line.text for line in lines if _is_teaser(line, title)))


def _is_teaser(line: Line, title: str | None) -> bool:
    words = len(line.text.split())
    if line.heading or line.foreign or line.aside or words < _TEASER_WORDS or line.text == title:
        return False
    if title and title in line.text:
        rest = line.text.replace(title, " ", 1)
        return len(rest.split()) >= _TEASER_WORDS and not _is_imprint(rest)
    return not (line.dated or _is_imprint(line.text) or leads_on(line.text))


def _is_imprint(text: str) -> bool:
    """Whether a line only says when, by whom or where an article was published."""
    words = len(text.split())
    if words > _BYLINE_WORDS:
        return False
    dates = dates_in(text, language="es")
    if not dates:
        return words <= _NAME_WORDS and BYLINE.match(text) is not None
    rest = text[: dates[0].start] + " " + text[dates[0].end :]
    at_an_end = _LETTER.search(text[: dates[0].start]) is None or _LETTER.search(text[dates[-1].end :]) is None
    few = len(_LETTERS.findall(rest)) <= _NAME_WORDS
    return is_date_line(text) or BYLINE.match(text) is not None or (at_an_end and few)


def _dates(
    elements: list[HtmlElement], lines: list[Line], language: str | None
) -> tuple[PublicationDate | None, str | None]:
    """Date of publication and of the last change, as a block tells them."""
    published, modified = None, None
    for value, changed in _machine_dates(elements):
        if changed:
            modified = modified or value
        elif published is None:
            published = PublicationDate(value, DateSource.TIME_ELEMENT)
    return published or _worded_date(lines, language), modified


def _machine_dates(elements: list[HtmlElement]) -> Iterator[tuple[str, bool]]:
    """Dates written for machines, each with whether it is that of a change."""
    for element in elements:
        for node in element.iter("time", "span", "meta", "abbr", "div", "p", "dd"):
            given = _machine_value(node)
            value = machine_date(given) if given else None
            if value:
                names = f"{node.get('class') or ''} {node.get('itemprop') or ''}".lower()
                yield value, ("updated" in names or "modified" in names) and "publish" not in names


def _machine_value(node: HtmlElement) -> str | None:
    if node.tag == "time" or node.get("datetime"):
        return node.get("datetime") or node.get("content")
    if "date" in f"{node.get('itemprop') or ''} {node.get('property') or ''} {node.get('class') or ''}".lower():
        return node.get("content") or (node.get("title") if node.tag == "abbr" else None)
    return node.get("title") if node.tag == "abbr" else None


def _worded_date(lines: list[Line], language: str | None) -> PublicationDate | None:
    for line in lines:
        text = line.text if line.dated or is_date_line(line.text) else line.plain
        if text and (line.dated or (_is_imprint(text) and not line.foreign)):
            found = dates_in(text, language=language)
            if found:
                return PublicationDate(found[0].value, DateSource.TEXT)
    return None


def _is_marked(outline: Outline, link: Link, block: int) -> bool:
    """Whether an element from the block to the link, or one around the link, is called an article or item."""
    inside = [at for at in outline.chain(link.at) if at >= block]
    elements = [outline.elements[at] for at in inside]
    elements += link.element.iter("article")
    return any(
        element.tag == "article"
        or element.get("itemprop") in {"blogPost", "blogPosts", "itemListElement", "hasPart"}
        or _ITEM_TYPE.search(element.get("itemtype") or "")
        or _ITEM_NAME.search(element.get("class") or "")
        for element in elements
    )


def _surroundings(sheet: Sheet, slot: Slot, blocks: list[int], rivals: Rivals) -> list[Sequence[HtmlElement | str]]:
    """Elements and texts that belong to each block: itself and, in flat markup, what follows it up to the next."""
    outline = sheet.outline
    elements = [outline.elements[block] for block in blocks]
    bare = [
        element.tag in _FLAT_TAGS and _is_bare(element, sheet.keys, link.key)
        for element, link in zip(elements, slot.links, strict=True)
    ]
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
