"""Developments, where each article belongs and why, and what both are found by."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import zstandard
from sqlalchemy import Insert, bindparam, delete, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from model.development import Decision, Placement, Reason, ReasonKind
from storage import mapping, statements
from storage.schema import (
    ApartRow,
    ArticleRow,
    DevelopmentRow,
    DevelopmentStateRow,
    FingerprintRow,
    PlaceRow,
    RevisionRow,
    SpreadRow,
    UnplacedRow,
)

_STATE = 1
_CHUNK = 500

_FEW = tuple(f"id_{number}" for number in range(6))
_SUMMARIES = select(DevelopmentRow.id, DevelopmentRow.summary).where(DevelopmentRow.id.in_(map(bindparam, _FEW)))
"""Of some, for each article: a list that may be of any length is put into the statement anew each time."""
_PLACED = select(PlaceRow.article_id).where(PlaceRow.article_id.in_(bindparam("ids", expanding=True)))
_OF_ARTICLE = select(PlaceRow.development_id).where(PlaceRow.article_id == bindparam("article"))
_KNOWN_TO_SQLITE = text(
    "SELECT key, count(*) FROM fingerprint WHERE key IN (SELECT value FROM json_each(:keys)) GROUP BY key"
)
_KNOWN_TO_POSTGRESQL = text("SELECT key, count(*) FROM fingerprint WHERE key = ANY(:keys) GROUP BY key")
"""All as one parameter: there are thousands for each few articles."""
_SHARING = select(FingerprintRow.article_id).where(FingerprintRow.key.in_(bindparam("keys", expanding=True)))
_SIZES = (
    select(FingerprintRow.article_id, func.count())
    .where(FingerprintRow.article_id.in_(bindparam("ids", expanding=True)))
    .group_by(FingerprintRow.article_id)
)
_KEEP = (
    update(DevelopmentRow)
    .where(DevelopmentRow.id == bindparam("number"))
    .values(last=bindparam("new_last"), core=bindparam("new_core"), summary=bindparam("new_summary"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDevelopment:
    """What is written down of a development to compare articles with it."""

    summary: str
    core: Sequence[str]
    """Terms under which it is found."""
    last: float
    """When its last article appeared, in seconds since 1970; 0 where nobody knows."""


def changes(session: Session) -> int:
    """How often developments were changed; until the transaction ends nobody else changes them."""
    row = session.get(DevelopmentStateRow, _STATE, with_for_update=True)
    if row is None:
        statements.insert_new(session, DevelopmentStateRow, [{"id": _STATE, "changes": 0}], unique=("id",))
        row = session.get_one(DevelopmentStateRow, _STATE, with_for_update=True)
    return row.changes


def note_change(session: Session) -> int:
    """Note that developments were changed; gives how often by now."""
    row = session.get_one(DevelopmentStateRow, _STATE)
    row.changes += 1
    session.flush()
    return row.changes


def newest(session: Session) -> int:
    """The number of the development that started last; 0 if there is none. A number is never given again."""
    return session.scalar(select(func.max(DevelopmentRow.id))) or 0


def start(session: Session, started: Mapping[int, tuple[str, int | None]], now: datetime) -> None:
    """Make developments of these numbers; what they are like is kept later.

    Each has the guid of the article which it begins with, and the development that it goes on from.
    """
    new: dict[str, Any] = {"started": now, "updated": now, "last": 0.0, "core": [], "summary": b"", "merged_into": None}
    statements.add(
        session,
        DevelopmentRow,
        [{"id": number, "guid": guid, "after": None, **new} for number, (guid, _) in started.items()],
    )
    for number, (_, after) in started.items():
        if after is not None:  # which may be one of these, too
            statements.change(session, DevelopmentRow, number, {"after": after})


def keep(session: Session, kept: Mapping[int, StoredDevelopment]) -> None:
    """Keep what developments are like now."""
    if kept:
        compress = zstandard.ZstdCompressor(level=1).compress
        changed = [
            {
                "number": number,
                "new_last": one.last,
                "new_core": list(one.core),
                "new_summary": compress(one.summary.encode()),
            }
            for number, one in kept.items()
        ]
        statements.execute(session, _KEEP, changed)


def merge(session: Session, gone: int, kept: int, now: datetime) -> None:
    """Put the articles of one development into another one, which its number leads to from then on."""
    for column in (DevelopmentRow.merged_into, DevelopmentRow.after):
        session.execute(update(DevelopmentRow).where(column == gone).values({column: kept}))
    session.execute(
        update(DevelopmentRow).where(DevelopmentRow.id == kept, DevelopmentRow.after == kept).values(after=None)
    )
    values: dict[str, Any] = {"merged_into": kept, "merged_at": now, "core": [], "summary": b""}
    session.execute(update(DevelopmentRow).where(DevelopmentRow.id == gone).values(values))
    session.execute(update(PlaceRow).where(PlaceRow.development_id == gone).values(development_id=kept))
    session.execute(update(DevelopmentRow).where(DevelopmentRow.id == kept).values(updated=now))
    for one, other in [pair for pair in kept_apart(session) if gone in pair]:
        allow_together(session, one, other)
        keep_apart(session, *(kept if number == gone else number for number in (one, other)))


def move(session: Session, ids: Collection[int], development: int, now: datetime) -> None:
    """Put articles into a development because a person says so."""
    values: dict[str, Any] = {
        "development_id": development,
        "how": Placement.USER,
        "likeness": 1.0,
        "reasons": [[ReasonKind.USER, []]],
    }
    session.execute(update(PlaceRow).where(PlaceRow.article_id.in_(ids)).values(values))
    session.execute(update(DevelopmentRow).where(DevelopmentRow.id == development).values(updated=now))


def keep_apart(session: Session, one: int, other: int) -> None:
    """Note that two developments are never the same one, whatever they are like."""
    pair = {"one": min(one, other), "other": max(one, other)}
    statements.insert_new(session, ApartRow, [pair], unique=("one", "other"))


def allow_together(session: Session, one: int, other: int) -> None:
    """Forget that two developments were to be kept apart."""
    session.execute(delete(ApartRow).where(ApartRow.one == min(one, other), ApartRow.other == max(one, other)))


def kept_apart(session: Session) -> set[tuple[int, int]]:
    """Developments that are never the same, the older number of each two first."""
    return {(one, other) for one, other in session.execute(select(ApartRow.one, ApartRow.other))}


def widen(session: Session, spread: Mapping[str, int]) -> None:
    """Count terms in more developments, or in fewer."""
    changed = sorted(pair for pair in spread.items() if pair[1])
    if changed:
        statements.execute_for_each(
            session, _widening(statements.is_sqlite(session)), ("term", "developments"), changed
        )


@cache
def _widening(on_sqlite: bool) -> Insert:  # noqa: FBT001 - a key of the cache
    insertion: sqlite.Insert | postgresql.Insert = (sqlite if on_sqlite else postgresql).insert(SpreadRow)
    more = SpreadRow.developments + insertion.excluded.developments
    return insertion.on_conflict_do_update(index_elements=["term"], set_={"developments": more})


def spread(session: Session) -> Iterator[tuple[str, int]]:
    """Terms, and in how many developments each occurs."""
    query = select(SpreadRow.term, SpreadRow.developments).where(SpreadRow.developments > 0)
    yield from session.execute(query.execution_options(yield_per=10_000))


def cores(session: Session) -> Iterator[tuple[int, float, list[str]]]:
    """Developments, each with when its last article appeared and the terms under which it is found."""
    query = select(DevelopmentRow.id, DevelopmentRow.last, DevelopmentRow.core)
    query = query.where(DevelopmentRow.merged_into.is_(None)).order_by(DevelopmentRow.last, DevelopmentRow.id)
    yield from session.execute(query.execution_options(yield_per=10_000))


def summaries(session: Session, ids: Collection[int]) -> dict[int, str]:
    """What articles are compared with, of these few developments."""
    given, found = list(ids), dict[int, bytes]()
    for start_at in range(0, len(given), len(_FEW)):
        few = given[start_at : start_at + len(_FEW)]
        few += few[-1:] * (len(_FEW) - len(few))
        found |= dict(statements.execute(session, _SUMMARIES, dict(zip(_FEW, few, strict=True))).all())
    decompress = zstandard.ZstdDecompressor().decompress
    return {number: decompress(compressed).decode() for number, compressed in found.items()}


def place(session: Session, decisions: Mapping[int, Decision], now: datetime) -> None:
    """Write down where articles belong, by their ids."""
    session.execute(delete(UnplacedRow).where(UnplacedRow.article_id.in_(decisions)))
    joined = {decision.development for decision in decisions.values() if decision.place is Placement.JOINED}
    session.execute(update(DevelopmentRow).where(DevelopmentRow.id.in_(joined)).values(updated=now))
    statements.add(
        session,
        PlaceRow,
        [
            {
                "article_id": article_id,
                "development_id": decision.development,
                "placed": now,
                "how": decision.place,
                "likeness": decision.likeness,
                "reasons": [[reason.kind, list(reason.quotes)] for reason in decision.reasons],
                "copy_of": decision.copy_of,
            }
            for article_id, decision in decisions.items()
        ],
    )


def placed(session: Session, ids: Collection[int]) -> set[int]:
    """Which of these articles have their place."""
    return set(statements.execute(session, _PLACED, {"ids": list(ids)}).scalars())


def unplaced(session: Session, limit: int) -> list[int]:
    """Articles from before there were developments that have no place yet, in the order in which they appeared."""
    appeared = func.coalesce(RevisionRow.published_at, ArticleRow.first_seen)
    query = select(UnplacedRow.article_id).join(ArticleRow, ArticleRow.id == UnplacedRow.article_id)
    query = query.join(RevisionRow, mapping.is_newest()).order_by(appeared, ArticleRow.id).limit(limit)
    # As a list, which SQLite begins with: joined, it may go through all articles to see which of them wait.
    query = query.where(ArticleRow.id.in_(select(UnplacedRow.article_id)))
    return list(session.scalars(query.with_for_update(of=UnplacedRow, skip_locked=True)))


def of_article(session: Session, article_id: int) -> int | None:
    """The development that an article is in; None if it is in none."""
    number: int | None = statements.execute(session, _OF_ARTICLE, {"article": article_id}).scalar()
    return number


def places(session: Session, ids: Sequence[int]) -> dict[int, tuple[int | None, int | None]]:
    """The development that each of these articles is in and the article of which it is a copy, by its id."""
    found: dict[int, tuple[int | None, int | None]] = {}
    for start_at in range(0, len(ids), _CHUNK):
        query = select(PlaceRow.article_id, PlaceRow.development_id, PlaceRow.copy_of)
        chosen = query.where(PlaceRow.article_id.in_(ids[start_at : start_at + _CHUNK]))
        found |= {article: (number, original) for article, number, original in session.execute(chosen)}
    return found


def articles_in(session: Session, development: int) -> list[int]:
    """Ids of a development's articles, in the order in which they were placed."""
    query = select(PlaceRow.article_id).where(PlaceRow.development_id == development)
    return list(session.scalars(query.order_by(PlaceRow.placed, PlaceRow.article_id)))


def why(session: Session, article_id: int) -> Decision | None:
    """How an article came to its place; None while it has none."""
    row = session.get(PlaceRow, article_id)
    if row is None:
        return None
    reasons = tuple(Reason(ReasonKind(kind), tuple(quotes)) for kind, quotes in row.reasons)
    return Decision(
        place=Placement(row.how),
        development=row.development_id,
        reasons=reasons,
        likeness=row.likeness,
        copy_of=row.copy_of,
    )


def leads_to(session: Session, development: int) -> int | None:
    """The development that a number stands for now, itself or the one that it is part of; None: there is no such."""
    row = session.get(DevelopmentRow, development)
    return None if row is None else row.merged_into or row.id


def keep_fingerprints(session: Session, keys: Mapping[int, Collection[int]]) -> None:
    """Keep by what copies of articles are found, by the articles' ids."""
    pairs = sorted((key, article) for article, own in keys.items() for key in own)  # as the table has them
    if pairs:
        statements.execute_for_each(session, statements.insertion(FingerprintRow), ("key", "article_id"), pairs)


def forget_fingerprints(session: Session, ids: Collection[int]) -> None:
    """Forget by what copies of these articles were found."""
    session.execute(delete(FingerprintRow).where(FingerprintRow.article_id.in_(ids)))


def of_articles(session: Session, ids: Collection[int]) -> set[int]:
    """The developments that any of these articles is in."""
    return {number for number, _ in places(session, sorted(ids)).values() if number is not None}


def take_out(session: Session, ids: Collection[int]) -> None:
    """Let articles be in no development, and nothing be a copy of them: of their copies the first stands for itself."""
    given = sorted(ids)
    for start_at in range(0, len(given), _CHUNK):
        chunk = given[start_at : start_at + _CHUNK]
        forget_fingerprints(session, chunk)
        session.execute(delete(UnplacedRow).where(UnplacedRow.article_id.in_(chunk)))
        session.execute(delete(PlaceRow).where(PlaceRow.article_id.in_(chunk)))
    for start_at in range(0, len(given), _CHUNK):
        copied = PlaceRow.copy_of.in_(given[start_at : start_at + _CHUNK])
        query = select(PlaceRow.copy_of, func.min(PlaceRow.article_id)).where(copied).group_by(PlaceRow.copy_of)
        for original, first in session.execute(query).all():
            session.execute(update(PlaceRow).where(PlaceRow.article_id == first).values(copy_of=None))
            session.execute(update(PlaceRow).where(PlaceRow.copy_of == original).values(copy_of=first))


def empty(session: Session, development: int) -> None:
    """Leave of a development that has no articles any more but its number, which is never given again."""
    session.execute(update(DevelopmentRow).where(DevelopmentRow.after == development).values(after=None))
    values: dict[str, Any] = {"core": [], "summary": b"", "last": 0.0, "after": None}
    session.execute(update(DevelopmentRow).where(DevelopmentRow.id == development).values(values))


def known_fingerprints(session: Session, keys: Collection[int]) -> dict[int, int]:
    """Which of these fingerprints any article has that is kept, and how many have it."""
    if statements.is_sqlite(session):
        found = statements.execute(session, _KNOWN_TO_SQLITE, {"keys": json.dumps(sorted(keys))})
    else:
        found = statements.execute(session, _KNOWN_TO_POSTGRESQL, {"keys": sorted(keys)})
    return dict(found.all())


def sharing(session: Session, keys: Collection[int], most: int) -> dict[int, tuple[int, int]]:
    """Articles that have fingerprints in common with these, each with how many, and how many it has.

    Those with most come first, the older one of equals.
    """
    shared = Counter(statements.execute(session, _SHARING, {"keys": sorted(keys)}).scalars())
    nearest = sorted(shared, key=lambda article: (-shared[article], article))[:most]
    sizes = dict(statements.execute(session, _SIZES, {"ids": nearest}).all())
    return {article: (shared[article], sizes[article]) for article in nearest}
