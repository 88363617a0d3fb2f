"""The text of a block as the lines that a reader sees, each with what its markup says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from crawler.listings.outline import MOST_IN_LINK
from crawler.listings.regions import HEADINGS
from crawler.listings.vocabulary import leads_on
from crawler.text.markup import HIDDEN_TAGS, INLINE_TAGS, collapse, text_of

_TELLING_TAGS = frozenset({*HEADINGS, "a", "time", "figcaption", "b", "strong"})
_DATE_WORDS = 12
"""Words that an element named for a date has at most: a date in full with the hour, the author and a place."""
_DATE_ELEMENTS = 50
"""Elements of it that are read: a calendar's leaf has one for each of its words, and some for how it looks."""
_ASIDE_NAME = re.compile(
    r"(?:^|[\s_-])(?:byline|author|autor|createdby|share|sharing|social|tags?-links|cat-links|tags|comments?-link"
    r"|breadcrumbs?|caption|wp-caption-text|hits|readmore|read-more|more-link|screen-reader-text|visually-hidden|sr-only)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_DATE_NAME = re.compile(
    r"(?:^|[\s_-])(?:date|time|fecha|posted|published|created|pubdate|datetime|timestamp)(?:$|[\s_-])|[a-z]Date",
)
_TITLE_NAME = re.compile(
    r"(?:^|[\s_-])(?:title|titulo|titular|headline|titre)(?:$|[\s_-])|[a-z](?:Title|Headline)(?:$|\s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingLine:
    """One line of text."""

    text: str
    own: str
    """What of it is a link to the entry's own address."""
    plain: str
    """What of it is not."""
    foreign: bool
    """Whether most of it is links to elsewhere."""
    heading: bool
    bold: bool
    aside: bool
    """Whether its markup says that it is no teaser: byline, share links, caption."""
    dated: bool
    """Whether its markup says that it is a date."""


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The links of a page that lead to a web page."""

    keys: Mapping[HtmlElement, str]
    """Identities of where they lead."""
    _leading_on: dict[HtmlElement, bool] = field(default_factory=dict)
    """Those that were asked for: where links are never closed, each is asked for with every other that holds it."""

    def lead_on(self, anchor: HtmlElement) -> bool:
        """Whether the words of one are an invitation to read on."""
        if anchor not in self._leading_on:
            self._leading_on[anchor] = leads_on(text_of(anchor, most=MOST_IN_LINK))
        return self._leading_on[anchor]


@dataclass(frozen=True, slots=True)
class _Context:
    """What the markup around a piece of text says of it."""

    link: str = ""
    """`own`, `foreign` or nothing."""
    heading: bool = False
    bold: bool = False
    aside: bool = False
    dated: bool = False
    invites: bool = False
    """Whether it is a link that says no more than to read on."""
    anchor: HtmlElement | None = None
    """The link that it stands in."""


@dataclass(slots=True)
class _LineText:
    """Text of the line that is being read."""

    found: list[tuple[str, _Context]] = field(default_factory=list)
    link: HtmlElement | None = None
    """The link that the last of its words stands in."""

    def add(self, text: str, context: _Context) -> None:
        self.found.append((text, context))
        if text.strip():
            self.link = context.anchor

    def ends_in_another(self, context: _Context) -> bool:
        """Whether a link follows on another link without a word between: they are shown one below the other."""
        return None not in {context.anchor, self.link} and self.link is not context.anchor

    def line(self) -> ListingLine | None:
        """Give the line that has come together, and start the next."""
        pieces, self.found, self.link = self.found, [], None
        said = [context for text, context in pieces if text.strip()]
        if not said:
            return None
        if any(not context.link and not context.aside for context in said):
            pieces = [(text, context) for text, context in pieces if not context.invites]
        gap = " " if all(context.dated for context in said) else ""
        text = collapse(gap.join(text for text, _ in pieces))
        foreign = sum(len(text.strip()) for text, context in pieces if context.link == "foreign")
        return ListingLine(
            text=text,
            own=collapse(gap.join(text for text, context in pieces if context.link == "own")),
            plain=collapse(gap.join(text for text, context in pieces if context.link != "own")),
            foreign=2 * foreign > len(text),
            heading=any(context.heading for context in said),
            bold=all(context.bold for context in said),
            aside=all(context.aside for context in said),
            dated=any(context.dated for context in said),
        )


def lines_of(nodes: Sequence[HtmlElement | str], links: PageLinks, own: str) -> Iterator[ListingLine]:
    """Read elements and bare texts that stand one after the other as lines; `links` are the page's."""
    pieces = _LineText()
    for node in nodes:
        if isinstance(node, str):
            pieces.add(node, _Context())
        else:
            yield from _read(node, pieces, links, own)
    last = pieces.line()
    if last:
        yield last


def _read(root: HtmlElement, pieces: _LineText, links: PageLinks, own: str) -> Iterator[ListingLine]:
    """Lines that end within an element; its last text stays behind for the line that goes on after it."""
    above: list[tuple[_Context, bool]] = [(_Context(), False)]
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            context = _context(element, above[-1][0], links, own)
            breaks = _breaks(element, context) or pieces.ends_in_another(context)
            above.append((context, breaks))
            if breaks and (line := pieces.line()):
                yield line
            if element.tag in HIDDEN_TAGS:
                walk.skip_subtree()
            else:
                pieces.add(" " if element.tag == "br" else element.text or "", context)
        else:
            _, breaks = above.pop()
            if breaks and (line := pieces.line()):
                yield line
            if element is not root and element.tail:
                pieces.add(element.tail, above[-1][0])


def _breaks(element: HtmlElement, context: _Context) -> bool:
    """Whether an element starts a new line; within a title, `br` only folds it."""
    if element.tag == "br":
        return not context.heading
    return element.tag not in INLINE_TAGS and element.tag not in HIDDEN_TAGS


def _context(element: HtmlElement, around: _Context, links: PageLinks, own: str) -> _Context:
    tag, names = element.tag, _own_names(element)
    if not names and tag not in _TELLING_TAGS:
        return around
    anchor = tag == "a" and element.get("href") is not None
    mine = links.keys.get(element) == own
    small = bool(names) and next(element.iter(*HEADINGS), None) is None
    aside = around.aside or tag == "figcaption" or (small and bool(_ASIDE_NAME.search(names)))
    return _Context(
        link=("own" if mine else "foreign") if anchor else around.link,
        heading=around.heading or tag in HEADINGS or (small and bool(_TITLE_NAME.search(names))),
        bold=around.bold or tag in {"b", "strong"},
        aside=aside,
        dated=around.dated or tag == "time" or (small and _is_date(element, names)),
        invites=around.invites or (anchor and mine and (aside or links.lead_on(element))),
        anchor=element if anchor else around.anchor,
    )


def _own_names(element: HtmlElement) -> str:
    """Classes of an element, without those that say what an article is about."""
    names = element.get("class") or ""
    if "tag-" not in names and "category-" not in names:
        return names
    return " ".join(name for name in names.split() if not name.startswith(("tag-", "category-")))


def _is_date(element: HtmlElement, names: str) -> bool:
    return bool(_DATE_NAME.search(names)) and len(text_of(element, most=_DATE_ELEMENTS).split()) <= _DATE_WORDS
