"""Bringing articles in, and killing whoever does it, again and again."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path

from tests import PATIENCE
from tests.alerts.developments.year import Come
from tests.monitor.program import finished, start, write_config


def write_rows(place: Path, coming: Iterable[Come]) -> None:
    """A configuration, and a file of articles to bring in."""
    write_config(place)
    with (place / "rows.jsonl").open("w") as file:
        for number, one in enumerate(coming):
            published = one.said.published
            row = {
                "url": f"https://{one.source}.example/{number}",
                "source": one.source,
                "title": one.said.title,
                "body": one.said.body,
                "language": one.said.language,
                "published": published and published.value,
            }
            file.write(json.dumps(row) + "\n")


def killed_at(place: Path, grouped: int) -> bool:
    """Begin to bring in, and kill it once so many articles are in developments; gives whether it came to that."""
    process = start("import", "rows.jsonl", cwd=place)
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline and count_grouped(place) < grouped:
        time.sleep(0.01)
    is_alive = process.poll() is None
    process.kill()
    process.communicate()
    return is_alive


def count_grouped(place: Path) -> int:
    """How many articles are in developments by now."""
    try:
        connection = sqlite3.connect(f"file:{place / 'var' / 'peruwatch.db'}?mode=ro", uri=True)
        try:
            return int(connection.execute("SELECT count(*) FROM place").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.OperationalError:  # it is only being made
        return 0


def developments(place: Path) -> dict[str, int]:
    """Developments by address, of all that is in the file, which is brought in to its end."""
    done = finished("import", "rows.jsonl", cwd=place)
    assert done.status == 0, done.err
    rows = map(json.loads, finished("export", cwd=place).out.splitlines())
    return {row["url"]: row["development"] for row in rows}
