"""Parts of a page that are furniture: menus, sidebars, footers, boxes of popular or latest articles."""

from __future__ import annotations

import re
from enum import IntEnum

from lxml.html import HtmlElement

from crawler.listings.vocabulary import AROUND_TITLE, DOUBTFUL_TITLE, ELSEWHERE_TITLE
from crawler.text.markup import short_text_of

_LEVELS, _SIBLINGS, _TITLE_LENGTH = 3, 2, 60
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Region(IntEnum):
    """What part of a page an element opens, by its own tag and names; the worst of its ancestors' counts."""

    CONTENT = 0
    """Nothing that speaks against it."""
    DOUBTFUL = 1
    """A box that often repeats articles of elsewhere: latest, featured, slider, widget."""
    FURNITURE = 2
    """A menu, sidebar, footer, pager, or a box of related or popular articles."""


class ListLabel(IntEnum):
    """What the words above a list announce; the worst of several counts."""

    NONE = 0
    DOUBTFUL = 1
    """Articles from anywhere: latest, featured."""
    AROUND = 2
    """Links that lead around the site: archives, tags, search. Titles of articles below show that they don't."""
    ELSEWHERE = 3
    """Articles that are no part of the list: related, popular."""


_FURNITURE_TAGS = frozenset({"nav", "aside", "footer", "dialog", "menu"})
_FURNITURE_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "banner", "search", "menu", "menubar", "dialog"}
)
_FURNITURE_WORDS = frozenset(
    {
        *(
            "nav",
            "navbar",
            "navigation",
            "menu",
            "menus",
            "submenu",
            "megamenu",
            "breadcrumb",
            "breadcrumbs",
            "pathway",
        ),
        *("sidebar", "sidebars", "colophon", "masthead", "topbar", "toolbar", "related"),
        *("relacionados", "relacionadas", "relacionadas", "popular", "trending", "ticker", "mostread", "mostviewed"),
        *("share", "sharing", "sharedaddy", "social", "tagcloud", "comments", "cookie", "cookies", "subcategories"),
        *("children", "popup", "modal", "offcanvas", "newsletter", "subscribe", "recommended", "recomendados"),
        *("languages", "wpml", "polylang", "copyright", "calendar", "login", "searchform", "skiplink", "bottombar"),
        *("populares", "masleidas", "masleido", "maisleidas", "leidas", "lidas"),
        *(
            "recommend",
            "recommends",
            "recommendation",
            "recommendations",
            "recirc",
            "recirculation",
            "outbrain",
            "taboola",
        ),
        *("aside", "asides", "moreon", "alsos"),
    }
)
_FURNITURE_NAMES = re.compile(
    r"(?:^|[-_])(?:site|page|main|global|td|mg)[-_]footer|^footer(?:$|[-_]|\d)|^(?:site|main|global)[-_]header$|^top[-_]?bar"
    r"|most[-_]?(?:read|viewed|popular|commented)|mas[-_]?(?:leid|vist)|mais[-_]?lid|(?:tags?|cat)[-_](?:links|cloud|list)$"
    r"|^(?:tags|post-tags|entry-tags|entry-categories|post-categories|secondary|tertiary|rail|right-?rail|left-?rail|footer)$"
    r"|side[-_]?(?:box|col|column|left|right|nav)$|(?:^|[-_])more[-_](?:news|stories|posts|articles|from|on|in)(?:$|[-_])"
    r"|breaking[-_]?news|news[-_]?ticker|see[-_]also|read[-_]also|off[-_]canvas|language[-_](?:switcher|selector)|^lang$"
    r"|(?:previous|prev)[-_]next|post[-_]navigation|back[-_]to[-_]top|^widget_(?:nav|tag|cat|arch|rec|links|pages|meta)",
)
_DOUBTFUL_WORDS = frozenset(
    {
        *(
            "latest",
            "recent",
            "newest",
            "latestnews",
            "recientes",
            "ultimas",
            "slider",
            "carousel",
            "slideshow",
            "swiper",
        ),
        *("widget", "widgets", "newsflash", "headlines", "highlights", "marquee", "popup", "promo", "ads", "advert"),
        *("right", "left", "rail", "pushdown", "upcoming"),
    }
)
_NOT_A_NAME = re.compile(
    r"^(?:tag|category|cat|format|status|type|post|author|term|tax|has|no|with|is|elementor|e|et|wpb|vc|td_block|js|supports)"
    r"(?:-|_|$)"
)
"""Names that say what an article is about, or how a builder of pages made it, and nothing of the part of the page."""
_LAYOUT_WORDS = frozenset({"with", "without", "has", "layout"})
"""Words of names that tell how a page is laid out: it has a sidebar, and this is not it."""
_MAIN_WORDS = frozenset({"main", "primary", "maincontent"})
_WORD = re.compile(r"[a-z]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def own_region(element: HtmlElement) -> Region:
    """Which part of a page an element opens, from its tag, role, id and classes."""
    tag = element.tag
    if tag in {"html", "body", "main", "article", "h1", "h2", "h3", "a"}:
        return Region.CONTENT
    if tag in _FURNITURE_TAGS:
        return Region.CONTENT if tag == "footer" and _inside_item(element) else Region.FURNITURE
    if tag == "header":
        return Region.CONTENT if _inside_item(element) else Region.FURNITURE
    if element.get("role") in _FURNITURE_ROLES:
        return Region.FURNITURE
    named = region_of_names(f"{element.get('class') or ''} {element.get('id') or ''}")
    return Region.CONTENT if named and _holds_the_page(element) else named


def region_of_names(names: str) -> Region:
    """Which part of a page classes and ids name."""
    worst = Region.CONTENT
    for name in names.split():
        plain = _CAMEL.sub("-", name).lower()
        if _NOT_A_NAME.match(plain):
            continue
        words = _WORD.findall(plain)
        if not _LAYOUT_WORDS.isdisjoint(words):
            continue
        if not _FURNITURE_WORDS.isdisjoint(words) or _FURNITURE_NAMES.search(plain):
            return Region.FURNITURE
        if not _DOUBTFUL_WORDS.isdisjoint(words):
            worst = Region.DOUBTFUL
    return worst


def label_of(first: HtmlElement, title: HtmlElement | None) -> ListLabel:
    """What is announced by the words right above a list's first block and the elements around it.

    The page's own title announces nothing else than the page.
    """
    above = set() if title is None else {title, *title.iterancestors()}
    worst, node = ListLabel.NONE, first
    for _ in range(_LEVELS):
        before = node.getprevious()
        for _ in range(_SIBLINGS):
            if before is None:
                break
            if before not in above and before.tag != "form":
                worst = max(worst, _label_in(before))
            before = before.getprevious()
        parent = node.getparent()
        if worst is not ListLabel.NONE or parent is None or parent.tag in {"body", "main"}:
            break
        node = parent
    return worst


def _label_in(element: HtmlElement) -> ListLabel:
    text = short_text_of(element, longest=_TITLE_LENGTH)
    if not text:
        return ListLabel.NONE
    if ELSEWHERE_TITLE.match(text):
        return ListLabel.ELSEWHERE
    if AROUND_TITLE.match(text):
        return ListLabel.AROUND
    return ListLabel.DOUBTFUL if DOUBTFUL_TITLE.match(text) else ListLabel.NONE


def _inside_item(element: HtmlElement) -> bool:
    """Whether an element stands within an article or list item, whose own header and footer are no furniture."""
    return any(ancestor.tag in {"article", "li"} for ancestor in element.iterancestors())


def _holds_the_page(element: HtmlElement) -> bool:
    """Whether an element holds the page's main part, so that its name is about the layout of the whole."""
    if next(element.iter("h1", "main"), None) is not None:
        return True
    return any(_is_main_column(inner) for inner in element.iterdescendants("div", "section", "td", "article"))


def _is_main_column(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return ("main" in names or "primary" in names) and any(
        not _MAIN_WORDS.isdisjoint(words) and _FURNITURE_WORDS.isdisjoint(words)
        for words in map(_WORD.findall, names.split())
    )
