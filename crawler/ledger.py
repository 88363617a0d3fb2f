"""What one crawl reads from and writes to the store: each method is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from crawler import cadence
from crawler.desk import Desk
from crawler.outcomes import next_try
from crawler.walk import Walk
from model.article import Arrival, Entry
from model.crawl import CrawlRun, Fetch, OwedEntry, Validators
from model.source import Source, SourceState
from storage import articles, entries, runs
from storage.articles import Found, Novelty
from storage.database import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a crawl starts from."""

    run_id: int
    started: datetime
    first: bool
    """Whether no walk over the source has reached its end yet."""
    asked: Mapping[str, Validators]
    """What listings gave to be asked again with."""


@dataclass(slots=True)
class Tally:
    """What a crawl has brought so far."""

    requests: int = 0
    entries: int = 0
    articles: int = 0
    revisions: int = 0

    def add(self, novelty: Novelty) -> None:
        """Count a stored article."""
        self.articles += novelty is Novelty.ARTICLE
        self.revisions += novelty is Novelty.REVISION


class Ledger:
    """The books of one crawl."""

    def __init__(self, desk: Desk, source: Source) -> None:
        self._desk = desk
        self._source = source
        self._opening: Opening | None = None
        self._listing_fetches: list[Fetch] = []
        self.tally = Tally()

    @property
    def _opened(self) -> Opening:
        if self._opening is None:
            raise RuntimeError("the crawl has not been opened")
        return self._opening

    @property
    def is_open(self) -> bool:
        """Whether the crawl run is on record."""
        return self._opening is not None

    async def open(self) -> Opening:
        """Open the crawl run."""
        self._opening = await self._desk.write(_open, self._source.name, self._desk.now())
        return self._opening

    def note(self, fetch: Fetch) -> None:
        """Remember the fetch of a listing; it is written with the entries that it brought, or at the end."""
        self._listing_fetches.append(fetch)

    async def record(self, found: Mapping[str, Entry]) -> set[str]:
        """Put entries on record; gives the keys that an earlier walk had settled."""
        new, settled = await self._desk.write(_record, self._source.name, found, self._opened, self._desk.now())
        self.tally.entries += new
        return settled

    async def settle(self, walk: Walk) -> None:
        """Note that the walk reached its end."""
        await self._desk.write(_settle, self._source.name, walk.validators, self._desk.now())

    async def owed(self, *, only_due: bool) -> list[OwedEntry]:
        """The entries to fetch."""
        due = self._desk.now() if only_due else None
        return await self._desk.read(entries.owed, self._source.name, due=due)

    async def store(self, found: Found, fetch: Fetch) -> None:
        """Keep an article that was fetched."""
        self.tally.add(await self._desk.write(_store, found, fetch, self._opened.run_id, self._desk.now()))

    async def fail(self, owed: OwedEntry, fetch: Fetch) -> None:
        """Keep that an entry could not be fetched: it stays owed, or is given up for the reason that the fetch has."""
        await self._desk.write(_fail, owed, fetch, self._opened.run_id, self._desk.now())

    async def close(self, error: str | None, *, stopped: bool = False) -> CrawlRun:
        """Close the crawl run and decide when the next look is due; a `stopped` one says nothing of the source."""
        run = CrawlRun(
            source=self._source.name,
            started=self._opened.started,
            finished=self._desk.now(),
            entries=self.tally.entries,
            articles=self.tally.articles,
            revisions=self.tally.revisions,
            requests=self.tally.requests,
            error="stopped before its end" if stopped else error,
        )
        await self._desk.write(self._close, run, stopped=stopped)
        return run

    def _close(self, session: Session, run: CrawlRun, *, stopped: bool) -> None:
        runs.add_fetches(session, self._opened.run_id, self._listing_fetches)
        runs.finish(session, self._opened.run_id, run)
        if stopped:
            return
        before = runs.state(session, self._source.name)
        appeared = articles.first_seen_since(session, self._source.name, run.finished - cadence.HISTORY)
        crawl = self._desk.config.settings.crawl
        after = state_after(before, run)
        if self._source.interval is not None and not after.failures:
            wait = self._source.interval
        elif after.failures:
            shortest = self._source.interval or crawl.min_interval
            wait = cadence.after_failure(after.failures, shortest=shortest, longest=crawl.max_interval)
        else:
            wait = cadence.after_success(
                appeared, now=run.finished, shortest=crawl.min_interval, longest=crawl.max_interval
            )
        runs.keep_state(session, replace(after, next_run=run.finished + wait))


def state_after(before: SourceState, run: CrawlRun) -> SourceState:
    """How a source does after a run, but for when the next one is due."""
    if run.error is None:
        return replace(before, last_attempt=run.finished, last_success=run.finished, last_error=None, failures=0)
    return replace(before, last_attempt=run.finished, last_error=run.error, failures=before.failures + 1)


def _open(session: Session, source: str, now: datetime) -> Opening:
    return Opening(
        run_id=runs.start(session, source, now),
        started=now,
        first=not entries.has_settled(session, source),
        asked=runs.validators(session, source),
    )


def _record(
    session: Session, source: str, found: Mapping[str, Entry], opening: Opening, now: datetime
) -> tuple[int, set[str]]:
    settled = entries.settled_keys(session, source, list(found))
    arrival = Arrival.FIRST_LOOK if opening.first else Arrival.NEWS
    return entries.record(session, source, found, arrival=arrival, now=now), settled


def _settle(session: Session, source: str, validators: Mapping[str, Validators], now: datetime) -> None:
    entries.settle(session, source)
    runs.keep_validators(session, source, validators, now)


def _store(session: Session, found: Found, fetch: Fetch, run_id: int, now: datetime) -> Novelty:
    article_id, novelty = articles.save(session, found, now=now)
    entries.fetched(session, found.entry_id, article_id)
    runs.add_fetches(session, run_id, [fetch])
    return novelty


def _fail(session: Session, owed: OwedEntry, fetch: Fetch, run_id: int, now: datetime) -> None:
    runs.add_fetches(session, run_id, [fetch])
    again = next_try(fetch.outcome, attempts=owed.attempts + 1, first_seen=owed.first_seen, now=now)
    if again is None:
        entries.give_up(session, owed.id, reason=fetch.detail)
    else:
        entries.postpone(session, owed.id, reason=fetch.detail, next_try=again)
