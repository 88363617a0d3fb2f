"""The web application over a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from config.load import Config
from monitor.live import Live
from monitor.web.app import create_app
from storage.database import Database
from tests.config.folders import loaded
from tests.monitor.program import DIGESTS, SOURCES, WATCHES
from tests.monitor.web.server import Client, serving


@pytest.fixture
def config(tmp_path: Path) -> Config:
    settings = '[web]\npublic_url = "https://watch.example/peru/"\n'
    return loaded(tmp_path, settings=settings, sources=SOURCES, watches=WATCHES, digests=DIGESTS)


@pytest.fixture
def web(sqlite: Database, config: Config, now: datetime) -> Iterator[Client]:
    with serving(create_app(Live(config), sqlite, now=lambda: now)) as client:
        yield client
