"""What one crawl reads from the store and writes to it: a function for each transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from config.settings import Crawl
from crawler.articles.claims import settled
from crawler.articles.impostors import bears_day_of, is_redated, judged
from crawler.crawls.closing import Ending, Past, has_signs
from crawler.crawls.due import listing_due
from crawler.crawls.tally import Tally
from crawler.http.outcomes import next_try
from crawler.sections.findings import Walk
from crawler.sections.scope import former_keys
from crawler.sections.walk import WalkStart
from crawler.sections.ways import is_another_section
from crawler.timing.quiet import KNOWN, MOST
from crawler.timing.revisits import Then, first_revisit
from crawler.timing.rhythm import HISTORY
from model.article import Arrival, Entry
from model.clock import Planned
from model.crawl import Fetch, Outcome, OwedEntry, Validators
from model.source import Source
from storage import articles, entries, hosts, restored, revisits, runs, ways
from storage.articles import FetchedArticle, Novelty
from storage.database import Session
from storage.revisits import Revisit
from storage.standing import standing

MOST_OWED = 5_000
"""Entries of one source that are owed, but for its archive's: many times what a first look finds, and a day's requests.
A section that shows thousands of new links at every look, such as a calendar or a search, would have no end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a crawl starts from."""

    run_id: int
    started: datetime
    known: WalkStart
    due: datetime | None
    """When the source's listing is due; None: at once."""
    requests_today: int
    tries: Planned | None
    """When the next tries of entries are due; None where none is owed."""
    revisits: Planned | None
    """When the next looks at articles are due; None where none is planned."""
    is_unsure: bool = False
    """Whether nobody knows what of the source was told before, since a backup was restored."""

    def is_due(self, now: datetime) -> bool:
        """Whether the source's listing is due."""
        return self.due is None or self.due <= now


def open_run(session: Session, source: Source, crawl: Crawl, now: datetime, readers: str) -> Opening:
    """Open a crawl run, and say what it starts from."""
    entries.owe_again(session, source.name, readers=readers, now=now)
    stands = standing(session, source.name, since=now - timedelta(days=1))
    known_ways, state = ways.ways_of(session, source.name), runs.state(session, source.name)
    backoff = hosts.backoff_until(session, urlsplit(source.url).hostname or "")
    return Opening(
        run_id=runs.start(session, source.name, now),
        started=now,
        known=WalkStart(
            ways=known_ways,
            state=state,
            asked=runs.validators(session, source.name),
            # What another section shows is no news, however long the publisher has been watched.
            first=not stands.has_settled or is_another_section(known_ways, source),
        ),
        is_unsure=stands.is_unsure,
        due=listing_due(source, state, known_ways, crawl, backoff, now=now),
        requests_today=stands.requests,
        tries=stands.tries,
        revisits=stands.revisits,
    )


def record(
    session: Session,
    source: str,
    found: Mapping[str, Entry],
    *,
    arrival: Arrival,
    now: datetime,
    aliases: Mapping[str, str],
) -> tuple[int, set[str], int]:
    """Put entries on record; gives how many are new, the keys that were settled, and how many were too many."""
    former = former_keys(found, aliases)
    for key, old in entries.rename(session, source, former, found).items() if former else ():
        articles.also_at(session, old, key)
    settled = entries.settled_keys(session, source, list(found))
    new = entries.record(session, source, found, arrival=arrival, now=now)
    return new, settled, entries.forget_surplus(session, source, most=MOST_OWED) if new else 0


def settle(session: Session, source: str, walk: Walk, now: datetime) -> None:
    """Note that a walk reached its end."""
    entries.settle(session, source)
    restored.looked_at(session, source)
    runs.keep_validators(session, source, walk.validators, now)
    if walk.ways is not None:
        ways.keep_ways(session, source, walk.ways)


def undated(found: FetchedArticle, now: datetime) -> FetchedArticle:
    """An article without the date that its source's pages put on everything today."""
    if not bears_day_of(now, found.content.published):
        return found
    return replace(found, content=replace(found.content, published=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What came of keeping a document."""

    changes: Sequence[Novelty] = ()
    arrival: Arrival = Arrival.NEWS
    is_hollow: bool = False
    refused: Fetch | None = None
    """The fetch with why nothing was kept."""


def store(
    session: Session,
    owed: OwedEntry,
    document: Sequence[FetchedArticle],
    *,
    fetch: Fetch,
    source: str,
    run_id: int,
    now: datetime,
    aliases: Mapping[str, str],
) -> Stored:
    """Keep the articles of a document that was fetched, or say why they are none after all."""
    is_hollow = False
    if len(document) == 1:
        verdict = judged(session, source, document[0], owed.entry)
        if verdict.refusal is not None:
            return Stored(refused=replace(fetch, outcome=Outcome.NOT_ARTICLE, detail=verdict.refusal))
        is_hollow = verdict.is_hollow
        document = [settled(session, document[0], aliases=aliases)]
    saved = articles.save_all(session, document, now=now)
    first, found = saved[0], document[0]
    entries.fetched(session, found.entry_id, first.article_id)
    runs.add_fetches(session, run_id, [fetch])
    content = found.content
    has_page = content.fragment is not None or "#" not in found.address.url  # what a feed gave whole can't be asked for
    if has_page and first.novelty is Novelty.ARTICLE:  # a document is looked at again for all of its articles at once
        is_whole = not (content.is_teaser or content.is_partial)
        due = first_revisit(first.arrival, content.published, is_whole=is_whole, now=now)
        if due is not None:
            revisits.plan(session, first.article_id, source=source, due=due, looks=0, validators=_validators(found))
    return Stored(changes=[one.novelty for one in saved], arrival=first.arrival, is_hollow=is_hollow)


def fail(
    session: Session,
    owed: OwedEntry,
    fetch: Fetch,
    run_id: int,
    now: datetime,
    *,
    backoff: datetime | None,
    readers: str,
) -> None:
    """Keep that an entry could not be fetched: it is tried again, or given up."""
    if backoff is not None and fetch.outcome is Outcome.BUSY and fetch.status is None:
        entries.defer(session, owed.id, reason=fetch.detail, until=backoff)  # it was not even asked for
        return
    runs.add_fetches(session, run_id, [fetch])
    again = next_try(fetch.outcome, attempts=owed.attempts + 1, first_seen=owed.first_seen, now=now)
    if again is None:
        broke_under = readers if fetch.outcome is Outcome.UNREADABLE else None
        entries.give_up(session, owed.id, reason=fetch.detail, broke_under=broke_under)
    else:
        entries.postpone(session, owed.id, reason=fetch.detail, next_try=max(again, backoff or again))


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisited:
    """What came of looking at an article again."""

    fetch: Fetch
    changes: Sequence[Novelty] = ()
    is_redated: bool = False
    has_kept_date: bool = False


def revisited(
    session: Session,
    revisit: Revisit,
    document: Sequence[FetchedArticle],
    *,
    fetch: Fetch,
    source: str,
    then: Then,
    aliases: Mapping[str, str],
) -> Revisited:
    """Keep what came of looking at an article again."""
    if then.gone:
        revisits.gone(session, revisit.article_id)
        return Revisited(fetch=fetch)
    reason = judged(session, source, document[0], revisit.entry).refusal if len(document) == 1 else None
    if reason is not None:
        fetch, document = replace(fetch, outcome=Outcome.NOT_ARTICLE, detail=reason), ()
    revisits.plan(
        session,
        revisit.article_id,
        source=source,
        due=then.due,
        looks=then.looks,
        validators=_validators(document[0]) if document else revisit.validators,
        missing_since=then.missing_since,
    )
    if not document:
        return Revisited(fetch=fetch)
    at = document[0].snapshot.fetched
    if len(document) > 1:
        saved = articles.save_all(session, document, now=at)
        return Revisited(fetch=fetch, changes=[one.novelty for one in saved])
    (known,), stated = articles.by_id(session, [revisit.article_id]), document[0].content.published
    novelty = articles.revise(session, revisit.article_id, settled(session, document[0], aliases=aliases))
    before = known.content.published
    return Revisited(
        fetch=fetch,
        changes=[novelty],
        is_redated=novelty is Novelty.NOTHING and is_redated(before, stated, at=at),
        has_kept_date=before is not None and before == stated and not bears_day_of(at, stated),
    )


def past_of(session: Session, source: Source, ending: Ending, tally: Tally, *, backoff: datetime | None) -> Past:
    """What closing a crawl goes by."""
    run, now, state = ending.run, ending.run.finished, runs.state(session, source.name)
    says_more = has_signs(run, ending.walk, state)
    stands = standing(session, source.name, since=now)
    return Past(
        state=state,
        since=stands.first_start or now,
        appearances=articles.appearances(session, source.name, now - HISTORY),
        came_up=articles.came_up(session, source.name, since=now - KNOWN, limit=MOST) if says_more else None,
        watched_since=(articles.first_seen(session, source.name) if says_more else None) or now,
        has_read=run.read_anew > 0,
        unread=(
            runs.unread_pages(session, source.name, listings={source.url}) if run.refused and not run.read_anew else ()
        ),
        due=[one.first for one in (stands.tries, stands.revisits) if one is not None],
        hollow=tally.hollow,
        has_full=tally.has_full,
        redated=tally.redated,
        dates_kept=tally.dates_kept,
        backoff=backoff,
    )


def _validators(found: FetchedArticle) -> Validators:
    return Validators.of({name.lower(): value for name, value in found.snapshot.headers})
