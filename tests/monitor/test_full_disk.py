"""A disk that is full while the program works."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.monitor.program import finished, open_store
from tests.monitor.publishers import is_sound, publishing, stored_addresses

LIMITED = """
import sqlite3
from sqlalchemy import Engine, event
from monitor import cli

@event.listens_for(Engine, "connect")
def leave_little_room(connection, _):
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {max(pages, 90) + 4}")

if __name__ == "__main__":
    cli.main()
"""


def test_a_crawl_that_it_stops_says_so_leaves_nothing_unawaited_and_is_gone_on_with(tmp_path: Path) -> None:
    (tmp_path / "limited.py").write_text(LIMITED, encoding="utf-8")
    with publishing(tmp_path) as (sites, _):
        (tmp_path / "var").mkdir()
        open_store(tmp_path).close()  # the tables are there
        full = subprocess.run(
            [sys.executable, "limited.py", "crawl", *sites.urls],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=150,
        )
        assert full.returncode == 1
        assert "the disk is full; make room, nothing that was stored is lost" in full.stdout + full.stderr
        assert "never awaited" not in full.stderr
        assert "Traceback" not in full.stderr
        assert len(stored_addresses(tmp_path)) < len(list(sites.articles()))
        assert finished("crawl", *sites.urls, cwd=tmp_path).status == 0
        assert stored_addresses(tmp_path) == sorted(article.url for article in sites.articles())
    assert is_sound(tmp_path)
