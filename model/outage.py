"""When we could not look: what that says is of us, not of the sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OutageKind(StrEnum):
    """Why we could not look."""

    ASLEEP = "asleep"
    """Nothing ran here: the machine slept or was off, or peruwatch was stopped."""
    NETWORK = "network"
    """No source could be reached, on whatever host."""
    STORE = "store"
    """Nothing could be written, as when the disk is full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time in which we could not look."""

    kind: OutageKind
    began: datetime
    ended: datetime | None = None
    """None while it lasts."""
