"""Articles in the order in which messages tell them: under their watches, earliest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from alerts.quoting.dates import dated
from alerts.quoting.plain import first_sentences, one_line, uri
from model.article import Article

_QUOTE_ENOUGH = 120
_QUOTE_LIMIT = 320
_NO_WATCH = "Other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """An article as it is told."""

    title: str
    url: str
    publisher: str
    quote: str
    """What the article begins with; empty if it has no text."""
    language: str
    """Code of the language of title and quote; empty if unknown."""
    dated: str
    also: tuple[str, ...]
    """Titles of the other watches that it meets."""
    is_teaser: bool
    """Whether the quote is from a teaser, since there is no text."""
    is_partial: bool
    """Whether there is but a part of the text."""
    is_copy: bool
    """Whether another article printed its text before."""
    more: tuple[DigestItem, ...] = ()
    """The other articles that tell of the same happening, earliest first, reposts last."""
    goes_on: bool = False
    """Whether its readers were told of the happening before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The articles told under one watch."""

    title: str
    told: tuple[DigestItem, ...]


def by_watch(
    articles: Sequence[Article],
    watch_titles: Mapping[str, str],
    source_titles: Mapping[str, str],
    zone: tzinfo,
    *,
    told_before: Collection[int] = (),
) -> tuple[Group, ...]:
    """Put every development once under the first of the watches that its articles meet, earliest published first.

    The watches keep their order. What meets none of them is told all the same, last. `told_before` are the developments
    that the readers know of.
    """
    told: dict[str, list[DigestItem]] = {one_line(title): [] for title in watch_titles.values()}
    for together in _together(articles):
        met = [
            one_line(title)
            for name, title in watch_titles.items()
            if any(name in article.matches for article in together)
        ]
        first, *others = met or [_NO_WATCH]
        lead, *more = together
        item = replace(
            _item(lead, tuple(others), source_titles, zone),
            more=tuple(_item(article, (), source_titles, zone) for article in more),
            goes_on=lead.development in told_before,
        )
        told.setdefault(first, []).append(item)
    return tuple(Group(title=title, told=tuple(items)) for title, items in told.items() if items)


def _together(articles: Sequence[Article]) -> list[list[Article]]:
    """Articles by development, those first that came first; a repost never leads one that printed its text."""
    found: dict[str, list[Article]] = {}
    for article in sorted({article.guid: article for article in articles}.values(), key=_earliest):
        key = article.guid if article.development is None else str(article.development)
        found.setdefault(key, []).append(article)
    return [sorted(together, key=_is_copy) for together in found.values()]


def _is_copy(article: Article) -> bool:
    return article.copy_of is not None


def _earliest(article: Article) -> tuple[datetime, datetime, int]:
    published = article.content.published
    return published.earliest if published else article.first_seen, article.first_seen, article.id


def _item(article: Article, also: tuple[str, ...], source_titles: Mapping[str, str], zone: tzinfo) -> DigestItem:
    return DigestItem(
        title=one_line(article.content.title) or uri(article.url),
        url=uri(article.url),
        publisher=one_line(source_titles.get(article.source, article.source)),
        quote=first_sentences(article.content.body, enough=_QUOTE_ENOUGH, limit=_QUOTE_LIMIT),
        language=article.content.language or "",
        dated=dated(article, zone),
        also=also,
        is_teaser=article.content.is_teaser,
        is_partial=article.content.is_partial,
        is_copy=_is_copy(article),
    )
