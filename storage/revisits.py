"""Revisits of articles: when they are due, what to ask with, and what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from model.article import ArticleCondition, Entry
from model.clock import FURTHEST
from model.crawl import Validators
from storage.mapping import first_entry, owed_entry
from storage.schema import ArticleRow, EntryRow, RevisionRow, VisitRow
from storage.statements import change, insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """A revisit that is planned."""

    article_id: int
    entry_id: int
    entry: Entry
    """The entry that first led to the article, which it is read with as it was then."""
    url: str
    looks: int
    """Looks since it was first fetched."""
    validators: Validators
    missing_since: datetime | None = None
    """When it first answered that nothing is there, if it still does."""


def plan(
    session: Session,
    article_id: int,
    *,
    source: str,
    due: datetime | None,
    looks: int,
    validators: Validators,
    missing_since: datetime | None = None,
) -> None:
    """Plan the next look at an article of a source, in place of the last; None: there is none."""
    if due is None:
        session.execute(delete(VisitRow).where(VisitRow.article_id == article_id))
        return
    values = {
        "due": due,
        "looks": looks,
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "missing_since": missing_since,
    }
    if not insert_new(
        session, VisitRow, [{"article_id": article_id, "source": source, **values}], unique=("article_id",)
    ):
        change(session, VisitRow, article_id, values)


def due(session: Session, source: str, now: datetime) -> list[Revisit]:
    """The looks at a source's articles that are due, the longest due first."""
    query = (
        select(VisitRow, ArticleRow.url, EntryRow)
        .join(ArticleRow, ArticleRow.id == VisitRow.article_id)
        .join(EntryRow, EntryRow.id == first_entry())
        .where(VisitRow.source == source, or_(VisitRow.due <= now, VisitRow.due > now + FURTHEST))
        .order_by(VisitRow.due)
    )
    return [
        Revisit(
            article_id=row.article_id,
            entry_id=entry.id,
            entry=owed_entry(entry).entry,
            url=url,
            looks=row.looks,
            validators=Validators(etag=row.etag, last_modified=row.last_modified),
            missing_since=row.missing_since,
        )
        for row, url, entry in session.execute(query)
    ]


def gone(session: Session, article_id: int) -> None:
    """Note that an article, with all others of the same file, no longer stands at its address; what it said is kept."""
    own = select(RevisionRow.snapshot_id).where(RevisionRow.article_id == article_id)
    together = select(RevisionRow.article_id).where(RevisionRow.snapshot_id.in_(own))
    of_it = (ArticleRow.id == article_id) | ArticleRow.id.in_(together)
    session.execute(update(ArticleRow).where(of_it).values(condition=ArticleCondition.GONE))
    session.execute(delete(VisitRow).where(VisitRow.article_id == article_id))
