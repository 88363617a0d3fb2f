"""What came of reading a document."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.extract.template import Traits
from model.article import Content
from model.errors import NotAnArticle

_MAX_TEXT = 5_000_000
"""Characters of a body; a long book has one million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a document says, and what it tells of its source."""

    contents: tuple[Content, ...]
    """Its article; of a PDF with several articles, each with the fragment of its beginning."""
    traits: Traits | None = None
    """What a page tells of how its source's pages are made; None for what is no page."""
    next_page: str | None = None
    """Address at which its article goes on, after the last page that was read."""
    why: tuple[str, ...] = ()
    """By which evidence this was taken for the text, in words for the user."""

    @property
    def content(self) -> Content:
        """Its first article, which most documents have alone."""
        return self.contents[0]


def bounded(reading: Reading) -> Reading:
    """A reading that is not too long to be kept. Raises NotAnArticle if it is."""
    length = sum(len(content.body) for content in reading.contents)
    if length > _MAX_TEXT:
        raise NotAnArticle(f"its text has {length:,} characters, more than the {_MAX_TEXT:,} that we take")
    return reading
