"""Articles, their revisions and snapshots."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import zstandard
from sqlalchemy import ColumnElement, Row, Select, Text, bindparam, cast, delete, func, select, text, union_all
from sqlalchemy.orm import Session

from model.article import Arrival, Article, ArticleBrief, ArticleCondition, Content, Snapshot
from model.urls import Address
from storage import developments, mapping, statements
from storage.likeness import is_moved, own_text_hash, words_hash
from storage.schema import (
    AddressRow,
    ArticleRow,
    CrawlRunRow,
    EntryRow,
    FurtherPageRow,
    IndexedRow,
    MatchRow,
    PlaceRow,
    RevisionRow,
    SnapshotRow,
    UnmatchedRow,
    UnplacedRow,
)

_CHUNK = 200
"""Articles read at once while listing many."""

LATE = timedelta(days=2)
"""A publisher's own time of an article says when it came up unless it is so much older than our first sight of it."""

_ENTRY = select(EntryRow.source, EntryRow.first_seen, EntryRow.arrival).where(EntryRow.id == bindparam("entry"))
_AT_ADDRESS = select(AddressRow.article_id).where(AddressRow.key == bindparam("key"))
_HAS_GUID = select(ArticleRow.id).where(ArticleRow.guid == bindparam("guid"))
_HAS_TEXT = select(RevisionRow.id).where(RevisionRow.text == bindparam("text")).limit(1)

# What each article and the close of a crawl ask for, put together once: that takes longer than to execute it.
_OF_SOURCE = ArticleRow.source == bindparam("of")
_COMPANIONS = (
    select(
        RevisionRow.title,
        RevisionRow.text,
        select(EntryRow.title).where(EntryRow.id == mapping.first_entry()).scalar_subquery(),
    )
    .join(ArticleRow, mapping.is_newest())
    .where(
        ArticleRow.id.in_(
            # As the index of a source's articles has them: by their ids they would be sorted first.
            select(ArticleRow.id)
            .where(_OF_SOURCE)
            .order_by(ArticleRow.first_seen.desc(), ArticleRow.id.desc())
            .limit(bindparam("most"))
        ),
        ArticleRow.id.not_in(_AT_ADDRESS),
        (RevisionRow.title == bindparam("title")) | (RevisionRow.text == bindparam("text")),
    )
)
"""Those of the newest that share a title or a text; none shares a text that is unknown."""
_IS_NEWS = ArticleRow.arrival == Arrival.NEWS
_WITH_FIRST = (RevisionRow.article_id == ArticleRow.id) & (RevisionRow.number == 1)
_FIRST_SEEN = select(func.min(ArticleRow.first_seen)).where(_OF_SOURCE)
_LOOKED_BEFORE = (
    select(func.max(CrawlRunRow.finished))
    .where(CrawlRunRow.source == bindparam("of"), CrawlRunRow.finished < ArticleRow.first_seen)
    .scalar_subquery()
)
_APPEARANCES = (
    select(ArticleRow.first_seen, ArticleRow.arrival, RevisionRow.published, RevisionRow.published_at, _LOOKED_BEFORE)
    .join(RevisionRow, _WITH_FIRST)
    .where(
        _OF_SOURCE,
        ArticleRow.first_seen > bindparam("since"),  # what was seen before can't have appeared after
        _IS_NEWS | (RevisionRow.published_at > bindparam("since")),
    )
    .order_by(ArticleRow.first_seen)
)
_CAME_UP = (
    select(
        ArticleRow.first_seen,
        _IS_NEWS,
        RevisionRow.published.like("%T%"),
        RevisionRow.published_at,
        func.length(RevisionRow.body),
    )
    .join(RevisionRow, _WITH_FIRST)
    .where(
        _OF_SOURCE,
        ArticleRow.first_seen > bindparam("since"),
        _IS_NEWS
        | ((func.length(RevisionRow.published) >= len("2022-12-22")) & (RevisionRow.published_at > bindparam("since"))),
    )
    .order_by(func.coalesce(RevisionRow.published_at, ArticleRow.first_seen).desc())
    .limit(bindparam("most"))
)

_BRIEFS = (
    select(*mapping.BRIEF)
    .join(RevisionRow, mapping.is_newest())
    .outerjoin(PlaceRow, PlaceRow.article_id == ArticleRow.id)
    .where(ArticleRow.id.in_(bindparam("ids", expanding=True)))
)
_MET = (
    select(MatchRow.article_id, MatchRow.watch)
    .where(MatchRow.article_id.in_(bindparam("ids", expanding=True)))
    .order_by(MatchRow.watch)
)

# Tens of thousands of ids go in and come out as one value: to make a parameter and a row of each takes several times as
# long as to put them in order.
_IN_ORDER_OF_SQLITE = text(
    "SELECT group_concat(id) FROM (SELECT id FROM article WHERE id IN (SELECT value FROM json_each(:ids))"
    " ORDER BY first_seen DESC, id DESC)"
)
_IN_ORDER_OF_POSTGRESQL = text(
    "SELECT string_agg(id::text, ',' ORDER BY first_seen DESC, id DESC) FROM article WHERE id = ANY(:ids)"
)


_NEWEST = (
    select(ArticleRow.id)
    .order_by(ArticleRow.first_seen.desc(), ArticleRow.id.desc())
    .limit(bindparam("most"))
    .subquery()
)
_IDS_OF_NEWEST = select(func.aggregate_strings(cast(_NEWEST.c.id, Text), ","))


class Novelty(StrEnum):
    """What saving a fetched article changed."""

    ARTICLE = "article"
    """It was not known."""
    REVISION = "revision"
    """It was known with other words."""
    NOTHING = "nothing"
    """It was known as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The article that is kept at an address."""

    article_id: int
    content: Content
    snapshot_url: str
    """The address that its newest revision came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedArticle:
    """A fetched article on its way into the store."""

    entry_id: int
    """The entry that led to it; its arrival and first sight become the article's."""
    address: Address
    """The one that it turned out to have."""
    answered: Address | None = None
    """The address that answered, where the page states another one."""
    content: Content
    snapshot: Snapshot
    template_entries: int = 0
    """Entries of its source whose pages the template that it was read with had been learned from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What came of saving a fetched article."""

    article_id: int
    novelty: Novelty
    arrival: Arrival
    snapshot_id: int | None
    """Where its snapshot was kept; None where nothing changed."""


def save_all(session: Session, document: Sequence[FetchedArticle], *, now: datetime) -> list[Saved]:
    """Store the articles of one document, each as `save` does, its snapshot once."""
    snapshot_id = None
    done = []
    for found in document:
        saved = save(session, found, now=now, snapshot_id=snapshot_id)
        snapshot_id = saved.snapshot_id or snapshot_id
        done.append(saved)
    return done


def save(session: Session, found: FetchedArticle, *, now: datetime, snapshot_id: int | None = None) -> Saved:
    """Store what was found, as a new article, as a new revision of a known one, or not at all if nothing changed.

    A new revision is put up to be matched in the same transaction. With `snapshot_id`, its snapshot is there already.
    """
    row = _known(session, found.address.key)
    if row is not None:
        return _saved_again(session, row, found, now, snapshot_id)
    entry = statements.execute(session, _ENTRY, {"entry": found.entry_id}).one()
    row = _moved(session, found, _same_text(session, own_text_hash(found.content), entry.source))
    if row is not None:
        return _saved_again(session, row, found, now, snapshot_id)
    article_id = _new_article(session, entry, found)
    snapshot_id = snapshot_id or _keep_snapshot(session, found.snapshot)
    _add_revision(session, found, article_id=article_id, number=1, snapshot_id=snapshot_id, now=now)
    return Saved(
        article_id=article_id, novelty=Novelty.ARTICLE, arrival=Arrival(entry.arrival), snapshot_id=snapshot_id
    )


def revise(session: Session, article_id: int, found: FetchedArticle) -> Novelty:
    """Store what a later look at an article found: a new revision if its words changed, and its address if it moved."""
    row = session.get_one(ArticleRow, article_id)
    holder = _known(session, found.address.key)
    if holder is None:
        _move(session, row, found)
    elif holder.id != article_id:
        return Novelty.NOTHING  # it leads to another article now, which is looked at for itself
    return _saved_again(session, row, found, found.snapshot.fetched).novelty


def _saved_again(
    session: Session, row: ArticleRow, found: FetchedArticle, now: datetime, snapshot_id: int | None = None
) -> Saved:
    """Add a revision to a known article if its words changed, or are now its own and no teaser's; never the reverse.

    What is but the beginning of what is known, since further pages could not be had this time, is no change.
    """
    arrival = Arrival(row.arrival)
    newest = select(
        RevisionRow.words, RevisionRow.is_teaser, RevisionRow.title, RevisionRow.body, RevisionRow.body_share
    ).where(RevisionRow.article_id == row.id, RevisionRow.number == row.revision)
    words, was_teaser, title, body, share = session.execute(newest).one()
    is_teaser = found.content.is_teaser
    is_part = share > found.content.body_share and (title, body[: len(found.content.body)]) == (
        found.content.title,
        found.content.body,
    )
    is_known = is_teaser == was_teaser and (is_part or words == words_hash(found.content))
    if (is_teaser and not was_teaser) or is_known:
        return Saved(article_id=row.id, novelty=Novelty.NOTHING, arrival=arrival, snapshot_id=snapshot_id)
    row.revision += 1
    session.flush()
    snapshot_id = snapshot_id or _keep_snapshot(session, found.snapshot)
    _add_revision(session, found, article_id=row.id, number=row.revision, snapshot_id=snapshot_id, now=now)
    return Saved(article_id=row.id, novelty=Novelty.REVISION, arrival=arrival, snapshot_id=snapshot_id)


def holder(session: Session, key: str) -> Holder | None:
    """The article that is kept at an address."""
    number = statements.execute(session, _AT_ADDRESS, {"key": key}).scalar()
    if number is None:
        return None
    query = select(RevisionRow, SnapshotRow.url).join(SnapshotRow, RevisionRow.snapshot_id == SnapshotRow.id)
    query = query.join(ArticleRow, mapping.is_newest()).where(ArticleRow.id == number)
    found = session.execute(query).first()
    return (
        None if found is None else Holder(article_id=number, content=mapping.content(found[0]), snapshot_url=found[1])
    )


def readdress(session: Session, article_id: int, place: Address, *, free: str | None = None) -> None:
    """Keep an article at the address that it came from; with `free`, that key of its is another article's from now."""
    if free is not None:
        session.execute(delete(AddressRow).where(AddressRow.key == free, AddressRow.article_id == article_id))
    statements.insert_new(session, AddressRow, [{"key": place.key, "article_id": article_id}], unique=("key",))
    session.get_one(ArticleRow, article_id).url = place.url
    session.flush()


def also_at(session: Session, known: str, key: str) -> None:
    """Let the article that is kept at one key be found under another one, too, unless another article is."""
    number = statements.execute(session, _AT_ADDRESS, {"key": known}).scalar()
    if number is not None:
        statements.insert_new(session, AddressRow, [{"key": key, "article_id": number}], unique=("key",))


def _known(session: Session, key: str) -> ArticleRow | None:
    number = statements.execute(session, _AT_ADDRESS, {"key": key}).scalar()
    return None if number is None else session.get_one(ArticleRow, number)


def _moved(session: Session, found: FetchedArticle, alike: Sequence[Row[ArticleRow, RevisionRow]]) -> ArticleRow | None:
    """The one of a publisher's articles with the same text that stood at another address, if any."""
    for row, said in alike:
        if is_moved(mapping.content(said), found.content):
            _move(session, row, found)
            return row
    return None


def _move(session: Session, row: ArticleRow, found: FetchedArticle) -> None:
    """Let an article be known at a new address, which is shown unless it is the old one with more parameters."""
    session.add(AddressRow(key=found.address.key, article_id=row.id))
    page, _, query = found.address.url.partition("?")
    plain, _, fewer = row.url.partition("?")
    if not (query and page == plain and set(fewer.split("&")) - {""} < set(query.split("&"))):
        row.url = found.address.url
    session.flush()


def _same_text(session: Session, text: str | None, source: str) -> Sequence[Row[ArticleRow, RevisionRow]]:
    """Some articles of a source whose text has that hash now, the oldest first."""
    if text is None:
        return ()
    if statements.execute(session, _HAS_TEXT, {"text": text}).first() is None:  # as with nearly all that is new
        return ()
    of_source = _current().where(RevisionRow.text == text, ArticleRow.source == source)
    return session.execute(of_source.order_by(ArticleRow.id).limit(20)).all()


def _new_article(session: Session, entry: Row[str, datetime, str], found: FetchedArticle) -> int:
    article_id = statements.insert(
        session,
        ArticleRow,
        {
            "guid": _new_guid(session, found),
            "source": entry.source,
            "url": found.address.url,
            "first_seen": entry.first_seen,
            "condition": ArticleCondition.LIVE,
            "arrival": entry.arrival,
            "revision": 1,
        },
    )
    statements.add(session, AddressRow, [{"key": found.address.key, "article_id": article_id}])
    return article_id


def _new_guid(session: Session, found: FetchedArticle) -> str:
    """An identity made from the key; from the words, too, where another article had the key when it was stored."""
    guid = uuid.uuid5(uuid.NAMESPACE_URL, found.address.key).urn
    if statements.execute(session, _HAS_GUID, {"guid": guid}).first() is None:
        return guid
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{found.address.key} {words_hash(found.content)}").urn


def _keep_snapshot(session: Session, snapshot: Snapshot) -> int:
    """Keep a snapshot with those of its article's further pages; returns its id."""
    first = _keep_page(session, snapshot)
    further = [{"snapshot_id": _keep_page(session, page), "first_id": first} for page in snapshot.further]
    statements.add(session, FurtherPageRow, further)
    return first


def _keep_page(session: Session, snapshot: Snapshot) -> int:
    return statements.insert(
        session,
        SnapshotRow,
        {
            "url": snapshot.url,
            "fetched": snapshot.fetched,
            "status": snapshot.status,
            "headers": [list(header) for header in snapshot.headers],
            "body": zstandard.compress(snapshot.body),
        },
    )


def _add_revision(
    session: Session, found: FetchedArticle, *, article_id: int, number: int, snapshot_id: int, now: datetime
) -> None:
    said = found.content
    revision_id = statements.insert(
        session,
        RevisionRow,
        {
            "article_id": article_id,
            "number": number,
            "created": now,
            **mapping.said(said),
            "words": words_hash(said),
            "text": own_text_hash(said),
            "snapshot_id": snapshot_id,
            "template_entries": found.template_entries,
        },
    )
    statements.add(session, UnmatchedRow, [{"revision_id": revision_id}])


def newest(
    session: Session, *, limit: int, source: str | None = None, watch: str | None = None, matched: bool = False
) -> list[Article]:
    """The articles seen last, newest first: all, of a source, meeting a watch, or meeting any watch."""
    conditions: list[ColumnElement[bool]] = []
    if source is not None:
        conditions.append(ArticleRow.source == source)
    if watch is not None:
        conditions.append(ArticleRow.id.in_(select(MatchRow.article_id).where(MatchRow.watch == watch)))
    if matched:
        conditions.append(ArticleRow.id.in_(select(MatchRow.article_id)))
    order = (ArticleRow.first_seen.desc(), ArticleRow.id.desc())
    return _articles(session, _current().where(*conditions).order_by(*order).limit(limit))


def apart(session: Session, *, limit: int, watch: str | None = None) -> list[Article]:
    """The articles seen last, newest first, that meet a watch, this one or any, and are in no development."""
    meeting = select(MatchRow.article_id)
    meeting = meeting if watch is None else meeting.where(MatchRow.watch == watch)
    alone = select(PlaceRow.article_id).where(PlaceRow.development_id.is_(None))
    without = union_all(alone, select(UnplacedRow.article_id)).subquery()
    chosen = _current().where(ArticleRow.id.in_(select(without.c.article_id)), ArticleRow.id.in_(meeting))
    return _articles(session, chosen.order_by(ArticleRow.first_seen.desc(), ArticleRow.id.desc()).limit(limit))


def by_id(session: Session, ids: Sequence[int]) -> list[Article]:
    """The articles with these ids, in the order of the ids."""
    found = {
        article.id: article
        for start in range(0, len(ids), _CHUNK)
        for article in _articles(session, _current().where(ArticleRow.id.in_(ids[start : start + _CHUNK])))
    }
    return [found[number] for number in ids if number in found]


def briefs(session: Session, ids: Sequence[int]) -> list[ArticleBrief]:
    """The same without their texts, in no order: for lists, since of a development there may be hundreds."""
    return [one for start in range(0, len(ids), _CHUNK) for one in _briefs(session, list(ids[start : start + _CHUNK]))]


def _briefs(session: Session, ids: list[int]) -> Iterator[ArticleBrief]:
    matches: dict[int, list[str]] = {}
    for number, watch in statements.execute(session, _MET, {"ids": ids}).all():
        matches.setdefault(number, []).append(watch)
    for row in statements.execute(session, _BRIEFS, {"ids": ids}).all():
        yield mapping.brief(row, matches.get(row[0], ()))


def every(session: Session) -> Iterator[Article]:
    """All articles in the order in which they were stored, read a few at a time."""
    last = 0
    while chunk := after(session, last, _CHUNK):
        yield from chunk
        last = chunk[-1].id


def after(session: Session, last: int, limit: int) -> list[Article]:
    """The first articles whose ids follow `last`."""
    return _articles(session, _current().where(ArticleRow.id > last).order_by(ArticleRow.id).limit(limit))


@dataclass(frozen=True, slots=True, kw_only=True)
class QueriedText:
    """What of an article decides whether it meets a query."""

    article_id: int
    source: str
    language: str | None
    title: str
    other_title: str | None
    body: str


def texts(session: Session, ids: Sequence[int]) -> list[QueriedText]:
    """The newest texts of the articles with these ids, which are few."""
    said = (RevisionRow.language, RevisionRow.title, RevisionRow.other_title, RevisionRow.body)
    query = select(ArticleRow.id, ArticleRow.source, *said).join(RevisionRow, mapping.is_newest())
    return [
        QueriedText(article_id=number, source=source, language=language, title=title, other_title=other, body=body)
        for number, source, language, title, other, body in session.execute(query.where(ArticleRow.id.in_(ids))).all()
    ]


def count(session: Session) -> int:
    """How many articles there are."""
    return session.scalar(select(func.count()).select_from(ArticleRow)) or 0


def newest_id(session: Session) -> int:
    """The number of the article that was stored last; 0 where there is none."""
    return session.scalar(select(func.max(ArticleRow.id))) or 0


def ids(session: Session) -> list[int]:
    """Ids of all articles, in the order in which they were stored."""
    return list(session.scalars(select(ArticleRow.id).order_by(ArticleRow.id)).all())


def newest_ids(session: Session, limit: int) -> list[int]:
    """Ids of the newest articles in that order."""
    found = statements.execute(session, _IDS_OF_NEWEST, {"most": limit}).scalar()
    return [int(number) for number in found.split(",")] if found else []


def newest_first(session: Session, ids: Collection[int]) -> list[int]:
    """These ids in the order in which feeds and pages show articles."""
    if statements.is_sqlite(session):
        found = statements.execute(session, _IN_ORDER_OF_SQLITE, {"ids": json.dumps(list(ids))}).scalar()
    else:
        found = statements.execute(session, _IN_ORDER_OF_POSTGRESQL, {"ids": list(ids)}).scalar()
    return [int(number) for number in found.split(",")] if found else []


def place_of(session: Session, article_id: int) -> tuple[datetime, int] | None:
    """When an article was first seen, with its id: by these they are put in order; None where it is no more."""
    first_seen = session.scalar(select(ArticleRow.first_seen).where(ArticleRow.id == article_id))
    return None if first_seen is None else (first_seen, article_id)


def older_than(session: Session, last: tuple[datetime, int] | None, limit: int) -> list[tuple[datetime, int]]:
    """In that order: first sights and ids of the articles that follow the last one in hand; None: of the first."""
    query = select(ArticleRow.first_seen, ArticleRow.id)
    if last is not None:
        seen, number = last
        follows = (ArticleRow.first_seen < seen) | ((ArticleRow.first_seen == seen) & (ArticleRow.id < number))
        query = query.where(ArticleRow.first_seen <= seen, follows)
    found = session.execute(query.order_by(ArticleRow.first_seen.desc(), ArticleRow.id.desc()).limit(limit))
    return [(seen, number) for seen, number in found.all()]


def every_snapshot(session: Session) -> Iterator[Snapshot]:
    """All snapshots in the order in which they were taken."""
    last = 0
    while row := session.scalar(select(SnapshotRow).where(SnapshotRow.id > last).order_by(SnapshotRow.id).limit(1)):
        yield mapping.snapshot(row)
        last = row.id
        session.expunge(row)


def count_by_source(session: Session) -> dict[str, int]:
    """How many articles each source has; sources with none are left out."""
    return dict(session.execute(select(ArticleRow.source, func.count()).group_by(ArticleRow.source)).all())


def languages(session: Session) -> list[str]:
    """The languages of the articles that are indexed, the most frequent first."""
    number = func.count()
    query = select(IndexedRow.language, number).where(IndexedRow.language.is_not(None))
    ordered = query.group_by(IndexedRow.language).order_by(number.desc(), IndexedRow.language)
    return [str(language) for language, _ in session.execute(ordered)]


def count_since(session: Session, since: datetime) -> dict[str, int]:
    """How many articles of each source were first seen after a moment."""
    query = select(ArticleRow.source, func.count()).where(ArticleRow.first_seen > since).group_by(ArticleRow.source)
    return dict(session.execute(query).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """When an article came up."""

    seen: datetime
    """When we first saw it."""
    published: datetime | None
    """When its publisher says it appeared; None without a time of day."""
    looked_before: datetime | None
    """When the last look at its source ended before that."""
    arrival: Arrival


def appearances(session: Session, source: str, since: datetime) -> list[Appearance]:
    """When the source's articles came up, of those seen as news or published since a moment; oldest first."""
    found = statements.execute(session, _APPEARANCES, {"of": source, "since": since})
    return [
        Appearance(
            seen=seen,
            published=at if published and "T" in published else None,
            looked_before=before,
            arrival=Arrival(arrival),
        )
        for seen, arrival, published, at, before in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """Another article of a source that says the same as one, or has its title."""

    title: str
    listed: str | None
    """The title that its section gave it."""
    says_same: bool


def companions(session: Session, source: str, *, but: str, text: str | None, title: str, limit: int) -> list[Companion]:
    """Of the newest articles of a source but the one at a key, those with that text, as its hash tells, or title."""
    given = {"of": source, "key": but, "text": text, "title": title, "most": limit}
    return [
        Companion(title=its_title, listed=listed, says_same=text is not None and its_text == text)
        for its_title, its_text, listed in statements.execute(session, _COMPANIONS, given)
    ]


def first_seen(session: Session, source: str) -> datetime | None:
    """When we first saw an article of a source."""
    moment: datetime | None = statements.execute(session, _FIRST_SEEN, {"of": source}).scalar()
    return moment


@dataclass(frozen=True, slots=True, kw_only=True)
class CameUp:
    """An article as it was when it came up."""

    at: datetime
    is_news: bool = True
    length: int
    """Characters of its text."""
    is_dated: bool = True


def came_up(session: Session, source: str, *, since: datetime, limit: int) -> list[CameUp]:
    """The newest of a source's articles as they came up, since a moment at most: oldest first.

    When that was is what their publisher says, if that is at least a day; of what came up as news without a time of
    day, or under a date of long ago, it is when we saw it.
    """
    found = []
    given = {"of": source, "since": since, "most": limit}
    for first_seen, news, timed, published, length in statements.execute(session, _CAME_UP, given):
        is_told = published is not None and (not news or (timed and first_seen - published < LATE))
        at, is_dated = published if is_told else first_seen, published is not None
        found.append(CameUp(at=at, is_news=bool(news), length=length, is_dated=is_dated))
    return sorted(found, key=lambda one: one.at)


def _current() -> Select[ArticleRow, RevisionRow]:
    return select(ArticleRow, RevisionRow).join(RevisionRow, mapping.is_newest())


def _articles(session: Session, query: Select[ArticleRow, RevisionRow]) -> list[Article]:
    found = session.execute(query).all()
    ids = [row[0].id for row in found]
    matches: dict[int, list[str]] = {}
    for start in range(0, len(ids), _CHUNK):
        chosen = select(MatchRow.article_id, MatchRow.watch).where(MatchRow.article_id.in_(ids[start : start + _CHUNK]))
        for article_id, watch in session.execute(chosen.order_by(MatchRow.watch)):
            matches.setdefault(article_id, []).append(watch)
    places = developments.places(session, ids)
    return [mapping.article(row, matches.get(row[0].id, ()), *places.get(row[0].id, (None, None))) for row in found]
