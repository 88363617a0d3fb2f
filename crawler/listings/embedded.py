"""What a page shows in other ways than links in its own text: frames, and pictures with places to click on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.listings.addresses import SectionPage, is_file
from crawler.listings.head import base_of
from model.urls import host_of, identity, resolve

_FRAMES = ("frame", "iframe", "object", "embed")
_ADDRESS = ("src", "data-src", "data", "href")
_AROUND = re.compile(
    r"(?:menu|nav|top|head|cabec|banner|foot|pie|logo|title|titulo|left|izq|ad|ads|publi)\w{0,3}(?:[._-]|$)"
)
"""How frames are called that seldom hold the list."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_LEAST = 2
"""Pixels of width or height; what is no larger counts visitors."""


def frames_of(tree: HtmlElement, url: str, place: SectionPage) -> tuple[str, ...]:
    """Pages of the publisher that a page shows in frames, absolute, those that may hold a list first."""
    base, own = base_of(tree, url), identity(url)
    found: dict[str, bool] = {}
    for frame in tree.iter(*_FRAMES):
        target = _target(frame, base)
        if target is None or identity(target) == own or is_file(target) or _is_hidden(frame):
            continue
        if host_of(target).removeprefix("www.") in place.hosts:
            found.setdefault(target, any(map(_AROUND.match, _names(frame, target))))
    return tuple(sorted(found, key=lambda target: found[target]))


def link_areas(tree: HtmlElement) -> None:
    """Make links of the areas of image maps, with the words that they carry."""
    for area in list(tree.iter("area")):
        if area.get("href"):
            area.tag = "a"
            area.text = area.get("alt") or area.get("title") or area.get("aria-label")


def _target(frame: HtmlElement, base: str) -> str | None:
    kind = (frame.get("type") or "text/html").lower()
    given = next((value for name in _ADDRESS if (value := frame.get(name))), None)
    return resolve(base, given) if given and "html" in kind else None


def _is_hidden(frame: HtmlElement) -> bool:
    sizes = (frame.get(name) or "" for name in ("width", "height"))
    tiny = any(size.isdecimal() and int(size) <= _LEAST for size in sizes)
    return tiny or frame.get("hidden") is not None or _HIDDEN.search(frame.get("style") or "") is not None


def _names(frame: HtmlElement, target: str) -> Iterator[str]:
    yield from ((frame.get(name) or "").lower() for name in ("name", "id"))
    yield target.rpartition("/")[2].lower()
