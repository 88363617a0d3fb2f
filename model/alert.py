"""What we tell, to whom, and whether it arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """Alerts told together at a set time, as digests.toml orders them."""

    name: str
    """Key in digests.toml."""
    to: tuple[str, ...]
    """Mail addresses, and names of channels, which have no "@"; each gets a message of its own."""
    cron: str
    """Five fields (minute, hour, day, month, weekday), in the digest's time zone."""
    timezone: str
    """IANA name."""
    watches: tuple[str, ...] = ("*",)
    """Names of watches; `*` is all of them."""
    send_empty: bool = False
    """Whether to send it when there is nothing to tell."""
    language: str = "en"
    """Of its own words; publishers are quoted in theirs."""
    length: int = 25
    """Developments and articles that are told at length; of the others there is a line each."""
    quiet: str = ""
    """Hours of the day, `22:00-07:00` in its time zone, in which instant alerts wait; empty: none."""

    def includes(self, watch: str) -> bool:
        """Whether this digest tells of that watch."""
        return "*" in self.watches or watch in self.watches


def is_channel(recipient: str) -> bool:
    """Whether a recipient is a channel by its name, and no mailbox."""
    return "@" not in recipient


class AlertKind(StrEnum):
    """By which way an audience is told of an article."""

    DIGEST = "digest"
    """With others, at the digest's hour."""
    INSTANT = "instant"
    """At once."""
    NOTICE = "notice"
    """Of no article: what is wrong with sources, with recipients or with us, or that it is well again."""


class Origin(StrEnum):
    """How articles came to us that were there already, so that nobody is told of them one by one."""

    FIRST_LOOK = "first look"
    """They stood in a section when it was first looked at."""
    ARCHIVE = "archive"
    """They came from a publisher's archive, or a file."""
    OLD_NEWS = "old news"
    """They came up as if they were new, such as after a redesign with other addresses."""
    WATCH = "watch"
    """They were stored when a watch came to meet them that is new or was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """How many articles an audience is told of by their number alone."""

    origin: Origin
    name: str
    """The source, or the watch."""
    articles: int
    matching: int
    """How many of them meet a watch of the audience."""


class MessageState(StrEnum):
    """Where a message stands."""

    OWED = "owed"
    """Tried again and again until it is taken."""
    SENT = "sent"
    FAILED = "failed"
    """Refused for good; the last delivery says why."""
    DROPPED = "dropped"
    """Given up by a person, or by a recipient who unsubscribed; the last delivery says by whom."""


OVERDUE = timedelta(days=3)
"""How long a message is tried before the operator is told.

Mail servers give up after four or five days (RFC 5321, 4.5.4.1). We go on, but that a mailbox is full, or its server
gone, should be known before its readers ask.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent to one recipient. Its bytes never change, so that a repeat can be recognised."""

    id: int
    message_id: str
    """Message-ID header, with its angle brackets."""
    audience: str
    """The digest's name."""
    recipient: str
    subject: str
    content: bytes
    """The whole message, RFC 5322."""
    created: datetime
    state: MessageState = MessageState.OWED
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to send a message."""

    at: datetime
    delivered: bool
    detail: str
    """The server's answer, the file written, or what went wrong."""
    permanent: bool = False
    """Whether trying again can't help."""
    not_before: datetime | None = None
    """Before when the server asked not to be tried again."""
