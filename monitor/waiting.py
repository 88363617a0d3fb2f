"""Alerts that no message tells yet: articles that wait for the hour of a digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.digests.holding import after_quiet
from alerts.quoting.plain import counted
from config.load import Config
from model.alert import AlertKind
from monitor.slots import next_slot
from storage import alerts
from storage.database import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a digest will tell, and when."""

    digest: str
    articles: int
    next: datetime | None
    """Its next time, in its own time zone; None: it never comes."""
    held: int = 0
    """Instant alerts that wait for the end of its quiet hours."""
    held_until: datetime | None = None
    """That end, in its own time zone; None: it is not quiet."""


def waiting_alerts(session: Session, config: Config, now: datetime) -> list[Waiting]:
    """What waits for each digest."""
    found = []
    for digest in config.digests:
        slot = next_slot(digest.cron, digest.timezone, now=now)
        end = after_quiet(digest, now)
        found.append(
            Waiting(
                digest=digest.name,
                articles=len(alerts.untold(session, digest.name, AlertKind.DIGEST)),
                next=slot and slot.astimezone(ZoneInfo(digest.timezone)),
                held=len(alerts.untold(session, digest.name, AlertKind.INSTANT)) if end > now else 0,
                held_until=end.astimezone(ZoneInfo(digest.timezone)) if end > now else None,
            )
        )
    return found


def described_held(waiting: Waiting) -> str:
    """A line on instant alerts."""
    alerts = counted(waiting.held, "instant alert waits", "instant alerts wait")
    end = "" if waiting.held_until is None else waiting.held_until.isoformat(sep=" ", timespec="minutes")
    return f"digest {waiting.digest}: {alerts} for the end of its quiet hours, {end}"


def described(waiting: Waiting) -> str:
    """A line for people."""
    articles = counted(waiting.articles, "alert waits", "alerts wait")
    hour = "no hour ever" if waiting.next is None else waiting.next.isoformat(sep=" ", timespec="minutes")
    return f"digest {waiting.digest}: {articles} for its hour, {hour}"
