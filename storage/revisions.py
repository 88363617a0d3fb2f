"""What an article said at each time, the bytes that it was read from, and who else prints it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from model.article import Article, Revision, Snapshot
from storage import articles, mapping
from storage.schema import FurtherPageRow, PlaceRow, RevisionRow, SnapshotRow


def of_article(session: Session, article_id: int) -> list[Revision]:
    """An article's revisions, the oldest first."""
    query = select(RevisionRow).where(RevisionRow.article_id == article_id).order_by(RevisionRow.number)
    return [
        Revision(
            id=row.id,
            number=row.number,
            created=row.created,
            content=mapping.content(row),
            snapshot_id=row.snapshot_id,
        )
        for row in session.scalars(query)
    ]


def snapshot(session: Session, article_id: int, number: int) -> Snapshot | None:
    """The bytes from which a revision was read, with those of its further pages; None where none are kept."""
    of_it = (RevisionRow.article_id == article_id) & (RevisionRow.number == number)
    row = session.scalar(select(SnapshotRow).join(RevisionRow, RevisionRow.snapshot_id == SnapshotRow.id).where(of_it))
    if row is None:
        return None
    further = select(SnapshotRow).join(FurtherPageRow, FurtherPageRow.snapshot_id == SnapshotRow.id)
    pages = session.scalars(further.where(FurtherPageRow.first_id == row.id).order_by(SnapshotRow.id))
    return mapping.snapshot(row, map(mapping.snapshot, pages))


def copies(session: Session, article_id: int) -> list[Article]:
    """The articles that print an article's text, in the order in which we got them."""
    query = select(PlaceRow.article_id).where(PlaceRow.copy_of == article_id).order_by(PlaceRow.article_id)
    return articles.by_id(session, list(session.scalars(query)))
