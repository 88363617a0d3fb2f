"""How everything stands, for `status`, the page and /readyz."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from alerts.quoting.standing import pages, silence
from config.load import Config
from crawler.crawls.due import all_due
from model.alert import MessageState
from model.cluster import Cluster
from model.condition import condition_of
from model.outage import Outage
from model.source import Source, SourceCondition, SourceState
from monitor.lock import Daemon, holder
from monitor.waiting import Waiting, waiting_alerts
from storage import articles, entries, jobs, outages, outbox, runs, subscriptions
from storage.database import Database, Session
from storage.outbox import Undelivered
from storage.subscriptions import Unsubscribed

_OF_LATE = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How one source does."""

    source: Source
    condition: SourceCondition
    state: SourceState
    articles: int
    pending: int
    """Entries that are still to be fetched."""
    next_run: datetime | None = None
    """When something of it is due next, as the configuration is now; None: at once, or while it is paused, never."""
    troubles: tuple[tuple[str, str], ...] = ()
    """Address and reason of entries that could not be fetched or read yet."""

    @property
    def concern(self) -> str | None:
        """Why it does not do well, in words; None where it does, or nobody asks it."""
        if self.condition is SourceCondition.SILENT:
            return silence(self.state)
        if self.condition is not SourceCondition.FAILING:
            return None
        return self.state.last_error or pages(self.state)


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
    cluster: Cluster | None = None
    """The processes that share the database, where there are queues for them."""
    outages: tuple[Outage, ...] = ()
    """When we could not look, of late."""
    lag: timedelta = timedelta()
    """How long the source that waits longest for its look has been due; none where nobody is there to look."""


def look(database: Database, config: Config, now: datetime) -> Status:
    """Gather how everything stands, from one consistent state of the store."""
    with database.reading() as session:
        states = runs.states(session)
        counts = articles.count_by_source(session)
        pending, resting = entries.pending(session), entries.resting(session)
        due = all_due(session, config.sources, config.settings.crawl, now)
        daemon, cluster = holder(config.data_dir), jobs.standing(session)
        is_watching = daemon is not None or (cluster is not None and cluster.is_scheduled)
        return Status(
            at=now,
            sources=tuple(
                SourceStatus(
                    source=source,
                    condition=condition_of(source, states.get(source.name)),
                    state=states.get(source.name, SourceState(name=source.name)),
                    articles=counts.get(source.name, 0),
                    pending=pending.get(source.name, 0),
                    next_run=None if source.paused else due[source.name],
                    troubles=(
                        *(entries.pending_reasons(session, source.name) if source.name in pending else ()),
                        *map(_resting, resting.get(source.name, ())),
                    ),
                )
                for source in config.sources
            ),
            outbox=outbox.counts(session),
            undelivered=tuple(outbox.undelivered(session)),
            waiting=tuple(waiting_alerts(session, config, now)),
            outages=tuple(outages.since(session, now - _OF_LATE)),
            daemon=daemon,
            cluster=cluster,
            lag=lag_of(session, config, states, now) if is_watching else timedelta(),
            unsubscribed=tuple(subscriptions.unsubscribed(session)),
        )


def lag_of(session: Session, config: Config, states: Mapping[str, SourceState], now: datetime) -> timedelta:
    """How long the source that waits longest for its look has been due."""
    begun = runs.begun(session, [source.name for source in config.sources])
    waiting = [
        now - state.next_run
        for source in config.sources
        if not source.paused and (state := states.get(source.name)) is not None and state.next_run is not None
        if begun.get(source.name, state.next_run) <= state.next_run
    ]
    return max([timedelta(), *waiting])


def _resting(found: tuple[str, str]) -> tuple[str, str]:
    url, reason = found
    return url, f"{reason}; it rests until an upgrade of what reads it"


def as_json(status: Status) -> dict[str, object]:
    """The contract of `status --json`."""
    return {
        "sources": [
            {
                "name": one.source.name,
                "state": one.condition,
                "last_success": _iso(one.state.last_success),
                "last_error": one.state.last_error,
                "concern": one.concern,
                "quiet_since": _iso(one.state.quiet_since),
                "quiet_until": _iso(one.state.quiet_until),
                "articles": one.articles,
                "pending": one.pending,
                "next_run": _iso(one.next_run),
                "pending_reasons": [{"url": url, "reason": reason} for url, reason in one.troubles],
            }
            for one in status.sources
        ],
        "outbox": {"owed": status.outbox[MessageState.OWED], "failed": status.outbox[MessageState.FAILED]},
        "lag_seconds": round(status.lag.total_seconds()),
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
        "digests": [
            {
                "name": one.digest,
                "waiting": one.articles,
                "next": _iso(one.next),
                "held": one.held,
                "held_until": _iso(one.held_until),
            }
            for one in status.waiting
        ],
        "outages": [{"kind": one.kind, "began": _iso(one.began), "ended": _iso(one.ended)} for one in status.outages],
        "daemon": None if status.daemon is None else asdict(status.daemon),
        "cluster": None if status.cluster is None else _cluster(status.cluster),
    }


def _cluster(cluster: Cluster) -> dict[str, object]:
    return {
        "members": [asdict(one) | {"since": _iso(one.since)} for one in cluster.members],
        "queues": [asdict(one) for one in cluster.queues],
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
