"""What publishers print: entries of listings, articles, and their revisions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?)?)?")


LEAST_WHOLE = 0.7
"""Share of an article from which on its text counts as whole. Pages count their words with captions and lists of links:
of texts that were whole, those that we looked at had .93 or more of the number that their pages state."""


class Kind(StrEnum):
    """The form in which an article is published."""

    HTML = "html"
    PDF = "pdf"


class DateSource(StrEnum):
    """Where a date of publication was found."""

    WORDPRESS = "wordpress"
    """WordPress' REST interface."""
    JSON_LD = "json-ld"
    """A schema.org description in the page."""
    META = "meta"
    """A meta element, such as article:published_time."""
    FEED = "feed"
    """The publisher's RSS, Atom or JSON Feed."""
    TIME_ELEMENT = "time-element"
    """A time element, or another one with a machine-readable date, inside the article."""
    TEXT = "text"
    """Words next to the headline or byline, in the listing, or in a PDF's running head."""
    URL = "url"
    """The article's address."""
    NONE = "none"
    """Nothing says when the article was published or, of an imported one, where its date was found."""


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """A date at the precision that is known, with where it came from."""

    value: str
    """ISO 8601: `2022`, `2022-12`, `2022-12-22` or with time and offset, `2022-12-22T12:00:00+00:00`."""
    source: DateSource

    def __post_init__(self) -> None:
        if not _ISO.fullmatch(self.value):
            raise ValueError(f"not a date of ours: {self.value!r}")
        self.earliest  # noqa: B018 - refuses 30 February and hour 25 here, not when somebody sorts by it

    @property
    def earliest(self) -> datetime:
        """First moment that the date covers, in UTC; an order to sort by, not a claim."""
        padded = self.value + "-01-01"[len(self.value) - 4 :] if len(self.value) < 10 else self.value
        moment = datetime.fromisoformat(padded)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)

    @property
    def has_time(self) -> bool:
        """Whether the time of day is known."""
        return "T" in self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One link as a listing showed it."""

    url: str
    """Absolute address, as the listing gives it."""
    title: str | None = None
    teaser: str | None = None
    """Plain text that the listing shows with the link."""
    published: PublicationDate | None = None
    modified: str | None = None
    """ISO 8601, where the listing tells when the article was last changed."""
    authors: tuple[str, ...] = ()
    text: str | None = None
    """Markup of the whole article, where it has no page of its own to be fetched; not kept."""


class SpanKind(StrEnum):
    """What a part of a body is."""

    BULLETED = "bulleted"
    """An item of a list without numbers."""
    NUMBERED = "numbered"
    """An item of a list with numbers."""
    QUOTE = "quote"
    """One or more paragraphs that are quoted."""
    SUBHEADING = "subheading"
    EMPHASIS = "emphasis"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a body and what it is. Offsets are code points.

    Items, quotes and subheadings cover whole paragraphs. No two quotes overlap, nor do two items or subheadings; these
    stand within one quote or outside of all. Emphasis stays within a paragraph.
    """

    kind: SpanKind
    start: int
    end: int
    number: int | None = None
    """Of a numbered item: its number as the page counts. Of a subheading: its rank on the page, from 1 to 6."""
    level: int | None = None
    """Of an item: how deep its list stands in others, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentBrief:
    """What lists tell of what an article says: all but its text."""

    title: str
    published: PublicationDate | None = None
    language: str | None = None
    """ISO 639-1 code found from the text; None: too short or mixed to say."""
    is_teaser: bool = False
    """Whether the page showed no text, so that the body is what was told of the article elsewhere."""
    body_share: float = 1.0
    """Which part of the article the body is, 0 to 1, as far as its page tells: the rest is for members or elsewhere."""

    @property
    def is_partial(self) -> bool:
        """Whether the body is but a part of the article's text."""
        return not self.is_teaser and self.body_share < LEAST_WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Content(ContentBrief):
    """What an article says: the part of a revision that is read from a page or file."""

    body: str
    """Plain paragraphs with a blank line between."""
    authors: tuple[str, ...] = ()
    modified: str | None = None
    """ISO 8601 with offset, if the page tells."""
    kind: Kind = Kind.HTML
    canonical_url: str | None = None
    """Absolute address that the page itself gives as its own, unchecked."""
    fragment: str | None = None
    """Part of the file that it is, as an address's fragment, such as `page=3`; None: the whole."""
    structure: tuple[Span, ...] = ()
    """What parts of the body are, in their order, the longer one first of two that begin together."""
    other_title: str | None = None
    """The title in the other words in which the page states it out of its readers' sight, if there are such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The bytes that a fetch brought, with the headers that explain them."""

    url: str
    """Address that answered, after redirects."""
    fetched: datetime
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200
    further: tuple[Snapshot, ...] = ()
    """The further pages of its article, in order."""

    @property
    def content_type(self) -> str:
        """The Content-Type header, or an empty string."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What an article said at one time."""

    id: int
    number: int
    """From 1."""
    created: datetime
    """When we got it."""
    content: Content
    snapshot_id: int | None
    """The bytes that it was read from; None where there are none, as of imported articles."""


class ArticleCondition(StrEnum):
    """Whether an article still stands at its address."""

    LIVE = "live"
    GONE = "gone"


class Arrival(StrEnum):
    """How an article came to us, which decides whom it wakes."""

    NEWS = "news"
    """It appeared while we watched: instant alerts and digests tell of it."""
    FIRST_LOOK = "first-look"
    """It stood there when we first looked at its source: digests tell of it, instant alerts don't."""
    ARCHIVE = "archive"
    """It was fetched from the archive or imported: it can be found and is told to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleBrief:
    """An article without its text, as lists show it."""

    id: int
    guid: str
    """`urn:uuid:…`, given once and never changed: the identity in feeds and mails."""
    source: str
    """Name of the source that listed it first."""
    url: str
    """Canonical address."""
    first_seen: datetime
    """When we first saw it on a listing, in UTC."""
    revision_id: int
    """Of the newest revision."""
    content: ContentBrief
    matches: tuple[str, ...] = field(default=())
    """Names of the watches that it meets, sorted."""
    development: int | None = None
    """The development that it belongs to, if any."""
    copy_of: int | None = None
    """The article that printed its text first, if it is a copy."""

    @property
    def appeared(self) -> tuple[datetime, int]:
        """By what the articles of a development are ordered: when it was published, or else first seen."""
        published = self.content.published
        return (published.earliest if published else self.first_seen), self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(ArticleBrief):
    """What lives at a canonical address, as its newest revision shows it."""

    revision: int
    """Number of the newest revision, from 1."""
    content: Content
    condition: ArticleCondition = ArticleCondition.LIVE
    arrival: Arrival = Arrival.NEWS
