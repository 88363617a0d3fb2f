"""What a page says of itself in its head and in schema.org descriptions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.html import HtmlElement

from crawler.markup import collapse

ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Posting|Report|Review|Column|LiveBlogPosting)$")
_LONGEST_TITLE = 500  # characters
_MOST_NODES = 2000  # of one page's descriptions; more of them are no article's


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """A page's statements about its article, each as it stands there."""

    descriptions: tuple[dict[str, object], ...]
    """Schema.org descriptions of articles, from JSON-LD."""
    meta: dict[str, str]
    """Content of meta elements by their name or property in lower case; the first of a name."""
    html_title: str
    """Text of the title element."""
    canonical_url: str | None
    """Absolute address that the page gives as its own."""


def read_metadata(root: HtmlElement, *, url: str) -> Metadata:
    """Read what a page at `url` says of itself."""
    meta = _meta(root)
    canonical = next((link.get("href") for link in root.iter("link") if "canonical" in _relations(link)), None)
    return Metadata(
        descriptions=tuple(_articles(root)),
        meta=meta,
        html_title=next((collapse(title.text or "")[:_LONGEST_TITLE] for title in root.iter("title")), ""),
        canonical_url=_absolute(canonical, url) or _absolute(meta.get("og:url"), url),
    )


def _relations(link: HtmlElement) -> list[str]:
    """Relations that a link element states."""
    return str(link.get("rel", "")).lower().split()


def _absolute(address: str | None, base: str) -> str | None:
    """Web address in full; None if it is none."""
    try:
        full = urljoin(base, (address or "").strip())
    except ValueError:
        return None
    return full if address and address.strip() and full.startswith(("http://", "https://")) else None


def _meta(root: HtmlElement) -> dict[str, str]:
    """Meta elements by name; the first of a name counts."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        content = collapse(element.get("content", ""))
        for key in ("property", "name", "itemprop"):
            name = element.get(key, "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _articles(root: HtmlElement) -> Iterator[dict[str, object]]:
    """Descriptions of articles in the page's JSON-LD."""
    for script in root.iter("script"):
        if script.get("type", "").split(";")[0].strip().lower() == "application/ld+json":
            yield from (node for node in _nodes(script.text or "") if _is_article(node))


def _nodes(text: str) -> Iterator[dict[str, object]]:
    """Objects of one JSON-LD script that stand by themselves or in a graph."""
    try:
        waiting = [json.loads(text.strip().removesuffix(";"), strict=False)]
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node
        elif isinstance(node, dict):
            yield node
            waiting[:0] = [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node]


def _is_article(node: dict[str, object]) -> bool:
    """Whether an object describes an article."""
    return any(ARTICLE_TYPES.search(kind) for kind in as_texts(node.get("@type")))


def as_texts(value: object) -> list[str]:
    """Texts that a JSON value holds: itself, or those of a list."""
    values = value if isinstance(value, list) else [value]
    return [collapse(text) for text in values if isinstance(text, str) and text.strip()]
