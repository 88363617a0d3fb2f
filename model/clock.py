"""The clock: the one place that asks for the time, so that decisions take it as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


FURTHEST = timedelta(days=31)
"""Nothing is planned further ahead; what seems to be was planned while the clock was wrong, and is due at once."""


@dataclass(frozen=True, slots=True)
class Planned:
    """When the first and the last of some planned things are due."""

    first: datetime
    last: datetime

    def is_due(self, now: datetime) -> bool:
        """Whether any of them is due."""
        return self.first <= now or self.last > now + FURTHEST
