"""The tables. What a publisher said (article, revision) and what we did about it (match, alert, message) live apart."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

_OWED = text("state = 'owed'")
LATER = text("number > 1")
_BROKEN = text("broke_under IS NOT NULL")
_NEWS = text("arrival = 'news'")
_UNTOLD = text("edition_id IS NULL")
NUMBERED = text("id > 0")
"""True of every row: said in a query, it makes SQLite take the index that has it; unsaid, it takes narrower ones."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, always in UTC; SQLite itself knows no offsets."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments, since nobody could tell what they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without an offset can't be stored: {value}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the moment its offset back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """What all tables share: names of constraints that migrations can refer to, and types."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, str: Text, list[Any]: JSON}  # noqa: RUF012 - SQLAlchemy's attribute


class SourceStateRow(Table):
    """What we know of a source from our looks at it."""

    __tablename__ = "source_state"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_attempt: Mapped[datetime | None]
    last_success: Mapped[datetime | None]
    last_error: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    next_run: Mapped[datetime | None]
    next_poll: Mapped[datetime | None]
    last_full: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    is_unreachable: Mapped[bool] = mapped_column(default=False, server_default=false())
    quiet_since: Mapped[datetime | None]
    quiet_until: Mapped[datetime | None]
    unread: Mapped[int] = mapped_column(default=0, server_default="0")
    unread_since: Mapped[datetime | None]
    unread_reason: Mapped[str | None]
    hollow: Mapped[int] = mapped_column(default=0, server_default="0")
    redated: Mapped[int] = mapped_column(default=0, server_default="0")
    short: Mapped[int] = mapped_column(default=0, server_default="0")
    short_length: Mapped[int] = mapped_column(default=0, server_default="0")
    usual_length: Mapped[int] = mapped_column(default=0, server_default="0")
    undated: Mapped[int] = mapped_column(default=0, server_default="0")
    usually_dated: Mapped[int] = mapped_column(default=0, server_default="0")


class ToldConditionRow(Table):
    """What was told last of how a source does; a source of which nothing but good is to be told has none."""

    __tablename__ = "told_condition"

    source: Mapped[str] = mapped_column(primary_key=True)
    condition: Mapped[str]
    told: Mapped[datetime]


class OutageRow(Table):
    """A time in which we could not look, whatever the sources did."""

    __tablename__ = "outage"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    began: Mapped[datetime]
    ended: Mapped[datetime | None] = mapped_column(index=True)
    """None while it lasts."""


class PulseRow(Table):
    """That the daemon was at work. There is one row, or none before the first."""

    __tablename__ = "pulse"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class ListingRow(Table):
    """A listing that was read to its end, with what to ask it again with."""

    __tablename__ = "listing"

    source: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    read: Mapped[datetime]


class WayRow(Table):
    """A way to read a section, as it was found out."""

    __tablename__ = "way"

    source: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    polls: Mapped[bool]
    """Whether it is the one that is asked for news."""
    deep: Mapped[bool]
    """Whether it is the one that gaps are closed with."""
    learned: Mapped[datetime]
    instructions: Mapped[str | None]
    """What the configuration said of the section then."""


class ArchiveWalkRow(Table):
    """How far a walk through a source's archive has come."""

    __tablename__ = "archive_walk"

    source: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[str | None]
    """Earliest day wanted, ISO 8601; None: all."""
    url: Mapped[str]
    """The listing to read next."""
    parts: Mapped[int]
    """Listings read."""
    finished: Mapped[datetime | None]
    way: Mapped[str | None]
    """The first listing."""


class HostRow(Table):
    """What a host told us of how it wants to be treated."""

    __tablename__ = "host"

    name: Mapped[str] = mapped_column(primary_key=True)
    """Host, or `host:port` for the rules of a port of its own."""
    robots: Mapped[str | None]
    """What its robots.txt says."""
    robots_until: Mapped[datetime | None]
    """Until when that is believed."""
    backoff_until: Mapped[datetime | None]
    """Before which it asked not to be asked again."""


class TurnRow(Table):
    """When a host was last asked by any process, on PostgreSQL, where there may be many on as many machines."""

    __tablename__ = "turn"

    host: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[datetime]
    """When a request last began or ended; one ahead is promised to somebody who waits for it."""
    busy_until: Mapped[datetime | None]
    """When the request that is under way has ended at the latest; kept where its process could not note its end."""


class MemberRow(Table):
    """A process that works with others on one PostgreSQL. It is there as long as it holds the lock of its number."""

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    machine: Mapped[str]
    pid: Mapped[int]
    queues: Mapped[list[Any]]
    concurrency: Mapped[int]
    """Jobs that it works on at the same time."""
    since: Mapped[datetime]
    leads: Mapped[bool] = mapped_column(server_default=false())
    """Whether it was the last scheduler to lead."""
    worker: Mapped[int | None] = mapped_column(BigInteger)
    """What Procrastinate calls it by, once it works."""


class CrawlRunRow(Table):
    """One pass over a source."""

    __tablename__ = "crawl_run"
    __table_args__ = (Index(None, "source", "started"), Index(None, "source", "finished"))

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    started: Mapped[datetime]
    finished: Mapped[datetime | None]
    entries: Mapped[int] = mapped_column(default=0)
    articles: Mapped[int] = mapped_column(default=0)
    revisions: Mapped[int] = mapped_column(default=0)
    requests: Mapped[int] = mapped_column(default=0)
    shown: Mapped[int | None]
    read_anew: Mapped[int] = mapped_column(default=0, server_default="0")
    refused: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None]


class FetchRow(Table):
    """One HTTP attempt and its outcome."""

    __tablename__ = "fetch"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("crawl_run.id"), index=True)
    url: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[str]
    status: Mapped[int | None]
    detail: Mapped[str]
    size: Mapped[int]


class ArticleRow(Table):
    """What lives at a canonical address."""

    __tablename__ = "article"
    __table_args__ = (Index(None, "source", "first_seen"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    url: Mapped[str]
    """Its canonical address, the newest if it moved."""
    first_seen: Mapped[datetime] = mapped_column(index=True)
    condition: Mapped[str]
    arrival: Mapped[str]
    revision: Mapped[int]
    """Number of the newest revision."""


class AddressRow(Table):
    """A key under which an article is known: it may have had several addresses, and has each of them for good."""

    __tablename__ = "address"

    key: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)


class VisitRow(Table):
    """When to look at an article again, and what to ask with. An article that is settled has none."""

    __tablename__ = "visit"
    __table_args__ = (Index(None, "source", "due"),)

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    source: Mapped[str] = mapped_column(server_default="")
    """The article's."""
    due: Mapped[datetime]
    looks: Mapped[int]
    """Looks since it was first fetched."""
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    missing_since: Mapped[datetime | None]
    """When it first answered that nothing is there, if it still does."""


class EntryRow(Table):
    """A link that a listing showed, owed until it is fetched or given up."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("source", "key"),
        Index(
            "ix_entry_owed",
            "source",
            "next_try",
            sqlite_where=text("state = 'owed'"),
            postgresql_where=text("state = 'owed'"),
        ),
        Index("ix_entry_broken", "broke_under", sqlite_where=_BROKEN, postgresql_where=_BROKEN),
        Index(
            "ix_entry_unsettled",
            "source",
            sqlite_where=text("settled = 0"),  # as SQLAlchemy writes it there
            postgresql_where=text("NOT settled"),
        ),
        Index("ix_entry_news", "source", "first_seen", sqlite_where=_NEWS, postgresql_where=_NEWS),
        Index("ix_entry_numbered", "source", "id", sqlite_where=NUMBERED, postgresql_where=NUMBERED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    key: Mapped[str]
    url: Mapped[str]
    title: Mapped[str | None]
    teaser: Mapped[str | None]
    published: Mapped[str | None]
    published_source: Mapped[str | None]
    modified: Mapped[str | None]
    authors: Mapped[list[Any]]
    first_seen: Mapped[datetime]
    arrival: Mapped[str]
    settled: Mapped[bool]
    """Whether the walk that found it reached its end, so that all older entries are known, too."""
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime]
    reason: Mapped[str | None]
    """Why the last attempt failed, or why it was given up."""
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    broke_under: Mapped[str | None]
    """The programs that broke over its document, with their versions; None where none did."""


class SnapshotRow(Table):
    """The bytes that a fetch brought."""

    __tablename__ = "snapshot"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    fetched: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int]
    headers: Mapped[list[Any]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """Compressed with Zstandard."""


class FurtherPageRow(Table):
    """That a snapshot is of a further page of an article, whose first page is another one. They follow by their ids."""

    __tablename__ = "further_page"

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), index=True)


class RevisionRow(Table):
    """What an article said at one time. Never changes."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index("ix_revision_later", "created", sqlite_where=LATER, postgresql_where=LATER),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    number: Mapped[int]
    created: Mapped[datetime]
    title: Mapped[str]
    body: Mapped[str]
    authors: Mapped[list[Any]]
    published: Mapped[str | None]
    published_source: Mapped[str | None]
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    """First moment of `published`, to sort by."""
    modified: Mapped[str | None]
    language: Mapped[str | None]
    kind: Mapped[str]
    words: Mapped[str]
    """Hash of title and body, white space aside: whether the words changed."""
    text: Mapped[str | None] = mapped_column(index=True)
    """Hash of the body's words alone: whether another article says the same; None where it says too little to tell."""
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"), index=True)
    template_entries: Mapped[int] = mapped_column(default=0, server_default="0", index=True)
    """Entries of its source whose pages the template that it was read with had been learned from."""
    structure: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """Spans of the body, each a list of kind, start, end, number and level; None where there are none."""
    is_teaser: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the body is only what was told of the article elsewhere."""
    body_share: Mapped[float] = mapped_column(Double, default=1.0, server_default="1")
    """Which part of the article the body is, 0 to 1, as far as its page tells."""
    other_title: Mapped[str | None]
    """The title in other words, which the page states out of its readers' sight."""


class DevelopmentRow(Table):
    """The articles about one happening. Its number is given once and means nothing else later."""

    __tablename__ = "development"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's attribute; no number comes twice

    id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str]
    """That of the article which it began with: its identity in feeds, whatever becomes of that article."""
    started: Mapped[datetime]
    """When we first knew of it."""
    updated: Mapped[datetime] = mapped_column(index=True)
    """When an article joined it last."""
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("development.id"), index=True)
    """The development that it turned out to be."""
    merged_at: Mapped[datetime | None] = mapped_column(index=True)
    """When that was found out; None of old ones."""
    after: Mapped[int | None] = mapped_column(ForeignKey("development.id"), index=True)
    """The earlier one that it goes on from."""
    last: Mapped[float] = mapped_column(Double, default=0.0)
    """When its last article appeared, in seconds since 1970; 0 where nobody knows."""
    core: Mapped[list[Any]]
    """The terms under which it is found."""
    summary: Mapped[bytes] = mapped_column(LargeBinary)
    """What articles are compared with, compressed with Zstandard."""


class PlaceRow(Table):
    """Where an article belongs, and why."""

    __tablename__ = "place"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)
    development_id: Mapped[int | None] = mapped_column(ForeignKey("development.id"), index=True)
    """None: it tells of many happenings."""
    placed: Mapped[datetime]
    how: Mapped[str]
    likeness: Mapped[float] = mapped_column(Double)
    reasons: Mapped[list[Any]]
    """Each a list of kind and quotes."""
    copy_of: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    """The first article that prints the same text."""


class ApartRow(Table):
    """Two developments that a person told apart: they are never taken for one again."""

    __tablename__ = "apart"

    one: Mapped[int] = mapped_column(ForeignKey("development.id"), primary_key=True)
    other: Mapped[int] = mapped_column(ForeignKey("development.id"), primary_key=True)


class UnplacedRow(Table):
    """An article that is still to be put into a development, though it does not wait to be matched."""

    __tablename__ = "unplaced"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)


class SpreadRow(Table):
    """In how many developments a term occurs."""

    __tablename__ = "spread"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's attribute

    term: Mapped[str] = mapped_column(primary_key=True)
    developments: Mapped[int]


class FingerprintRow(Table):
    """A number that a passage of an article comes to: what prints the same passage has it, too."""

    __tablename__ = "fingerprint"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's attribute; one tree, not two

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True, index=True)


class DevelopmentStateRow(Table):
    """How often developments were changed: who remembers them knows by it whether somebody else did."""

    __tablename__ = "development_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    changes: Mapped[int]


class TemplateRow(Table):
    """What a source's pages have taught about how to read them."""

    __tablename__ = "template"

    source: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    """As JSON."""
    learned: Mapped[datetime]


class UnmatchedRow(Table):
    """A revision that is still to be held against the watches."""

    __tablename__ = "unmatched"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)


class IndexedRow(Table):
    """An article's entry in the search index, whose words are in the table `search`."""

    __tablename__ = "indexed"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's attribute; no number comes twice

    entry: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), unique=True)
    language: Mapped[str | None] = mapped_column(index=True)
    inflection: Mapped[str] = mapped_column(index=True)
    """By which rules its words are forms of one another."""
    is_joined: Mapped[bool] = mapped_column(index=True)
    """Whether it was read in two ways."""
    is_whole: Mapped[bool] = mapped_column(index=True)
    """Whether its words are there; they are not if there are too many."""


class UnindexedRow(Table):
    """An article that is still to be put into the index, though it does not wait to be matched."""

    __tablename__ = "unindexed"

    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), primary_key=True)


SEARCH = {
    "sqlite": (
        """CREATE VIRTUAL TABLE search USING
        fts5(title, body, joined_title, joined_body, content='', tokenize='ascii')""",
    ),
    "postgresql": (
        "CREATE TABLE search (entry BIGINT PRIMARY KEY, title TSVECTOR NOT NULL, words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_title ON search USING gin (title)",
        "CREATE INDEX ix_search_words ON search USING gin (words)",
    ),
}
"""How each database makes the table `search`: words with spaces between them, folded, none of which is changed."""


class WordRow(Table):
    """A word of indexed articles."""

    __tablename__ = "word"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's attribute

    word: Mapped[str] = mapped_column(primary_key=True)
    backwards: Mapped[str] = mapped_column(index=True)
    """The same from its end, to find words by how they end."""


class FormRow(Table):
    """What a word shares with its other forms in texts that are inflected by some rules."""

    __tablename__ = "form"
    __table_args__ = (Index(None, "inflection", "form"), {"sqlite_with_rowid": False})

    inflection: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str | None]
    """None where it is the word itself."""


class SearchStateRow(Table):
    """The version of the rules by which the index was made. There is one row, or none before there is an index."""

    __tablename__ = "search_state"

    version: Mapped[str] = mapped_column(primary_key=True)


class WatchStateRow(Table):
    """The definition of a watch by which the archive was last matched."""

    __tablename__ = "watch_state"

    name: Mapped[str] = mapped_column(primary_key=True)
    definition: Mapped[str]


class MatchRow(Table):
    """A watch meeting an article, by its newest revision."""

    __tablename__ = "match"
    __table_args__ = (UniqueConstraint("article_id", "watch"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    watch: Mapped[str] = mapped_column(index=True)
    evidence: Mapped[list[Any]]
    created: Mapped[datetime]


class UnlocatedRow(Table):
    """A match in the archive whose evidence is still to be found; until then it has none, or that of a former query."""

    __tablename__ = "unlocated"
    __table_args__ = (
        ForeignKeyConstraint(
            ["article_id", "watch"], ["match.article_id", "match.watch"], ondelete="CASCADE", onupdate="CASCADE"
        ),
    )

    article_id: Mapped[int] = mapped_column(primary_key=True)
    watch: Mapped[str] = mapped_column(primary_key=True)


class EditionRow(Table):
    """One time that an audience was told: a digest's issue, or instant alerts told together."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("audience", "kind", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audience: Mapped[str]
    kind: Mapped[str]
    slot: Mapped[datetime | None]
    """The scheduled time that it answers; None when a person asked for it."""
    created: Mapped[datetime]


class AlertRow(Table):
    """The decision to tell an audience of an article, once. Owed until it has an edition."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("audience", "kind", "article_id"),
        Index("ix_alert_untold", "audience", "kind", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audience: Mapped[str]
    """Name of the digest."""
    kind: Mapped[str]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    created: Mapped[datetime]
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), index=True)


class KnownBeforeRow(Table):
    """An address of an article that the database had which a restored backup replaced: it may have been told."""

    __tablename__ = "known_before"

    key: Mapped[str] = mapped_column(primary_key=True)


class ToldBeforeRow(Table):
    """What such an article was told with, so that it is not told again when it is fetched again."""

    __tablename__ = "told_before"

    key: Mapped[str] = mapped_column(primary_key=True)
    audience: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))


class UnsureSourceRow(Table):
    """A source of which nobody knows what it published and what of it was told between a backup and its restoring.

    What the next look at it finds is taken for old.
    """

    __tablename__ = "unsure_source"

    name: Mapped[str] = mapped_column(primary_key=True)


class MessageRow(Table):
    """A message to one recipient, owed until a server took it or refused it for good."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_owed", "next_try", sqlite_where=_OWED, postgresql_where=_OWED),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    audience: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime]
    state: Mapped[str] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime]
    claimed_by: Mapped[str | None]
    """The claim, see storage.claims, by which a process has it in hand; if that process ends, another takes over."""
    reported: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether somebody was told that it has been tried for days."""


class DeliveryRow(Table):
    """One attempt to send a message."""

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    at: Mapped[datetime]
    delivered: Mapped[bool]
    detail: Mapped[str]
    permanent: Mapped[bool]


class TokenRow(Table):
    """A token of a reader."""

    __tablename__ = "token"

    name: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of the token: it is random and long, so that nobody can guess it from this."""
    scope: Mapped[str]
    created: Mapped[datetime]


class LoginRow(Table):
    """A browser that is logged in."""

    __tablename__ = "login"

    hash: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of its cookie and of the password's hash then: a copy of this table logs nobody in."""
    began: Mapped[datetime]


class AnnouncedFeedRow(Table):
    """What one of our feeds was like when a hub was told of it last."""

    __tablename__ = "announced_feed"

    url: Mapped[str] = mapped_column(primary_key=True)
    tag: Mapped[str]
    """Its ETag; empty where it told nothing."""


class UnsubscribedRow(Table):
    """That a recipient asked not to be told by a digest any more."""

    __tablename__ = "unsubscribed"

    audience: Mapped[str] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(primary_key=True)
    """In lower case."""
    at: Mapped[datetime]


class SigningKeyRow(Table):
    """A key of ours by which we know what we signed."""

    __tablename__ = "signing_key"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary)


class TakenInRow(Table):
    """Articles that were there already when we came to know them: an audience is told how many they are, not which."""

    __tablename__ = "taken_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    audience: Mapped[str] = mapped_column(index=True)
    origin: Mapped[str]
    name: Mapped[str]
    """Of the source, or of the watch."""
    articles: Mapped[int]
    matching: Mapped[int]
    """How many of them meet a watch of the audience."""
    since: Mapped[datetime]
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    """The edition that told of them."""


class DigestStateRow(Table):
    """From when on a digest's scheduled times count."""

    __tablename__ = "digest_state"

    name: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
