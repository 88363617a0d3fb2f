"""When instant alerts are told: once it is quiet for a moment, so that a flood is one message, and not at night."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from model.alert import Digest

SETTLED = timedelta(seconds=5)
"""How long nothing more must have come. Articles of one crawl come together, those of several within seconds: a lone
alert is not noticeably later for it, since sections are looked at every few minutes."""
LONGEST = timedelta(seconds=90)
"""How long alerts are held in all while more keep coming: what comes within a minute is one message."""


def told_at(oldest: datetime, newest: datetime, digest: Digest, now: datetime) -> datetime:
    """When alerts that came between two moments are to be told, if no more come.

    Moments that lie ahead are of a clock that was wrong.
    """
    ready = min(min(newest, now) + SETTLED, min(oldest, now) + LONGEST)
    return after_quiet(digest, max(ready, now))


def after_quiet(digest: Digest, moment: datetime) -> datetime:
    """The moment itself, or the end of the digest's quiet hours if it is in them."""
    if not digest.quiet:
        return moment
    begin, end = map(time.fromisoformat, digest.quiet.split("-"))
    zone = ZoneInfo(digest.timezone)
    shown = moment.astimezone(zone)
    clock = shown.time().replace(tzinfo=None)
    is_quiet = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not is_quiet:
        return moment
    day = shown.date() + timedelta(days=clock >= end)
    return datetime.combine(day, end, zone).astimezone(UTC)
