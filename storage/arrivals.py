"""How many articles came that were there already, until an edition has told each audience of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from model.alert import Origin, TakenIn
from storage.schema import TakenInRow


def add(session: Session, audience: str, new: TakenIn, now: datetime) -> None:
    """Count articles to what an audience is still to be told of, by where they came from."""
    row = session.scalars(
        select(TakenInRow).where(
            TakenInRow.audience == audience,
            TakenInRow.origin == new.origin,
            TakenInRow.name == new.name,
            TakenInRow.edition_id.is_(None),
        )
    ).first()
    if row is None:
        row = TakenInRow(audience=audience, origin=new.origin, name=new.name, articles=0, matching=0, since=now)
        session.add(row)
    row.articles += new.articles
    row.matching += new.matching
    session.flush()


def untold(session: Session, audience: str) -> list[TakenIn]:
    """What an audience is still to be told of, in the order in which it came."""
    query = select(TakenInRow).where(TakenInRow.audience == audience, TakenInRow.edition_id.is_(None))
    return [
        TakenIn(origin=Origin(row.origin), name=row.name, articles=row.articles, matching=row.matching)
        for row in session.scalars(query.order_by(TakenInRow.id))
    ]


def told(session: Session, audience: str, edition_id: int) -> None:
    """Note that an edition told an audience of all that."""
    of_it = update(TakenInRow).where(TakenInRow.audience == audience, TakenInRow.edition_id.is_(None))
    session.execute(of_it.values(edition_id=edition_id))
