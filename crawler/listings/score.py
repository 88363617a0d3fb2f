"""How much a slot looks like the section's own list of articles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import fmean

from crawler.listings.blocks import TitleKind
from crawler.listings.items import ListedLink
from crawler.listings.outline import Outline
from crawler.listings.regions import ListLabel, Region, label_of
from crawler.listings.slots import Slot, common_ancestor
from crawler.text.writing import count_words

ENOUGH = 2.5
"""Points from which a slot holds articles even if nothing on the page is better."""

_TITLE_POINTS = {TitleKind.HEADING: 3.0, TitleKind.PLAIN_HEADING: 2.0, TitleKind.WORDS: 0.0, TitleKind.NONE: 0.0}
_LABEL_WORDS = 2
_SHORT_HEADING = 1.0
"""For a heading of a word or two above an address of the same kind: a part of the site more often than an article."""
_MARKED, _TEASER, _DATED, _LEADS_ON, _IMAGE = 2.0, 2.0, 2.0, 1.0, 0.5
_REPEATED, _IN_MAIN, _OPENING = 1.0, 1.0, 2.0
_DOUBTFUL_BOX = -3.0
_LABELLED = {ListLabel.NONE: 0.0, ListLabel.DOUBTFUL: -3.0, ListLabel.AROUND: -8.0, ListLabel.ELSEWHERE: -8.0}
_LONG_TEASER = 8
"""Words that a teaser has from which on it counts: what stands below a menu's entries is shorter."""
_TITLE_WORDS = 4
"""Words that a title has and a menu's entry seldom."""
_LIKE_A_TITLE, _NO_WORDS = 2.0, -1.0
"""Points for words like a title's, and for none at all; one word costs a point, and between them it is even."""
_THREE, _TEN = 3, 10
"""Titles that show that what stands below links around the site is a list of articles: with teasers, dates or as
headings; and bare ones."""
_BARE = {ListLabel.NONE: 0, ListLabel.AROUND: _THREE, ListLabel.DOUBTFUL: 8, ListLabel.ELSEWHERE: _TEN}
"""Bare titles from which on the only list of a page is its own, whatever stands above it: boxes of others have five."""
_FULL = 6
"""The same with teasers, dates or as headings."""
_MOST = 0.7
"""Share of a list's articles that is most of them: a few lack a teaser or a date everywhere."""


@dataclass(frozen=True, slots=True, eq=False)
class Rated:
    """A slot with what its blocks tell and its points."""

    slot: Slot
    items: list[ListedLink]
    points: float
    list_at: int
    """Number of the smallest element that holds all its blocks."""
    label: ListLabel
    """What the words above it announce."""
    announced: float
    """Points that this cost it."""


def rate(slot: Slot, items: list[ListedLink], outline: Outline) -> Rated:
    """Rate a slot by what most of its links have, and by where it stands."""
    list_at = common_ancestor(outline, [item.block for item in items])
    doubtful = any(link.region is Region.DOUBTFUL for link in slot.links)
    label = _label_above(items, outline)
    announced = _announced(label, items, doubtful=doubtful)
    standing = _DOUBTFUL_BOX * doubtful + announced + _REPEATED * (len(slot.keys) >= _THREE)
    standing += _IN_MAIN * outline.main[list_at]
    points = fmean(item_points(item) for item in items) + standing
    return Rated(slot, items, points, list_at, label, announced)


def unlabelled(rated: Rated) -> Rated | None:
    """A slot as if nothing stood above it, where it has titles enough to be the page's list; None where it has not."""
    enough = _titled(rated.items) >= _BARE[rated.label] or _told(rated.items) >= _FULL
    enough = enough and rated.announced < 0
    return replace(rated, points=rated.points - rated.announced) if enough else None


def with_opening(rated: list[Rated], outline: Outline) -> list[Rated]:
    """Rate higher the list that follows the page's own title, before any other that may hold articles."""
    title = next((at for at in outline.titles if outline.regions[at] is not Region.FURNITURE), None)
    likely = [one for one in rated if title is not None and one.points >= ENOUGH and one.slot.links[0].at > title]
    first = min(likely, key=lambda one: one.slot.links[0].at, default=None)
    return [replace(one, points=one.points + _OPENING) if one is first else one for one in rated]


def item_points(item: ListedLink) -> float:
    """Points for one link: what speaks for an article, less what speaks for a menu."""
    words = count_words(item.title) if item.title and item.title_kind else 0
    slug = item.link.slug
    heading = _TITLE_POINTS[item.title_kind]
    return (
        (heading if words > _LABEL_WORDS or slug > 0 else min(heading, _SHORT_HEADING))
        + (_LIKE_A_TITLE if words >= _TITLE_WORDS else words - _LIKE_A_TITLE if words else _NO_WORDS)
        + slug
        + _MARKED * (item.marked and words > 0)
        + _TEASER * (item.teaser is not None and count_words(item.teaser) >= _LONG_TEASER)
        + _DATED * (item.published is not None)
        + _LEADS_ON * item.leads_on
        + _IMAGE * item.image
    )


def _label_above(items: list[ListedLink], outline: Outline) -> ListLabel:
    title = outline.elements[outline.titles[0]] if len(outline.titles) == 1 else None
    return label_of(outline.elements[min(item.block for item in items)], title)


def _announced(label: ListLabel, items: list[ListedLink], *, doubtful: bool) -> float:
    """Points for what the words above a list announce, as far as its blocks don't refute it; mostly less than none."""
    if label is ListLabel.AROUND and (_titled(items) >= _TEN or _told(items) >= _THREE):
        return 0.0
    return min(0.0, _LABELLED[label] - _DOUBTFUL_BOX * doubtful)


def _titled(items: list[ListedLink]) -> int:
    """Different addresses with a title of some words, if most have one."""
    keys = {item.link.key for item in items if item.title and count_words(item.title) >= _TITLE_WORDS}
    return len(keys) if len(keys) > _MOST * len({item.link.key for item in items}) else 0


def _told(items: list[ListedLink]) -> int:
    """Different addresses with such a title and more, if most are so."""
    return _titled(items) if has_more(items) else 0


def has_more(items: list[ListedLink]) -> bool:
    """Whether most blocks have more than a link, as only articles do: a heading, a teaser or a date."""
    more = [item for item in items if item.title_kind > TitleKind.WORDS or item.teaser or item.published]
    return len(more) > _MOST * len(items)
