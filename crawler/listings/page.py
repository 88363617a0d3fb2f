"""A section's page to its entries, with no knowledge of the site: the articles are what the page repeats.

Links are grouped by their place in the page's pattern (slots), each link's own block is read (items), slots are
rated by what their blocks hold, and the best slot and those like it are the listing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

from lxml.html import HtmlElement

from crawler.listings.addresses import SectionPage, folder_of, place_of
from crawler.listings.blocks import TitleKind, merged
from crawler.listings.embedded import frames_of, link_areas
from crawler.listings.head import feeds_of, wordpress_api_of
from crawler.listings.items import BlockReader, ListedLink, ListingPage, items_of
from crawler.listings.lines import PageLinks
from crawler.listings.listing import Listing, NotAListing
from crawler.listings.outline import HEADING_RANK, Outline, Target, outline_of, targets_of
from crawler.listings.pager import next_page
from crawler.listings.score import ENOUGH, Rated, has_more, item_points, rate, unlabelled, with_opening
from crawler.listings.selected import selected_entries, selected_link
from crawler.listings.slots import MOST_LEVELS, Slot, rivals_of, slots_of, titles_of
from crawler.text.datewords import DAYS, MONTHS
from crawler.text.markup import parse_html, text_of
from model.article import Entry
from model.errors import NotAnArticle
from model.urls import identity

_FIGURES = re.compile(r"(?<![\d/])(\d{1,2})/\d{1,2}/(?:19|20)\d{2}(?!\d)")
_ALIKE = 0.7
"""Share of the best slot's points that another one needs."""
_ALIKE_NEARBY = 0.3
"""The same for one in the same column: a plain list of older articles below those with teasers."""
_RIVAL = 0.75
"""The same for one that stands within another's block, where related links do."""
_STRAY = 0.35
"""Share of the median of its slot's points below which a block is a stray among articles, such as an advertisement."""
_FEW = 2
"""Times as many links as a slot of another folder has are in the best one, unless that is the section's own folder."""
_LIST, _LEVELS = 3, 2
_MOST = 0.7
"""Share that is most: a few of a list's articles lack a teaser or a date everywhere."""


def read_page(
    page: bytes,
    *,
    url: str,
    charset: str | None,
    hosts: frozenset[str],
    entry: str | None = None,
    following: str | None = None,
) -> Listing:
    """Read the articles that a section's page lists, and where its next page and feeds are.

    `hosts` are those (`host` or `host:port`) that belong to the publisher. The CSS selectors `entry` and `following`,
    where given, say which links are the articles' and which one leads to the next page. Raises NotAListing for what is
    no web page.
    """
    try:
        tree = parse_html(page, charset=charset)
    except NotAnArticle as error:
        raise NotAListing(f"{url} is no listing: {error}") from None
    link_areas(tree)
    place = place_of(url, hosts)
    onward = next_page(tree, url) if following is None else selected_link(tree, url, following)
    targets = targets_of(tree, url)
    keys = {anchor: target.key for anchor, target in targets.items()}
    if entry is None:
        entries = _entries(tree, targets, keys, place)
    else:
        entries = selected_entries(tree, url, entry, keys=keys, language=_language(tree))
    entries.pop(identity(onward) if onward else "", None)
    return Listing(
        entries=tuple(entries.values()),
        next_url=onward,
        parts=() if entries else frames_of(tree, url, place),
        feeds=feeds_of(tree, url),
        wordpress_api=wordpress_api_of(tree, url),
    )


def _entries(
    tree: HtmlElement, targets: Mapping[HtmlElement, Target], keys: Mapping[HtmlElement, str], place: SectionPage
) -> dict[str, Entry]:
    outline = outline_of(tree, targets, place)
    reader = BlockReader(ListingPage(outline=outline, links=PageLinks(keys), language=_language(tree)))
    rated = _rated(slots_of(outline), reader)
    chosen = _chosen(rated, outline, place)
    if not chosen:  # words above the only list must not outweigh its titles
        chosen = _chosen([one for one in map(unlabelled, rated) if one is not None], outline, place)
    if not chosen:
        hidden = _rated(slots_of(outline, furniture=True), reader)
        chosen = _chosen([one for one in hidden if _is_full(one)], outline, place)
    return _merged(sorted(chosen, key=lambda item: item.link.at))


def _rated(slots: list[Slot], reader: BlockReader) -> list[Rated]:
    titles, outline = titles_of(slots), reader.sheet.outline
    largest_first = sorted(slots, key=lambda slot: -len(slot.keys))  # if not all can be read, the list is
    items = {slot: items_of(slot, rivals_of(slot, titles), reader) for slot in largest_first}
    return with_opening([rate(slot, items[slot], outline) for slot in slots], outline)


def _is_full(rated: Rated) -> bool:
    """Whether a slot in what is named as furniture has titles, teasers and more: then the name means something else."""
    told = [item for item in rated.items if item.teaser and (item.title_kind > TitleKind.WORDS or item.published)]
    return len(rated.items) > 1 and len(told) > _MOST * len(rated.items)


def _language(tree: HtmlElement) -> str | None:
    """Language that settles whether 3/4/2022 begins with the day, as other dates of the page show or it says itself."""
    firsts = [int(first) for first in _FIGURES.findall(text_of(tree))]
    return "es" if any(MONTHS < first <= DAYS for first in firsts) else (tree.get("lang") or "")[:2].lower() or None


def _chosen(rated: Sequence[Rated], outline: Outline, place: SectionPage) -> list[ListedLink]:
    """Items of the best slot and of those like it; those within another's block belong to that article."""
    best = max(rated, key=lambda one: one.points, default=None)
    if best is None or best.points < ENOUGH:
        return []
    chosen: list[ListedLink] = []
    column = _column(outline, best.list_at)
    blocks = _Blocks()
    for one in sorted(rated, key=lambda one: -one.points):
        if _is_of_another_section(one, best, place):
            continue
        near = column <= one.list_at <= outline.ends[column]
        if one.points >= max(ENOUGH, best.points * (_ALIKE_NEARBY if near else _ALIKE)):
            strong = one.slot.rank == HEADING_RANK and one.points >= _RIVAL * best.points
            found = [item for item in _without_strays(one) if strong or not blocks.hold(item, one, outline)]
            blocks.add(found)
            chosen += found
    return chosen


def _is_of_another_section(one: Rated, best: Rated, place: SectionPage) -> bool:
    """Whether a slot's links all lie elsewhere than the best slot's, and nothing but that they are links speaks for it.

    So it is with the few links to another section that hand-made sites have beside each of their pages.
    """
    ours, theirs = _folders(best), _folders(one)
    apart = ours.isdisjoint(theirs) and not any(folder.startswith(place.folder) for folder in theirs - {"/"})
    beside_own = place.folder != "/" and all(folder.startswith(place.folder) for folder in ours)
    small = len(one.slot.keys) * (1 if beside_own else _FEW) <= len(best.slot.keys)
    return apart and len(ours) == 1 and small and not has_more(one.items)


def _folders(rated: Rated) -> set[str]:
    return {folder_of(link.url) for link in rated.slot.links}


@dataclass(slots=True)
class _Blocks:
    """Elements that belong to one article each, by their numbers, with that article's identity."""

    of_lists: dict[int, str] = field(default_factory=dict)
    of_single: dict[int, str] = field(default_factory=dict)
    """Where a slot has but one link, nothing tells how large its block is; so it swallows no whole list."""

    def add(self, items: list[ListedLink]) -> None:
        lone = len({item.link.key for item in items}) == 1
        blocks = self.of_single if lone else self.of_lists
        blocks.update((item.block, item.link.key) for item in items)

    def hold(self, item: ListedLink, rated: Rated, outline: Outline) -> bool:
        """Whether a link stands within the block of a chosen one that leads elsewhere."""
        key = item.link.key
        known = [self.of_lists] if len(rated.slot.keys) >= _LIST else [self.of_lists, self.of_single]
        around = islice(outline.chain(item.link.at), MOST_LEVELS)
        return any(blocks.get(at, key) != key for at in around for blocks in known)


def _column(outline: Outline, at: int) -> int:
    """Number of the element around a list in which its like may stand: few levels up, no menu or sidebar within."""
    walls = [wall for wall in outline.walls if outline.elements[wall].tag not in {"h1", "main"}]
    for _ in range(_LEVELS):
        parent = outline.parents[at]
        if parent < 0 or outline.elements[parent].tag == "body":
            break
        if any(parent <= wall <= outline.ends[parent] for wall in walls):
            break
        at = parent
    return at


def _without_strays(rated: Rated) -> list[ListedLink]:
    """Items of a slot less those that have next to nothing of what the others have, such as a menu's in one list."""
    points = [item_points(item) for item in rated.items]
    least = min(1.0, _STRAY * median(points))
    return [item for item, point in zip(rated.items, points, strict=True) if point >= least]


def _merged(items: Sequence[ListedLink]) -> dict[str, Entry]:
    """One entry for each address, by its identity, in the order of the page, with whatever any of its blocks tells."""
    boxes: dict[str, list[ListedLink]] = {}
    for item in items:
        boxes.setdefault(item.link.key, []).append(item)
    return {key: merged(same[0].link.url, same) for key, same in boxes.items()}
