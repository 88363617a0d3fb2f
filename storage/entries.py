"""Entries: recorded before they are fetched, owed until they are fetched or given up for a stated reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from model.article import Arrival, DateSource, Entry
from model.clock import FURTHEST
from model.crawl import EntryState, OwedEntry
from storage.mapping import owed_entry
from storage.schema import NUMBERED, EntryRow
from storage.statements import change, execute, insert_new

_CHUNK = 500
"""Keys asked for in one statement; SQLite takes a bounded number of parameters."""

_OWE_AGAIN = (
    update(EntryRow)
    .where(
        EntryRow.broke_under.is_not(None),
        EntryRow.broke_under != bindparam("readers"),
        # Few entries broke anything, and each look asks: by its source SQLite would go through all entries of it.
        func.coalesce(EntryRow.source, "") == bindparam("of"),
    )
    .values(state=EntryState.OWED, next_try=bindparam("now"), broke_under=None)
)

_TRUST = {source: rank for rank, source in enumerate(DateSource)}
"""Rank of each kind of date, 0 the most trusted."""


def settled_keys(session: Session, source: str, keys: Sequence[str]) -> set[str]:
    """Which of the keys were found by a walk that reached its end, so that what is older is known, too."""
    found: set[str] = set()
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        query = select(EntryRow.key).where(EntryRow.source == source, EntryRow.settled, EntryRow.key.in_(chunk))
        found.update(session.scalars(query))
    return found


def record(session: Session, source: str, entries: Mapping[str, Entry], *, arrival: Arrival, now: datetime) -> int:
    """Put entries on record by their keys, owed from now on; returns how many were not known.

    Of a known entry that is still owed, what was missing is filled in, and a date gives way to a more trusted one:
    listings differ in what they tell.
    """
    known = _known_keys(session, source, list(entries))
    rows = [
        {
            "source": source,
            "key": key,
            **_values(entry),
            "first_seen": now,
            "arrival": arrival,
            "settled": False,
            "state": EntryState.OWED,
            "attempts": 0,
            "next_try": now,
        }
        for key, entry in entries.items()
        if key not in known
    ]
    for row in _owed_rows(session, source, sorted(known)):
        _complete(row, entries[row.key])
    session.flush()
    return insert_new(session, EntryRow, rows, unique=("source", "key"))


def _known_keys(session: Session, source: str, keys: Sequence[str]) -> set[str]:
    """Which of the keys are on record."""
    found: set[str] = set()
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        found.update(session.scalars(select(EntryRow.key).where(EntryRow.source == source, EntryRow.key.in_(chunk))))
    return found


def _owed_rows(session: Session, source: str, keys: Sequence[str]) -> Iterator[EntryRow]:
    """The entries on record by these keys that are still owed."""
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        owed_ones = (EntryRow.state == EntryState.OWED) & EntryRow.key.in_(chunk)
        yield from session.scalars(select(EntryRow).where(EntryRow.source == source, owed_ones))


def news_between(session: Session, source: str, first: datetime, last: datetime) -> int:
    """How many entries of a source were recorded as news in a stretch of time."""
    query = select(func.count()).where(
        EntryRow.source == source,
        EntryRow.arrival == Arrival.NEWS,
        EntryRow.first_seen >= first,
        EntryRow.first_seen <= last,
    )
    return session.scalar(query) or 0


def rename(session: Session, source: str, former: Mapping[str, str], found: Mapping[str, Entry]) -> dict[str, str]:
    """Give entries that were recorded under former keys their present ones, by which `found` has them.

    Where several had one key formerly, it was none of theirs alone. Returns what was renamed, former keys by present
    ones.
    """
    claims = Counter(former.values())
    renamed: dict[str, str] = {}
    for key, old in former.items():
        known = select(EntryRow).where(EntryRow.source == source, EntryRow.key.in_([key, old]))
        rows = session.scalars(known).all() if claims[old] == 1 else ()
        if len(rows) == 1 and rows[0].key == old and _may_be(rows[0], found[key]):
            rows[0].key, rows[0].url = key, found[key].url
            renamed[key] = old
    session.flush()
    return renamed


def _may_be(row: EntryRow, entry: Entry) -> bool:
    """Whether what a listing shows now can be what it showed then: under the same title, as far as there was one."""
    return row.title is None or entry.title is None or row.title == entry.title


def _values(entry: Entry) -> dict[str, object]:
    return {
        "url": entry.url,
        "title": entry.title,
        "teaser": entry.teaser,
        "published": entry.published and entry.published.value,
        "published_source": entry.published and entry.published.source,
        "modified": entry.modified,
        "authors": list(entry.authors),
    }


def _complete(row: EntryRow, entry: Entry) -> None:
    row.title = row.title or entry.title
    row.teaser = row.teaser or entry.teaser
    row.modified = row.modified or entry.modified
    row.authors = row.authors or list(entry.authors)
    given, had = entry.published, row.published_source
    if given and (had is None or _TRUST[given.source] < _TRUST[DateSource(had)]):
        row.published, row.published_source = given.value, given.source


def settle(session: Session, source: str) -> None:
    """Note that a walk over the source reached its end: from its entries on, what is older is known."""
    session.execute(update(EntryRow).where(EntryRow.source == source, ~EntryRow.settled).values(settled=True))


def owed(session: Session, source: str, *, due: datetime | None, limit: int | None = None) -> list[OwedEntry]:
    """The entries still to be fetched, those of the newest looks first, in the order in which these showed them.

    With `due`, only those whose next try has come by then.
    """
    query = select(EntryRow).where(EntryRow.source == source, EntryRow.state == EntryState.OWED)
    if due is not None:
        query = query.where(or_(EntryRow.next_try <= due, EntryRow.next_try > due + FURTHEST))
    ordered = query.order_by(EntryRow.first_seen.desc(), EntryRow.id).limit(limit)
    return [owed_entry(row) for row in session.scalars(ordered)]


def forget_surplus(session: Session, source: str, *, most: int) -> int:
    """Of the entries that are owed, keep the newest, and no others on record; returns how many were forgotten.

    What is fetched for the archive counts for nothing here: it was asked for, and has an end.
    """
    is_owed = (EntryRow.source == source) & (EntryRow.state == EntryState.OWED)
    counts = is_owed & (EntryRow.arrival != Arrival.ARCHIVE)
    count = session.scalar(select(func.count()).select_from(EntryRow).where(counts)) or 0
    if count <= most:
        return 0
    newest = select(EntryRow.id).where(counts).order_by(EntryRow.first_seen.desc(), EntryRow.id).offset(most)
    surplus = list(session.scalars(newest.limit(count - most)))
    for start in range(0, len(surplus), _CHUNK):
        session.execute(delete(EntryRow).where(EntryRow.id.in_(surplus[start : start + _CHUNK])))
    return len(surplus)


def count(session: Session, source: str) -> int:
    """How many entries of a source were put on record."""
    return session.scalar(select(func.count()).select_from(EntryRow).where(EntryRow.source == source)) or 0


def id_after(session: Session, source: str, known: int, count: int) -> int | None:
    """Id of the entry of a source that was the `count`-th to be put on record after the one with a known id, or 0."""
    query = select(EntryRow.id).where(EntryRow.source == source, EntryRow.id > known, NUMBERED).order_by(EntryRow.id)
    return session.scalar(query.offset(count - 1).limit(1))


def fetched(session: Session, entry_id: int, article_id: int) -> None:
    """Note that the entry led to the article."""
    now_known = {"state": EntryState.FETCHED, "article_id": article_id, "reason": None}
    change(session, EntryRow, entry_id, now_known)


def postpone(session: Session, entry_id: int, *, reason: str, next_try: datetime) -> None:
    """Note that an attempt failed, why, and when the next one is due."""
    session.execute(
        update(EntryRow)
        .where(EntryRow.id == entry_id)
        .values(attempts=EntryRow.attempts + 1, reason=reason, next_try=next_try)
    )


def defer(session: Session, entry_id: int, *, reason: str, until: datetime) -> None:
    """Note that the entry is not to be tried before a moment, though no attempt failed, and why."""
    session.execute(update(EntryRow).where(EntryRow.id == entry_id).values(reason=reason, next_try=until))


def give_up(session: Session, entry_id: int, *, reason: str, broke_under: str | None = None) -> None:
    """Note that the entry will not be fetched, and why: `broke_under` are the programs that broke over its document."""
    session.execute(
        update(EntryRow)
        .where(EntryRow.id == entry_id)
        .values(attempts=EntryRow.attempts + 1, reason=reason, state=EntryState.GIVEN_UP, broke_under=broke_under)
    )


def owe_again(session: Session, source: str, *, readers: str, now: datetime) -> None:
    """Have a source's entries tried once more that were given up because other programs than `readers` broke."""
    execute(session, _OWE_AGAIN, {"of": source, "readers": readers, "now": now})


def pending(session: Session) -> dict[str, int]:
    """How many entries each source has owed; sources with none are left out."""
    query = select(EntryRow.source, func.count()).where(EntryRow.state == EntryState.OWED).group_by(EntryRow.source)
    return dict(session.execute(query).all())


def pending_reasons(session: Session, source: str, limit: int = 10) -> list[tuple[str, str]]:
    """Address and reason of entries whose last attempt failed and that are still owed, oldest first."""
    query = (
        select(EntryRow.url, EntryRow.reason)
        .where(EntryRow.source == source, EntryRow.state == EntryState.OWED, EntryRow.reason.is_not(None))
        .order_by(EntryRow.id)
        .limit(limit)
    )
    return [(url, reason or "") for url, reason in session.execute(query)]


def resting(session: Session, limit: int = 10) -> dict[str, list[tuple[str, str]]]:
    """Address and reason of entries whose documents broke what read them, oldest first, by source.

    They wait for an upgrade. Of each source there are so many; one that has none is left out.
    """
    # Put into order here: in order of their ids SQLite would go through all entries that there are.
    query = select(EntryRow.id, EntryRow.source, EntryRow.url, EntryRow.reason).where(EntryRow.broke_under.is_not(None))
    found: dict[str, list[tuple[str, str]]] = {}
    for _, source, url, reason in sorted(session.execute(query).all()):
        if len(of_it := found.setdefault(source, [])) < limit:
            of_it.append((url, reason or ""))
    return found
