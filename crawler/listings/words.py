"""Markup in a listing's fields to the plain words that a reader sees."""

from __future__ import annotations

import html
import re

from crawler.markup import collapse, parse_html, text_of
from model.errors import NotAnArticle

TEASER_LENGTH = 4000
"""Characters after which a teaser is cut; some listings hold the whole article."""

_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
_SIGNATURE = re.compile(
    r"\s*(?:The post|La entrada|O post|El art[ií]culo)\s.{1,300}?\s"
    r"(?:appeared first on|first appeared on|apareci[oó] primero en|se public[oó] primero en|apareceu primeiro em)"
    r"\s.{1,120}$"
)


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
