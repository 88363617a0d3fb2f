from __future__ import annotations

import asyncio
import json
import re
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts.run import Matched
from config.load import load
from crawler.context import CrawlContext, open_context
from crawler.workers.pool import ExtractionPool
from model.clock import utc_now
from model.crawl import CrawlRun
from model.errors import ConfigError
from model.source import SourceState
from monitor import passes
from monitor.commands.crawl import choose, describe
from monitor.passes import Pass, _due
from storage import runs
from storage.database import Database
from tests.monitor.conftest import Call
from tests.monitor.program import Result, finished
from tests.monitor.publishers import publishing


def instant(published: str | None) -> str | None:
    """A moment by the clock of Greenwich; a day as it is."""
    if published is None or "T" not in published:
        return published
    return datetime.fromisoformat(published).astimezone(UTC).isoformat()


def test_a_pass_stores_all_matches_it_tells_what_failed_and_the_next_pass_brings_nothing(
    peruwatch: Call, tmp_path: Path
) -> None:
    with publishing(tmp_path) as (sites, _):
        expected = {(one.source, one.url, one.title, instant(one.published)) for one in sites.articles()}
        first = finished("crawl", cwd=tmp_path)
        second = finished("crawl", "--json", cwd=tmp_path)
    assert first.status == 1, "one source is nowhere"
    *brought, failed, total = first.out.splitlines()
    assert len(brought) == 3
    assert all(line.endswith(" new articles, 0 new revisions") for line in brought)
    assert failed.startswith("nowhere: 0 new articles, 0 new revisions; FAILED: ")
    assert "nowhere.invalid" in failed
    said = re.fullmatch(
        r"(\d+) new matches, (\d+) new alerts; digest \w+: (\d+) alerts wait for its hour, \d{4}-.*[+-]\d\d:\d\d", total
    )
    assert said
    assert said[2] == said[3] != "0"
    exported = [json.loads(line) for line in peruwatch("export").out.splitlines()]
    assert {(line["source"], line["url"], line["title"], instant(line["published"])) for line in exported} == expected
    assert any(line["matches"] for line in exported)

    told = json.loads(second.out)
    assert (second.status, told["matches"], told["alerts"]) == (1, 0, 0)
    assert [run["source"] for run in told["runs"]] == [*sites.urls, "nowhere"]
    assert [(run["entries"], run["articles"], run["revisions"]) for run in told["runs"]] == [(0, 0, 0)] * 4
    assert [bool(run["error"]) for run in told["runs"]] == [False, False, False, True]
    assert all(run["started"] <= run["finished"] for run in told["runs"])

    status = json.loads(peruwatch("status", "--json").out)["sources"]
    assert [source["state"] for source in status] == ["ok", "ok", "ok", "failing"]
    assert [source["pending"] for source in status] == [0] * 4
    assert sum(source["articles"] for source in status) == len(expected)
    assert all(source["next_run"] for source in status)


@pytest.fixture(params=[None, "404"])
def crawled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, now: datetime) -> CrawlRun:
    """The only run of the next pass, which crawls nothing; it ended well or with an error."""
    run = CrawlRun(source="gazette", started=now, finished=now, requests=3, entries=2, articles=1, error=request.param)
    monkeypatch.setattr(passes, "run_in_loop", lambda _: Pass(runs=(run,), matches=4, alerts=5))
    return run


def test_a_pass_ends_well_if_every_section_could_be_read(peruwatch: Call, place: Path, crawled: CrawlRun) -> None:
    status, failed = (1, "; FAILED: 404") if crawled.error else (0, "")
    told = f"gazette: 1 new article, 0 new revisions{failed}\n4 new matches, 5 new alerts\n"
    assert peruwatch("crawl") == Result(status, told, "")


def test_a_pass_can_be_told_as_json(peruwatch: Call, place: Path, crawled: CrawlRun) -> None:
    result = peruwatch("crawl", "gazette", "--json")
    assert result.status == int(bool(crawled.error))
    assert json.loads(result.out) == {
        "runs": [
            {
                "source": "gazette",
                "started": crawled.started.isoformat(),
                "finished": crawled.finished.isoformat(),
                "requests": 3,
                "entries": 2,
                "articles": 1,
                "revisions": 0,
                "error": crawled.error,
            }
        ],
        "matches": 4,
        "alerts": 5,
    }


def test_without_names_all_sources_are_crawled_that_are_not_paused(place: Path) -> None:
    config = load(place / "config", place / "var", {})
    assert [source.name for source in choose(config, [])] == ["gazette"]


def test_a_source_that_is_named_is_crawled_once_even_if_it_is_paused(place: Path) -> None:
    config = load(place / "config", place / "var", {})
    assert [source.name for source in choose(config, ["resting", "gazette", "resting"])] == ["resting", "gazette"]


def test_every_source_that_there_is_not_is_a_mistake(place: Path) -> None:
    with pytest.raises(ConfigError) as error:
        choose(load(place / "config", place / "var", {}), ["gazete", "resting", "other"])
    assert [mistake.problem for mistake in error.value.mistakes] == [
        "there is no source 'gazete'",
        "there is no source 'other'",
    ]


@pytest.mark.parametrize(("next_run", "due"), [(None, True), (timedelta(hours=-1), True), (timedelta(hours=1), False)])
def test_what_is_not_due_can_be_left_out(
    place: Path, store: Database, next_run: timedelta | None, *, due: bool
) -> None:
    moment: datetime | None = None if next_run is None else utc_now() + next_run
    with store.transaction() as session:
        runs.keep_state(session, SourceState(name="gazette", last_attempt=utc_now(), next_run=moment))
    config = load(place / "config", place / "var", {})
    context = open_context(config)
    chosen = asyncio.run(_due(context, config.sources))
    context.close()
    assert [source.name for source in chosen] == (["gazette", "resting"] if due else ["resting"])


def test_a_run_is_told_in_a_line(now: datetime) -> None:
    run = CrawlRun(source="gazette", started=now, finished=now, articles=2, revisions=1)
    assert describe(run) == "gazette: 2 new articles, 1 new revision"


def test_what_comes_while_the_last_ones_are_matched_is_matched_too(
    place: Path, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[str] = []
    seen: list[list[str]] = []
    matching, ended = threading.Event(), threading.Event()

    async def crawling() -> str:
        await asyncio.to_thread(matching.wait, 10)
        stored.append("the last article")
        ended.set()
        return "crawled"

    def match(*_: object, **__: object) -> Matched:
        seen.append(list(stored))
        matching.set()
        ended.wait(10)
        return Matched(matches=1)

    monkeypatch.setattr(passes, "match", match)
    monkeypatch.setattr(passes, "_PACE", 0)
    context = CrawlContext(config=load(place / "config", place / "var", {}), database=store, pool=ExtractionPool())
    crawled, matched = asyncio.run(passes._matching_meanwhile(context, crawling()))
    assert crawled == "crawled"
    assert seen[0] == []
    assert seen[-1] == ["the last article"]
    assert len(matched) == len(seen)
