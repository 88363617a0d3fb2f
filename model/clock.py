"""The clock: the one place that asks for the time, so that decisions take it as a value."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


FURTHEST = timedelta(days=31)
"""Nothing is planned further ahead; what seems to be was planned while the clock was wrong, and is due at once."""
