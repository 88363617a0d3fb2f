"""How long a server asks to be left alone (RFC 9110, 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_BACKOFF = timedelta(days=1)
"""A server that asks for more is asked again all the same."""


def retry_after(given: str, now: datetime) -> datetime | None:
    """When a Retry-After says to come back, in seconds or as a date; None where it says neither."""
    given = given.strip()
    if given.isascii() and given.isdigit():
        return now + timedelta(seconds=min(int(given[:9]), LONGEST_BACKOFF.total_seconds()))
    try:
        moment = parsedate_to_datetime(given)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(moment, now), now + LONGEST_BACKOFF)
