"""How the newest revisions were read from their snapshots, and reading them again as more is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from model.article import Content, Entry, Kind, Snapshot
from storage import mapping, statements
from storage.likeness import own_text_hash, words_hash
from storage.schema import NUMBERED, ArticleRow, EntryRow, FurtherPageRow, RevisionRow, SnapshotRow, UnmatchedRow

# Put together once: that takes longer than to execute it.
_KEPT = (
    select(ArticleRow, RevisionRow, SnapshotRow, EntryRow)
    .join(RevisionRow, mapping.is_newest())
    .join(SnapshotRow, SnapshotRow.id == RevisionRow.snapshot_id)
    .outerjoin(EntryRow, EntryRow.id == mapping.first_entry())
    .where(ArticleRow.id.in_(bindparam("ids", expanding=True)))
    .order_by(ArticleRow.id)
)
_FURTHER = (
    select(FurtherPageRow.first_id, SnapshotRow)
    .join(SnapshotRow, SnapshotRow.id == FurtherPageRow.snapshot_id)
    .where(FurtherPageRow.first_id.in_(bindparam("ids", expanding=True)))
    .order_by(SnapshotRow.id)
)
_NEWEST = select(RevisionRow).join(ArticleRow, mapping.is_newest()).where(ArticleRow.id == bindparam("article"))


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
    template_entries: int
    """Entries of its source whose pages the template that it was read with had been learned from."""


class Rereading(Enum):
    """What came of reading an article's snapshot again."""

    SAME = "same"
    STRUCTURE = "structure"
    """Only its structure is another, or how much of the article it is."""
    CHANGED = "changed"
    """It says something else."""


def kept(session: Session, article_id: int) -> StoredReading | None:
    """One article as it was read; None if its snapshot was not kept."""
    return next(iter(kept_of(session, [article_id])), None)


def kept_of(session: Session, ids: Sequence[int]) -> list[StoredReading]:
    """These few articles as they were read, but for those whose snapshots were not kept."""
    found = session.execute(_KEPT, {"ids": list(ids)}).all()
    further = _further(session, [snapshot.id for _, _, snapshot, _ in found])
    return [
        StoredReading(
            article_id=article.id,
            source=article.source,
            url=article.url,
            entry=Entry(url=article.url) if entry is None else mapping.owed_entry(entry).entry,
            snapshot=mapping.snapshot(snapshot, further.get(snapshot.id, ())),
            content=mapping.content(revision),
            template_entries=revision.template_entries,
        )
        for article, revision, snapshot, entry in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedReading:
    """With how much an article was read, and where it stands among those of its source."""

    article_id: int
    number: int
    """How many entries of the source were put on record before the first one that led to it."""
    template_entries: int
    """Entries whose pages its template had been learned from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotReadings:
    """A snapshot by the articles that are read from it."""

    number: int | None
    """How many entries of their source were put on record before the first that led to one; None: none leads to any."""
    article_ids: Sequence[int]


def documents(session: Session, source: str) -> list[SnapshotReadings]:
    """What the articles of a source were last read from, in the order of their numbers; last what has none."""
    numbers = {one.article_id: one.number for one in _numbered(session, source, RevisionRow.snapshot_id.is_not(None))}
    query = select(RevisionRow.snapshot_id, ArticleRow.id).join(ArticleRow, mapping.is_newest())
    chosen = query.where(ArticleRow.source == source, RevisionRow.snapshot_id.is_not(None)).order_by(ArticleRow.id)
    together: dict[int | None, list[int]] = {}
    for snapshot_id, article_id in session.execute(chosen):
        together.setdefault(snapshot_id, []).append(article_id)
    found = [
        SnapshotReadings(number=min((numbers[one] for one in ids if one in numbers), default=None), article_ids=ids)
        for ids in together.values()
    ]
    return sorted(found, key=lambda one: (one.number is None, one.number or 0))


def read_below(
    session: Session, source: str, entries: int, *, after: tuple[int, int] = (0, 0)
) -> list[NumberedReading]:
    """The pages of a source that were read with less than so much, in the order of their numbers.

    With `after`, the id of an entry and how many there are up to it, only those to which none up to it leads.
    """
    poor = (RevisionRow.template_entries < entries) & (RevisionRow.kind == Kind.HTML)
    return _numbered(session, source, poor, after=after)


def of_entries(session: Session, source: str, after: int, last: int) -> list[StoredReading]:
    """The pages of a source to which its entries from after one id to another were the first to lead, in their order.

    It costs by how many entries these are, not by how many there are: a template takes a step for each few of them.
    """
    chosen = select(EntryRow.article_id, func.min(EntryRow.id)).where(
        EntryRow.source == source, EntryRow.id > after, EntryRow.id <= last, EntryRow.article_id.is_not(None)
    )
    by_entry = chosen.group_by(EntryRow.article_id).order_by(func.min(EntryRow.id))
    led = [number for number, _ in session.execute(by_entry) if number is not None]
    if not led:
        return []
    # By their ids, and the source compared here: asked for it, SQLite would go through all that the source has.
    before = select(EntryRow.article_id, EntryRow.source).where(EntryRow.id <= after, EntryRow.article_id.in_(led))
    earlier = {number for number, its in session.execute(before) if its == source}
    pages = (
        select(ArticleRow.id, ArticleRow.source)
        .join(RevisionRow, mapping.is_newest())
        .where(RevisionRow.kind == Kind.HTML, ArticleRow.id.in_(led))
    )
    wanted = {number for number, its in session.execute(pages) if its == source} - earlier
    found = {one.article_id: one for one in kept_of(session, sorted(wanted))}
    return [found[number] for number in led if number in found]


def _numbered(
    session: Session, source: str, condition: ColumnElement[bool], *, after: tuple[int, int] = (0, 0)
) -> list[NumberedReading]:
    last, count = after
    order = func.row_number().over(order_by=EntryRow.id) - 1 + count
    following = select(EntryRow.article_id, order.label("number")).where(EntryRow.source == source, EntryRow.id > last)
    entries = following.where(NUMBERED).subquery()
    number = func.min(entries.c.number)
    if last:
        earlier = select(EntryRow.article_id).where(EntryRow.article_id == ArticleRow.id, EntryRow.id <= last)
        condition &= ~earlier.where(func.coalesce(EntryRow.source, "") == source).exists()
    query = (
        select(ArticleRow.id, number, RevisionRow.template_entries)
        .join(RevisionRow, mapping.is_newest())
        .join(entries, entries.c.article_id == ArticleRow.id)
        .where(ArticleRow.source == source, condition)
        .group_by(ArticleRow.id, RevisionRow.template_entries)
        .order_by(number)
    )
    return [
        NumberedReading(article_id=article_id, number=at, template_entries=template_entries)
        for article_id, at, template_entries in session.execute(query)
    ]


def reread(session: Session, article_id: int, content: Content, *, template_entries: int) -> Rereading:
    """Put a better reading of the same snapshot in place of the newest revision's; returns in what it differs.

    That is no revision, which is a publisher's change. What says something else is held against the watches again. A
    teaser never takes the place of a text.
    """
    row = session.execute(_NEWEST, {"article": article_id}).scalar_one()
    row.template_entries = template_entries
    before, now = mapping.content(row), replace(content, canonical_url=None, fragment=None)
    if before == now or (now.is_teaser and not before.is_teaser):
        return Rereading.SAME
    if replace(before, structure=now.structure, body_share=now.body_share) == now:
        row.structure, row.body_share = mapping.said(now)["structure"], now.body_share
        return Rereading.STRUCTURE
    statements.change(
        session,
        RevisionRow,
        row.id,
        {**mapping.said(content), "words": words_hash(content), "text": own_text_hash(content)},
    )
    statements.insert_new(session, UnmatchedRow, [{"revision_id": row.id}], unique=("revision_id",))
    return Rereading.CHANGED


def _further(session: Session, firsts: Sequence[int]) -> dict[int, list[Snapshot]]:
    """The further pages of articles, by the snapshots of their first ones."""
    pages: dict[int, list[Snapshot]] = {}
    for first, page in session.execute(_FURTHER, {"ids": list(firsts)}):
        pages.setdefault(first, []).append(mapping.snapshot(page))
    return pages
