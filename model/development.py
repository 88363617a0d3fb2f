"""Developments: the articles about one happening, and what ties each of them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from model.article import Article, ArticleBrief

AnyArticle = TypeVar("AnyArticle", bound=ArticleBrief)


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


class Placement(StrEnum):
    """How an article came to its development."""

    STARTED = "started"
    """Nothing known tells of its happening: it is the first."""
    JOINED = "joined"
    """It tells of the happening."""
    APART = "apart"
    """It tells of many happenings or of none, such as a round-up: it is in no development."""
    USER = "user"
    """A person put it there, and there it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where an article belongs, and why."""

    place: Placement
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
    adds_figure: bool = False
    """Whether it prints a figure that none before it in its development did."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit as an article prints it, such as `27 dead`."""

    number: str
    """As it is printed."""
    unit: str
    """What is counted, in the article's words."""
    sentence: str
    """Where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A development that turned out to be another one."""

    guid: str
    """By which readers know it."""
    into: int
    """Number of the other one."""
    headline: str
    """That of the other one."""
    at: datetime


def leading(articles: Sequence[AnyArticle]) -> AnyArticle:
    """Of a development's articles the first one that is no repost and has a text of its own, else the first."""
    return next((one for one in articles if one.copy_of is None and not one.content.is_teaser), articles[0])


def met_by(articles: Iterable[ArticleBrief]) -> tuple[str, ...]:
    """Names of the watches that any of some articles meets, sorted."""
    return tuple(sorted({name for one in articles for name in one.matches}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """The articles about one happening, as readers see them."""

    id: int
    guid: str
    """That of the article which it began with, and its identity in feeds: it never changes."""
    started: datetime
    """When we first knew of it, in UTC."""
    updated: datetime
    """When its last article joined it, in UTC."""
    articles: tuple[Article, ...]
    """Those that appeared first before the others; one at least."""
    after: int | None = None
    """The earlier development that it goes on from."""

    @property
    def lead(self) -> Article:
        """The article that stands for it."""
        return leading(self.articles)

    @property
    def headline(self) -> str:
        """The title of one of its articles; it may change, when an earlier one is found."""
        return self.lead.content.title

    @property
    def matches(self) -> tuple[str, ...]:
        """Names of the watches that any of its articles meets, sorted."""
        return met_by(self.articles)

    def networks(self, of: Mapping[str, str]) -> frozenset[str]:
        """The networks that tell of it by themselves; `of` gives each source's, and what is not in it is its own."""
        return frozenset(of.get(one.source, one.source) for one in self.articles if one.copy_of is None)
