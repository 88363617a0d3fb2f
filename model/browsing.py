"""What a reader chooses to see of the developments, and how far down the list they have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The developments that a view shows; what is None is not asked for."""

    watch: str | None = None
    """One of its articles meets it; None: one meets any watch."""
    source: str | None = None
    """It tells of it."""
    language: str | None = None
    """One of its articles is in it."""
    since: datetime | None = None
    """An article joined it at that moment or later."""
    until: datetime | None = None
    """It was known before that moment."""


@dataclass(frozen=True, slots=True, order=True)
class ListPosition:
    """The place of something in the list, which is ordered by it, newest first. Nothing else ever gets the same."""

    moment: datetime
    """When its last article joined a development, or when an article was first seen."""
    is_development: bool
    """Whether it is a development; otherwise it is an article that is in none."""
    id: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many articles a watch met, or a source published, on a day."""

    name: str
    day: date
    articles: int
