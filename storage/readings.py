"""How the newest revisions were read from their snapshots, and reading them again as more is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from model.article import Content, Entry, Kind, Snapshot
from storage import rows
from storage.likeness import own_text_hash, words_hash
from storage.schema import ArticleRow, EntryRow, FurtherPageRow, RevisionRow, SnapshotRow, UnmatchedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReading:
    """An article as it was read, with what it was read from."""

    article_id: int
    source: str
    url: str
    """Canonical address, with the fragment of a file's part."""
    entry: Entry
    """The entry that first led to it."""
    snapshot: Snapshot
    content: Content
    taught: int
    """Pages that its source's template had been learned from when it was read."""


class Rereading(Enum):
    """What came of reading an article's snapshot again."""

    SAME = "same"
    STRUCTURE = "structure"
    """Only its structure is another, or how much of the article it is."""
    CHANGED = "changed"
    """It says something else."""


def kept(session: Session, article_id: int) -> StoredReading | None:
    """One article as it was read; None if its snapshot was not kept."""
    return next(iter(_kept(session, ArticleRow.id == article_id, limit=1)), None)


def kept_after(session: Session, last: int, limit: int, *, source: str | None = None) -> list[StoredReading]:
    """The first articles whose ids follow `last`, of one source or all."""
    condition = ArticleRow.id > last
    return _kept(session, condition if source is None else condition & (ArticleRow.source == source), limit=limit)


def poorly_taught(session: Session, source: str, *, below: int, limit: int) -> list[StoredReading]:
    """A source's pages that were read with a template of fewer than `below` pages, the newest first."""
    condition = (ArticleRow.source == source) & (RevisionRow.taught < below) & (RevisionRow.kind == Kind.HTML)
    return _kept(session, condition, limit=limit, newest=True)


def reread(session: Session, article_id: int, content: Content, *, taught: int) -> Rereading:
    """Put a better reading of the same snapshot in place of the newest revision's; returns in what it differs.

    That is no revision, which is a publisher's change. What says something else is held against the watches again. A
    teaser never takes the place of a text.
    """
    row = session.execute(
        select(RevisionRow).join(ArticleRow, rows.is_newest()).where(ArticleRow.id == article_id)
    ).scalar_one()
    row.taught = taught
    before, now = rows.content(row), replace(content, canonical_url=None, fragment=None)
    if before == now or (now.is_teaser and not before.is_teaser):
        return Rereading.SAME
    if replace(before, structure=now.structure, body_share=now.body_share) == now:
        row.structure, row.body_share = rows.said(now)["structure"], now.body_share
        return Rereading.STRUCTURE
    rows.change(
        session,
        RevisionRow,
        row.id,
        {**rows.said(content), "words": words_hash(content), "text": own_text_hash(content)},
    )
    rows.insert_new(session, UnmatchedRow, [{"revision_id": row.id}], unique=("revision_id",))
    return Rereading.CHANGED


def _kept(session: Session, condition: ColumnElement[bool], *, limit: int, newest: bool = False) -> list[StoredReading]:
    query = (
        select(ArticleRow, RevisionRow, SnapshotRow, EntryRow)
        .join(RevisionRow, rows.is_newest())
        .join(SnapshotRow, SnapshotRow.id == RevisionRow.snapshot_id)
        .outerjoin(EntryRow, EntryRow.id == rows.first_entry())
        .where(condition)
        .order_by(ArticleRow.id.desc() if newest else ArticleRow.id)
        .limit(limit)
    )
    found = session.execute(query).all()
    further = _further(session, [snapshot.id for _, _, snapshot, _ in found])
    return [
        StoredReading(
            article_id=article.id,
            source=article.source,
            url=article.url,
            entry=Entry(url=article.url) if entry is None else rows.owed_entry(entry).entry,
            snapshot=rows.snapshot(snapshot, further.get(snapshot.id, ())),
            content=rows.content(revision),
            taught=revision.taught,
        )
        for article, revision, snapshot, entry in found
    ]


def _further(session: Session, firsts: Sequence[int]) -> dict[int, list[Snapshot]]:
    """The further pages of articles, by the snapshots of their first ones."""
    pages: dict[int, list[Snapshot]] = {}
    query = (
        select(FurtherPageRow.first_id, SnapshotRow)
        .join(SnapshotRow, SnapshotRow.id == FurtherPageRow.snapshot_id)
        .where(FurtherPageRow.first_id.in_(firsts))
        .order_by(SnapshotRow.id)
    )
    for first, page in session.execute(query):
        pages.setdefault(first, []).append(rows.snapshot(page))
    return pages
