"""The feeds we publish: articles as RSS, Atom or JSON Feed, the same bytes for the same articles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from alerts.dates import known_day, provenance
from alerts.plain import first_words, one_line, uri
from model.article import Article

RSS_TYPE = "application/rss+xml; charset=utf-8"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
JSON_TYPE = "application/feed+json; charset=utf-8"

_QUOTED_WORDS = 60
_QUOTED_CHARACTERS = 700
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedInfo:
    """What a feed says of itself."""

    id: str
    """An IRI that stays the same for ever; what Atom readers know the feed by."""
    title: str
    description: str
    self_url: str
    """Absolute address of the feed."""
    site_url: str
    """Absolute address of the page that shows the same."""


def rss(info: FeedInfo, articles: Sequence[Article], *, source_titles: Mapping[str, str]) -> bytes:
    """Give articles as RSS 2.0, those that we saw last first."""
    document: bytes = _generator(info, articles, source_titles, "application/rss+xml").rss_str(pretty=True)
    return document


def atom(info: FeedInfo, articles: Sequence[Article], *, source_titles: Mapping[str, str]) -> bytes:
    """Give articles as Atom (RFC 4287), those that we saw last first."""
    document: bytes = _generator(info, articles, source_titles, "application/atom+xml").atom_str(pretty=True)
    return document


def json_feed(info: FeedInfo, articles: Sequence[Article], *, source_titles: Mapping[str, str]) -> bytes:
    """Give articles as JSON Feed 1.1, those that we saw last first."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": one_line(info.title),
        "home_page_url": uri(info.site_url),
        "feed_url": uri(info.self_url),
        "description": one_line(info.description),
        "items": [_json_item(article, source_titles) for article in _newest_first(articles)],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def content_etag(document: bytes) -> str:
    """Give a strong entity tag, with its quotes, that changes exactly when the document does."""
    return f'"{hashlib.sha256(document).hexdigest()[:32]}"'


def _newest_first(articles: Sequence[Article]) -> list[Article]:
    """Order by when we saw them, never by when they say they were published: a late arrival must not hide."""
    once = {article.guid: article for article in articles}.values()
    return sorted(once, key=lambda article: (article.first_seen, article.id), reverse=True)


def _generator(
    info: FeedInfo, articles: Sequence[Article], source_titles: Mapping[str, str], media_type: str
) -> FeedGenerator:
    ordered = _newest_first(articles)
    generator = FeedGenerator()
    generator.load_extension("dc")
    generator.generator("peruwatch")
    generator.id(info.id)
    generator.title(one_line(info.title))
    generator.description(one_line(info.description))
    generator.link(href=uri(info.self_url), rel="self", type=media_type)
    generator.link(href=uri(info.site_url), rel="alternate")
    generator.updated(ordered[0].first_seen.astimezone(UTC) if ordered else _NEVER)
    for article in ordered:
        _describe(generator.add_entry(order="append"), article, source_titles)
    return generator


def _describe(entry: FeedEntry, article: Article, source_titles: Mapping[str, str]) -> None:
    publisher = _publisher(article, source_titles)
    authors = _authors(article)
    entry.guid(article.guid, permalink=False)
    entry.title(_title(article))
    entry.link(href=uri(article.url))
    entry.summary(_quote_html(article, publisher), type="html")
    entry.updated(article.first_seen.astimezone(UTC))
    entry.published(known_day(article))
    entry.category([{"term": name} for name in article.matches])
    entry.author([{"name": name} for name in authors or [publisher]])
    entry.dc.dc_creator(authors or None)
    entry.dc.dc_publisher(publisher)


def _json_item(article: Article, source_titles: Mapping[str, str]) -> dict[str, Any]:
    publisher = _publisher(article, source_titles)
    published = known_day(article)
    item = {
        "id": article.guid,
        "url": uri(article.url),
        "title": _title(article),
        "content_html": _quote_html(article, publisher),
        "date_published": published.isoformat() if published else None,
        "authors": [{"name": name} for name in _authors(article) or [publisher]],
        "tags": list(article.matches),
        "language": article.content.language,
        "_peruwatch": {
            "source": article.source,
            "first_seen": article.first_seen.astimezone(UTC).isoformat(),
            "published": article.content.published.value if article.content.published else None,
            "published_source": str(article.content.published.source) if article.content.published else "none",
            **({"is_teaser": True} if article.content.is_teaser else {}),
        },
    }
    return {key: value for key, value in item.items() if value is not None}


def _title(article: Article) -> str:
    return one_line(article.content.title) or article.url


def _publisher(article: Article, source_titles: Mapping[str, str]) -> str:
    return one_line(source_titles.get(article.source, "")) or article.source


def _authors(article: Article) -> list[str]:
    return [name for author in article.content.authors if (name := one_line(author))]


def _quote_html(article: Article, publisher: str) -> str:
    quoted = first_words(article.content.body, _QUOTED_WORDS, limit=_QUOTED_CHARACTERS)
    quote_block = f"<blockquote><p>{escape(quoted)}</p></blockquote>" if quoted else ""
    note = " Teaser only." if article.content.is_teaser else ""
    return f"{quote_block}<p>{escape(publisher)}. {escape(provenance(article))}.{note}</p>"
