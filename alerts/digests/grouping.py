"""Articles in the order in which messages tell them: developments by their weight, then what stands alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from alerts.developments.additions import Printed
from alerts.quoting.dates import dated
from alerts.quoting.excerpts import ExcerptPart, excerpts
from alerts.quoting.plain import clean, first_sentences, one_line, uri
from model.article import Article
from model.watch import Evidence

_SPACE = re.compile(r"\s+")
_QUOTE_ENOUGH = 120
_QUOTE_LIMIT = 320
_LINES = 2
"""Places in a text that are quoted where words were met."""
_KINDS_OF_FIGURES = 3
"""Kinds of figures of a development that are told, those that changed most often."""
_FIGURES = 4
"""Figures of a kind that are told, the last of them: how it went on is on the development's page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentStanding:
    """Who tells of a development, in all."""

    sources: tuple[str, ...]
    """Those that tell of it by themselves, by name, in the order in which they did."""
    networks: int
    independent: int
    """Articles that print no other's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """How things are called and found."""

    watches: Mapping[str, str]
    """Titles by name of the watches that the digest tells of."""
    sources: Mapping[str, str]
    page: str
    """Address of our page, without a slash at its end; empty: none to point to."""
    zone: tzinfo
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """An article as it is told."""

    title: str
    url: str
    archived: str
    """Address of our copy; empty: there is none to point to."""
    publisher: str
    quotes: Sequence[Sequence[ExcerptPart]]
    """Lines of it around the words that were met, or what it begins with; empty if it has no text."""
    language: str
    """Code of the language of title and quotes; empty if unknown."""
    dated: str
    is_teaser: bool
    """Whether the quotes are from a teaser, since there is no text."""
    is_partial: bool
    """Whether there is but a part of the text."""
    is_copy: bool
    """Whether another article printed its text before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A development, or an article that stands alone, as it is told."""

    lead: DigestItem
    watches: tuple[str, ...]
    """Titles of the watches that it meets."""
    page: str = ""
    """Address of the development's page; empty: there is none to point to."""
    publishers: tuple[str, ...] = ()
    """All that tell of it."""
    networks: int = 1
    more: tuple[DigestItem, ...] = ()
    """The other new articles that tell of the same happening, earliest first."""
    figures: tuple[tuple[tuple[str, str], ...], ...] = ()
    """Figures of a kind, each with who printed it."""
    goes_on: bool = False
    """Whether its readers were told of the happening before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """All that a message tells."""

    developments: tuple[Told, ...] = ()
    articles: tuple[Told, ...] = ()
    reposts: tuple[DigestItem, ...] = ()
    at_once: tuple[DigestItem, ...] = ()
    """What was told at once already."""
    watches: tuple[str, ...] = ()
    """Titles of the watches that are met, in their order."""

    @property
    def told(self) -> tuple[Told, ...]:
        """Developments, then what stands alone."""
        return (*self.developments, *self.articles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """New articles that tell of one happening, earliest first, or one that stands alone."""

    articles: tuple[Article, ...]
    standing: DevelopmentStanding | None
    watches: tuple[str, ...]
    """Names of the digest's watches that it meets, in their order."""
    goes_on: bool
    """Whether its readers were told of the happening before."""

    @property
    def lead(self) -> Article:
        """The article that it is told by."""
        return self.articles[0]

    @property
    def is_development(self) -> bool:
        """Whether several articles tell of it by themselves."""
        return len(self.articles) > 1 or (self.standing is not None and self.standing.independent > 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestOrder:
    """What is told, in its order: no article twice, and none left out."""

    groups: tuple[Group, ...]
    """Developments by importance, then what stands alone."""
    reposts: tuple[Article, ...]
    at_once: tuple[Article, ...]
    """What was told at once already."""


def ordered(
    articles: Sequence[Article],
    standings: Mapping[int, DevelopmentStanding],
    watches: Collection[str],
    *,
    told_before: Collection[int] = (),
    told_at_once: Collection[int] = (),
) -> DigestOrder:
    """Put each article into its place.

    Developments come first. What more networks tell of goes before, then what meets more of the `watches`, then what is
    new to the readers, then the earliest. `told_before` are developments that they know of, `told_at_once` articles.
    """
    every = sorted({article.guid: article for article in articles}.values(), key=_earliest)
    fresh = [article for article in every if article.id not in told_at_once]
    together: dict[str, list[Article]] = {}
    for article in fresh:
        if article.copy_of is None:
            key = article.guid if article.development is None else str(article.development)
            together.setdefault(key, []).append(article)
    groups = []
    for members in together.values():
        met = {name for article in members for name in article.matches}
        number = members[0].development
        groups.append(
            Group(
                articles=tuple(members),
                standing=None if number is None else standings.get(number),
                watches=tuple(name for name in watches if name in met),
                goes_on=number is not None and number in told_before,
            )
        )
    return DigestOrder(
        groups=tuple(sorted(groups, key=_weight)),
        reposts=tuple(article for article in fresh if article.copy_of is not None),
        at_once=tuple(article for article in every if article.id in told_at_once),
    )


def _weight(group: Group) -> tuple[bool, int, int, bool]:
    """Sorts by importance; what weighs the same stays as it was, earliest first."""
    networks = group.standing.networks if group.standing else 1
    return not group.is_development, -networks, -len(group.watches), group.goes_on


def sections(
    order: DigestOrder,
    evidence: Mapping[int, Mapping[str, Sequence[Evidence]]],
    figures: Mapping[int, Sequence[Sequence[Printed]]],
    titles: Titles,
) -> Sections:
    """Put into words what is told in that order, with evidence by article and figures by development."""
    told = [(group, _told(group, evidence, figures, titles)) for group in order.groups]
    every = [*(article for group in order.groups for article in group.articles), *order.reposts, *order.at_once]
    met = {name for article in every for name in article.matches}
    return Sections(
        developments=tuple(one for group, one in told if group.is_development),
        articles=tuple(one for group, one in told if not group.is_development),
        reposts=tuple(_item(article, {}, titles) for article in order.reposts),
        at_once=tuple(_item(article, {}, titles) for article in order.at_once),
        watches=tuple(one_line(title) for name, title in titles.watches.items() if name in met),
    )


def _told(
    group: Group,
    evidence: Mapping[int, Mapping[str, Sequence[Evidence]]],
    figures: Mapping[int, Sequence[Sequence[Printed]]],
    titles: Titles,
) -> Told:
    lead, *more = group.articles
    number = lead.development
    sources = group.standing.sources if group.standing else ()
    sources = sources or tuple(dict.fromkeys(article.source for article in group.articles))
    return Told(
        lead=_item(lead, evidence.get(lead.id, {}), titles),
        watches=tuple(one_line(titles.watches[name]) for name in group.watches),
        page=f"{titles.page}/developments/{number}" if titles.page and group.is_development else "",
        publishers=tuple(_publisher(source, titles) for source in sources),
        networks=group.standing.networks if group.standing else 1,
        more=tuple(_item(article, {}, titles) for article in more),
        figures=() if number is None else _figures(figures.get(number, ()), titles),
        goes_on=group.goes_on,
    )


def _figures(printed: Sequence[Sequence[Printed]], titles: Titles) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(
        tuple(
            (one_line(f"{one.figure.number} {one.figure.unit}"), _publisher(one.article.source, titles))
            for one in kind[-_FIGURES:]
        )
        for kind in printed[:_KINDS_OF_FIGURES]
    )


def _earliest(article: Article) -> tuple[datetime, datetime, int]:
    published = article.content.published
    return published.earliest if published else article.first_seen, article.first_seen, article.id


def _publisher(source: str, titles: Titles) -> str:
    return one_line(titles.sources.get(source, source))


def _item(article: Article, evidence: Mapping[str, Sequence[Evidence]], titles: Titles) -> DigestItem:
    content = article.content
    places = [place for name, found in evidence.items() if name in titles.watches for place in found]
    return DigestItem(
        title=one_line(content.title) or uri(article.url),
        url=uri(article.url),
        archived=f"{titles.page}/articles/{article.id}" if titles.page else "",
        publisher=_publisher(article.source, titles),
        quotes=_quotes(content.body, [(place.start, place.end) for place in places if place.field == "body"]),
        language=content.language or "",
        dated=dated(article, titles.zone, titles.language),
        is_teaser=content.is_teaser,
        is_partial=content.is_partial,
        is_copy=article.copy_of is not None,
    )


def _quotes(body: str, places: Sequence[tuple[int, int]]) -> Sequence[Sequence[ExcerptPart]]:
    found = [line for excerpt in excerpts(body, places, _LINES) if (line := _on_one_line(excerpt))]
    if found:
        return found
    start = first_sentences(body, enough=_QUOTE_ENOUGH, limit=_QUOTE_LIMIT)
    return [[ExcerptPart(start, found=False)]] if start else []


def _on_one_line(parts: Sequence[ExcerptPart]) -> list[ExcerptPart]:
    """Parts without what can't be shown, and without spaces at the ends and next to others."""
    kept = [ExcerptPart(_SPACE.sub(" ", clean(part.text)), part.found) for part in parts]
    if kept:
        kept[0] = kept[0]._replace(text=kept[0].text.lstrip())
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip())
    return [part for part in kept if part.text]
