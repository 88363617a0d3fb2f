"""A round of looking after ourselves: whether we can look at all, how the sources do, and whom to tell."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from alerts.notices import publish
from alerts.notices.notice import SourceChange
from alerts.quoting.standing import described
from config.load import Config
from model.outage import Outage, OutageKind
from model.source import Source, SourceState
from storage import outages, retention, runs
from storage.database import Database, Session

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
"""Between two rounds: an outside watcher that hears of each may be told of an absence within a quarter of an hour."""
_ABSENT = timedelta(minutes=30)
"""Without a round for so long, we were asleep or stopped: several rounds are missing, not one that came late."""
_WORTH_TELLING = timedelta(hours=1)
"""A shorter outage is shown by `status` and digests, but nobody gets a message of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What a round found."""

    changes: tuple[SourceChange, ...] = ()
    messages: int = 0
    """Messages that are owed for it."""
    is_good: bool = True
    """Whether we could look, as far as we know."""


def go_round(database: Database, config: Config, now: datetime, *, broken_since: datetime | None = None) -> Round:
    """One round, in one transaction. Nothing could be written since `broken_since`, if that is given."""
    with database.transaction() as session:
        ended = _absence(session, now)
        if broken_since is not None:
            ended.append(_kept(session, Outage(kind=OutageKind.STORE, began=broken_since, ended=now)))
        ended += _network(session, config, now)
        worth = [one for one in ended if one.kind is not OutageKind.ASLEEP and _length(one, now) >= _WORTH_TELLING]
        changes, messages = publish.publish(session, config, worth, now)
        has_network = outages.current(session, OutageKind.NETWORK) is None
    drop_old(database, config, now)
    for outage in ended:
        logger.warning("we could not look %s", described(outage))
    for change in changes:
        logger.warning("%s: told as %s", change.source.name, change.condition)
    return Round(changes=tuple(changes), messages=messages, is_good=has_network)


def tell_of_sources(database: Database, config: Config, now: datetime) -> Round:
    """Tell how the sources do, where no daemon goes round: after a pass that a command made."""
    with database.transaction() as session:
        _network(session, config, now)
        changes, messages = publish.publish(session, config, [], now)
        has_network = outages.current(session, OutageKind.NETWORK) is None
    drop_old(database, config, now)
    return Round(changes=tuple(changes), messages=messages, is_good=has_network)


def drop_old(database: Database, config: Config, now: datetime) -> None:
    """Delete some of what was kept for as long as the configuration wants it."""
    kept = config.settings.storage
    for keep, drop in (
        (kept.keep_revisions, retention.drop_revisions),
        (kept.keep_snapshots, retention.drop_snapshots),
    ):
        if keep is not None:
            with database.transaction() as session:
                drop(session, now - keep)


def network_lost_since(sources: Collection[Source], states: Mapping[str, SourceState]) -> datetime | None:
    """Since when nothing at all can be reached, as far as looks tell; None where something can, or too few tell.

    That all looks since the last one that succeeded found no answer says so only where they went to several hosts, and
    to at least half of those that we look at: two publishers may well be down on the same night.
    """
    watched = [source for source in sources if not source.paused]
    known = {source.name: states[source.name] for source in watched if source.name in states}
    well = max((state.last_success for state in known.values() if state.last_success), default=None)
    tried = {
        name: state
        for name, state in known.items()
        if state.last_attempt is not None and (well is None or state.last_attempt > well)
    }
    hosts = {_host(source) for source in watched if source.name in tried}
    if len(hosts) < 2 or 2 * len(hosts) < len({_host(source) for source in watched}):
        return None
    if not all(state.is_unreachable for state in tried.values()):
        return None
    began = [state.failing_since for state in tried.values() if state.failing_since is not None]
    return max(min(began, default=None) or well, well) if began and well else min(began, default=None)


def _network(session: Session, config: Config, now: datetime) -> list[Outage]:
    """Note whether the network is there; gives the outage that ended, if one did."""
    lost = network_lost_since(config.sources, runs.states(session))
    if lost is not None:
        if outages.current(session, OutageKind.NETWORK) is None:
            logger.error("no source can be reached, on whatever host: look at the network here")
        outages.begin(session, OutageKind.NETWORK, lost)
        return []
    ended = outages.end(session, OutageKind.NETWORK, now)
    return [] if ended is None else [ended]


def _absence(session: Session, now: datetime) -> list[Outage]:
    """Note that we are at work, and that nobody was since the last round where that was long ago."""
    before = outages.pulse(session, now)
    if before is None or now - before < _ABSENT:
        return []
    return [_kept(session, Outage(kind=OutageKind.ASLEEP, began=before, ended=now))]


def _kept(session: Session, outage: Outage) -> Outage:
    outages.keep(session, outage)
    return outage


def _length(outage: Outage, now: datetime) -> timedelta:
    return (outage.ended or now) - outage.began


def _host(source: Source) -> str:
    return urlsplit(source.url).hostname or ""
