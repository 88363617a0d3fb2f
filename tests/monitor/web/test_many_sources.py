"""With many sources the database is asked as few questions as with few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from monitor.live import Live
from monitor.steps import match
from monitor.web.app import create_app
from storage.database import Database
from tests.config.folders import loaded
from tests.monitor.samples import publish
from tests.monitor.web.server import serving


@contextmanager
def statements() -> Iterator[list[str]]:
    """What databases are asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def asked_for(path: str, folder: Path, database: Database, now: datetime, sources: int) -> int:
    """How many statements an address takes where so many sources have an article each."""
    for number in range(sources):
        publish(database, now, f"Flood {number}", source=f"paper-{number}")
    listed = "".join(f'[sources.paper-{number}]\nurl = "https://{number}.example/"\n' for number in range(sources))
    config = loaded(folder, sources=listed)
    match(database, config, now)
    with serving(create_app(Live(config), database, now=lambda: now)) as client:
        with statements() as asked:
            client.text(path)
        return len(asked)


@pytest.mark.parametrize(
    "path",
    [
        "/sources",
        "/readyz",
        "/metrics",
        "/search?q=source:paper-1",
        "/search?q=flood+source:paper-1+OR+source:paper-2",
        "/search?q=flood+source:nobodys",
    ],
)
def test_as_few_statements_as_with_few_sources(path: str, tmp_path: Path, sqlite: Database, now: datetime) -> None:
    few = asked_for(path, tmp_path, sqlite, now, 3)
    assert asked_for(path, tmp_path, sqlite, now, 30) <= few
