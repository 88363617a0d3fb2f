"""What the head of a page says of the rest of the site: base address, feeds, WordPress' interface."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from model.urls import resolve

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_NOT_ENTRIES = ("/comments/", "comments/feed", "comment-feed", "oembed")


def base_of(tree: HtmlElement, url: str) -> str:
    """Address that the links of a page are relative to."""
    for base in tree.iter("base"):
        return resolve(url, base.get("href") or "") or url
    return url


def feeds_of(tree: HtmlElement, url: str) -> tuple[str, ...]:
    """Feeds of articles that a page advertises, absolute; those whose address starts as the section's come first."""
    found = list(dict.fromkeys(_advertised(tree, base_of(tree, url))))
    section = re.sub(r"/page/\d+$", "", urlsplit(url).path.rstrip("/"))
    return tuple(sorted(found, key=lambda feed: not _of_section(feed, section)))


def wordpress_api_of(tree: HtmlElement, url: str) -> str | None:
    """Root of WordPress' REST interface, absolute, where the page names it."""
    for link in tree.iter("link"):
        if "https://api.w.org/" in _relations(link):
            return resolve(base_of(tree, url), link.get("href") or "")
    return None


def _advertised(tree: HtmlElement, base: str) -> Iterator[str]:
    for link in tree.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        feed = resolve(base, link.get("href") or "") if "alternate" in _relations(link) else None
        if feed and kind in _FEED_TYPES and not any(part in feed for part in _NOT_ENTRIES):
            yield feed


def _of_section(feed: str, section: str) -> bool:
    """Whether a feed stands below the section's own path; the whole site's does not."""
    path = urlsplit(feed).path
    stem = section.rpartition(".")[0] if "." in section.rpartition("/")[2] else section
    return bool(stem) and (path == section or path.startswith((f"{stem}/", f"{stem}.")))


def _relations(link: HtmlElement) -> list[str]:
    return (link.get("rel") or "").lower().split()
