"""Whose crawl comes next, and that slow hosts keep nobody waiting but one another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from crawler.http import pacing
from crawler.http.pacing import Pacing
from monitor import places
from monitor.places import Places

NOW = datetime(2026, 3, 14, 15, tzinfo=UTC)


def due(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


async def settled() -> None:
    """Let all tasks come as far as they can."""
    for _ in range(20):
        await asyncio.sleep(0)


class Crawling:
    """Crawls that hold their places until they are told to end."""

    def __init__(self, of: Places) -> None:
        self._places = of
        self.begun: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self._ends: dict[str, asyncio.Event] = {}

    async def begin(self, host: str, late: float = 0) -> None:
        self._ends[host] = asyncio.Event()
        self.tasks[host] = asyncio.create_task(self._crawl(host, due(late)))
        await settled()

    async def end(self, host: str) -> None:
        self._ends[host].set()
        await settled()

    async def _crawl(self, host: str, planned: datetime) -> None:
        async with self._places.place(host, planned):
            self.begun.append(host)
            await self._ends[host].wait()


def crawling(*, at_once: int, slow: set[str] | None = None) -> Crawling:
    return Crawling(Places(is_slow=lambda host: host in (slow or ()), now=lambda: NOW, at_once=at_once))


def run(claim: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        await claim()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    asyncio.run(whole())


def test_who_was_due_first_comes_first() -> None:
    async def claim() -> None:
        crawls = crawling(at_once=1)
        await crawls.begin("a")
        for host, late in (("b", 1), ("c", 3), ("d", 2)):
            await crawls.begin(host, late)
        for host in "acd":
            await crawls.end(host)
        assert crawls.begun == ["a", "c", "d", "b"]

    run(claim)


def test_hosts_known_as_slow_wait_for_one_another_alone() -> None:
    async def claim() -> None:
        crawls = crawling(at_once=2, slow={"slow 1", "slow 2"})
        for host in ("slow 1", "slow 2", "a", "b"):
            await crawls.begin(host)
        assert crawls.begun == ["slow 1", "a", "b"]
        await crawls.end("a")
        assert "slow 2" not in crawls.begun
        await crawls.end("slow 1")
        assert crawls.begun[-1] == "slow 2"

    run(claim)


def test_a_crawl_that_turns_out_slow_gives_its_place_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_LOOK_EVERY", 0)

    async def claim() -> None:
        slow: set[str] = set()
        crawls = crawling(at_once=1, slow=slow)
        for host in "abc":
            await crawls.begin(host)
        assert crawls.begun == ["a"]
        slow |= {"a", "b"}
        await settled()
        assert crawls.begun == ["a", "c"]  # b waits for a to end: the slow ones have one place
        await crawls.end("a")
        assert crawls.begun == ["a", "c", "b"]

    run(claim)


def test_a_crawl_that_takes_long_gives_its_place_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_LOOK_EVERY", 0)
    monkeypatch.setattr(places, "_LONG", -1)

    async def claim() -> None:
        crawls = crawling(at_once=1)
        for host in "abcd":
            await crawls.begin(host)
        assert crawls.begun == ["a", "b", "c"]  # two long ones, and one more

    run(claim)


def test_sources_of_one_host_take_few_places() -> None:
    async def claim() -> None:
        begun = []
        of = Places(is_slow=lambda _: False, now=lambda: NOW, at_once=5)
        async with AsyncExitStack() as held:
            for _ in range(2):
                await held.enter_async_context(of.place("a", NOW))
            waiting = asyncio.create_task(held.enter_async_context(of.place("a", NOW)))
            await settled()
            begun.append(waiting.done())
        assert begun == [False]
        waiting.cancel()

    run(claim)


def test_who_stops_waiting_leaves_no_gap() -> None:
    async def claim() -> None:
        crawls = crawling(at_once=1)
        for host in "abc":
            await crawls.begin(host)
        crawls.tasks["b"].cancel()
        await crawls.end("a")
        assert crawls.begun == ["a", "c"]

    run(claim)


def test_that_sources_are_looked_at_late_is_told_once_and_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    async def claim() -> None:
        crawls = crawling(at_once=1)
        await crawls.begin("a")
        for host, late in (("b", 90), ("c", 80), ("d", 2)):
            await crawls.begin(host, late)
        for host in "abc":
            await crawls.end(host)

    with caplog.at_level(logging.WARNING):
        run(claim)
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "sources are looked at 90 s late",
        "sources are looked at in time again",
    ]


def test_a_host_is_slow_while_it_keeps_a_request_waiting_and_for_a_while_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def recall(_: str) -> None:
        return None

    async def keep(_: str, __: datetime) -> None:
        return None

    async def claim() -> None:
        paced = Pacing(recall=recall, keep=keep, now=lambda: NOW)
        async with paced.turn("a.example", at_once=1, delay=0):
            assert not paced.is_slow("a.example")
        assert not paced.is_slow("a.example")
        monkeypatch.setattr(pacing, "SLOW", -1)
        async with paced.turn("a.example", at_once=1, delay=0):
            assert paced.is_slow("a.example")
        monkeypatch.setattr(pacing, "SLOW", 1000)
        assert paced.is_slow("a.example")
        assert not paced.is_slow("b.example")

    run(claim)
