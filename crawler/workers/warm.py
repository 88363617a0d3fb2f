"""Loads what the first document would: the fork server imports this once, and the workers that it makes share it."""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import UTC, datetime

from crawler.extract.document import extract
from crawler.extract.language import language_of
from model.article import Entry, Snapshot
from model.errors import NotAnArticle

_ADDRESS = "http://localhost/a-page"
_START = datetime.fromtimestamp(0, UTC)
_DATE = "Monday, 5 January 1998"  # whose names are looked for in the calendars of all languages
_WORDS = (
    (
        "The words of this page are of no use to anybody, and yet they are read before all others. By reading them the "
        "program learns where its dictionaries lie, how its patterns are put together, and which tables it will need."
    ),
    (
        "It then forgets the words and keeps the tables. Every worker that is made later finds them in its memory, so "
        "that it can begin with a real page at once, even if the worker before it came to grief over a bad one."
    ),
)


def warm_up() -> None:
    """Reads a page of our own; whether it passes for an article does not matter."""
    text = "".join(f"<p>{line}</p>" for line in (_DATE, *_WORDS))
    page = f"<!DOCTYPE html><html><body><article>{text}</article></body></html>"
    with suppress(NotAnArticle):
        extract(Snapshot(url=_ADDRESS, fetched=_START, body=page.encode()), Entry(url=_ADDRESS), _START)
    language_of(_WORDS[0])


warm_up()
# What is loaded stays: workers need not search it for garbage, which would copy the memory that they share.
gc.collect()
gc.freeze()
# Parsing makes thousands of objects and hardly a ring of them: to look for rings after each 700 takes a twentieth more.
gc.set_threshold(10_000)
