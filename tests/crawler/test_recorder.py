"""The recorder of a crawl: what is kept of a run, and when the next look is due."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crawler.crawls.closing import state_after
from crawler.crawls.recorder import Recorder
from crawler.crawls.tally import Tally
from model.crawl import CrawlRun, Outcome
from model.source import SourceState
from storage import runs
from storage.articles import Novelty
from storage.database import Session
from storage.schema import FetchRow
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher

NOW = datetime(2026, 3, 14, 15, tzinfo=UTC)


def run(error: str | None) -> CrawlRun:
    return CrawlRun(source="gazette", started=NOW - timedelta(seconds=3), finished=NOW, error=error)


def test_a_success_forgets_the_failures() -> None:
    before = SourceState(name="gazette", failures=3, last_error="answers 500: the server fails")
    after = state_after(before, run(None), full=False)
    assert after == SourceState(name="gazette", last_attempt=NOW, last_success=NOW)


def test_a_failure_keeps_when_it_was_last_well() -> None:
    well = NOW - timedelta(days=1)
    before = SourceState(name="gazette", last_attempt=well, last_success=well, failures=1, last_error="old")
    after = state_after(before, run("new"), full=True)
    assert (after.last_success, after.last_attempt, after.failures, after.last_error) == (well, NOW, 2, "new")
    assert after.last_full is None


def test_a_full_look_is_remembered_until_the_next() -> None:
    before = SourceState(name="gazette")
    full = state_after(before, run(None), full=True)
    assert full.last_full == NOW
    assert state_after(full, replace(run(None), finished=NOW + timedelta(hours=1)), full=False).last_full == NOW


def test_a_tally_counts_articles_and_revisions_apart() -> None:
    tally = Tally()
    for novelty in (Novelty.ARTICLE, Novelty.ARTICLE, Novelty.REVISION, Novelty.NOTHING):
        tally.add(novelty)
    assert (tally.articles, tally.revisions) == (2, 1)


def test_books_that_were_not_opened_can_not_be_written_in(newsroom: Newsroom) -> None:
    recorder = Recorder(newsroom.context, newsroom.source())
    assert not recorder.is_open
    with pytest.raises(RuntimeError, match="has not been opened"):
        asyncio.run(recorder.close(None, walk=None))


def test_a_run_keeps_its_figures_and_all_its_fetches(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(6)
    publisher.site.routes[publisher.stories[2].path] = 404
    told = newsroom.crawl()
    assert newsroom.look(lambda session: runs.recent(session, 9)) == [told]
    assert (told.entries, told.articles, told.requests, told.error) == (6, 5, 13, None)

    def fetches(session: Session) -> list[tuple[str, int | None]]:
        return [(row.outcome, row.status) for row in session.scalars(select(FetchRow))]

    # Two pages, five articles, and a page where a feed was looked for; no article, no feed, and none of three sitemaps.
    assert sorted(newsroom.look(fetches)) == sorted([(Outcome.OK, 200)] * 8 + [(Outcome.MISSING, 404)] * 5)


def test_a_fixed_interval_is_kept(room: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    room.configure({"gazette": publisher.site.root + SECTION}, source='interval = "10m"')
    room.crawl()
    assert room.state().next_run == room.clock.at + timedelta(minutes=10)
    publisher.site.routes[SECTION] = 500
    waits = []
    for _ in range(3):
        room.crawl()
        waits.append((room.state().next_run or NOW) - room.clock.at)
    assert waits == [timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40)]


def test_a_section_that_publishes_more_is_looked_at_more_often(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(20)
    newsroom.crawl()
    after_the_first_look = (newsroom.state().next_poll or NOW) - newsroom.clock.at
    newsroom.clock.forward(days=1)
    publisher.publish(28)
    newsroom.crawl()
    after_many_articles = (newsroom.state().next_poll or NOW) - newsroom.clock.at
    assert after_many_articles < after_the_first_look / 2
    assert (newsroom.state().next_run or NOW) <= newsroom.clock.at + timedelta(hours=1)  # the fresh ones, again
