"""Developments as a list shows them: who tells of each, two lines with the words that were found, the newest figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.developments.additions import Counted, Printed, figures_of, first_printed
from alerts.quoting.excerpts import ExcerptPart, excerpts, marked
from alerts.quoting.plain import first_sentences, one_line, shorten
from model.article import Article, ArticleBrief
from model.browsing import Listed
from model.development import AnyArticle, Figure
from model.watch import Evidence
from storage import articles
from storage.articles import LATE
from storage.database import Database

LONGEST_TITLE = 300
"""Characters of a title that are shown; the page must stay one that can be read whatever a publisher prints."""
_LINES = 150
"""Characters of a body that are quoted where no word of it was found: about two lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What a list quotes of a development."""

    article: ArticleBrief
    """The one that is quoted."""
    body: str
    evidence: Sequence[Evidence]
    """Where watches met it."""
    of_headline: Sequence[Evidence]
    """Where watches met the article whose title is the headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDevelopment:
    """A development, or an article that is in none, as a list shows it."""

    address: str
    """Of its own page."""
    lead: ArticleBrief
    headline: Sequence[ExcerptPart]
    networks: Sequence[tuple[str, Sequence[ArticleBrief]]]
    """Who tells of it: each network with the first article of each of its publishers, in the order of telling."""
    watches: Sequence[str]
    articles: int
    first: datetime
    """When we first knew of it."""
    latest: datetime
    """When its last article joined it."""
    is_older: bool
    """Whether its first article was published long before we knew of it: what was in a section when it was first read.
    """
    excerpt: Sequence[ExcerptPart]
    excerpt_language: str | None
    figure: Printed | None = None
    is_new: bool
    """Whether something of it came since the reader's last visit."""
    was_known: bool
    """Whether something of it had come before."""


def overview(
    shown: Sequence[Listed],
    quotations: Sequence[Quotation],
    *,
    networks: Mapping[str, str],
    figures: Figures,
    since: datetime | None = None,
) -> list[ListedDevelopment]:
    """What a list shows of developments, with what it quotes of each; `since` is when its reader last saw it."""
    return [
        replace(_listed(one, quotation, networks, since), figure=figures.newest(one.articles))
        for one, quotation in zip(shown, quotations, strict=True)
    ]


def quotable(one: Listed) -> list[ArticleBrief]:
    """The articles of which a list may quote what watches met: the first of all, and the first that meets any."""
    lead = one.lead
    met = next((each for each in one.articles if each.matches), lead)
    return [lead] if met is lead else [lead, met]


def page_of(one: Listed) -> str:
    """The address of its own page."""
    return f"/{'developments' if one.place.is_development else 'articles'}/{one.place.id}"


def _listed(
    one: Listed, quotation: Quotation, networks: Mapping[str, str], since: datetime | None
) -> ListedDevelopment:
    lead, first, latest = one.lead, one.first, one.place.moment
    return ListedDevelopment(
        address=page_of(one),
        lead=lead,
        headline=headline(lead, quotation.of_headline),
        networks=told_by(one.articles, networks),
        watches=one.matches,
        articles=len(one.articles),
        first=first,
        latest=latest,
        is_older=lead.content.published is not None and first - lead.content.published.earliest >= LATE,
        excerpt=_excerpt(quotation.body, quotation.evidence),
        excerpt_language=quotation.article.content.language,
        is_new=since is not None and latest > since,
        was_known=since is None or first <= since,
    )


def headline(article: ArticleBrief, evidence: Sequence[Evidence]) -> list[ExcerptPart]:
    """An article's title with the words that were found, or its address where it has none."""
    title = article.content.title
    if not title.strip():
        return [ExcerptPart(article.url, found=False)]
    if len(title) > LONGEST_TITLE:
        return [ExcerptPart(shorten(one_line(title), LONGEST_TITLE), found=False)]
    return marked(title, places(evidence, "title"))


def places(evidence: Sequence[Evidence], field: str) -> list[tuple[int, int]]:
    """Where something was found in a text of an article."""
    return [(place.start, place.end) for place in evidence if place.field == field]


def _excerpt(body: str, evidence: Sequence[Evidence]) -> Sequence[ExcerptPart]:
    found = excerpts(body, places(evidence, "body"), 1)
    if found:
        return found[0]
    text = first_sentences(body, enough=_LINES // 2, limit=_LINES)
    return [ExcerptPart(text, found=False)] if text else []


def told_by(members: Sequence[AnyArticle], networks: Mapping[str, str]) -> list[tuple[str, list[AnyArticle]]]:
    """Who tells of it: each network with the first article of each of its publishers, in the order of telling."""
    found: dict[str, dict[str, AnyArticle]] = {}
    for article in members:
        found.setdefault(networks.get(article.source, article.source), {}).setdefault(article.source, article)
    return [(network, list(first.values())) for network, first in found.items()]


_SPANS_OF_TIME = frozenset(
    {
        "minutes",
        "minutos",
        "hour",
        "hours",
        "hora",
        "horas",
        "day",
        "days",
        "día",
        "días",
        "dia",
        "dias",
        "week",
        "weeks",
        "semana",
        "semanas",
        "month",
        "months",
        "mes",
        "meses",
        "mês",
        "year",
        "years",
        "año",
        "años",
        "ano",
        "anos",
        "century",
        "siglo",
    }
)
"""What counts time: "three days" changes from article to article and tells nothing of how a happening stands."""


def counts_time(figure: Figure) -> bool:
    """Whether a figure says how long something takes."""
    return figure.unit.lower().partition(" ")[0] in _SPANS_OF_TIME


class Figures:
    """The figure of each development that tells most of how it stands; those of each article are remembered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._found: dict[int, Sequence[Counted]] = {}
        """By the revisions of articles, which never change."""

    def newest(self, members: Sequence[ArticleBrief]) -> Printed | None:
        """The newest figure of a kind that changed, or that a title has."""
        titles = " \n".join(one.content.title for one in members)
        for printed in first_printed(members, self._of(members)):
            if counts_time(printed[-1].figure):
                continue
            if len(printed) > 1 or any(one.figure.sentence in titles for one in printed):
                return printed[-1]
        return None

    def _of(self, members: Sequence[ArticleBrief]) -> dict[int, Sequence[Counted]]:
        """The figures of those that are no copies, by their ids; only texts whose figures are not known are read."""
        own = [one for one in members if one.copy_of is None]
        found = {one.id: figures for one in own if (figures := self._found.get(one.revision_id)) is not None}
        missing = [one.id for one in own if one.id not in found]
        if len(self._found) + len(missing) > _REMEMBERED:
            self._found = {}
        for article in self._read(missing):
            found[article.id] = self._found[article.revision_id] = figures_of(article)
        return found

    def _read(self, ids: Sequence[int]) -> Iterator[Article]:
        for start in range(0, len(ids), _AT_ONCE):  # a few at a time, since of each figures are looked for
            with self._database.reading() as session:
                some = articles.by_id(session, ids[start : start + _AT_ONCE])
            yield from some


_AT_ONCE = 50
_REMEMBERED = 10_000
"""Articles whose figures are remembered, some ten of 500 bytes each."""
