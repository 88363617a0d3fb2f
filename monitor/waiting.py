"""Alerts that no message tells yet: articles that wait for the hour of a digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.quoting.plain import counted
from config.load import Config
from model.alert import AlertKind
from monitor.slots import next_slot
from storage import outbox
from storage.database import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a digest will tell, and when."""

    digest: str
    articles: int
    next: datetime | None
    """Its next time, in its own time zone; None: it never comes."""


def waiting_alerts(session: Session, config: Config, now: datetime) -> list[Waiting]:
    """What waits for each digest."""
    found = []
    for digest in config.digests:
        slot = next_slot(digest.cron, digest.timezone, now=now)
        found.append(
            Waiting(
                digest=digest.name,
                articles=len(outbox.untold(session, digest.name, AlertKind.DIGEST)),
                next=slot and slot.astimezone(ZoneInfo(digest.timezone)),
            )
        )
    return found


def described(waiting: Waiting) -> str:
    """A line for people."""
    articles = counted(waiting.articles, "alert waits", "alerts wait")
    hour = "no hour ever" if waiting.next is None else waiting.next.isoformat(sep=" ", timespec="minutes")
    return f"digest {waiting.digest}: {articles} for its hour, {hour}"
