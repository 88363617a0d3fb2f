"""What a listing holds, in whichever form the publisher gives it."""

from __future__ import annotations

from dataclasses import dataclass

from model.article import Entry


class NotAListing(ValueError):  # noqa: N818 - named for what it finds, as NotAnArticle is
    """The bytes are not what they were asked for, such as a web page where a feed should be; the text says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The entries that one page or feed enumerates, and where it says more is to be found."""

    entries: tuple[Entry, ...]
    """In the order shown; each article once."""
    next_url: str | None = None
    """Absolute address of the next page, with older entries."""
    parts: tuple[str, ...] = ()
    """Listings that this one is but an index of, absolute, those with news first."""
    feeds: tuple[str, ...] = ()
    """Feeds that the page advertises, absolute, those of this section first."""
    wordpress_api: str | None = None
    """Absolute address of WordPress' REST interface, where the page gives one."""
