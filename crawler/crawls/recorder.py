"""What one crawl does, put on record: each method is one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from crawler.context import CrawlContext
from crawler.crawls import transactions
from crawler.crawls.closing import Ending, state_after_crawl
from crawler.crawls.tally import Tally
from crawler.crawls.transactions import Opening
from crawler.sections.findings import Walk
from crawler.sections.scope import alias_hosts
from crawler.timing.revisits import next_revisit
from model.article import Arrival, Entry
from model.condition import REDATED
from model.crawl import CrawlRun, Fetch, Outcome, OwedEntry
from model.secrets import without_secrets
from model.source import Source
from storage import entries, revisits, runs
from storage.articles import FetchedArticle, Novelty
from storage.database import Session
from storage.revisits import Revisit

T = TypeVar("T")

_MOST_AT_ONCE = 500
"""Entries fetched in one crawl of the daemon's, which takes some ten minutes; then the section is looked at again."""

logger = logging.getLogger(__name__)

_SAID_OF = {
    Novelty.ARTICLE: "a new article",
    Novelty.REVISION: "a new revision",
    Novelty.NOTHING: "nothing new",
}


class Recorder:
    """Records what one crawl does: each method is one transaction."""

    def __init__(self, context: CrawlContext, source: Source) -> None:
        self._context = context
        self._source = source
        self._aliases = alias_hosts(source)
        self._opening: Opening | None = None
        self._closing = False
        self._spent = False
        """Whether the day's budget did not allow for all that is due."""
        self.is_hanging = False
        """Whether articles were left for later because their host gave no answers."""
        self._fetches: list[Fetch] = []
        self.forgotten = 0
        """Entries that were forgotten unfetched, because newer ones are too many."""
        self.tally = Tally()

    @property
    def _opened(self) -> Opening:
        if self._opening is None:
            raise RuntimeError("the crawl has not been opened")
        return self._opening

    @property
    def is_open(self) -> bool:
        """Whether there is a record to close."""
        return self._opening is not None and not self._closing

    async def open(self) -> Opening:
        """Open the crawl run."""
        crawl = self._context.config.settings.crawl
        writing = self._context.write(
            transactions.open_run, self._source, crawl, self._context.now(), self._context.readers
        )
        opening = asyncio.create_task(writing)
        try:
            self._opening = await asyncio.shield(opening)
        except asyncio.CancelledError:
            self._opening = await opening  # a transaction can't be called back; what is opened is to be closed
            raise
        return self._opening

    def afford(self, wanted: Sequence[T]) -> Sequence[T]:
        """As much as the day's budget of requests allows; the rest waits."""
        budget = self._context.config.settings.crawl.daily_requests
        left = max(0, budget - self._opened.requests_today - self.tally.requests)
        if left < len(wanted):
            self._spent = True
            logger.warning("%s: the day's budget of %d requests is spent", self._source.name, budget)
        return wanted[:left]

    def hanging(self) -> None:
        """Note that what is due was left for later, since the host gives no answers."""
        self.is_hanging = True
        logger.warning("%s: its articles give no answer; what is left of them waits", self._source.name)

    def note(self, fetch: Fetch) -> None:
        """Remember a fetch; it is written at the end."""
        self._fetches.append(fetch)

    async def record(self, found: Mapping[str, Entry], arrival: Arrival | None = None) -> set[str]:
        """Put entries on record; gives the keys that an earlier walk had settled."""
        usual = Arrival.FIRST_LOOK if self._opened.known.first else Arrival.NEWS
        if self._opened.is_unsure:
            usual = Arrival.ARCHIVE
        # What one look shows was seen at one time, so that its first entries are fetched before those of older parts.
        now = self._opened.started if arrival is None else self._context.now()
        new, settled, forgotten = await self._context.write(
            transactions.record, self._source.name, found, arrival=arrival or usual, now=now, aliases=self._aliases
        )
        self.tally.entries += new
        self.forgotten += forgotten
        return settled

    async def settle(self, walk: Walk) -> None:
        """Note that the walk reached its end."""
        await self._context.write(transactions.settle, self._source.name, walk, self._context.now())

    async def owed(self, *, only_due: bool) -> list[OwedEntry]:
        """The entries to fetch now; a crawl of what is due leaves what are too many to the next one."""
        now, planned = self._context.now(), self._opened.tries
        # As nearly always: nothing new was shown, and there is nothing left of what was.
        if not self.tally.entries and (planned is None or (only_due and not planned.is_due(now))):
            return []
        if not only_due:
            return await self._context.read(entries.owed, self._source.name, due=None)
        return await self._context.read(entries.owed, self._source.name, due=now, limit=_MOST_AT_ONCE)

    async def revisits(self) -> list[Revisit]:
        """The articles to look at again."""
        now, planned = self._context.now(), self._opened.revisits
        if planned is None or not planned.is_due(now):  # what this crawl plans is not due yet
            return []
        return await self._context.read(revisits.due, self._source.name, now)

    async def store(self, owed: OwedEntry, document: Sequence[FetchedArticle], fetch: Fetch) -> None:
        """Keep the articles of a document that was fetched, or why they are none after all."""
        now, run_id = self._context.now(), self._opened.run_id
        source, are_redated = self._source.name, self._opened.known.state.redated >= REDATED
        document = [transactions.undated(found, now) for found in document] if are_redated else document
        stored = await self._context.writer.write(
            lambda session: transactions.store(
                session, owed, document, fetch=fetch, source=source, run_id=run_id, now=now, aliases=self._aliases
            ),
            patient=True,
        )
        if stored.refused is not None:
            logger.info("%s: %s: %s", source, fetch.url, stored.refused.detail)
            await self.fail(owed, stored.refused)
            return
        self.tally.read_anew += 1
        if stored.arrival is Arrival.NEWS:
            self.tally.hollow = self.tally.hollow + 1 if stored.is_hollow else 0
            self.tally.has_full = self.tally.has_full or not stored.is_hollow
        for found, novelty in zip(document, stored.changes, strict=True):
            self._count(found.address.url, novelty)

    async def fail(self, owed: OwedEntry, fetch: Fetch) -> None:
        """Keep that an entry could not be fetched: it stays owed, or is given up for the reason that the fetch has."""
        now = self._context.now()
        backoff = self._backoff(fetch.url, now)
        self.tally.note(fetch)
        await self._context.write(
            transactions.fail, owed, fetch, self._opened.run_id, now, backoff=backoff, readers=self._context.readers
        )

    async def revisited(self, revisit: Revisit, fetch: Fetch, document: Sequence[FetchedArticle]) -> None:
        """Keep what came of looking at an article again."""
        now = self._context.now()
        then = next_revisit(revisit, fetch, backoff=self._backoff(fetch.url, now), now=now)
        if then.gone:
            logger.info("%s: %s is gone: it is kept and marked", self._source.name, revisit.url)
        elif fetch.detail:
            logger.info("%s: looked again at %s: %s", self._source.name, revisit.url, fetch.detail)
        came = await self._context.write(
            transactions.revisited,
            revisit,
            document,
            fetch=fetch,
            source=self._source.name,
            then=then,
            aliases=self._aliases,
        )
        self._fetches.append(came.fetch)
        self.tally.note(came.fetch)
        self.tally.redated += came.is_redated
        self.tally.dates_kept += came.has_kept_date
        changes = came.changes
        for found, novelty in zip(document, changes, strict=False):  # there are none where it is no article any more
            self._count(found.address.url, novelty)

    def _count(self, url: str, novelty: Novelty) -> None:
        self.tally.add(novelty)
        logger.info("%s: %s: %s", self._source.name, url, _SAID_OF[novelty])

    async def close(self, error: str | None, *, walk: Walk | None, stopped: bool = False) -> CrawlRun:
        """Close the crawl run and decide when the next look is due; a `stopped` one says nothing of the source."""
        self._closing = True
        run = CrawlRun(
            source=self._source.name,
            started=self._opened.started,
            finished=self._context.now(),
            entries=self.tally.entries,
            articles=self.tally.articles,
            revisions=self.tally.revisions,
            requests=self.tally.requests,
            shown=None if walk is None or walk.unchanged else len(walk.seen),
            read_anew=self.tally.read_anew,
            refused=self.tally.refused,
            error="stopped before its end" if stopped else without_secrets(error or "") or None,
        )
        asked = [fetch.outcome for fetch in self._fetches]
        unreachable = bool(run.error and asked) and set(asked) == {Outcome.UNREACHABLE}
        ending = Ending(run=run, walk=walk, spent=self._spent, is_unreachable=unreachable, hanging=self.is_hanging)
        next_run = await self._context.write(self._close, ending, stopped=stopped)
        if next_run is not None:
            logger.info("%s: the next look is due at %s", run.source, next_run.isoformat(timespec="seconds"))
        return run

    def _close(self, session: Session, ending: Ending, *, stopped: bool) -> datetime | None:
        """Write it all down; gives when the next look is due, where that was decided."""
        runs.add_fetches(session, self._opened.run_id, self._fetches)
        runs.finish(session, self._opened.run_id, ending.run)
        if (kept := self._context.config.settings.storage.keep_runs) is not None:
            runs.forget(session, self._source.name, before=ending.run.finished - kept)
        if stopped:
            return None
        backoff = self._backoff(self._source.url, ending.run.finished)
        past = transactions.past_of(session, self._source, ending, self.tally, backoff=backoff)
        state = state_after_crawl(self._source, self._context.config.settings.crawl, ending, past)
        runs.keep_state(session, state)
        return state.next_run

    def _backoff(self, url: str, now: datetime) -> datetime | None:
        """Until when the host of an address asked to be left alone."""
        return self._context.pacing.backoff_until(urlsplit(url).hostname or "", now)
