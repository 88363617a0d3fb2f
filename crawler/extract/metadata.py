"""What a page says of itself in its head and in schema.org descriptions."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.html import HtmlElement

from crawler.text.datewords import machine_date
from crawler.text.markup import collapse

ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review|Column|Recipe|PodcastEpisode)$")
_PAGE_TYPES = re.compile(r"(?:Page|CreativeWork|VideoObject|Question|HowTo)$")
_LONGEST_TITLE = 500  # characters
_SHORTEST_MOMENT = len("2023-07-28T12:00")
_LONGEST_MOMENT = len("2023-07-28T12:00:00.000000000+00:00")
_MOST_NODES = 2000  # of one page's descriptions; more of them are no article's
_PARTS = ("@graph", "mainEntity", "mainEntityOfPage", "blogPost")
_WRAPPING = re.compile(r"/\*[\s\S]*?\*/|^\s*//[^\n]*$|<!--|-->|<!\[CDATA\[|\]\]>", re.MULTILINE)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_NO_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
_SINGLE_VALUE = re.compile(
    r'"(@type|headline|name|url|datePublished|dateCreated|dateModified)"\s*:\s*"([^"\n]{1,300})"'
)
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """A page's statements about its article, each as it stands there."""

    descriptions: tuple[dict[str, object], ...]
    """Schema.org descriptions of articles, from JSON-LD."""
    pages: tuple[dict[str, object], ...]
    """Those of pages and other works, which may be of this page or not."""
    meta: dict[str, str]
    """Content of meta elements by their name or property in lower case; the first of a name."""
    moments: tuple[str, ...]
    """Moments of any kind that the page's time elements, descriptions and meta elements state, ISO 8601 with offset."""
    html_title: str
    """Text of the title element."""
    canonical_url: str | None
    """Absolute address that the page gives as its own."""


def read_metadata(root: HtmlElement, *, url: str) -> Metadata:
    """Read what a page at `url` says of itself."""
    meta = _meta(root)
    canonical = next((link.get("href") for link in root.iter("link") if "canonical" in _relations(link)), None)
    nodes = list(_described(root))
    return Metadata(
        descriptions=tuple(node for node in nodes if _is_article(node)),
        pages=tuple(node for node in nodes if _is_of_type(node, _PAGE_TYPES) and not _is_article(node)),
        meta=meta,
        moments=tuple(_moments(root, meta, nodes)),
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


def _moments(root: HtmlElement, meta: dict[str, str], nodes: list[dict[str, object]]) -> Iterator[str]:
    """Moments with an offset that a page states, of whatever they are."""
    described = (
        text for node in nodes for key in ("datePublished", "dateModified") for text in as_texts(node.get(key))
    )
    shown = (element.get("datetime", "") for element in root.iter("time"))
    for text in (*described, *meta.values(), *shown):
        if (
            _SHORTEST_MOMENT <= len(text) <= _LONGEST_MOMENT
            and text[:2] in {"19", "20"}
            and (moment := machine_date(text))
            and "T" in moment
        ):
            yield moment


def _described(root: HtmlElement) -> Iterator[dict[str, object]]:
    """Objects of the page's JSON-LD."""
    for script in root.iter("script"):
        if script.get("type", "").split(";")[0].strip().lower() == "application/ld+json":
            yield from _nodes(script.text or "")


def _nodes(text: str) -> Iterator[dict[str, object]]:
    """Objects of one JSON-LD script that stand by themselves, in a graph, or as what a page or blog is about."""
    waiting = _values(text)
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node
        elif isinstance(node, dict):
            yield node
            waiting[:0] = [node[key] for key in _PARTS if key in node]


def _values(text: str) -> list[object]:
    """JSON values of a script, mended where systems damage them; what can't be mended gives its single values."""
    for attempt in _attempts(text):
        try:
            return _decoded(attempt)
        except (ValueError, RecursionError):
            continue
    found = _SINGLE_VALUE.findall(_mended(text))
    return [dict(reversed(found))] if found else []


def _attempts(text: str) -> Iterator[str]:
    """A script as it stands, and mended, each only if it is asked for."""
    yield text
    yield _WRAPPING.sub("", text)
    yield _mended(text)


def _decoded(text: str) -> list[object]:
    """JSON values that stand one after the other. Raises ValueError if there is anything else."""
    values: list[object] = []
    at = 0
    while at < len(text):
        if text[at].isspace() or text[at] in ";,\ufeff":
            at += 1
            continue
        value, at = _DECODER.raw_decode(text, at)
        values.append(value)
    return values


def _mended(text: str) -> str:
    """Script without what no JSON has: comments, character references, commas before an end, odd escapes."""
    plain = _WRAPPING.sub("", html.unescape(text) if "&quot;" in text or "&#34;" in text else text)
    return _TRAILING_COMMA.sub("", _NO_ESCAPE.sub(r"\\\\", plain))


def _is_article(node: dict[str, object]) -> bool:
    """Whether an object describes an article."""
    return _is_of_type(node, ARTICLE_TYPES)


def _is_of_type(node: dict[str, object], types: re.Pattern[str]) -> bool:
    """Whether an object's type is one of some."""
    return any(types.search(kind) for kind in as_texts(node.get("@type")))


def as_texts(value: object) -> list[str]:
    """Texts that a JSON value holds: itself, or those of a list."""
    values = value if isinstance(value, list) else [value]
    return [collapse(text) for text in values if isinstance(text, str) and text.strip()]
