"""How much a slot looks like the section's own list of articles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import fmean

from crawler.listings.addresses import Place, slug_points
from crawler.listings.blocks import TitleKind
from crawler.listings.items import Item
from crawler.listings.outline import Outline
from crawler.listings.regions import Region, region_of_box
from crawler.listings.slots import Slot, common_ancestor

ENOUGH = 2.5
"""Points from which a slot holds articles even if nothing on the page is better."""

_TITLE_POINTS = {TitleKind.HEADING: 3.0, TitleKind.PLAIN_HEADING: 2.0, TitleKind.WORDS: 0.0, TitleKind.NONE: 0.0}
_SHORT_HEADING = 1.0
"""For a heading of a word or two above an address of the same kind: a part of the site more often than an article."""
_MARKED, _TEASER, _DATED, _LEADS_ON, _IMAGE = 2.0, 2.0, 2.0, 1.0, 0.5
_REPEATED, _IN_MAIN, _OPENING = 1.0, 1.0, 2.0
_STANDING = {Region.CONTENT: 0.0, Region.DOUBTFUL: -3.0, Region.FURNITURE: -8.0}
_LONG_TEASER = 8


@dataclass(frozen=True, slots=True, eq=False)
class Rated:
    """A slot with what its blocks tell and its points."""

    slot: Slot
    items: list[Item]
    points: float
    list_at: int
    """Number of the smallest element that holds all its blocks."""


def rate(slot: Slot, items: list[Item], outline: Outline, place: Place) -> Rated:
    """Rate a slot by what most of its links have, and by where it stands."""
    list_at = common_ancestor(outline, [item.block for item in items])
    points = fmean(item_points(item, place) for item in items) + _standing(slot, items, outline, list_at)
    return Rated(slot, items, points, list_at)


def with_opening(rated: list[Rated], outline: Outline) -> list[Rated]:
    """Rate higher the list that follows the page's own title, before any other that may hold articles."""
    title = next((at for at in outline.titles if outline.regions[at] is not Region.FURNITURE), None)
    likely = [one for one in rated if title is not None and one.points >= ENOUGH and one.slot.links[0].at > title]
    first = min(likely, key=lambda one: one.slot.links[0].at, default=None)
    return [replace(one, points=one.points + _OPENING) if one is first else one for one in rated]


def item_points(item: Item, place: Place) -> float:
    """Points for one link: what speaks for an article, less what speaks for a menu."""
    words = len(item.title.split()) if item.title and item.title_kind else 0
    slug = slug_points(item.link.url, place)
    heading = _TITLE_POINTS[item.title_kind]
    return (
        (heading if words > 2 or slug > 0 else min(heading, _SHORT_HEADING))
        + (2.0 if words >= 4 else words - 2.0 if words else -1.0)
        + slug
        + _MARKED * (item.marked and words > 0)
        + _TEASER * (item.teaser is not None and len(item.teaser.split()) >= _LONG_TEASER)
        + _DATED * (item.published is not None)
        + _LEADS_ON * item.leads_on
        + _IMAGE * item.image
    )


def _standing(slot: Slot, items: list[Item], outline: Outline, list_at: int) -> float:
    """Points for the slot as a whole: repeated, in the main part, under a heading that says what it is."""
    box = region_of_box(outline.elements[min(item.block for item in items)])
    doubtful = any(link.region is Region.DOUBTFUL for link in slot.links)
    doubt = _STANDING[max(box, Region.DOUBTFUL if doubtful else Region.CONTENT)]
    main = any(_is_main(outline, at) for at in outline.chain(list_at))
    return doubt + _REPEATED * (len(slot.keys) >= 3) + _IN_MAIN * main


def _is_main(outline: Outline, at: int) -> bool:
    element = outline.elements[at]
    return element.tag == "main" or element.get("role") == "main" or element.get("id") in {"main", "content", "primary"}
