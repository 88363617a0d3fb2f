"""What one crawl reads from and writes to the store: each method is one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from config.settings import Crawl
from crawler.articles.claims import settled
from crawler.articles.redesign import bears_day_of, is_redated, judged
from crawler.context import CrawlContext
from crawler.crawls.closing import Ending, Past, has_signs, state_after_crawl
from crawler.crawls.due import listing_due
from crawler.http.outcomes import next_try
from crawler.sections.findings import Walk
from crawler.sections.scope import alias_hosts, former_keys
from crawler.sections.walk import WalkStart
from crawler.sections.ways import is_another_section
from crawler.timing.quiet import KNOWN, MOST
from crawler.timing.revisits import Then, first_revisit, next_revisit
from crawler.timing.rhythm import HISTORY
from model.article import Arrival, Entry
from model.condition import REDATED
from model.crawl import NO_ARTICLE, CrawlRun, Fetch, Outcome, OwedEntry, Validators
from model.secrets import without_secrets
from model.source import Source
from storage import articles, entries, hosts, restored, revisits, runs, ways
from storage.articles import FetchedArticle, Novelty
from storage.database import Session
from storage.revisits import Revisit

T = TypeVar("T")

MOST_OWED = 5_000
"""Entries of one source that are owed, but for its archive's: many times what a first look finds, and a day's requests.
A section that shows thousands of new links at every look, such as a calendar or a search, would have no end."""
_MOST_AT_ONCE = 500
"""Entries fetched in one crawl of the daemon's, which takes some ten minutes; then the section is looked at again."""

logger = logging.getLogger(__name__)

_SAID_OF = {
    Novelty.ARTICLE: "a new article",
    Novelty.REVISION: "a new revision",
    Novelty.NOTHING: "nothing new",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a crawl starts from."""

    run_id: int
    started: datetime
    known: WalkStart
    due: datetime | None
    """When the source's listing is due; None: at once."""
    requests_today: int
    is_unsure: bool = False
    """Whether nobody knows what of the source was told before, since a backup was restored."""

    def is_due(self, now: datetime) -> bool:
        """Whether the source's listing is due."""
        return self.due is None or self.due <= now


@dataclass(slots=True)
class Tally:
    """What a crawl has brought so far."""

    requests: int = 0
    entries: int = 0
    articles: int = 0
    revisions: int = 0
    read_anew: int = 0
    """Pages that hold an article and were not read before."""
    refused: int = 0
    """Pages that gave none."""
    hollow: int = 0
    """News in a row whose text others have, too."""
    has_full: bool = False
    """Whether any news had a text of its own."""
    redated: int = 0
    """Pages that bore the day of this look, in place of another."""
    dates_kept: int = 0
    """Pages that bore the day that they had."""

    def note(self, fetch: Fetch) -> None:
        """Count the fetch of a page if it gave no article."""
        self.refused += fetch.outcome in NO_ARTICLE

    def add(self, novelty: Novelty) -> None:
        """Count a stored article."""
        self.articles += novelty is Novelty.ARTICLE
        self.revisions += novelty is Novelty.REVISION


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
        writing = self._context.write(_open, self._source, crawl, self._context.now(), self._context.readers)
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
            _record, self._source.name, found, arrival=arrival or usual, now=now, aliases=self._aliases
        )
        self.tally.entries += new
        self.forgotten += forgotten
        return settled

    async def settle(self, walk: Walk) -> None:
        """Note that the walk reached its end."""
        await self._context.write(_settle, self._source.name, walk, self._context.now())

    async def owed(self, *, only_due: bool) -> list[OwedEntry]:
        """The entries to fetch now; a crawl of what is due leaves what are too many to the next one."""
        if not only_due:
            return await self._context.read(entries.owed, self._source.name, due=None)
        now = self._context.now()
        return await self._context.read(entries.owed, self._source.name, due=now, limit=_MOST_AT_ONCE)

    async def revisits(self) -> list[Revisit]:
        """The articles to look at again."""
        return await self._context.read(revisits.due, self._source.name, self._context.now())

    async def store(self, owed: OwedEntry, document: Sequence[FetchedArticle], fetch: Fetch) -> None:
        """Keep the articles of a document that was fetched, or why they are none after all."""
        now, run_id = self._context.now(), self._opened.run_id
        source, are_redated = self._source.name, self._opened.known.state.redated >= REDATED
        document = [_undated(found, now) for found in document] if are_redated else document
        stored = await self._context.writer.write(
            lambda session: _store(
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
            self._count(found.url, novelty)

    async def fail(self, owed: OwedEntry, fetch: Fetch) -> None:
        """Keep that an entry could not be fetched: it stays owed, or is given up for the reason that the fetch has."""
        now = self._context.now()
        rest = self._rest(fetch.url, now)
        self.tally.note(fetch)
        await self._context.write(
            _fail, owed, fetch, self._opened.run_id, now, rest=rest, readers=self._context.readers
        )

    async def revisited(self, revisit: Revisit, fetch: Fetch, document: Sequence[FetchedArticle]) -> None:
        """Keep what came of looking at an article again."""
        now = self._context.now()
        then = next_revisit(revisit, fetch, rest=self._rest(fetch.url, now), now=now)
        if then.gone:
            logger.info("%s: %s is gone: it is kept and marked", self._source.name, revisit.url)
        elif fetch.detail:
            logger.info("%s: looked again at %s: %s", self._source.name, revisit.url, fetch.detail)
        came = await self._context.write(
            _revisited,
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
            self._count(found.url, novelty)

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
        backoff = self._rest(self._source.url, ending.run.finished)
        past = _past(session, self._source, ending, self.tally, backoff=backoff)
        state = state_after_crawl(self._source, self._context.config.settings.crawl, ending, past)
        runs.keep_state(session, state)
        return state.next_run

    def _rest(self, url: str, now: datetime) -> datetime | None:
        """Until when the host of an address asked to be left alone."""
        return self._context.pacing.backoff_until(urlsplit(url).hostname or "", now)


def _open(session: Session, source: Source, crawl: Crawl, now: datetime, readers: str) -> Opening:
    entries.owe_again(session, source.name, readers=readers, now=now)
    known_ways, state = ways.ways_of(session, source.name), runs.state(session, source.name)
    rests_until = hosts.backoff_until(session, urlsplit(source.url).hostname or "")
    return Opening(
        run_id=runs.start(session, source.name, now),
        started=now,
        known=WalkStart(
            ways=known_ways,
            state=state,
            asked=runs.validators(session, source.name),
            # What another section shows is no news, however long the publisher has been watched.
            first=not entries.has_settled(session, source.name) or is_another_section(known_ways, source),
        ),
        is_unsure=restored.is_unsure(session, source.name),
        due=listing_due(source, state, known_ways, crawl, rests_until, now=now),
        requests_today=runs.requests_since(session, source.name, now - timedelta(days=1)),
    )


def _record(
    session: Session,
    source: str,
    found: Mapping[str, Entry],
    *,
    arrival: Arrival,
    now: datetime,
    aliases: Mapping[str, str],
) -> tuple[int, set[str], int]:
    former = former_keys(found, aliases)
    for key, old in entries.rename(session, source, former, found).items() if former else ():
        articles.also_at(session, old, key)
    settled = entries.settled_keys(session, source, list(found))
    new = entries.record(session, source, found, arrival=arrival, now=now)
    return new, settled, entries.forget_surplus(session, source, most=MOST_OWED) if new else 0


def _settle(session: Session, source: str, walk: Walk, now: datetime) -> None:
    entries.settle(session, source)
    restored.looked_at(session, source)
    runs.keep_validators(session, source, walk.validators, now)
    if walk.ways is not None:
        ways.keep_ways(session, source, walk.ways)


def _undated(found: FetchedArticle, now: datetime) -> FetchedArticle:
    """An article without the date that its source's pages put on everything today."""
    if not bears_day_of(now, found.content.published):
        return found
    return replace(found, content=replace(found.content, published=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """What came of keeping a document."""

    changes: Sequence[Novelty] = ()
    arrival: Arrival = Arrival.NEWS
    is_hollow: bool = False
    refused: Fetch | None = None
    """The fetch with why nothing was kept."""


def _store(
    session: Session,
    owed: OwedEntry,
    document: Sequence[FetchedArticle],
    *,
    fetch: Fetch,
    source: str,
    run_id: int,
    now: datetime,
    aliases: Mapping[str, str],
) -> _Stored:
    is_hollow = False
    if len(document) == 1:
        verdict = judged(session, source, document[0], owed.entry)
        if verdict.refusal is not None:
            return _Stored(refused=replace(fetch, outcome=Outcome.NOT_ARTICLE, detail=verdict.refusal))
        is_hollow = verdict.is_hollow
        document = [settled(session, document[0], aliases=aliases)]
    saved = articles.save_all(session, document, now=now)
    first, found = saved[0], document[0]
    entries.fetched(session, found.entry_id, first.article_id)
    runs.add_fetches(session, run_id, [fetch])
    content = found.content
    has_page = content.fragment is not None or "#" not in found.url  # what a feed gave whole can't be asked for
    if has_page and first.novelty is Novelty.ARTICLE:  # a document is looked at again for all of its articles at once
        is_whole = not (content.is_teaser or content.is_partial)
        due = first_revisit(first.arrival, content.published, is_whole=is_whole, now=now)
        if due is not None:
            revisits.plan(session, first.article_id, due=due, looks=0, validators=_validators(found))
    return _Stored(changes=[one.novelty for one in saved], arrival=first.arrival, is_hollow=is_hollow)


def _fail(
    session: Session,
    owed: OwedEntry,
    fetch: Fetch,
    run_id: int,
    now: datetime,
    *,
    rest: datetime | None,
    readers: str,
) -> None:
    if rest is not None and fetch.outcome is Outcome.BUSY and fetch.status is None:
        entries.defer(session, owed.id, reason=fetch.detail, until=rest)  # it was not even asked for
        return
    runs.add_fetches(session, run_id, [fetch])
    again = next_try(fetch.outcome, attempts=owed.attempts + 1, first_seen=owed.first_seen, now=now)
    if again is None:
        broke_under = readers if fetch.outcome is Outcome.UNREADABLE else None
        entries.give_up(session, owed.id, reason=fetch.detail, broke_under=broke_under)
    else:
        entries.postpone(session, owed.id, reason=fetch.detail, next_try=max(again, rest or again))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Revisited:
    """What came of looking at an article again."""

    fetch: Fetch
    changes: Sequence[Novelty] = ()
    is_redated: bool = False
    has_kept_date: bool = False


def _revisited(
    session: Session,
    revisit: Revisit,
    document: Sequence[FetchedArticle],
    *,
    fetch: Fetch,
    source: str,
    then: Then,
    aliases: Mapping[str, str],
) -> _Revisited:
    if then.gone:
        revisits.gone(session, revisit.article_id)
        return _Revisited(fetch=fetch)
    reason = judged(session, source, document[0], revisit.entry).refusal if len(document) == 1 else None
    if reason is not None:
        fetch, document = replace(fetch, outcome=Outcome.NOT_ARTICLE, detail=reason), ()
    revisits.plan(
        session,
        revisit.article_id,
        due=then.due,
        looks=then.looks,
        validators=_validators(document[0]) if document else revisit.validators,
        missing_since=then.missing_since,
    )
    if not document:
        return _Revisited(fetch=fetch)
    at = document[0].snapshot.fetched
    if len(document) > 1:
        saved = articles.save_all(session, document, now=at)
        return _Revisited(fetch=fetch, changes=[one.novelty for one in saved])
    (known,), stated = articles.by_id(session, [revisit.article_id]), document[0].content.published
    novelty = articles.revise(session, revisit.article_id, settled(session, document[0], aliases=aliases))
    before = known.content.published
    return _Revisited(
        fetch=fetch,
        changes=[novelty],
        is_redated=novelty is Novelty.NOTHING and is_redated(before, stated, at=at),
        has_kept_date=before is not None and before == stated and not bears_day_of(at, stated),
    )


def _past(session: Session, source: Source, ending: Ending, tally: Tally, *, backoff: datetime | None) -> Past:
    run, now, state = ending.run, ending.run.finished, runs.state(session, source.name)
    says_more = has_signs(run, ending.walk, state)
    due = (entries.next_due(session, source.name), revisits.next_due(session, source.name))
    return Past(
        state=state,
        since=runs.first_start(session, source.name) or now,
        appearances=articles.appearances(session, source.name, now - HISTORY),
        came_up=articles.came_up(session, source.name, since=now - KNOWN, limit=MOST) if says_more else None,
        watched_since=(articles.first_seen(session, source.name) if says_more else None) or now,
        has_read=run.read_anew > 0,
        unread=(
            runs.unread_pages(session, source.name, listings={source.url}) if run.refused and not run.read_anew else ()
        ),
        due=[moment for moment in due if moment is not None],
        hollow=tally.hollow,
        has_full=tally.has_full,
        redated=tally.redated,
        dates_kept=tally.dates_kept,
        backoff=backoff,
    )


def _validators(found: FetchedArticle) -> Validators:
    return Validators.of({name.lower(): value for name, value in found.snapshot.headers})
