"""What channels get: JSON, as docs/webhooks.md describes it. A webhook gets all of it, other services its words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from alerts.delivery.compose import Rendered, payload_head
from alerts.digests.grouping import Group
from alerts.digests.render import DigestView
from alerts.quoting.excerpts import excerpts
from alerts.quoting.plain import clean
from model.alert import AlertKind
from model.article import Article
from model.watch import Evidence

_EXCERPTS = 3
"""Places of a text that are told of a watch with the words around them."""


def payload(
    rendered: Rendered, view: DigestView, kind: AlertKind, networks: Mapping[str, str], *, message_id: str
) -> bytes:
    """All that a message tells, as a JSON document."""
    order = view.order
    grouped = [article for group in order.groups for article in group.articles]
    told = {
        **payload_head(rendered, message_id, kind.value, view.now),
        "digest": view.digest.name,
        "page": view.titles.page or None,
        "developments": [_development(group, view) for group in order.groups if group.lead.development is not None],
        "articles": [
            _article(article, view, networks, told_at_once=article in order.at_once)
            for article in (*grouped, *order.reposts, *order.at_once)
        ],
        "taken_in": [
            {"origin": one.origin, "name": one.name, "articles": one.articles, "matching": one.matching}
            for one in view.taken_in
        ],
    }
    # Indented, it would be written by Python itself, ten times as slowly: a digest may have 10,000 articles.
    return json.dumps(told, ensure_ascii=False).encode()


def _development(group: Group, view: DigestView) -> dict[str, Any]:
    number, page = group.lead.development, view.titles.page
    return {
        "id": number,
        "url": f"{page}/developments/{number}" if page else None,
        "title": clean(group.lead.content.title),
        "networks": group.standing.networks if group.standing else 1,
        "watches": list(group.watches),
        "told_before": group.goes_on,
        "articles": [article.guid for article in group.articles],
        "figures": [
            [{"figure": one.figure.number, "unit": one.figure.unit, "article": one.article.guid} for one in kind]
            for kind in view.figures.get(number or 0, ())
        ],
    }


def _article(article: Article, view: DigestView, networks: Mapping[str, str], *, told_at_once: bool) -> dict[str, Any]:
    content, page = article.content, view.titles.page
    evidence = view.evidence.get(article.id, {})
    return {
        "id": article.guid,
        "url": article.url,
        "archived": f"{page}/articles/{article.id}" if page else None,
        "title": clean(content.title),
        "source": article.source,
        "publisher": view.source_titles.get(article.source, article.source),
        "network": networks.get(article.source, article.source),
        "published": content.published and content.published.value,
        "published_source": content.published.source if content.published else None,
        "first_seen": article.first_seen.isoformat(timespec="seconds"),
        "language": content.language,
        "development": article.development,
        "repost": article.copy_of is not None,
        "told_at_once": told_at_once,
        "matches": [
            {
                "watch": name,
                "title": view.watch_titles[name],
                "excerpts": _excerpts(article, evidence.get(name, ())),
            }
            for name in article.matches
            if name in view.watch_titles
        ],
    }


def _excerpts(article: Article, places: Sequence[Evidence]) -> list[dict[str, Any]]:
    """The words around what was met, in parts of which some were found."""
    content = article.content
    texts = {"title": content.title, "other_title": content.other_title or "", "body": content.body}
    found = []
    for field, text in texts.items():
        spots = [(place.start, place.end) for place in places if place.field == field]
        for excerpt in excerpts(text, spots, _EXCERPTS):
            parts = [{"text": clean(part.text), "found": part.found} for part in excerpt]
            found.append({"field": field, "parts": parts})
    return found
