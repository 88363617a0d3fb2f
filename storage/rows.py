"""Rows to models: the one place that knows both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from model.article import (
    Arrival,
    Article,
    ArticleCondition,
    Content,
    DateSource,
    Entry,
    Kind,
    PublicationDate,
)
from model.crawl import OwedEntry
from storage.schema import ArticleRow, EntryRow, RevisionRow, Table


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


def article(row: Row[ArticleRow, RevisionRow], matches: Sequence[str] = ()) -> Article:
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
    )


def insert_new(session: Session, table: type[Table], rows: Iterable[dict[str, Any]], *, unique: Sequence[str]) -> int:
    """Insert the rows whose `unique` columns are not there yet; returns how many that were."""
    values = list(rows)
    if not values:
        return 0
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    inserted = 0
    for row in values:
        statement = dialect.insert(table).values(row).on_conflict_do_nothing(index_elements=list(unique))
        inserted += len(session.execute(statement.returning(*(getattr(table, name) for name in unique))).all())
    return inserted
