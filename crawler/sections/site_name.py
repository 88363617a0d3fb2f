"""The name that a site gives itself: what its pages state, or what stands in all of their titles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin

from lxml.html import HtmlElement

from crawler.extract.metadata import read_metadata
from crawler.extract.trimming import letters
from crawler.sections.answers import Answer
from crawler.text.markup import parse_html
from model.errors import NotAnArticle
from model.urls import host_of

_STATED = ("og:site_name", "application-name", "apple-mobile-web-app-title")
_BARS = re.compile(r"\s+(?:[-\u2013\u2014|·:»«/]|::)\s+|\s*\|\s*")
_LONGEST = 80
"""Characters of a name; what is longer is a sentence about the site."""
_BRAND = re.compile(r"brand|logo|site-?title|site-?name", re.IGNORECASE)
"""Classes of the link to the front page by which themes mark the site's name."""


def site_name(section: Answer, home: Answer | None = None) -> str | None:
    """The site's name as its section's page tells it, and, where given, its front page; None where neither does.

    A part of the section's title is the name where the host is called like it, or where the front page's title has it.
    """
    page, front = _read(section), None if home is None else _read(home)
    if page is None:
        return None
    told = read_metadata(page, url=section.url)
    parts = _parts(told.html_title)
    host = letters(host_of(section.url))
    # Two letters are in many hosts by chance.
    like_host = [part for part in parts if len(letters(part)) > 3 and letters(part) in host]
    of_front = "" if front is None else read_metadata(front, url=section.url).html_title
    on_front = {letters(part) for part in _parts(of_front)}
    stated = [told.meta.get(name, "") for name in _STATED]
    shared = [part for part in parts if letters(part) in on_front]
    return _first([*stated, *like_host, *_brand(page, section.url), *shared])


def _read(answer: Answer) -> HtmlElement | None:
    try:
        return parse_html(answer.body, charset=answer.charset)
    except NotAnArticle:
        return None


def _parts(title: str) -> list[str]:
    """What stands between the bars of a page's title; the end first, where most sites put their name."""
    return [part for part in _BARS.split(title) if part][::-1]


def _brand(page: HtmlElement, url: str) -> list[str]:
    """The words of links to the front page that themes mark as the site's name."""
    front = urljoin(url, "/")
    found = []
    for link in page.iter("a"):
        try:
            is_of_front = urljoin(url, str(link.get("href") or "#")).rstrip("/") == front.rstrip("/")
        except ValueError:
            continue
        if not is_of_front:
            continue
        around = link.getparent()
        classes = f"{link.get('class') or ''} {around.get('class') or '' if around is not None else ''}"
        if link.get("rel") == "home" or _BRAND.search(classes):
            found.append(" ".join(link.text_content().split()))
    return found


def _first(names: Iterable[str]) -> str | None:
    """The first that can be a name."""
    tidy = (" ".join(name.split()) for name in names)
    return next((name for name in tidy if letters(name) and len(name) <= _LONGEST), None)
