"""What happens when we look: fetches, entries owed, crawl runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from model.article import Entry


class Outcome(StrEnum):
    """How one HTTP attempt ended."""

    OK = "ok"
    """The bytes came and were of use."""
    UNCHANGED = "unchanged"
    """304: what we have is still right."""
    REFUSED = "refused"
    """robots.txt, or our own rule about private networks, forbids it."""
    MISSING = "missing"
    """404, or another client error: nothing there for us now."""
    GONE = "gone"
    """410: said to be gone for good."""
    BUSY = "busy"
    """429 or 503: asked to come back later."""
    BROKEN = "broken"
    """The server failed, redirected for ever, or answered with what can't be used."""
    UNREACHABLE = "unreachable"
    """No answer: no such host, no connection, no trust in its certificate, too slow."""
    TOO_LARGE = "too-large"
    """More bytes than we take."""
    NOT_ARTICLE = "not-article"
    """An answer came but it holds no article."""
    UNREADABLE = "unreadable"
    """An answer came and what reads it broke over it."""


NO_ARTICLE = frozenset(
    {
        *(Outcome.NOT_ARTICLE, Outcome.UNREADABLE, Outcome.TOO_LARGE, Outcome.REFUSED),
        *(Outcome.MISSING, Outcome.GONE, Outcome.BROKEN),
    }
)
"""How a fetch of an article's page ends that was answered and gave none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One HTTP attempt and its outcome."""

    url: str
    at: datetime
    outcome: Outcome
    status: int | None = None
    detail: str = ""
    """What went wrong, in words; empty when nothing did."""
    size: int = 0
    """Bytes of the body, decompressed."""


class EntryState(StrEnum):
    """Whether an entry's article is still owed."""

    OWED = "owed"
    FETCHED = "fetched"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedEntry:
    """An entry on record, with its address in our form."""

    id: int
    key: str
    """Canonical address that identifies it."""
    entry: Entry
    attempts: int = 0
    """Fetches that failed so far."""
    first_seen: datetime
    """When a listing first showed it, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask again with, kept verbatim."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Self:
        """Those in an answer's headers, whose names are in lower case."""
        return cls(etag=headers.get("etag"), last_modified=headers.get("last-modified"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRun:
    """One pass over a source, and what it brought."""

    source: str
    started: datetime
    finished: datetime
    entries: int = 0
    """Entries that were not known before."""
    articles: int = 0
    """Articles that were not known before."""
    revisions: int = 0
    """Revisions of articles known before."""
    requests: int = 0
    shown: int | None = None
    """Entries that its listings showed, known or not; None where they were not read, or had not changed."""
    read_anew: int = 0
    """Pages that hold an article and were not read before: that older ones are as they were tells nothing of news."""
    refused: int = 0
    """Pages that were fetched, or asked for, and gave no article."""
    error: str | None = None
    """Why the section could not be read; None when it could."""
