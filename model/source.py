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


class SourceCondition(StrEnum):
    """How a source does, as `status` tells."""

    OK = "ok"
    """The last look succeeded."""
    FAILING = "failing"
    """The last look failed; the error says why."""
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
    """When the next look is due; None: at once."""
