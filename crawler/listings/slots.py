"""Where links stand in a page's pattern: each repeated place is a slot, and each link in it has its own block."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_high

from crawler.listings.outline import Link, Outline
from crawler.listings.regions import Region

_MANY = 3
_FEW_BRANCHES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """Links at the same place of a repeated pattern, in the page's order."""

    links: tuple[Link, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The different addresses."""
        return frozenset(link.key for link in self.links)

    @property
    def rank(self) -> int:
        """Rank that most of its links have."""
        return median_high(link.rank for link in self.links)


@dataclass(frozen=True, slots=True, eq=False)
class Rivals:
    """Links that a block must not hold besides its own, by their place in the page."""

    places: list[int]
    keys: list[str]

    def within(self, first: int, last: int, own: str) -> bool:
        """Whether a rival of another address stands between two elements (numbers, both included)."""
        start, stop = bisect_left(self.places, first), bisect_right(self.places, last)
        return any(self.keys[at] != own for at in range(start, stop))


def slots_of(outline: Outline, *, furniture: bool = False) -> list[Slot]:
    """Group a page's links by their place in its pattern: those outside of its furniture, or those within."""
    groups: dict[int, list[Link]] = defaultdict(list)
    for link in outline.links:
        if (link.region is Region.FURNITURE) is furniture:
            groups[outline.signatures[link.at]].append(link)
    return [Slot(tuple(part)) for group in groups.values() for part in _parted(outline, group)]


def titles_of(slots: Sequence[Slot]) -> dict[int, Rivals]:
    """Links that look like titles at least as much as a rank says, for the ranks 1 and 2."""
    return {
        least: _sorted(link for slot in slots for link in slot.links if max(link.rank, slot.rank) >= least)
        for least in (1, 2)
    }


def rivals_of(slot: Slot, titles: Mapping[int, Rivals]) -> Rivals:
    """Links that delimit the blocks of a slot: its own, and all those that look as much like titles."""
    others = titles[max(slot.rank, 1)]
    known = set(others.places)
    own = [link for link in slot.links if link.at not in known]
    if not own:
        return others
    both = sorted([*zip(others.places, others.keys, strict=True), *((link.at, link.key) for link in own)])
    return Rivals([at for at, _ in both], [key for _, key in both])


def _sorted(links: Iterable[Link]) -> Rivals:
    found = sorted((link.at, link.key) for link in links)
    return Rivals([at for at, _ in found], [key for _, key in found])


def block_of(outline: Outline, link: Link, rivals: Rivals) -> int:
    """Number of the largest element around a link that belongs to it alone: no rival, no furniture, no page title."""
    alone = link.rank > 0 and all(key == link.key for key in rivals.keys)
    # a lone link that has words of its own is not titled by a heading above, which is the page's
    walls = [heading for heading in outline.headings if heading < link.at] if alone else []
    block = link.at
    parent = outline.parents[block]
    while parent >= 0 and _is_own(outline, parent, link, rivals) and _is_open(outline, parent, link, walls):
        block, parent = parent, outline.parents[parent]
    return block


def common_ancestor(outline: Outline, places: Sequence[int]) -> int:
    """Number of the smallest element that holds all the given ones."""
    first, last = min(places), max(places)
    at = first
    while outline.ends[at] < last:
        at = outline.parents[at]
    return at


def _is_own(outline: Outline, at: int, link: Link, rivals: Rivals) -> bool:
    if outline.elements[at].tag in {"body", "main", "html"} or rivals.within(at, outline.ends[at], link.key):
        return False
    return _is_open(outline, at, link, outline.walls)


def _is_open(outline: Outline, at: int, link: Link, walls: list[int]) -> bool:
    """Whether an element holds none of these others, apart from those around the link or within it."""
    start, stop = bisect_left(walls, at), bisect_right(walls, outline.ends[at])
    return all(_holds(outline, wall, link.at) or _holds(outline, link.at, wall) for wall in walls[start:stop])


def _holds(outline: Outline, outer: int, inner: int) -> bool:
    return outer <= inner <= outline.ends[outer]


def _parted(outline: Outline, group: list[Link]) -> Iterator[list[Link]]:
    """Take apart lists that only look alike, such as a menu and a list of articles in a page without classes."""
    waiting = [group]
    while waiting:
        links = waiting.pop()
        branches = _branches(outline, links) if len(links) > _MANY else [links]
        most = max(len({link.key for link in branch}) for branch in branches)
        if 1 < len(branches) <= _FEW_BRANCHES and most >= _MANY:
            waiting += branches
        else:
            yield from _by_turns(branches)


def _branches(outline: Outline, links: list[Link]) -> list[list[Link]]:
    """Links by the child of their common ancestor that they stand in."""
    above = common_ancestor(outline, [link.at for link in links])
    found: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        found[_branch(outline, above, link.at)].append(link)
    return list(found.values())


def _branch(outline: Outline, above: int, at: int) -> int:
    """Child of an element that another one stands in."""
    while outline.parents[at] != above and at != above:
        at = outline.parents[at]
    return at


def _by_turns(branches: list[list[Link]]) -> Iterator[list[Link]]:
    """Part links that take turns in each block, such as topic and title, when nothing else tells them apart."""
    turns = {len({link.key for link in branch}) for branch in branches}
    size = max(turns)
    if len(branches) < 2 or not 1 < size <= _MANY or min(turns) < size:
        yield [link for branch in branches for link in branch]
        return
    for turn in range(size):
        yield [link for branch in branches for link in branch if _turn(branch, link) == turn]


def _turn(branch: list[Link], link: Link) -> int:
    return list(dict.fromkeys(other.key for other in branch)).index(link.key)
