"""What is told of an article in its listing and its page's head, which stands in where the page shows no text."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.extract.body import Body
from crawler.extract.knowledge import recurs
from crawler.extract.metadata import Metadata, as_texts
from crawler.extract.refusals import FEWEST_WORDS, is_wall
from crawler.extract.template import Template, key_of
from crawler.extract.trimming import letters
from crawler.text.words import teaser as teaser_in
from crawler.text.writing import count_words
from model.article import Entry

DESCRIPTIONS = "descriptions"
"""Name of the place where templates keep what pages say of themselves."""
_OPENING = 60  # letters by which a text is known that may be cut short
_NAMES = ("og:description", "description", "twitter:description")


def told_of(metadata: Metadata, entry: Entry) -> Iterator[str]:
    """What is told of a page's article in its listing and its head, the most trusted first."""
    if entry.teaser:
        yield entry.teaser
    yield from descriptions_of(metadata)


def descriptions_of(metadata: Metadata) -> Iterator[str]:
    """What a page says of itself in its head."""
    for node in metadata.descriptions:
        yield from as_texts(node.get("description"))
    yield from (metadata.meta[name] for name in _NAMES if name in metadata.meta)


def teaser_of(metadata: Metadata, entry: Entry, *, title: str, body: Body, template: Template | None) -> str | None:
    """Words that tell of a page's article what its `body` does not; None where there are none, or it may be none.

    What is listed like an article may be a section or a tag: an article has a date or a teaser, or is described as one.
    """
    stated = entry.published or entry.teaser or metadata.descriptions or metadata.meta.get("article:published_time")
    if not stated:
        return None
    texts = (text for told in told_of(metadata, entry) if (text := teaser_in(told)))
    found = next((text for text in texts if _tells(text, title, template)), None)
    shown = letters("".join(body.paragraphs))
    return found if found is not None and letters(found)[:_OPENING] not in shown else None


def _tells(text: str, title: str, template: Template | None) -> bool:
    """Whether a text says more than a title, and is neither on other pages, too, nor a wall's."""
    told = letters(text)
    if count_words(text) < FEWEST_WORDS or told == letters(title) or is_wall(text):
        return False
    return template is None or not recurs(template, DESCRIPTIONS, key_of(told))
