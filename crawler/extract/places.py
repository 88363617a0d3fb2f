"""Where something stands on a page, told as it is on the source's other pages, too: by tags and names, no numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from crawler.extract.page import Page
from crawler.text.markup import INLINE_TAGS

_MARKS = re.compile(r"[<.#\s]")  # those that places are told with
_UNLIKE_A_WORD = re.compile(r"[\d<.#\s]")
_NUMBER = re.compile(r"[-_]*\d+")
_MADE_UP = re.compile(r"[a-z]\d+[a-z]|\d[a-z]+\d", re.IGNORECASE)  # such as css-1x8ab: new with every build
_POST = re.compile(r"(?:^|\s)(?:hentry|type-post|post-\d+|node-\d+)(?:\s|$)")  # its classes tell its tags and authors
_STEPS = 4
_DEEPEST = 30  # elements around, those within a line included
_MOST_NAMES = 3
_LONGEST_NAME = 30
_LONGEST_NAMES = 300
_TOP = frozenset({"html", "body"})


def place_of(element: HtmlElement) -> str:
    """Tags and names of an element and of some around it, the innermost first, such as `p<div.text<article#story`."""
    marks = [_mark_of(element)]
    for around in islice(element.iterancestors(), _DEEPEST):
        if around.tag in _TOP or len(marks) == _STEPS:
            break
        if around.tag not in INLINE_TAGS:
            marks.append(_mark_of(around))
    return "<".join(marks)


def elements_at(page: Page, place: str) -> list[HtmlElement]:
    """Elements of a page that stand at a place, in order."""
    innermost = place.split("<", maxsplit=1)[0]
    tag = re.split(r"[.#]", innermost, maxsplit=1)[0]
    if not tag:
        return []
    return [element for element in page.having(tag) if _mark_of(element) == innermost and place_of(element) == place]


def _mark_of(element: HtmlElement) -> str:
    """Tag and names of one element, such as `div#main.text`."""
    names, name = element.get("class", ""), element.get("id", "")
    return _mark(str(element.tag), names[:_LONGEST_NAMES], name[:_LONGEST_NAMES]) if names or name else str(element.tag)


@lru_cache(maxsize=8192)
def _mark(tag: str, names: str, name: str) -> str:
    """Tag with those classes and that id that are an editor's words; a post has no classes that its neighbours have."""
    classes = [] if _POST.search(names) else sorted({word for raw in names.split() if (word := _word(raw))})
    return tag + (f"#{word}" if (word := _word(name)) else "") + "".join(f".{word}" for word in classes[:_MOST_NAMES])


@lru_cache(maxsize=8192)
def _word(name: str) -> str:
    """Class or id without its numbers; an empty string if it is made up by a program."""
    if _UNLIKE_A_WORD.search(name) is None:
        return name[:_LONGEST_NAME]
    return "" if _MADE_UP.search(name) else _NUMBER.sub("", _MARKS.sub("", name))[:_LONGEST_NAME]
