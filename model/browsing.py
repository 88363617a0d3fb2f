"""What a reader chooses to see of the developments, and how far down the list they have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from model.article import ArticleBrief
from model.development import Development, leading, met_by


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A development, or an article that is in none, as lists show it: its articles without their texts."""

    place: ListPosition
    guid: str
    first: datetime
    """When we first knew of it."""
    articles: tuple[ArticleBrief, ...]
    """Those that appeared first before the others; one at least."""

    @property
    def lead(self) -> ArticleBrief:
        """The article that stands for it."""
        return leading(self.articles)

    @property
    def matches(self) -> tuple[str, ...]:
        """Names of the watches that any of its articles meets, sorted."""
        return met_by(self.articles)


def listed_as(development: Development) -> Listed:
    """A development as lists show it."""
    return Listed(
        place=ListPosition(development.updated, True, development.id),
        guid=development.guid,
        first=development.started,
        articles=development.articles,
    )


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many articles a watch met, or a source published, on a day."""

    name: str
    day: date
    articles: int
