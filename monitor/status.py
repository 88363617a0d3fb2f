"""How everything stands, for `status`, the page and /readyz."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from config.load import Config
from model.alert import MessageState
from model.source import Source, SourceCondition, SourceState
from monitor.lock import Daemon, holder
from monitor.waiting import Waiting, waiting_alerts
from storage import articles, entries, outbox, runs, subscriptions
from storage.database import Database, Session
from storage.outbox import Undelivered
from storage.subscriptions import Unsubscribed


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How one source does."""

    source: Source
    condition: SourceCondition
    state: SourceState
    articles: int
    pending: int
    """Entries that are still to be fetched."""
    troubles: tuple[tuple[str, str], ...] = ()
    """Address and reason of entries that could not be fetched or read yet."""

    @property
    def next_run(self) -> datetime | None:
        """When something of it is due next; None: at once, or while it is paused, never."""
        return None if self.source.paused else self.state.next_run


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How everything stands at one moment."""

    at: datetime
    sources: tuple[SourceStatus, ...]
    outbox: Mapping[MessageState, int]
    undelivered: tuple[Undelivered, ...]
    """Messages that did not arrive yet, newest first."""
    waiting: tuple[Waiting, ...]
    """Alerts that no message tells yet, by the digest that will."""
    unsubscribed: tuple[Unsubscribed, ...]
    """Who is told nothing more by a digest."""
    daemon: Daemon | None
    """The daemon that runs on the data folder."""


def look(database: Database, config: Config, now: datetime) -> Status:
    """Gather how everything stands, from one consistent state of the store."""
    with database.reading() as session:
        states = runs.states(session)
        counts = articles.count_by_source(session)
        pending = entries.pending(session)
        return Status(
            at=now,
            sources=tuple(
                SourceStatus(
                    source=source,
                    condition=condition(source, states.get(source.name)),
                    state=states.get(source.name, SourceState(name=source.name)),
                    articles=counts.get(source.name, 0),
                    pending=pending.get(source.name, 0),
                    troubles=(*entries.pending_reasons(session, source.name), *_resting(session, source)),
                )
                for source in config.sources
            ),
            outbox=outbox.counts(session),
            undelivered=tuple(outbox.undelivered(session)),
            waiting=tuple(waiting_alerts(session, config, now)),
            unsubscribed=tuple(subscriptions.unsubscribed(session)),
            daemon=holder(config.data_dir),
        )


def _resting(session: Session, source: Source) -> list[tuple[str, str]]:
    found = entries.resting(session, source.name)
    return [(url, f"{reason}; it rests until an upgrade of what reads it") for url, reason in found]


def condition(source: Source, state: SourceState | None) -> SourceCondition:
    """One word for how a source does."""
    if source.paused:
        return SourceCondition.PAUSED
    if state is None or state.last_attempt is None:
        return SourceCondition.NEVER
    return SourceCondition.FAILING if state.last_error else SourceCondition.OK


def as_json(status: Status) -> dict[str, object]:
    """The contract of `status --json`."""
    return {
        "sources": [
            {
                "name": one.source.name,
                "state": one.condition,
                "last_success": _iso(one.state.last_success),
                "last_error": one.state.last_error,
                "articles": one.articles,
                "pending": one.pending,
                "next_run": _iso(one.next_run),
                "pending_reasons": [{"url": url, "reason": reason} for url, reason in one.troubles],
            }
            for one in status.sources
        ],
        "outbox": {"owed": status.outbox[MessageState.OWED], "failed": status.outbox[MessageState.FAILED]},
        "messages": [
            {
                "id": one.message.id,
                "recipient": one.message.recipient,
                "digest": one.message.audience,
                "subject": one.message.subject,
                "message_id": one.message.message_id,
                "state": one.message.state,
                "created": _iso(one.message.created),
                "attempts": one.message.attempts,
                "next_try": _iso(one.next_try) if one.message.state is MessageState.OWED else None,
                "sending": one.in_hand,
                "answer": one.answer,
            }
            for one in status.undelivered
        ],
        "unsubscribed": [
            {"digest": one.audience, "recipient": one.recipient, "since": _iso(one.at)} for one in status.unsubscribed
        ],
        "digests": [{"name": one.digest, "waiting": one.articles, "next": _iso(one.next)} for one in status.waiting],
        "daemon": None if status.daemon is None else asdict(status.daemon),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
