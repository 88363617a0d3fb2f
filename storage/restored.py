"""What a database that was restored from a backup must know of the time in between, so that nothing is told twice."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.schema import AddressRow, KnownBeforeRow, ToldBeforeRow, UnsureSourceRow

_AT_A_TIME = 500
"""Ids in one statement; SQLite takes 32,766 values."""


def known_before(session: Session, article_ids: Collection[int]) -> frozenset[int]:
    """Which of the articles the former database had, too."""
    ids, found = sorted(article_ids), set[int]()
    for start in range(0, len(ids), _AT_A_TIME):
        query = select(AddressRow.article_id).join(KnownBeforeRow, KnownBeforeRow.key == AddressRow.key)
        found.update(session.scalars(query.where(AddressRow.article_id.in_(ids[start : start + _AT_A_TIME]))))
    return frozenset(found)


def told_before(session: Session, audience: str, kind: str, article_id: int) -> int | None:
    """The edition by which an audience was told of an article before it was fetched again; None where none did."""
    query = (
        select(ToldBeforeRow.edition_id)
        .join(AddressRow, AddressRow.key == ToldBeforeRow.key)
        .where(AddressRow.article_id == article_id, ToldBeforeRow.audience == audience, ToldBeforeRow.kind == kind)
    )
    return session.scalars(query).first()


def looked_at(session: Session, source: str) -> None:
    """Note that a walk over a source reached its end: what comes from now on is news."""
    session.execute(delete(UnsureSourceRow).where(UnsureSourceRow.name == source))
