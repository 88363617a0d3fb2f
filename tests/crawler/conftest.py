"""What tests of crawls share: one loop and one pool of workers; each has a site and a newsroom of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.workers.pool import ExtractionPool
from tests.crawler.newsroom import Loop, Newsroom
from tests.crawler.publisher import SECTION, Publisher
from tests.sitefarm import Site


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    running = Loop()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def workers() -> Iterator[ExtractionPool]:
    pool = ExtractionPool()
    yield pool
    pool.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as serving:
        yield serving


@pytest.fixture
def room(loop: Loop, workers: ExtractionPool, tmp_path: Path, empty_database: Path) -> Iterator[Newsroom]:
    """A newsroom without a configuration yet."""
    (tmp_path / "var").mkdir()
    shutil.copy(empty_database, tmp_path / "var" / "peruwatch.db")
    opened = Newsroom(loop, workers, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def publisher(site: Site) -> Publisher:
    return Publisher(site)


@pytest.fixture
def newsroom(room: Newsroom, site: Site) -> Newsroom:
    """A newsroom that watches the site's section as `gazette`."""
    room.configure({"gazette": site.root + SECTION})
    return room
