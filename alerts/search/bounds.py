"""Sets of articles, and what can be said of a query's answer without reading them."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ids:
    """Some articles, or all but some."""

    ids: AbstractSet[int] = frozenset()
    but: bool = False
    """Whether these are the ones that it does not have."""

    def __contains__(self, number: int) -> bool:
        return (number in self.ids) is not self.but

    def __invert__(self) -> Ids:
        return Ids(self.ids, not self.but)

    def __and__(self, other: Ids) -> Ids:
        if self.but and other.but:
            return Ids(self.ids | other.ids, but=True)
        if self.but:
            return other & self
        return Ids(self.ids - other.ids if other.but else self.ids & other.ids)

    def __or__(self, other: Ids) -> Ids:
        return ~(~self & ~other)


NONE = Ids()
ALL = Ids(but=True)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which articles meet a query, as far as is known."""

    certain: Ids
    """They do."""
    possible: Ids
    """No others do."""

    def __invert__(self) -> Bounds:
        return Bounds(~self.possible, ~self.certain)

    def __and__(self, other: Bounds) -> Bounds:
        return Bounds(self.certain & other.certain, self.possible & other.possible)

    def __or__(self, other: Bounds) -> Bounds:
        return Bounds(self.certain | other.certain, self.possible | other.possible)
