"""What came of reading a document."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.extract.template import Traits
from model.article import Content


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
