"""Rows to models, and models to columns: the one place that knows both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any

import zstandard
from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    func,
    select,
)

from model.article import (
    Arrival,
    Article,
    ArticleBrief,
    ArticleCondition,
    Content,
    ContentBrief,
    DateSource,
    Entry,
    Kind,
    PublicationDate,
    Snapshot,
    Span,
    SpanKind,
)
from model.crawl import OwedEntry
from storage.schema import ArticleRow, EntryRow, PlaceRow, RevisionRow, SnapshotRow


def publication_date(value: str | None, source: str | None) -> PublicationDate | None:
    """Two columns as one date."""
    return None if value is None or source is None else PublicationDate(value, DateSource(source))


def owed_entry(row: EntryRow) -> OwedEntry:
    """An entry on record."""
    return OwedEntry(
        id=row.id,
        key=row.key,
        entry=Entry(
            url=row.url,
            title=row.title,
            teaser=row.teaser,
            published=publication_date(row.published, row.published_source),
            modified=row.modified,
            authors=tuple(row.authors),
        ),
        attempts=row.attempts,
        first_seen=row.first_seen,
    )


def first_entry() -> ScalarSelect[int]:
    """For a query over articles: id of the entry that first led to each."""
    entries = select(func.min(EntryRow.id)).where(EntryRow.article_id == ArticleRow.id)
    return entries.correlate(ArticleRow).scalar_subquery()


def is_newest() -> ColumnElement[bool]:
    """For a query over articles and revisions: each article with its newest."""
    return (RevisionRow.article_id == ArticleRow.id) & (RevisionRow.number == ArticleRow.revision)


BRIEF = (
    ArticleRow.id,
    ArticleRow.guid,
    ArticleRow.source,
    ArticleRow.url,
    ArticleRow.first_seen,
    RevisionRow.id,
    RevisionRow.title,
    RevisionRow.published,
    RevisionRow.published_source,
    RevisionRow.language,
    RevisionRow.is_teaser,
    RevisionRow.body_share,
    PlaceRow.development_id,
    PlaceRow.copy_of,
)
"""The columns of which `brief` makes an article without its text."""


def brief(row: Sequence[Any], matches: Sequence[str]) -> ArticleBrief:
    """An article without its text."""
    number, guid, source, url, seen, revision, title, day, told, language, is_teaser, share, development, copy_of = row
    return ArticleBrief(
        id=number,
        guid=guid,
        source=source,
        url=url,
        first_seen=seen,
        revision_id=revision,
        content=ContentBrief(
            title=title,
            published=publication_date(day, told),
            language=language,
            is_teaser=is_teaser,
            body_share=share,
        ),
        matches=tuple(matches),
        development=development,
        copy_of=copy_of,
    )


def article(
    row: Row[ArticleRow, RevisionRow],
    matches: Sequence[str] = (),
    development: int | None = None,
    copy_of: int | None = None,
) -> Article:
    """An article as its revision in the same row shows it."""
    standing, said = row
    return Article(
        id=standing.id,
        guid=standing.guid,
        source=standing.source,
        url=standing.url,
        first_seen=standing.first_seen,
        condition=ArticleCondition(standing.condition),
        arrival=Arrival(standing.arrival),
        revision_id=said.id,
        revision=said.number,
        content=content(said),
        matches=tuple(matches),
        development=development,
        copy_of=copy_of,
    )


def content(row: RevisionRow) -> Content:
    """What a revision says."""
    return Content(
        title=row.title,
        body=row.body,
        authors=tuple(row.authors),
        published=publication_date(row.published, row.published_source),
        modified=row.modified,
        language=row.language,
        kind=Kind(row.kind),
        structure=tuple(Span(SpanKind(kind), *rest) for kind, *rest in row.structure or ()),
        is_teaser=row.is_teaser,
        body_share=row.body_share,
        other_title=row.other_title,
    )


def said(content: Content) -> dict[str, Any]:
    """The columns of a revision that hold what it says."""
    published = content.published
    return {
        "title": content.title,
        "body": content.body,
        "authors": list(content.authors),
        "published": published and published.value,
        "published_source": published and published.source,
        "published_at": published and published.earliest,
        "modified": content.modified,
        "language": content.language,
        "kind": content.kind,
        "structure": [list(astuple(span)) for span in content.structure] or None,
        "is_teaser": content.is_teaser,
        "body_share": content.body_share,
        "other_title": content.other_title,
    }


def snapshot(row: SnapshotRow, further: Iterable[Snapshot] = ()) -> Snapshot:
    """The bytes that a fetch brought."""
    return Snapshot(
        url=row.url,
        fetched=row.fetched,
        status=row.status,
        headers=tuple((name, value) for name, value in row.headers),
        body=zstandard.decompress(row.body),
        further=tuple(further),
    )
