"""Where links stand in a page's pattern: each repeated place is a slot, and each link in it has its own block."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median_high

from crawler.listings.outline import Link, Outline
from crawler.listings.regions import Region

_MANY = 3
"""Links from which on something is a pattern of the page's."""
MOST_LEVELS = 100
"""Elements around a link of which its block may be made: real pages have up to 18. Where elements are never closed,
thousands of links may each stand in two thousand others."""
_FEW_BRANCHES = 4
"""Lists of one markup that a page has at most side by side, such as a column for each part of the section."""


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """Links at the same place of a repeated pattern, in the page's order."""

    links: tuple[Link, ...]
    keys: frozenset[str]
    """The different addresses."""
    rank: int
    """Rank that most of its links have."""


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Links by their place in the page."""

    places: list[int]
    keys: list[str]
    others: list[int]
    """For each, the index of the next one with another address."""

    def within(self, first: int, last: int, own: str) -> bool:
        """Whether one of another address stands between two elements (numbers, both included)."""
        start, stop = bisect_left(self.places, first), bisect_right(self.places, last)
        return start < stop and (self.keys[start] != own or self.others[start] < stop)


@dataclass(frozen=True, slots=True, eq=False)
class Rivals:
    """Links that a block must not hold besides its own."""

    parts: tuple[_Places, ...]

    def within(self, first: int, last: int, own: str) -> bool:
        """Whether a rival of another address stands between two elements (numbers, both included)."""
        return any(part.within(first, last, own) for part in self.parts)


@dataclass(frozen=True, slots=True, eq=False)
class TitleLinks:
    """Links that look like titles at least as much as a rank says."""

    places: _Places
    numbers: frozenset[int]
    """Their numbers."""


def slots_of(outline: Outline, *, furniture: bool = False) -> list[Slot]:
    """Group a page's links by their place in its pattern: those outside of its furniture, or those within."""
    groups: dict[int, list[Link]] = defaultdict(list)
    for link in outline.links:
        if (link.region is Region.FURNITURE) is furniture:
            groups[outline.signatures[link.at]].append(link)
    return [_slot(part) for group in groups.values() for part in _parted(outline, group)]


def _slot(links: list[Link]) -> Slot:
    rank = median_high(link.rank for link in links)
    return Slot(links=tuple(links), keys=frozenset(link.key for link in links), rank=rank)


def titles_of(slots: Sequence[Slot]) -> dict[int, TitleLinks]:
    """Links that look like titles at least as much as a rank says, for the ranks 1 and 2."""
    found = {}
    for least in (1, 2):
        places = _sorted(link for slot in slots for link in slot.links if max(link.rank, slot.rank) >= least)
        found[least] = TitleLinks(places=places, numbers=frozenset(places.places))
    return found


def rivals_of(slot: Slot, titles: Mapping[int, TitleLinks]) -> Rivals:
    """Links that delimit the blocks of a slot: its own, and all those that look as much like titles."""
    others = titles[max(slot.rank, 1)]
    own = [link for link in slot.links if link.at not in others.numbers]
    return Rivals((others.places, _sorted(own)) if own else (others.places,))


def _sorted(links: Iterable[Link]) -> _Places:
    found = sorted((link.at, link.key) for link in links)
    others = [len(found)] * len(found)
    for at in range(len(found) - 2, -1, -1):
        others[at] = others[at + 1] if found[at][1] == found[at + 1][1] else at + 1
    return _Places([at for at, _ in found], [key for _, key in found], others)


def block_of(outline: Outline, link: Link, rivals: Rivals) -> int:
    """Number of the largest element around a link that belongs to it alone: no rival, no furniture, no page title."""
    # a lone link that has words of its own is not titled by a heading above, which is the page's
    alone = link.rank > 0 and not rivals.within(0, len(outline.elements), link.key)
    block = link.at
    for parent in islice(outline.chain(outline.parents[block]), MOST_LEVELS):
        if not _is_own(outline, parent, block, link, rivals):
            break
        if alone and not _is_open(outline, parent, block, outline.headings, after=False):
            break
        block = parent
    return block


def common_ancestor(outline: Outline, places: Sequence[int]) -> int:
    """Number of the smallest element that holds all the given ones."""
    first, last = min(places), max(places)
    at = first
    while outline.ends[at] < last:
        at = outline.parents[at]
    return at


def _is_own(outline: Outline, at: int, within: int, link: Link, rivals: Rivals) -> bool:
    if outline.elements[at].tag in {"body", "main", "html"} or rivals.within(at, outline.ends[at], link.key):
        return False
    return _is_open(outline, at, within, outline.walls)


def _is_open(outline: Outline, at: int, within: int, walls: list[int], *, after: bool = True) -> bool:
    """Whether an element holds none of these others before and after that child of it in which the link stands.

    Without `after`, only those before it count.
    """
    if bisect_right(walls, at) < bisect_left(walls, within):
        return False
    return not after or bisect_right(walls, outline.ends[within]) == bisect_right(walls, outline.ends[at])


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
    branches: dict[int, int] = {}  # by the links' parents: thousands may share one that lies far below
    for link in links:
        parent = outline.parents[link.at]
        inside = link.at if above in {link.at, parent} else parent
        if inside not in branches:
            branches[inside] = _branch(outline, above, inside)
        found[branches[inside]].append(link)
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
    if len(branches) <= 1 or not 1 < size <= _MANY or min(turns) < size:
        yield [link for branch in branches for link in branch]
        return
    turns_of = [_turns(branch) for branch in branches]
    for turn in range(size):
        yield [
            link for branch, known in zip(branches, turns_of, strict=True) for link in branch if known[link.key] == turn
        ]


def _turns(branch: list[Link]) -> dict[str, int]:
    """The different addresses of a branch, each with its turn."""
    return {key: turn for turn, key in enumerate(dict.fromkeys(link.key for link in branch))}
