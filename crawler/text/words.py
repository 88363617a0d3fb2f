"""Markup in a listing's fields to the plain words that a reader sees."""

from __future__ import annotations

import html
import re
from collections import Counter

from crawler.text.markup import collapse, parse_html, text_of
from model.errors import NotAnArticle

TEASER_LENGTH = 4000
"""Characters after which a teaser is cut; some listings hold the whole article."""

_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)(?:\s[^<>]*)?(/?)>")
_TEXT_TAGS = frozenset(
    {
        *("a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "mark", "q", "s", "small", "span"),
        *("strike", "strong", "sub", "sup", "tt", "u", "p", "div", "h1", "h2", "h3", "h4", "ul", "ol", "li", "table"),
        *("blockquote", "section", "article", "figure"),
    }
)
_LONE_TAGS = frozenset({"br", "img", "hr", "wbr"})
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
_SIGNATURE = re.compile(
    r"\s*(?:The post|La entrada|O post|El art[ií]culo)\s.{1,300}?\s"
    r"(?:appeared first on|first appeared on|apareci[oó] primero en|se public[oó] primero en|apareceu primeiro em)"
    r"\s.{1,120}$"
)


def one_line(text: str) -> str | None:
    """Plain text in one line; None when nothing is left."""
    return collapse(text) or None


def is_markup(text: str) -> bool:
    """Whether a text of which nobody says what it is has tags or entities: those of texts, opened and closed.

    A title that speaks of a tag only names it.
    """
    opened, closed = Counter[str](), Counter[str]()
    for slash, name, alone in _TAG.findall(text):
        tag = name.lower()
        if tag in _LONE_TAGS or (alone and tag in _TEXT_TAGS):
            return True
        if tag in _TEXT_TAGS:
            (closed if slash else opened)[tag] += 1
    return bool(opened & closed) or (not _TAG.search(text) and _ENTITY.search(text) is not None)


def plain(text: str | None) -> str | None:
    """Text without tags and entities, in one line; None when nothing is left."""
    if not text:
        return None
    if not _MARKUP.search(text):
        return collapse(text) or None
    try:
        return text_of(parse_html(f"<div>{text}</div>".encode("utf-8", "replace"), charset="utf-8")) or None
    except NotAnArticle:
        return collapse(html.unescape(text)) or None


def teaser(text: str | None) -> str | None:
    """Plain text of a summary, without WordPress' signature and no longer than a teaser is."""
    words = plain(text)
    return shortened(_SIGNATURE.sub("", words)) if words else None


def shortened(text: str) -> str | None:
    """Text cut between two words if it is longer than a teaser is."""
    if len(text) > TEASER_LENGTH:
        text = text[:TEASER_LENGTH].rpartition(" ")[0] + " …"
    return text or None
