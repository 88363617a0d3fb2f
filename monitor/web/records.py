"""What programs are told: the nouns of the pages as JSON has them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException

from alerts.developments.additions import Printed
from model.article import Article, ArticleBrief, Revision
from model.browsing import Listed
from model.development import Decision
from model.watch import Evidence
from monitor.web.overview import page_of, told_by
from monitor.web.site import Site


def limit(query: Mapping[str, str], usual: int, most: int) -> int:
    """How many are wanted; 400 where that is no number from 1 to the most."""
    given = query.get("limit", str(usual))
    if not re.fullmatch("[1-9][0-9]{0,3}", given) or int(given) > most:
        raise HTTPException(400, f"limit: a number from 1 to {most}")
    return int(given)


def iso(moment: datetime | None) -> str | None:
    """A moment in ISO 8601."""
    return None if moment is None else moment.isoformat(timespec="seconds")


def development(one: Listed, site: Site) -> dict[str, Any]:
    """What a list tells of a development, or of an article that is in none."""
    config, figure, lead = site.config, site.figures.newest(one.articles), one.lead
    return {
        "id": one.place.id if one.place.is_development else None,
        "guid": one.guid,
        "page": f"{config.public_url}{page_of(one)}",
        "headline": lead.content.title,
        "language": lead.content.language,
        "first": iso(one.first),
        "latest": iso(one.place.moment),
        "watches": list(one.matches),
        "networks": [
            {"network": network, "sources": [article.source for article in firsts]}
            for network, firsts in told_by(one.articles, config.networks)
        ],
        "figure": None if figure is None else printed(figure),
        "articles": [article_brief(article) for article in one.articles],
    }


def article_brief(article: ArticleBrief) -> dict[str, Any]:
    """An article without its text."""
    published = article.content.published
    return {
        "id": article.id,
        "guid": article.guid,
        "source": article.source,
        "url": article.url,
        "title": article.content.title,
        "language": article.content.language,
        "published": published.value if published else None,
        "published_source": str(published.source) if published else "none",
        "first_seen": iso(article.first_seen),
        "watches": list(article.matches),
        "development": article.development,
        "copy_of": article.copy_of,
    }


def article_whole(
    article: Article,
    revisions: Sequence[Revision],
    copies: Sequence[Article],
    evidence: Mapping[str, Sequence[Evidence]],
) -> dict[str, Any]:
    """An article with its text, its revisions, and where watches met it."""
    said = article.content
    return {
        **article_brief(article),
        "authors": list(said.authors),
        "modified": said.modified,
        "kind": str(said.kind),
        "condition": str(article.condition),
        "is_teaser": said.is_teaser,
        "body_share": said.body_share,
        "body": said.body,
        "evidence": {
            watch: [{"field": one.field, "start": one.start, "end": one.end, "keyword": one.keyword} for one in places]
            for watch, places in evidence.items()
        },
        "revisions": [
            {
                "number": one.number,
                "created": iso(one.created),
                "title": one.content.title,
                "body": one.content.body,
                "is_archived": one.snapshot_id is not None,
            }
            for one in revisions
        ],
        "copies": [article_brief(one) for one in copies],
    }


def printed(one: Printed) -> dict[str, Any]:
    """A figure and who printed it first."""
    published = one.article.content.published
    return {
        "number": one.figure.number,
        "unit": one.figure.unit,
        "sentence": one.figure.sentence,
        "article": one.article.id,
        "source": one.article.source,
        "published": published.value if published else None,
    }


def reasons(decision: Decision | None) -> list[dict[str, Any]]:
    """What ties an article to its development."""
    return [{"kind": str(one.kind), "quotes": list(one.quotes)} for one in (decision.reasons if decision else ())]
