"""The scheduled times of digests."""

from __future__ import annotations

from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

_FAR_ENOUGH = timedelta(days=8)
"""A time missed longer ago than this is looked for by steps of whole years, not of minutes."""


def last_slot(cron: str, timezone: str, *, since: datetime, now: datetime) -> datetime | None:
    """The latest time of a schedule in (since, now]; None when there was none."""
    trigger = CronTrigger.from_crontab(cron, timezone=timezone)
    found: datetime | None = None
    # Schedules by the minute have thousands of times in a long absence, and only the last of them counts.
    start = max(since, now - _FAR_ENOUGH) if _first_after(trigger, now - _FAR_ENOUGH, now) else since
    moment = start
    while (slot := _first_after(trigger, moment, now)) is not None:
        found = moment = slot
    return found


def _first_after(trigger: CronTrigger, moment: datetime, now: datetime) -> datetime | None:
    slot: datetime | None = trigger.get_next_fire_time(None, moment + timedelta(seconds=1))
    return slot if slot is not None and slot <= now else None


def next_slot(cron: str, timezone: str, *, now: datetime) -> datetime | None:
    """The first time of a schedule after now."""
    slot: datetime | None = CronTrigger.from_crontab(cron, timezone=timezone).get_next_fire_time(
        None, now + timedelta(seconds=1)
    )
    return slot
