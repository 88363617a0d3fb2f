"""The steps after a crawl, each a function that a command and the daemon share."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from alerts.digests import editions
from alerts.digests.editions import Edition
from alerts.digests.holding import after_quiet, told_at
from alerts.quoting.plain import counted
from alerts.run import Matched, locate, match_new
from alerts.search import index
from config.load import Config
from model.alert import AlertKind, Digest
from monitor.slots import last_slot
from storage import alerts, runs, watches
from storage.database import Database

logger = logging.getLogger(__name__)

_FIRST_LOOKS_WAIT = timedelta(seconds=30)
"""For which what a first look brought waits for the others that go on, so that all of it is put into developments in
the order of its dates; a section of thousands of pages is not to be empty for an hour."""
_ROUNDS = 40
"""In which a command does what may wait, for a few articles each; what is left over is for the next."""


def match(database: Database, config: Config, now: datetime, *, first_looks: bool = True) -> Matched:
    """Match what the crawls brought; what first looks brought may be left to wait for the rest of it."""
    done = match_new(database, config.watches, config.digests, now, config.rules, first_looks=first_looks)
    if done.articles:
        logger.info(
            "matched %s: %s, %s",
            counted(done.articles, "article"),
            counted(done.matches, "new match", "new matches"),
            counted(done.owed, "new alert"),
        )
    return done


def match_in_time(database: Database, config: Config, now: datetime) -> Matched:
    """The same, where what first looks brought waits for those that go on, and not for long."""
    until = first_looks_wait_until(database, config, now)
    return match(database, config, now, first_looks=until is None or until <= now)


def first_looks_wait_until(database: Database, config: Config, now: datetime) -> datetime | None:
    """Until when what first looks brought waits to be matched; None where it does not, or there is nothing.

    Nor does it where it came later than now: the clock was set back, and would have it wait until it is there again.
    """
    with database.reading() as session:
        since = watches.first_looks_wait_since(session)
        if since is None or since > now:
            return None
        states = runs.states(session)
    if all(source.paused or source.name in states for source in config.sources):
        return None
    return since + _FIRST_LOOKS_WAIT


def catch_up(database: Database, config: Config, now: datetime) -> None:
    """Do a part of what may wait, each for the archive: the search index after an upgrade, evidence of a new watch."""
    for _ in range(_ROUNDS):
        if not index.catch_up(database) and not find_evidence(database, config, now):
            return


def find_evidence(database: Database, config: Config, now: datetime) -> int:
    """Find where some old articles meet watches that were taken up; tells how many were left to be looked at."""
    return locate(database, config.watches, now, config.rules)


def tell_at_once(database: Database, config: Config, now: datetime) -> list[Edition]:
    """Publish the instant alerts that are owed, those of one audience together; in quiet hours none."""
    return _told_at_once(database, config, now, [one for one in config.digests if after_quiet(one, now) <= now])


def tell_at_once_gathered(database: Database, config: Config, now: datetime) -> list[Edition]:
    """The same of audiences for whom nothing more seems to come just now."""
    due = dict(_due_at_once(database, config, now))
    return _told_at_once(database, config, now, [one for one in config.digests if due.get(one.name, now) <= now])


def next_at_once(database: Database, config: Config, now: datetime) -> datetime | None:
    """When instant alerts are to be told that are held; None where there are none."""
    return min((moment for _, moment in _due_at_once(database, config, now)), default=None)


def _due_at_once(database: Database, config: Config, now: datetime) -> Iterator[tuple[str, datetime]]:
    """The digests whose readers are owed instant alerts, each with when to tell them."""
    for digest in config.digests:
        with database.reading() as session:
            between = alerts.untold_between(session, digest.name, AlertKind.INSTANT)
        if between is not None:
            yield digest.name, told_at(*between, digest, now)


def _told_at_once(database: Database, config: Config, now: datetime, digests: Iterable[Digest]) -> list[Edition]:
    published = (
        editions.publish(database, config, digest, AlertKind.INSTANT, slot=None, now=now) for digest in digests
    )
    told = [edition for edition in published if edition is not None and edition.messages]
    for edition in told:
        _log(edition, "told at once")
    return told


def tell_due_digests(database: Database, config: Config, now: datetime) -> list[Edition]:
    """Publish the digests whose scheduled time has come and was not answered, even if nobody was up at that time."""
    told = []
    for digest in config.digests:
        with database.transaction() as session:
            heard = alerts.digest_since(session, digest.name, now)
            since = max(heard, alerts.last_slot(session, digest.name, AlertKind.DIGEST, now) or heard)
        slot = last_slot(digest.cron, digest.timezone, since=since, now=now)
        if slot is None:
            continue
        edition = editions.publish(database, config, digest, AlertKind.DIGEST, slot=slot, now=now)
        if edition is None:
            continue
        _log(edition, f"the time {slot.isoformat(timespec='seconds')} has come")
        if edition.messages:
            told.append(edition)
    return told


def _log(edition: Edition, why: str) -> None:
    articles, messages = counted(len(edition.articles), "article"), counted(edition.messages, "message")
    logger.info("digest %s: %s: %s in %s", edition.digest.name, why, articles, messages)
