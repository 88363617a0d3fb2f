"""What stands in or around an article without belonging to it: menus, sharing, related links, captions, comments."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

FURNITURE_TAGS = frozenset(
    {
        *("nav", "aside", "footer", "header", "form", "button", "select", "textarea", "input", "label", "dialog"),
        *("figure", "figcaption", "caption", "iframe", "audio", "video", "object", "embed", "canvas", "map", "menu"),
    }
)
"""Elements that hold no paragraph of an article."""

NEVER_TEXT = frozenset({"nav", "aside", "footer", "menu"})
"""Those of them that are furniture however much they hold."""

_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "toolbar"}
)
_WORDS = frozenset(
    {
        *(
            "share",
            "shares",
            "sharing",
            "shared",
            "sharedaddy",
            "sharethis",
            "addtoany",
            "addthis",
            "social",
            "socials",
        ),
        *("socialmedia", "sociable", "compartir", "compartilhar", "follow", "whatsapp", "facebook", "relatedposts"),
        *("related", "relacionados", "relacionadas", "relacionado", "recirc", "recommended", "recommendation"),
        *("recommendations", "yarpp", "outbrain", "taboola", "trending", "popular", "readmore", "alsoread", "upnext"),
        *("newsletter", "subscribe", "subscription", "signup", "donate", "donation", "paywall", "promo", "promos"),
        *("promoted", "sponsor", "sponsored", "advert", "adverts", "advertisement", "advertising", "ad", "ads"),
        *("adsense", "dfp", "publicidad", "publicidade", "banner", "cookie", "cookies", "popup", "modal", "overlay"),
        *("comments", "commentlist", "comment", "disqus", "respond", "comentarios", "breadcrumb", "breadcrumbs"),
        *(
            "pagination",
            "pager",
            "pagenav",
            "pagenavigation",
            "nav",
            "navbar",
            "navigation",
            "menu",
            "toolbar",
            "sidebar",
        ),
        *("tags", "taglist", "tagcloud", "etiquetas", "byline", "author", "authors", "authorbox", "bio", "dateline"),
        *("timestamp", "caption", "credit", "credits", "rating", "ratings", "printfriendly", "toc", "masthead"),
        *("hidden", "noprint", "invisible", "footer", "embed", "carousel", "slideshow", "gallery", "infobox"),
    }
)
_PHRASES = re.compile(
    r"sr-only|screen-reader|visually-hidden|d-none|more-on|read-(?:more|also|next)|also-read|you-may|post-meta|entry-meta"
    r"|article-meta|article-info|meta-?info|post-(?:date|info|categories|category|navigation)|entry-footer|next-(?:post|article)"
    r"|prev(?:ious)?-(?:post|article)|jp-relatedposts|tag-list|tags-links|cat-links|wp-caption-text|posted-(?:on|by)"
    r"|leer-mas|ver-mas|leia-mais|saiba-mais|most-(?:read|viewed|popular)|call-to-action|cta"
)
_LAYOUT = re.compile(r"\b(?:has|with|without|no|w)[-_]+[a-z]+")  # such as with-sidebar: said of what stands beside it
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPLIT = re.compile(r"[^a-z]+")
_LONGEST_NAMES = 300  # characters; what stands further back in a class is no editor's work
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_POST = re.compile(r"(?:^|\s)(?:hentry|post-\d+|elementor-widget-theme-post-content)(?:\s|$)")


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element, by its name, role or class, is none of the article's own text."""
    if element.tag in FURNITURE_TAGS:
        return not (element.tag == "figure" and _holds_text(element))
    return is_hidden(element) or element.get("role") in _ROLES or is_named_furniture(element)


def is_hidden(element: HtmlElement) -> bool:
    """Whether a reader does not see an element."""
    style = element.get("style")
    return (
        (style is not None and _HIDING.search(style) is not None)
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
    )


def is_named_furniture(element: HtmlElement) -> bool:
    """Whether an element's class or id says that it is furniture."""
    names, name = element.get("class", ""), element.get("id", "")
    return bool(names or name) and says_furniture(names[:_LONGEST_NAMES], name[:_LONGEST_NAMES])


@lru_cache(maxsize=8192)
def says_furniture(classes: str, name: str) -> bool:
    """Whether classes and an id are such as furniture has."""
    names = f"{classes} {name}".strip()
    if _POST.search(names):  # a post's classes carry its tags and categories: any word may be among them
        return False
    words = _LAYOUT.sub("", _CAMEL.sub("-", names).lower())
    return bool(_PHRASES.search(words)) or not _WORDS.isdisjoint(_SPLIT.split(words))


def _holds_text(figure: HtmlElement) -> bool:
    """Whether a figure shows words, such as a table or a quotation, and not a picture."""
    return next(figure.iter("table", "blockquote"), None) is not None
