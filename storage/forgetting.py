"""Deleting an article or a source with all that was kept of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from model.alert import MessageState
from model.article import Arrival
from model.crawl import EntryState
from storage import statements
from storage.schema import (
    AddressRow,
    AlertRow,
    ArchiveWalkRow,
    ArticleRow,
    CrawlRunRow,
    EntryRow,
    FetchRow,
    FurtherPageRow,
    KnownBeforeRow,
    ListingRow,
    MatchRow,
    MessageRow,
    RevisionRow,
    SnapshotRow,
    SourceStateRow,
    SpreadRow,
    TakenInRow,
    TemplateRow,
    ToldBeforeRow,
    ToldConditionRow,
    UnindexedRow,
    UnmatchedRow,
    UnsureSourceRow,
    VisitRow,
    WayRow,
)
from storage.statements import insert_new

FORGOTTEN = "forgotten"
"""Why an entry was given up whose article was deleted: its address is not fetched again unless that is asked for."""
_AT_A_TIME = 500
"""Ids in one statement; SQLite takes 32,766 values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptArticles:
    """How much is kept of articles."""

    articles: int
    revisions: int
    matches: int
    messages: int
    """Messages that told of any of them and are done with: their text is deleted, that they were sent is not."""
    owed: tuple[int, ...]
    """Ids of messages that tell of any of them and are still owed."""


def of_number(session: Session, number: int) -> int | None:
    """The article of a number, if there is one."""
    return session.scalar(select(ArticleRow.id).where(ArticleRow.id == number))


def at_key(session: Session, key: str) -> int | None:
    """The article that is kept at a key, if there is one."""
    return session.scalar(select(AddressRow.article_id).where(AddressRow.key == key))


def of_source(session: Session, source: str) -> list[int] | None:
    """The articles of a source; None where nothing is known of such a source."""
    found = list(session.scalars(select(ArticleRow.id).where(ArticleRow.source == source)))
    others = (
        select(EntryRow.id).where(EntryRow.source == source),
        select(SourceStateRow.name).where(SourceStateRow.name == source),
        select(CrawlRunRow.id).where(CrawlRunRow.source == source),
    )
    if not found and all(session.scalar(query.limit(1)) is None for query in others):
        return None
    return found


def kept(session: Session, ids: Collection[int]) -> KeptArticles:
    """How much is kept of articles."""
    revisions = matches = 0
    messages: dict[int, str] = {}
    for chunk in _chunks(ids):
        revisions += _count(session, select(RevisionRow.id).where(RevisionRow.article_id.in_(chunk)))
        matches += _count(session, select(MatchRow.id).where(MatchRow.article_id.in_(chunk)))
        messages |= dict(session.execute(_telling(chunk)).all())
    owed = sorted(number for number, state in messages.items() if state == MessageState.OWED)
    return KeptArticles(
        articles=len(ids),
        revisions=revisions,
        matches=matches,
        messages=len(messages) - len(owed),
        owed=tuple(owed),
    )


def forget(session: Session, ids: Collection[int], now: datetime) -> None:
    """Delete articles, which are in no development any more, with all that was kept of them.

    Their entries stay as given up, without what the listings told of them. Messages stay as a record without content.
    The index has to be begun anew: it can't take out words.
    """
    _overwrite_what_is_deleted(session)
    for chunk in _chunks(ids):
        _give_up_entries(session, chunk, now)
        told = [number for number, _ in session.execute(_telling(chunk))]
        for some in _chunks(told):
            gone = {"subject": f"({FORGOTTEN})", "content": b""}
            session.execute(update(MessageRow).where(MessageRow.id.in_(some)).values(gone))
        revisions = select(RevisionRow.id).where(RevisionRow.article_id.in_(chunk))
        keys = select(AddressRow.key).where(AddressRow.article_id.in_(chunk))
        session.execute(delete(FetchRow).where(FetchRow.url.in_(_addresses(session, chunk))))
        session.execute(delete(UnmatchedRow).where(UnmatchedRow.revision_id.in_(revisions)))
        session.execute(delete(ToldBeforeRow).where(ToldBeforeRow.key.in_(keys)))
        session.execute(delete(KnownBeforeRow).where(KnownBeforeRow.key.in_(keys)))
        snapshots = set(session.scalars(select(RevisionRow.snapshot_id).where(RevisionRow.article_id.in_(chunk))))
        for table in (AlertRow, MatchRow, VisitRow, UnindexedRow, RevisionRow, AddressRow):
            session.execute(delete(table).where(table.article_id.in_(chunk)))
        drop_unused_snapshots(session, {number for number in snapshots if number is not None})
        session.execute(delete(ArticleRow).where(ArticleRow.id.in_(chunk)))
    session.execute(delete(SpreadRow).where(SpreadRow.developments <= 0))  # words that only these articles had


def forget_source(session: Session, source: str) -> None:
    """Delete all else that is known of a source whose articles are deleted: it is as if it was never looked at."""
    runs = select(CrawlRunRow.id).where(CrawlRunRow.source == source)
    session.execute(delete(FetchRow).where(FetchRow.run_id.in_(runs)))
    for table in (CrawlRunRow, EntryRow, ListingRow, WayRow, ArchiveWalkRow, TemplateRow, ToldConditionRow):
        session.execute(delete(table).where(table.source == source))
    for named in (SourceStateRow, UnsureSourceRow, TakenInRow):
        session.execute(delete(named).where(named.name == source))


def take_again(session: Session, key: str, now: datetime) -> bool:
    """Owe the entry of a forgotten article again, as of the archive, which wakes nobody; whether there is such."""
    of_it = update(EntryRow).where(EntryRow.key == key, EntryRow.reason == FORGOTTEN)
    owed = {"state": EntryState.OWED, "reason": None, "attempts": 0, "next_try": now, "arrival": Arrival.ARCHIVE}
    return session.execute(of_it.values(owed).returning(EntryRow.id)).first() is not None


def _give_up_entries(session: Session, ids: Sequence[int], now: datetime) -> None:
    nothing = {"title": None, "teaser": None, "published": None, "published_source": None, "modified": None}
    given_up = {"state": EntryState.GIVEN_UP, "reason": FORGOTTEN, "article_id": None, "broke_under": None}
    of_them = update(EntryRow).where(EntryRow.article_id.in_(ids))
    session.execute(of_them.values(nothing | given_up | {"authors": []}))
    places = select(ArticleRow.source, AddressRow.key, ArticleRow.url).join(
        ArticleRow, ArticleRow.id == AddressRow.article_id
    )
    for source, key, url in session.execute(places.where(ArticleRow.id.in_(ids))).all():  # which a listing may show yet
        entry = {"source": source, "key": key, "url": url, "authors": [], "first_seen": now, "next_try": now}
        entry |= {"arrival": Arrival.NEWS, "settled": False, "attempts": 0, **given_up, **nothing}
        insert_new(session, EntryRow, [entry], unique=("source", "key"))


def drop_unused_snapshots(session: Session, snapshots: Collection[int]) -> None:
    """Delete those of the snapshots that no revision is read from any more, with those of their further pages."""
    for chunk in _chunks(snapshots):
        used = set(session.scalars(select(RevisionRow.snapshot_id).where(RevisionRow.snapshot_id.in_(chunk))))
        free = sorted(set(chunk) - used)
        further = list(session.scalars(select(FurtherPageRow.snapshot_id).where(FurtherPageRow.first_id.in_(free))))
        session.execute(delete(FurtherPageRow).where(FurtherPageRow.first_id.in_(free)))
        for some in _chunks([*free, *further]):
            session.execute(delete(SnapshotRow).where(SnapshotRow.id.in_(some)))


def _addresses(session: Session, ids: Sequence[int]) -> list[str]:
    """Under which addresses articles were fetched."""
    read = select(SnapshotRow.url).join(RevisionRow, RevisionRow.snapshot_id == SnapshotRow.id)
    found = set(session.scalars(read.where(RevisionRow.article_id.in_(ids))))
    return sorted(found | set(session.scalars(select(ArticleRow.url).where(ArticleRow.id.in_(ids)))))


def _telling(ids: Sequence[int]) -> Select[int, str]:
    """The messages of the editions that told of articles, and where they stand."""
    editions = select(AlertRow.edition_id).where(AlertRow.article_id.in_(ids), AlertRow.edition_id.is_not(None))
    return select(MessageRow.id, MessageRow.state).where(MessageRow.edition_id.in_(editions))


def _overwrite_what_is_deleted(session: Session) -> None:
    """Have SQLite write zeros over what is deleted, which else stays in the file until something takes its place."""
    if statements.is_sqlite(session):
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")


def _count(session: Session, query: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _chunks(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_A_TIME):
        yield ordered[start : start + _AT_A_TIME]
