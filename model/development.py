"""Developments: the articles about one happening, and what ties each of them in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReasonKind(StrEnum):
    """What speaks for an article's place in a development."""

    COPY = "copy"
    """It prints the text of another article of it."""
    TITLE = "title"
    """Words of its title that the others have, too."""
    NAMES = "names"
    """Names of persons, places and organisations that the others have, too."""
    FIGURES = "figures"
    """Figures that the others print, too."""
    DATES = "dates"
    """Days told in the text that the others tell of, too."""
    WORDS = "words"
    """Other words that are rare elsewhere and that the others have, too."""
    TIME = "time"
    """It appeared while the others did."""
    USER = "user"
    """A person put it there."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that ties an article to a development."""

    kind: ReasonKind
    quotes: tuple[str, ...] = ()
    """What is shared, in the article's own words."""
    of: int | None = None
    """Of a copy: the article whose text it prints."""


class Place(StrEnum):
    """How an article came to its development."""

    STARTED = "started"
    """Nothing known tells of its happening: it is the first."""
    JOINED = "joined"
    """It tells of the happening."""
    APART = "apart"
    """It tells of many happenings or of none, such as a round-up: it is in no development."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where an article belongs, and why."""

    place: Place
    development: int | None = None
    """The development that it joins or starts; None where it stands apart."""
    reasons: tuple[Reason, ...] = ()
    likeness: float = 0.0
    """How much alike it and the development are, with what speaks against taken off."""
    copy_of: int | None = None
    """The first article with the same text, or nearly the same, if it is a copy."""
    merges: tuple[int, ...] = ()
    """Developments that it shows to be the same one, and that are part of it now."""
    after: int | None = None
    """Of one that starts a development: an earlier, closed one of the same chain."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit as an article prints it, such as `27 dead`."""

    number: str
    """As it is printed."""
    unit: str
    """What is counted, in the article's words."""
    sentence: str
    """Where it stands."""
