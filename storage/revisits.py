"""Revisits of articles: when they are due, what to ask with, and what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session, aliased

from model.article import ArticleCondition, Entry
from model.clock import FURTHEST, Planned
from model.crawl import Validators
from storage.mapping import first_entry, owed_entry
from storage.schema import ArticleRow, EntryRow, RevisionRow, VisitRow
from storage.statements import change, execute, insert_new

_ITS = aliased(ArticleRow)
_OF_SOURCE = select(_ITS.source).where(_ITS.id == VisitRow.article_id).scalar_subquery() == bindparam("of")
"""Asked of each planned look, which are few: by its articles, which are many, a source would be gone through whole."""
_DUE = select(VisitRow.due).where(_OF_SOURCE).limit(1)
_PLANNED = select(_DUE.order_by(VisitRow.due).scalar_subquery(), _DUE.order_by(VisitRow.due.desc()).scalar_subquery())


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
    due: datetime | None,
    looks: int,
    validators: Validators,
    missing_since: datetime | None = None,
) -> None:
    """Plan the next look at an article, in place of the last; None: there is none."""
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
    if not insert_new(session, VisitRow, [{"article_id": article_id, **values}], unique=("article_id",)):
        change(session, VisitRow, article_id, values)


def due(session: Session, source: str, now: datetime) -> list[Revisit]:
    """The looks at a source's articles that are due, the longest due first."""
    query = (
        select(VisitRow, ArticleRow.url, EntryRow)
        .join(ArticleRow, ArticleRow.id == VisitRow.article_id)
        .join(EntryRow, EntryRow.id == first_entry())
        .where(_OF_SOURCE, or_(VisitRow.due <= now, VisitRow.due > now + FURTHEST))
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
        for row, url, entry in session.execute(query, {"of": source})
    ]


def planned(session: Session, source: str) -> Planned | None:
    """When the next looks at a source's articles are due; None where none is planned."""
    first, last = execute(session, _PLANNED, {"of": source}).one()
    return None if first is None else Planned(first, last)


def gone(session: Session, article_id: int) -> None:
    """Note that an article, with all others of the same file, no longer stands at its address; what it said is kept."""
    own = select(RevisionRow.snapshot_id).where(RevisionRow.article_id == article_id)
    together = select(RevisionRow.article_id).where(RevisionRow.snapshot_id.in_(own))
    of_it = (ArticleRow.id == article_id) | ArticleRow.id.in_(together)
    session.execute(update(ArticleRow).where(of_it).values(condition=ArticleCondition.GONE))
    session.execute(delete(VisitRow).where(VisitRow.article_id == article_id))
