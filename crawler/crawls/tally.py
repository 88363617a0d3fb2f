"""What a crawl has brought so far."""

from __future__ import annotations

from dataclasses import dataclass

from model.crawl import NO_ARTICLE, Fetch
from storage.articles import Novelty


@dataclass(slots=True)
class Tally:
    """What a crawl has brought so far."""

    requests: int = 0
    entries: int = 0
    articles: int = 0
    revisions: int = 0
    read_anew: int = 0
    """Pages that hold an article and were not read before."""
    refused: int = 0
    """Pages that gave none."""
    hollow: int = 0
    """News in a row whose text others have, too."""
    has_full: bool = False
    """Whether any news had a text of its own."""
    redated: int = 0
    """Pages that bore the day of this look, in place of another."""
    dates_kept: int = 0
    """Pages that bore the day that they had."""

    def note(self, fetch: Fetch) -> None:
        """Count the fetch of a page if it gave no article."""
        self.refused += fetch.outcome in NO_ARTICLE

    def add(self, novelty: Novelty) -> None:
        """Count a stored article."""
        self.articles += novelty is Novelty.ARTICLE
        self.revisions += novelty is Novelty.REVISION
