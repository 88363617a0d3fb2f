"""Developments as a list shows them: who tells of each, two lines with the words that were found, the newest figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from alerts.developments.additions import Counted, Printed, figures_of, figures_printed
from alerts.quoting.excerpts import ExcerptPart, excerpts, marked
from alerts.quoting.plain import first_sentences, one_line, shorten
from model.article import Article
from model.development import Development, Figure
from model.watch import Evidence
from storage.articles import LATE

LONGEST_TITLE = 300
"""Characters of a title that are shown; the page must stay one that can be read whatever a publisher prints."""
_LINES = 150
"""Characters of a body that are quoted where no word of it was found: about two lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDevelopment:
    """A development, or an article that is in none, as a list shows it."""

    address: str
    """Of its own page."""
    lead: Article
    headline: Sequence[ExcerptPart]
    networks: Sequence[tuple[str, Sequence[Article]]]
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
    shown: Sequence[Article | Development],
    evidence: Mapping[int, Sequence[Evidence]],
    *,
    networks: Mapping[str, str],
    figures: Figures,
    since: datetime | None = None,
) -> list[ListedDevelopment]:
    """What a list shows of developments; `since` is when its reader last saw it."""
    return [replace(_listed(one, evidence, networks, since), figure=figures.newest(_members(one))) for one in shown]


def quotable(one: Article | Development) -> list[Article]:
    """The articles of which a list may quote what watches met: the first of all, and the first that meets any."""
    members = _members(one)
    lead = one if isinstance(one, Article) else one.lead
    met = next((each for each in members if each.matches), lead)
    return [lead] if met is lead else [lead, met]


def _members(one: Article | Development) -> Sequence[Article]:
    return (one,) if isinstance(one, Article) else one.articles


def _listed(
    one: Article | Development,
    evidence: Mapping[int, Sequence[Evidence]],
    networks: Mapping[str, str],
    since: datetime | None,
) -> ListedDevelopment:
    members = _members(one)
    lead = one if isinstance(one, Article) else one.lead
    quoted = next((each for each in quotable(one) if evidence.get(each.id)), lead)
    first, latest = (one.first_seen, one.first_seen) if isinstance(one, Article) else (one.started, one.updated)
    return ListedDevelopment(
        address=f"/articles/{one.id}" if isinstance(one, Article) else f"/developments/{one.id}",
        lead=lead,
        headline=headline(lead, evidence.get(lead.id, ())),
        networks=told_by(members, networks),
        watches=one.matches,
        articles=len(members),
        first=first,
        latest=latest,
        is_older=lead.content.published is not None and first - lead.content.published.earliest >= LATE,
        excerpt=_excerpt(quoted, evidence.get(quoted.id, ())),
        excerpt_language=quoted.content.language,
        is_new=since is not None and latest > since,
        was_known=since is None or first <= since,
    )


def headline(article: Article, evidence: Sequence[Evidence]) -> list[ExcerptPart]:
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


def _excerpt(article: Article, evidence: Sequence[Evidence]) -> Sequence[ExcerptPart]:
    body = article.content.body
    found = excerpts(body, places(evidence, "body"), 1)
    if found:
        return found[0]
    text = first_sentences(body, enough=_LINES // 2, limit=_LINES)
    return [ExcerptPart(text, found=False)] if text else []


def told_by(members: Sequence[Article], networks: Mapping[str, str]) -> list[tuple[str, list[Article]]]:
    """Who tells of it: each network with the first article of each of its publishers, in the order of telling."""
    found: dict[str, dict[str, Article]] = {}
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

    def __init__(self) -> None:
        self._found: dict[int, Sequence[Counted]] = {}
        """By the revisions of articles, which never change."""

    def newest(self, members: Sequence[Article]) -> Printed | None:
        """The newest figure of a kind that changed, or that a title has."""
        titles = " \n".join(one.content.title for one in members)
        for printed in figures_printed(members, self._of):
            if counts_time(printed[-1].figure):
                continue
            if len(printed) > 1 or any(one.figure.sentence in titles for one in printed):
                return printed[-1]
        return None

    def _of(self, article: Article) -> Sequence[Counted]:
        if article.revision_id not in (known := self._found):
            if len(known) >= _REMEMBERED:
                self._found = known = {}
            known[article.revision_id] = figures_of(article)
        return known[article.revision_id]


_REMEMBERED = 10_000
"""Articles whose figures are remembered, some ten of 500 bytes each."""
