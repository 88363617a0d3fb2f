"""How each section is read, and how far walks through archives have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.orm import Session

from model.source import Way, WayKind, Ways
from storage.schema import ArchiveWalkRow, WayRow
from storage.statements import execute

_WAYS = select(WayRow.__table__).where(WayRow.source == bindparam("of")).order_by(WayRow.url)
_ALL_WAYS = select(WayRow.__table__).order_by(WayRow.source, WayRow.url)


def ways_of(session: Session, source: str) -> Ways | None:
    """How a section is read; None if that has not been found out."""
    return _ways(execute(session, _WAYS, {"of": source}).all())


def all_ways(session: Session) -> dict[str, Ways]:
    """How each section is read of which that has been found out, by its source."""
    rows = groupby(execute(session, _ALL_WAYS), key=lambda row: row.source)
    found = ((source, _ways(list(its))) for source, its in rows)
    return {source: its for source, its in found if its is not None}


def _ways(rows: Sequence[Row[Any]]) -> Ways | None:
    poll = [_way(row) for row in rows if row.polls]
    deep = [_way(row) for row in rows if row.deep]
    if not poll or not deep:
        return None
    others = tuple(_way(row) for row in rows if not row.polls and not row.deep)
    said = rows[0].instructions or ""
    return Ways(poll=poll[0], deep=deep[0], others=others, learned=rows[0].learned, instructions=said)


def keep_ways(session: Session, source: str, ways: Ways) -> None:
    """Keep how a section is read, in place of what was known."""
    forget_ways(session, source)
    for way in dict.fromkeys((ways.poll, ways.deep, *ways.others)):
        session.add(
            WayRow(
                source=source,
                url=way.url,
                kind=way.kind,
                polls=way == ways.poll,
                deep=way == ways.deep,
                learned=ways.learned,
                instructions=ways.instructions,
            )
        )
    session.flush()


def forget_ways(session: Session, source: str) -> None:
    """Have it found out again how a section is read."""
    session.execute(delete(WayRow).where(WayRow.source == source))


def _way(row: Row[Any]) -> Way:
    return Way(kind=WayKind(row.kind), url=row.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveWalk:
    """How far a walk through a source's archive has come."""

    source: str
    since: str | None
    """Earliest day wanted, ISO 8601; None: all."""
    way: str | None
    """Address of the first listing, by which it is known which way is walked; None where nobody noted it."""
    url: str
    """The listing to read next."""
    parts: int
    """Listings read."""
    finished: datetime | None = None


def archive_walk(session: Session, source: str) -> ArchiveWalk | None:
    """The last walk through a source's archive, finished or not."""
    row = session.get(ArchiveWalkRow, source)
    if row is None:
        return None
    return ArchiveWalk(source=source, since=row.since, way=row.way, url=row.url, parts=row.parts, finished=row.finished)


def keep_archive_walk(session: Session, walk: ArchiveWalk) -> None:
    """Keep how far a walk has come."""
    session.merge(
        ArchiveWalkRow(
            source=walk.source,
            since=walk.since,
            way=walk.way,
            url=walk.url,
            parts=walk.parts,
            finished=walk.finished,
        )
    )
