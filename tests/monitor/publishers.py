"""Sample publishers that run while a test lasts, a configuration that watches them, and waiting for what comes."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.demo.sites import SampleSites, start_sites, write_demo_config
from tests import PATIENCE

NOWHERE = '\n[sources.nowhere]\nurl = "http://nowhere.invalid/peru/"\nname = "Nowhere"\n'


@dataclass
class Calendar:
    """The publishers' clock: it stands still until it is turned."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def catch_up(self) -> None:
        """Let everything come out that is still to come."""
        self.now = datetime.now(UTC)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def publishing(place: Path, *, port: int | None = None, interval: str = "1h") -> Iterator[tuple[SampleSites, Calendar]]:
    """Run the publishers as they were a year ago, and write a configuration with them, and with one that is nowhere.

    A daemon that is run with it serves on a port that is free, unless one is named.
    """
    calendar = Calendar(datetime.now(UTC) - timedelta(days=365))
    sites = start_sites(clock=calendar, started=calendar.now, spacing=timedelta(days=1))
    write_demo_config(place / "config", sites.urls, port=port or free_port(), interval=interval)
    with (place / "config" / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(NOWHERE)
    try:
        yield sites, calendar
    finally:
        sites.stop()


def until(what: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until something is so; it is wrong if it does not become so."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.05)


def stored_addresses(place: Path) -> list[str]:
    """Addresses of the stored articles; none while there is no database."""
    file = place / "var" / "peruwatch.db"
    if not file.exists():
        return []
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            return [url for (url,) in connection.execute("SELECT url FROM article ORDER BY url")]
        except sqlite3.OperationalError:
            return []  # its tables are being made


def is_sound(place: Path) -> bool:
    """Whether the database is whole, and every reference in it leads somewhere."""
    with closing(sqlite3.connect(place / "var" / "peruwatch.db")) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return whole and connection.execute("PRAGMA foreign_key_check").fetchall() == []
