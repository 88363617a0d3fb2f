"""A page's elements by number, and its links that may lead to articles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, cast

from lxml.html import HtmlElement

from crawler.listings.addresses import SectionPage, may_be_article, slug_points
from crawler.listings.head import base_of
from crawler.listings.regions import HEADINGS, Region, own_region
from crawler.listings.vocabulary import CHROME
from crawler.text.markup import text_of
from crawler.text.writing import count_words
from model.urls import identity, resolve

_SHAPE = 4
"""Elements at the beginning of a table's cell that tell its kind: further ones are the text's own."""
_TITLE_WORDS = 4
"""Words that a title has and a menu's entry seldom: "Política y economía" has three."""
HEADING_RANK = 2
"""Of a link that is a heading or holds one; words like a title's have 1, what has neither has 0."""
_WITHIN = 4
"""Elements around a link that may be its title or its label; what is further out holds more than the link."""
MOST_IN_LINK = 100
"""Elements of a link whose words are read: a whole card that is one link has some dozens. A link that is never closed
may hold all that follows, a thousand others among it: to read each to its end costs by the square of their number."""
_DIGITS = re.compile(r"\d+")
_STATE = frozenset(
    {"odd", "even", "first", "last", "alt", "active", "current", "clearfix", "cf", "hentry", "sticky", "visited"}
)
_TITLE_NAME = re.compile(r"(?<!sub)(?<!sub-)(?:title|titulo|titular|headline|titre|heading)(?!s?-?wrap)", re.IGNORECASE)
_TITLE_PROPERTIES = frozenset({"headline", "name", "url"})
_LABEL_RELATIONS = frozenset({"tag", "author", "category", "next", "prev", "search", "home"})
_LABEL_PROPERTIES = frozenset({"author", "publisher", "creator", "genre", "articleSection", "keywords"})
_LABEL_NAMES = frozenset(
    {
        *("author", "byline", "vcard", "autor", "username", "catitemauthor", "category", "categories", "category-name"),
        *("cat-links", "tags-links", "entry-category", "post-category", "post-categories", "sup-category", "kicker"),
        *(
            "td-post-category",
            "mg-blog-category",
            "elementor-post__badge",
            "volanta",
            "label",
            "tag",
            "tags",
            "seccion",
        ),
        *("catitemcategory", "catitemtagsblock", "field-name-field-tags", "field--name-field-tags"),
    }
)


class Target(NamedTuple):
    """Where a link leads. To find out once is enough: pages have many links, and each is asked for several times."""

    url: str
    """Absolute address, as the page gives it."""
    key: str
    """Identity of that address."""


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """An anchor that may lead to an article."""

    element: HtmlElement
    at: int
    """Number of the element in the page."""
    url: str
    """Absolute address, as the page gives it."""
    key: str
    """Identity of that address."""
    text: str
    """What a reader sees of the link; empty for a bare image."""
    slug: float
    """How much the address looks like an article's."""
    rank: int
    """2: marked up as a title; 1: four words or more; 0: anything else."""
    region: Region
    """The worst part of the page that it stands in."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A page, with what is needed to compare places in it quickly. Elements are known by their number, from 0."""

    elements: list[HtmlElement]
    number: dict[HtmlElement, int]
    parents: list[int]
    """Number of each element's parent; -1 for the root."""
    ends: list[int]
    """Number of the last element within each element."""
    signatures: list[int]
    """Elements with the same chain of tags and classes from the root have the same one."""
    regions: list[Region]
    main: list[bool]
    """Whether each element is the page's main part, or within it."""
    walls: list[int]
    """Numbers of the elements that are never part of an entry: menus, sidebars, the title of the whole page."""
    headings: list[int]
    """Numbers of the headings of all levels."""
    titles: list[int]
    """Numbers of the headings of the first level that are no links: the page's own title, as a rule."""
    links: tuple[Link, ...]

    def chain(self, at: int, *, up_to: int = 0) -> Iterator[int]:
        """Numbers of an element and its ancestors, from the inmost outwards, up to one of them."""
        while at >= up_to:
            yield at
            at = self.parents[at]


def outline_of(tree: HtmlElement, targets: Mapping[HtmlElement, Target], place: SectionPage) -> Outline:
    """Number a page's elements and find those of its links that may lead to articles."""
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    number = {element: at for at, element in enumerate(elements)}
    parents = [-1 if (parent := element.getparent()) is None else number[parent] for element in elements]
    regions = _regions(elements, parents)
    links = tuple(_links(elements, regions, targets, place))
    return Outline(
        elements=elements,
        number=number,
        parents=parents,
        ends=_ends(parents),
        signatures=_signatures(elements, parents),
        regions=regions,
        main=_main(elements, parents),
        walls=[at for at, element in enumerate(elements) if _is_wall(element)],
        titles=[at for at, element in enumerate(elements) if element.tag == "h1" and not _is_linked(element)],
        headings=[at for at, element in enumerate(elements) if element.tag in HEADINGS],
        links=links,
    )


def targets_of(tree: HtmlElement, url: str) -> dict[HtmlElement, Target]:
    """Where each link of a page leads, of those that lead to a web page."""
    base = base_of(tree, url)
    found = {}
    for anchor in tree.iter("a"):
        target = resolve(base, anchor.get("href") or "")
        if target:
            found[anchor] = Target(target, identity(target))
    return found


def _links(
    elements: list[HtmlElement], regions: list[Region], targets: Mapping[HtmlElement, Target], place: SectionPage
) -> Iterator[Link]:
    for at, element in enumerate(elements):
        target = targets.get(element)
        if target is None or not may_be_article(*target, place) or _is_label(element):
            continue
        text = text_of(element, most=MOST_IN_LINK)
        if not CHROME.match(text):
            yield Link(
                element=element,
                at=at,
                url=target.url,
                key=target.key,
                slug=slug_points(*target, place),
                text=text,
                rank=_rank(element, text),
                region=regions[at],
            )


def _is_label(element: HtmlElement) -> bool:
    """Whether a link says of itself that it leads to a tag, a topic, a person or another page of the list."""
    if not _LABEL_RELATIONS.isdisjoint((element.get("rel") or "").lower().split()):
        return True
    node: HtmlElement | None = element
    for _ in range(_WITHIN):
        if node is None or node.tag in {"body", "article", "li", "td", *HEADINGS}:
            return False
        if node.get("itemprop") in _LABEL_PROPERTIES:
            return True
        named = not _LABEL_NAMES.isdisjoint((node.get("class") or "").lower().split())
        if named and next(node.iter(*HEADINGS), None) is None:
            return True
        node = node.getparent()
    return False


def _rank(element: HtmlElement, text: str) -> int:
    if text and (_near_heading(element) or next(element.iter(*HEADINGS), None) is not None):
        return HEADING_RANK
    return 1 if count_words(text) >= _TITLE_WORDS else 0


def _near_heading(element: HtmlElement) -> bool:
    """Whether a link is a heading or title, or stands within one."""
    node: HtmlElement | None = element
    for _ in range(_WITHIN):
        if node is None or node.tag in {"body", "article", "li", "td", "section"}:
            return False
        if node.tag in HEADINGS or node.get("itemprop") in _TITLE_PROPERTIES:
            return True
        if _TITLE_NAME.search(node.get("class") or ""):
            return True
        node = node.getparent()
    return False


def _regions(elements: list[HtmlElement], parents: list[int]) -> list[Region]:
    found: list[Region] = []
    for element, parent in zip(elements, parents, strict=True):
        above = found[parent] if parent >= 0 else Region.CONTENT
        found.append(above if above is Region.FURNITURE else max(above, own_region(element)))
    return found


def _main(elements: list[HtmlElement], parents: list[int]) -> list[bool]:
    found: list[bool] = []
    for element, parent in zip(elements, parents, strict=True):
        found.append((parent >= 0 and found[parent]) or _is_main(element))
    return found


def _is_main(element: HtmlElement) -> bool:
    named = element.get("role") == "main" or element.get("id") in {"main", "content", "primary"}
    return element.tag == "main" or named


def _is_linked(heading: HtmlElement) -> bool:
    parent = heading.getparent()
    return next(heading.iter("a"), None) is not None or (parent is not None and parent.tag == "a")


def _is_wall(element: HtmlElement) -> bool:
    if element.tag in {"header", "footer"}:
        return own_region(element) is Region.FURNITURE
    return element.tag in {"h1", "nav", "aside", "main"}


def _ends(parents: list[int]) -> list[int]:
    ends = list(range(len(parents)))
    for at in range(len(parents) - 1, 0, -1):
        parent = parents[at]
        if parent >= 0:
            ends[parent] = max(ends[parent], ends[at])
    return ends


def _signatures(elements: list[HtmlElement], parents: list[int]) -> list[int]:
    names = [_names(element) for element in elements]
    common = Counter(name for some in names for name in some)
    known: dict[tuple[int, str], int] = {}
    found: list[int] = []
    columns: dict[int, dict[tuple[object, ...], int]] = defaultdict(dict)
    for element, parent, some in zip(elements, parents, names, strict=True):
        step = cast("str", element.tag)
        if step in {"td", "th"}:  # cells of one row that are built alike share a name, as in a grid of articles
            step = f"td:{columns[parent].setdefault(_shape(element), len(columns[parent]))}"
        if element.tag == "a":
            step += "." + ".".join(sorted(some))
        elif some:
            step += "." + max(some, key=lambda name: common[name] > 1)
        above = found[parent] if parent >= 0 else -1
        found.append(known.setdefault((above, step), len(known)))
    return found


def _shape(cell: HtmlElement) -> tuple[object, ...]:
    return tuple(element.tag for element in islice(cell.iterdescendants(), _SHAPE))


def _names(element: HtmlElement) -> list[str]:
    """Classes of an element, without the numbers and states that tell one item from the next."""
    names = (element.get("class") or "").lower().split()
    return [_DIGITS.sub("#", name) for name in names if name not in _STATE]
