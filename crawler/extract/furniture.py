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
_COMMENTS = re.compile(r"(?:comment|coment|kommentar|komentar)(?!ar(?:y|ies)|at)\w*")
"""What comments are called in most languages of Europe; a commentary is an article."""
_COMMENT = "comments"
_OTHERS_WORDS = frozenset(
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
        *("socialmedia", "sociable", "compartir", "compartilhar", "whatsapp", "facebook", "relatedposts"),
        *("related", "relacionados", "relacionadas", "relacionado", "recirc", "recommended", "recommendation"),
        *("recommendations", "yarpp", "outbrain", "taboola", "trending", "readmore", "alsoread", "upnext"),
        *(
            "newsletter",
            "signup",
            "adsense",
            "dfp",
            "cookie",
            "cookies",
            "disqus",
        ),
        *("verwandt", "correlati", "correlate", "gerelateerd", "terkait", "bacajuga", "ilgili", "shariff", "sharebar"),
        *(
            "respond",
            "reacties",
            "yorumlar",
            "breadcrumb",
            "breadcrumbs",
            "pagination",
            "pager",
            "pagenav",
            "pagenavigation",
        ),
        *(_COMMENT, "tagcloud", "taglist", "authorbox", "footer", "masthead", "modal", "popup", "toolbar"),
    }
)
"""What speaks of something else or is spoken by others, however long it is."""
_BUTTONS = frozenset({"button", "buttons", "btn", "cta", "ctas"})
"""What holds a label to press; a text in an element of such a name is one that unfolds."""
_WORDS = _OTHERS_WORDS | frozenset(
    {
        *("follow", "popular", "subscribe", "subscription", "donate", "donation", "paywall", "promo", "promos"),
        *("sponsor", "sponsored", "advert", "adverts", "advertisement", "advertising", "ad", "ads"),
        *("publicidad", "publicidade", "banner", "popup", "modal", "overlay"),
        *("nav", "navbar", "navigation", "menu", "toolbar", "sidebar"),
        *("tags", "etiquetas", "byline", "author", "authors", "bio", "dateline"),
        *("timestamp", "caption", "credit", "credits", "rating", "ratings", "printfriendly", "toc", "masthead"),
        *("footer", "embed", "carousel", "slideshow", "gallery", "infobox", "tooltip"),
        *("disclaimer", "copyright", "feedback", *_BUTTONS),
        *("abo", "werbung", "anzeige", "publicite", "pubblicita", "advertentie", "reklama", "inread"),
        *("autor", "autorin", "auteur", "auteurs", "autore", "autores", "didascalia", "epigrafe", "leyenda"),
    }
)
_WHOLE = frozenset({"hidden", "is-hidden", "invisible", "noprint", "promoted"})
"""Classes that mean something only alone: `overflow-hidden`, `label-hidden` or `node--promoted` hide nothing."""
_HOLDERS = frozenset(
    {"layout", "page", "body", "main", "article", "story", "post", "text", "para", "paragraph", "paragraphs", "chapter"}
    | {"chapters", "template", "prose"}
)
"""Last words of names whose others tell what stands in or beside an article: `toc-page`, `sidebar-layout`."""
_PHRASES = re.compile(
    r"sr-only|screen-reader|visually-hidden|d-none|more-on|read-(?:more|also|next)|also-read|you-may|post-meta|entry-meta"
    r"|article-meta|article-info|meta-?info|post-(?:date|info|categories|category|navigation)|entry-footer|next-(?:post|article)"
    r"|prev(?:ious)?-(?:post|article)|jp-relatedposts|tag-list|tags-links|cat-links|wp-caption-text|posted-(?:on|by)"
    r"|leer-mas|ver-mas|leia-mais|saiba-mais|most-(?:read|viewed|popular)|call-to-action"
)
_LAYOUT = re.compile(r"\b(?:has|with|without|no|w)[-_]+[a-z]+")  # such as with-sidebar: said of what stands beside it
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SPLIT = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"\d+$")
_UTILITY = re.compile(r"[:\[\]/!@]")  # classes such as md:hidden: said of some screens only
_LONGEST_NAMES = 300  # characters; what stands further back in a class is no editor's work
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDING_ATTRIBUTES = frozenset({"style", "hidden", "aria-hidden"})
_POST = re.compile(r"(?:^|\s)(?:hentry|post-\d+|elementor-widget-theme-post-content)(?:\s|$)")


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element, by its name, role or class, is none of the article's own text."""
    if element.tag in FURNITURE_TAGS:
        return not (element.tag == "figure" and _holds_text(element))
    given = element.keys()  # nearly always none or a class; to ask for each of the others takes longer
    return bool(given) and (
        (not _HIDING_ATTRIBUTES.isdisjoint(given) and is_hidden(element))
        or ("role" in given and element.get("role") in _ROLES)
        or is_named_furniture(element)
    )


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


def is_others(element: HtmlElement) -> bool:
    """Whether an element's class or id says that it holds what others say, or what tells of something else."""
    names, name = element.get("class", ""), element.get("id", "")
    return bool(names or name) and says_others(names[:_LONGEST_NAMES], name[:_LONGEST_NAMES])


def is_called_button(element: HtmlElement) -> bool:
    """Whether an element's class or id says that it is a button, and nothing else of furniture."""
    words = _furniture_words(element.get("class", "")[:_LONGEST_NAMES], element.get("id", "")[:_LONGEST_NAMES])
    return bool(words) and words <= _BUTTONS


def holds_comments(element: HtmlElement) -> bool:
    """Whether an element's class or id says that it holds readers' comments."""
    names, name = element.get("class", ""), element.get("id", "")
    if _COMMENTS.search(names.lower()) is None and _COMMENTS.search(name.lower()) is None:
        return False  # nearly always
    return _COMMENT in _furniture_words(names[:_LONGEST_NAMES], name[:_LONGEST_NAMES])


@lru_cache(maxsize=8192)
def says_furniture(classes: str, name: str) -> bool:
    """Whether classes and an id are such as furniture has."""
    return bool(_furniture_words(classes, name))


@lru_cache(maxsize=8192)
def says_others(classes: str, name: str) -> bool:
    """Whether classes and an id are such as has what others say, or what tells of something else."""
    return not _OTHERS_WORDS.isdisjoint(_furniture_words(classes, name))


@lru_cache(maxsize=8192)
def _furniture_words(classes: str, name: str) -> frozenset[str]:
    """Words and phrases among classes and an id that furniture has."""
    if _POST.search(classes):  # a post's classes carry its tags and categories: any word may be among them
        return frozenset()
    named = classes.split()
    is_for_some = any(_UTILITY.search(one) for one in named)
    found: set[str] = set()
    for one in (*named, name):
        if not one or _UTILITY.search(one):
            continue
        if one in _WHOLE and not is_for_some:
            found.add(one)
        told = _LAYOUT.sub("", _CAMEL.sub("-", one).lower())
        if phrase := _PHRASES.search(told):
            found.add(phrase.group())
        words = [_NUMBER.sub("", word) for word in _SPLIT.split(told)]
        words = [_COMMENT if _COMMENTS.fullmatch(word) else word for word in words if word]
        if words and words[-1] not in _HOLDERS:
            found |= _WORDS.intersection(words)
    return frozenset(found)


def _holds_text(figure: HtmlElement) -> bool:
    """Whether a figure shows words, such as a table or a quotation, and not a picture."""
    return next(figure.iter("table", "blockquote"), None) is not None
