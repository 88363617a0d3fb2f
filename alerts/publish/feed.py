"""The feeds we publish, as RSS, Atom or JSON Feed: the same bytes for the same articles and developments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from alerts.quoting.body_html import body_html
from alerts.quoting.dates import known_day, provenance
from alerts.quoting.plain import first_words, one_line, uri
from model.article import Article
from model.development import Development, Merged

_QUOTED_WORDS = 60
_QUOTED_CHARACTERS = 700
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_YEAR = 1000
_ATOM = "http://www.w3.org/2005/Atom"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_XML = "http://www.w3.org/XML/1998/namespace"


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
    looked: datetime | None = None
    """When what it tells of was looked at last: the date of a feed that tells nothing yet."""
    hub: str = ""
    """Address of the WebSub hub that is told of changes; empty: there is none."""
    is_full: bool = False
    """Whether it tells articles whole, not only their first words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One thing that a feed tells, an article or a development of several."""

    guid: str
    title: str
    url: str
    quote: str
    """Its first words, as HTML."""
    updated: datetime
    """When it last became another thing to read."""
    order: tuple[datetime, int]
    """Items with the highest come first."""
    published: datetime | None
    authors: tuple[str, ...]
    """Empty if nobody is named."""
    publisher: str
    tags: tuple[str, ...]
    language: str | None
    told: dict[str, Any]
    """What JSON Feed has no words for."""
    full: str | None = None
    """All of it as HTML, where that is wanted."""


def rss(
    info: FeedInfo,
    told: Sequence[Article | Development],
    *,
    source_titles: Mapping[str, str],
    merged: Sequence[Merged] = (),
) -> bytes:
    """Give articles or developments as RSS 2.0, what is new to us first.

    One that turned out to be another is told once more, as an update of its item that says where it went: RSS has no
    other word for it.
    """
    items = _items(info, told, source_titles, merged)
    document: bytes = _generator(info, items, "application/rss+xml").rss_str(pretty=True)
    return document


def atom(
    info: FeedInfo,
    told: Sequence[Article | Development],
    *,
    source_titles: Mapping[str, str],
    merged: Sequence[Merged] = (),
) -> bytes:
    """Give articles or developments as Atom (RFC 4287), what is new to us first, and what was merged by RFC 6721."""
    items = [_apart(item) for item in _items(info, told, source_titles)]
    gone = [one for one in merged if one.guid not in {item.guid for item in items}]
    dates = [*(item.updated for item in items), *(one.at.astimezone(UTC) for one in gone)]
    generator = _generator(info, items, "application/atom+xml")
    generator.updated(max(dates, default=info.looked or _NEVER))
    generator.beyond.gone = [(one, _page_of(one.into, info)) for one in gone]
    document: bytes = generator.atom_str(pretty=True)
    return document


def json_feed(
    info: FeedInfo,
    told: Sequence[Article | Development],
    *,
    source_titles: Mapping[str, str],
    merged: Sequence[Merged] = (),
) -> bytes:
    """Give articles or developments as JSON Feed 1.1, what is new to us first; of what was merged as RSS does."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": one_line(info.title),
        "home_page_url": uri(info.site_url),
        "feed_url": uri(info.self_url),
        "description": one_line(info.description),
        **({"hubs": [{"type": "WebSub", "url": uri(info.hub)}]} if info.hub else {}),
        "items": [_json_item(item) for item in _items(info, told, source_titles, merged)],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def content_etag(document: bytes) -> str:
    """Give a strong entity tag, with its quotes, that changes exactly when the document does."""
    return f'"{hashlib.sha256(document).hexdigest()[:32]}"'


def _items(
    info: FeedInfo,
    told: Sequence[Article | Development],
    source_titles: Mapping[str, str],
    merged: Sequence[Merged] = (),
) -> list[_Item]:
    """Order by when we saw them, never by when they say they were published: a late arrival must not hide."""
    items = [_of_merged(one, info) for one in merged]  # an item that is told by itself takes its place
    items += [
        _of_article(one, info, source_titles) if isinstance(one, Article) else _of_development(one, info, source_titles)
        for one in told
    ]
    once = {item.guid: item for item in items}.values()
    return sorted(once, key=lambda item: item.order, reverse=True)


def _of_merged(merged: Merged, info: FeedInfo) -> _Item:
    """That a development turned out to be another one, under the identity by which readers know it."""
    page, headline = _page_of(merged.into, info), one_line(merged.headline)
    return _Item(
        guid=merged.guid,
        title=f"Told as one: {headline}",
        url=page,
        quote=f'<p>This turned out to be part of <a href="{escape(page)}">{escape(headline)}</a>.</p>',
        updated=merged.at.astimezone(UTC),
        order=(merged.at, merged.into),
        published=None,
        authors=(),
        publisher="peruwatch",
        tags=(),
        language=None,
        told={"merged_into": merged.into},
    )


def _page_of(development: int, info: FeedInfo) -> str:
    return uri(f"{info.site_url.rstrip('/')}/developments/{development}")


def _of_article(article: Article, info: FeedInfo, source_titles: Mapping[str, str]) -> _Item:
    publisher = _publisher(article, source_titles)
    published = article.content.published
    return _Item(
        guid=article.guid,
        title=_title(article),
        url=uri(article.url),
        quote=_quote_html(article, publisher),
        full=_full_html(article, publisher) if info.is_full else None,
        updated=article.first_seen.astimezone(UTC),
        order=(article.first_seen, article.id),
        published=_tellable(known_day(article)),
        authors=tuple(_authors(article)),
        publisher=publisher,
        tags=article.matches,
        language=article.content.language,
        told={
            "source": article.source,
            "first_seen": article.first_seen.astimezone(UTC).isoformat(),
            "published": published.value if published else None,
            "published_source": str(published.source) if published else "none",
            **({"is_teaser": True} if article.content.is_teaser else {}),
            **({"body_share": article.content.body_share} if article.content.is_partial else {}),
        },
    )


def _apart(item: _Item) -> _Item:
    """An item less than a millisecond later, by its number.

    What one look found came at one moment. Readers sort by it, so that validators warn of entries that share one.
    """
    return replace(item, updated=item.updated + timedelta(microseconds=item.order[1] % 1_000))


def _tellable(published: datetime | None) -> datetime | None:
    """A date as far as feeds can tell it: RFC 822 has years of four digits, and nothing to fill them up with."""
    return None if published is None or published.year < _FIRST_YEAR else published


def _of_development(development: Development, info: FeedInfo, source_titles: Mapping[str, str]) -> _Item:
    """A development of one article reads as that article; of several, it leads to the page that has them all."""
    alone = _of_article(development.lead, info, source_titles)
    others = [one for one in development.articles if one.id != development.lead.id]
    listed = "".join(_line_html(one, source_titles) for one in others)
    number = f"{len(others)} more article{'' if len(others) == 1 else 's'} on this:"
    more = f"<p>{number}</p><ul>{listed}</ul>" if others else ""
    return replace(
        alone,
        guid=development.guid,
        url=_page_of(development.id, info) if others else alone.url,
        quote=alone.quote + more,
        full=None if alone.full is None else alone.full + more,
        updated=development.updated.astimezone(UTC) if others else alone.updated,
        order=(development.updated, development.id),
        tags=development.matches,
        told={
            **alone.told,
            "development": development.id,
            "articles": [
                {
                    "url": uri(one.url),
                    "title": _title(one),
                    "source": one.source,
                    "published": one.content.published.value if one.content.published else None,
                    "first_seen": one.first_seen.astimezone(UTC).isoformat(),
                    **({"copy": True} if one.copy_of is not None else {}),
                }
                for one in development.articles
            ],
        },
    )


def _line_html(article: Article, source_titles: Mapping[str, str]) -> str:
    address, title = uri(article.url), escape(_title(article))
    is_web = address.lower().startswith(("http://", "https://"))
    link = f'<a href="{escape(address)}">{title}</a>' if is_web else title
    note = " Repost." if article.copy_of is not None else ""
    return f"<li>{link} {escape(_publisher(article, source_titles))}. {escape(provenance(article))}.{note}</li>"


class _BeyondFeed(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """What feedgen has no words for: the hub of an RSS feed, and what is gone from an Atom feed (RFC 6721)."""

    def __init__(self) -> None:
        self.hub = ""
        self.gone: Sequence[tuple[Merged, str]] = ()
        """Each with the address of the page that it is on now."""

    def extend_ns(self) -> dict[str, str]:
        return {"at": _TOMBSTONES} if self.gone else {}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        if self.hub:
            etree.SubElement(feed[0], f"{{{_ATOM}}}link", href=self.hub, rel="hub")
        return feed

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        for one, page in self.gone:
            tomb = etree.SubElement(feed, f"{{{_TOMBSTONES}}}deleted-entry")
            tomb.set("ref", one.guid)
            tomb.set("when", one.at.astimezone(UTC).isoformat(timespec="seconds"))
            etree.SubElement(tomb, f"{{{_TOMBSTONES}}}comment").text = f"Told as one: {one_line(one.headline)}"
            etree.SubElement(tomb, "link", rel="related", href=page)  # in the feed's own namespace
        return feed


class _BeyondEntry(BaseEntryExtension):  # type: ignore[misc]
    """In which language an entry is."""

    def __init__(self) -> None:
        self.language: str | None = None

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        if self.language:
            etree.SubElement(entry, f"{{{_DUBLIN_CORE}}}language").text = self.language
        return entry

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        if self.language:
            entry.set(f"{{{_XML}}}lang", self.language)
        return entry


def _generator(info: FeedInfo, items: Sequence[_Item], media_type: str) -> FeedGenerator:
    generator = FeedGenerator()
    generator.load_extension("dc")
    generator.register_extension("beyond", _BeyondFeed, _BeyondEntry)
    generator.beyond.hub = uri(info.hub)
    generator.generator("peruwatch")
    generator.author({"name": "peruwatch"})  # of a feed without entries, too, each of which has its own
    generator.id(info.id)
    generator.title(one_line(info.title))
    generator.description(one_line(info.description))
    generator.link(href=uri(info.self_url), rel="self", type=media_type)
    if info.hub:
        generator.link(href=uri(info.hub), rel="hub")
    generator.link(href=uri(info.site_url), rel="alternate")  # feedgen makes the last one the link of an RSS channel
    generator.updated(max((item.updated for item in items), default=info.looked or _NEVER))
    for item in items:
        _describe(generator.add_entry(order="append"), item)
    return generator


def _describe(entry: FeedEntry, item: _Item) -> None:
    entry.guid(item.guid, permalink=False)
    entry.title(item.title)
    entry.link(href=item.url)
    entry.summary(item.quote, type="html")
    if item.full is not None:
        entry.content(item.full, type="html")
    entry.updated(item.updated)
    entry.published(item.published)
    entry.category([{"term": name} for name in item.tags])
    entry.author([{"name": name} for name in item.authors or [item.publisher]])
    entry.dc.dc_creator(list(item.authors) or None)
    entry.dc.dc_publisher(item.publisher)
    entry.beyond.language = item.language


def _json_item(item: _Item) -> dict[str, Any]:
    said = {
        "id": item.guid,
        "url": item.url,
        "title": item.title,
        "content_html": item.full or item.quote,
        "date_published": item.published.isoformat() if item.published else None,
        "date_modified": item.updated.isoformat() if {"articles", "merged_into"} & item.told.keys() else None,
        "authors": [{"name": name} for name in item.authors or [item.publisher]],
        "tags": list(item.tags),
        "language": item.language,
        "_peruwatch": item.told,
    }
    return {key: value for key, value in said.items() if value is not None}


def _title(article: Article) -> str:
    return one_line(article.content.title) or article.url


def _publisher(article: Article, source_titles: Mapping[str, str]) -> str:
    return one_line(source_titles.get(article.source, "")) or article.source


def _authors(article: Article) -> list[str]:
    return [name for author in article.content.authors if (name := one_line(author))]


def _quote_html(article: Article, publisher: str) -> str:
    quoted = first_words(article.content.body, _QUOTED_WORDS, limit=_QUOTED_CHARACTERS)
    quote_block = f"<blockquote><p>{escape(quoted)}</p></blockquote>" if quoted else ""
    return quote_block + _standing_html(article, publisher)


def _full_html(article: Article, publisher: str) -> str:
    return body_html(article.content.body, article.content.structure) + _standing_html(article, publisher)


def _standing_html(article: Article, publisher: str) -> str:
    note = " Teaser only." if article.content.is_teaser else " Part only." if article.content.is_partial else ""
    return f"<p>{escape(publisher)}. {escape(provenance(article))}.{note}</p>"
