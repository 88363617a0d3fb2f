"""The sample publishers, running, with a clock that tests turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from monitor.demo.sites import SampleSites, start_sites

STARTED = datetime(2031, 5, 14, 9, 30, tzinfo=UTC)
SPACING = timedelta(seconds=10)


@dataclass
class TurnedClock:
    now: datetime = STARTED

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="session")
def running() -> Iterator[tuple[SampleSites, TurnedClock]]:
    clock = TurnedClock()
    sites = start_sites(clock=clock, started=STARTED, spacing=SPACING)
    yield sites, clock
    sites.stop()


@pytest.fixture
def clock(running: tuple[SampleSites, TurnedClock]) -> TurnedClock:
    """The clock of the running sites, turned back to the start."""
    running[1].now = STARTED
    return running[1]


@pytest.fixture
def sites(running: tuple[SampleSites, TurnedClock], clock: TurnedClock) -> SampleSites:
    """The running sites at the start."""
    return running[0]
