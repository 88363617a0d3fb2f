"""When a source is due as the configuration has it now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.settings import Crawl
from crawler.crawls.due import all_due, listing_due, next_due
from crawler.sections.ways import instructions
from model.source import Source, SourceState, Way, WayKind, Ways
from storage import hosts, runs, ways
from storage.database import Database

NOW = datetime(2026, 3, 14, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCE = Source(name="a", url="https://a.example/peru/", title="A", network="a")
LOOKED = SourceState(name="a", last_attempt=NOW, next_poll=NOW + 12 * HOUR)
WAY = Way(kind=WayKind.PAGE, url=SOURCE.url)
WAYS = Ways(poll=WAY, deep=WAY, learned=NOW, instructions=instructions(SOURCE))


def due(source: Source = SOURCE, state: SourceState = LOOKED, crawl: Crawl | None = None, **more: datetime) -> datetime:
    found = listing_due(source, state, WAYS, crawl or Crawl(), more.get("backoff_until"), now=more.get("now", NOW))
    assert found is not None
    return found


def test_it_is_due_when_the_last_look_planned_it() -> None:
    assert due() == NOW + 12 * HOUR
    assert listing_due(SOURCE, SourceState(name="a"), None, Crawl(), None, now=NOW) is None


@pytest.mark.parametrize(("hours", "expected"), [(2, 2), (12, 12), (24, 12)])
def test_a_shorter_interval_counts_from_the_last_look_on_and_a_longer_one_from_the_next(
    hours: int, expected: int
) -> None:
    assert due(replace(SOURCE, interval=hours * HOUR)) == NOW + expected * HOUR
    assert due(crawl=Crawl(max_interval=hours * HOUR)) == NOW + expected * HOUR


def test_after_failures_it_waits_as_long_as_its_interval_now_allows() -> None:
    failing = replace(LOOKED, failures=3)
    assert due(replace(SOURCE, interval=HOUR), failing) == NOW + 4 * HOUR
    assert due(replace(SOURCE, interval=12 * HOUR), failing) == NOW + 12 * HOUR


@pytest.mark.parametrize(
    "edited",
    [
        replace(SOURCE, url="https://a.example/other/"),
        replace(SOURCE, listing="feed"),
        replace(SOURCE, entry="h2 a"),
        replace(SOURCE, next="a.older"),
    ],
)
def test_a_section_that_is_to_be_read_otherwise_is_due_at_once(edited: Source) -> None:
    assert due(edited) == NOW


def test_a_host_that_asked_to_be_left_alone_is() -> None:
    rest = NOW + 5 * HOUR
    assert due(replace(SOURCE, interval=HOUR), backoff_until=rest) == rest
    assert due(replace(SOURCE, url="https://a.example/other/"), backoff_until=rest) == rest
    assert due(backoff_until=rest) == NOW + 12 * HOUR


def test_what_a_clock_planned_that_went_ahead_is_due_at_once() -> None:
    assert listing_due(SOURCE, LOOKED, WAYS, Crawl(), None, now=NOW - timedelta(days=365)) is None
    assert due(backoff_until=NOW + timedelta(days=365)) == NOW + 12 * HOUR


def test_what_is_due_of_many_sources_is_what_is_due_of_each(database: Database) -> None:
    sources = [replace(SOURCE, name=name, url=f"https://{name}.example/peru/") for name in ("a", "b", "c", "d")]
    busy = replace(LOOKED, name="b", next_poll=NOW + 2 * HOUR, next_run=NOW + HOUR)
    with database.transaction() as session:
        runs.keep_state(session, replace(LOOKED, next_run=NOW + 3 * HOUR))
        runs.keep_state(session, busy)
        runs.keep_state(session, replace(busy, name="c"))
        ways.keep_ways(session, "a", replace(WAYS, instructions=instructions(sources[0])))
        ways.keep_ways(session, "b", replace(WAYS, instructions="of another address"))
        hosts.keep_backoff(session, "c.example", NOW + 5 * HOUR)
    with database.reading() as session:
        found = all_due(session, sources, Crawl(), NOW)
        assert found == {source.name: next_due(session, source, Crawl(), NOW) for source in sources}
    assert found == {"a": NOW + 3 * HOUR, "b": NOW, "c": NOW + HOUR, "d": None}
