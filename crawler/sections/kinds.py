"""What tells the kinds of listings apart: how each is read, what it costs to ask, how far back it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawler.listings.listing import Listing, NotAListing
from crawler.sections.answers import Answer, read_own_feed, read_posts, read_section, read_sitemap
from model.source import Source, WayKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingKind:
    """A kind of listing. What needs its own way of being found is found in `crawler/sections/discovery.py`."""

    read: Callable[[Answer, Source], Listing]
    """One part of it, with the address of the next. Raises NotAListing or NotAnArticle with the reason."""
    first_look: int
    """Parts followed on the first look at a source; what is older is the archive's."""
    plain_cost: int
    """Rank among kinds that always answer in full: the smallest answer first."""
    conditional_cost: int
    """Rank among kinds that answer whether something changed: the section's own page first."""
    has_parts: bool = True
    """Whether what is older stands on further parts."""
    forgets: bool = False
    """Whether it lists the last two days only, and nothing while there was nothing."""
    most_entries: int = 10_000
    """Entries that a part may have: an archive on one page has some thousands, and what has more was made to harm."""
    parts_of_index: int
    """Listings read of an index of this kind, where the answer is one."""
    may_lose_parts: bool = False
    """Whether a part of an index that can't be read is passed over."""
    dating: int | None = None
    """Rank among the kinds that date their entries; None for one that seldom does."""


KINDS = {
    WayKind.PAGE: ListingKind(
        read=read_section,
        first_look=10,
        plain_cost=2,
        conditional_cost=0,
        parts_of_index=8,  # frames: more than anybody lays out, though some are within others
        may_lose_parts=True,  # a frame may be an advertisement, or nothing
    ),
    WayKind.FEED: ListingKind(
        read=read_own_feed,
        first_look=1,
        plain_cost=1,
        conditional_cost=1,
        has_parts=False,
        parts_of_index=3,
        dating=1,
    ),
    WayKind.WORDPRESS: ListingKind(
        read=read_posts, first_look=2, plain_cost=0, conditional_cost=2, parts_of_index=3, dating=0
    ),
    WayKind.SITEMAP: ListingKind(
        read=read_sitemap,
        first_look=1,
        plain_cost=3,
        conditional_cost=3,
        forgets=True,
        most_entries=50_000,  # as sitemaps.org has it
        parts_of_index=3,  # of those that hold news or posts and changed last
        dating=2,
    ),
}


def read_part(kind: WayKind, answer: Answer, source: Source) -> Listing:
    """One part of a listing, with the address of the next part.

    Raises NotAListing or NotAnArticle with the reason where the answer is none.
    """
    listing, most = KINDS[kind].read(answer, source), KINDS[kind].most_entries
    if len(listing.entries) > most:
        raise NotAListing(f"it shows {len(listing.entries):,} entries, and we take {most:,} at most")
    return listing
