"""Whom we watch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publisher we watch, through one section of its site."""

    name: str
    """Key in sources.toml and name of its spider: lower-case letters, digits and hyphens."""
    url: str
    """Address of the section, with scheme."""
    title: str
    """Name to show."""
    network: str
    """Publishers of one network share copy; a source without one is a network of its own, by its name."""
    aliases: tuple[str, ...] = ()
    """Other hosts that serve the same paths."""
    interval: timedelta | None = None
    """Fixed time between two looks, instead of a learned one."""
    paused: bool = False
    """Kept in the configuration but not looked at."""
    listing: str | None = None
    """Absolute address of the listing that is read in place of what would be found out, or the WayKind that is."""
    entry: str | None = None
    """CSS selector, on the section's pages, of articles' links or of elements that hold the link."""
    next: str | None = None
    """CSS selector of the link to the next page; where it selects nothing, the listing ends."""


class SourceCondition(StrEnum):
    """How a source does, as `status` tells."""

    OK = "ok"
    """The last look succeeded."""
    FAILING = "failing"
    """The last look failed, or none of the pages that it leads to can be read any more."""
    SILENT = "silent"
    """Looks succeed, but nothing came for longer than its history makes likely."""
    PAUSED = "paused"
    """The configuration says not to look."""
    NEVER = "never"
    """Not looked at yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What we know of a source from our looks at it."""

    name: str
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    last_error: str | None = None
    """Why the last look failed; None when it succeeded."""
    failures: int = 0
    """Looks that failed since the last success."""
    next_run: datetime | None = None
    """When something of it is due next: its listing, an entry or a second look at an article; None: at once."""
    next_poll: datetime | None = None
    """When its listing is due next; None: at once."""
    last_full: datetime | None = None
    """When all of its listings were last read, whatever their validators said."""
    failing_since: datetime | None = None
    """When the first of the looks failed that failed since the last success."""
    is_unreachable: bool = False
    """Whether the last look failed because nothing at all answered: the host, or we, had no network."""
    quiet_since: datetime | None = None
    """When something of it came up last."""
    quiet_until: datetime | None = None
    """From when on more quiet is unlikely, given its own gaps; None where too little is known."""
    unread: int = 0
    """Pages, each another one, that gave no article since one last did."""
    unread_since: datetime | None = None
    """When the first of these was tried."""
    unread_reason: str | None = None
    """Why the last of these gave none."""
    hollow: int = 0
    """News in a row whose text is that of others, too, though their titles differ."""
    redated: int = 0
    """Pages in a row that, looked at again, bore the day of that look in place of the one that they had."""
    short: int = 0
    """News in a row whose texts are far shorter than usual, where its own rhythm makes that unlikely; else 0."""
    short_length: int = 0
    """Characters that the texts of these have, at the median."""
    usual_length: int = 0
    """Characters that those before had."""
    undated: int = 0
    """News in a row without a date, where its own rhythm makes that unlikely; else 0."""
    usually_dated: int = 0
    """How many in a hundred of those before had one."""


class WayKind(StrEnum):
    """What kind of listing a way reads."""

    PAGE = "page"
    """The section's own page, and the pages that follow it."""
    FEED = "feed"
    """The section's RSS, Atom or JSON feed."""
    WORDPRESS = "wordpress"
    """WordPress' REST interface, by the section's tag or category."""
    SITEMAP = "sitemap"
    """A sitemap, of which the section's articles are those below its own path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to read a section."""

    kind: WayKind
    url: str
    """Address of its newest part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How a section is read, as it was found out."""

    poll: Way
    """Asked for news: the cheapest that shows them."""
    deep: Way
    """Closes gaps and fills the archive: the one that goes furthest."""
    others: tuple[Way, ...] = ()
    learned: datetime
    instructions: str = ""
    """What the configuration said of the section then; where it says otherwise now, they are found out anew."""
