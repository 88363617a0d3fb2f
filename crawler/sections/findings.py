"""What the parts of a walk over a source's listings give back, and what it is together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crawler.sections.ways import ListingEvidence
from model.crawl import Validators
from model.source import Ways


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a listing could not be read, or not be read on."""

    text: str
    away: bool = False
    """Whether its host can't be reached or asks to be left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What came of following a way."""

    evidence: ListingEvidence
    new: frozenset[str] = frozenset()
    """Keys of its entries that no earlier walk had settled."""
    validators: Validators | None = None
    """What the listing gave to be asked again with."""
    problem: Problem | None = None
    """Why it could not be followed as far as it goes."""
    is_unsure: bool = False
    """Whether it could not be asked, but may answer another time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What a walk found."""

    followed: tuple[Followed, ...] = ()
    """In the order in which they were."""
    problems: tuple[Problem, ...] = ()
    """What kept the section, or a further part of it, from being read."""
    unchanged: bool = False
    """The listing asked for news answered that nothing changed since the last complete walk."""
    full: bool = False
    """Whether all listings were read, whatever their validators say."""
    ways: Ways | None = None
    """How the section is read, where that was found out anew."""

    @property
    def complete(self) -> bool:
        """Whether every listing was followed to where it overlaps with what was settled, or to its end."""
        return not self.problems

    @property
    def away(self) -> bool:
        """Whether the host can't be reached or asks to be left alone, so that there is no use in asking it for more."""
        return any(problem.away for problem in self.problems)

    @property
    def seen(self) -> frozenset[str]:
        """Keys of all entries that were shown."""
        return frozenset(key for one in self.followed for key in one.evidence.keys)

    @property
    def new(self) -> frozenset[str]:
        """Keys of those that no earlier walk had settled."""
        return frozenset[str]().union(*(one.new for one in self.followed))

    @property
    def validators(self) -> Mapping[str, Validators]:
        """What listings gave to be asked again with, by their addresses."""
        return {one.evidence.way.url: one.validators for one in self.followed if one.validators is not None}

    def after(self, *before: Followed) -> Walk:
        """The same walk, of which something was followed before."""
        return replace(self, followed=(*before, *self.followed))
