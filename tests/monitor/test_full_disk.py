"""A disk that is full, or no file left to be opened, while the program works."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.forked import SCRIPT
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
SMALL_DISK = """
mount -t tmpfs -o size=1536k none var && cp -a kept/. var/ && "$@"
status=$?
rm -rf kept && cp -a var kept
exit $status
"""
"""Runs a program with `var` on a small disk of its own, and leaves what it stored in `kept`."""
IN_A_ROOM = ["unshare", "--user", "--map-root-user", "--mount"]
"""A program's own view of disks, which not every machine grants."""
FEW_FILES = ["sh", "-c", 'ulimit -n 64; exec "$@"', "sh"]


def run(place: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False, timeout=150)


def crawl_on_a_small_disk(place: Path, sources: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Crawl where there is too little room; afterwards there is room again."""
    (place / "var").rename(place / "kept")
    (place / "var").mkdir()
    ended = run(place, *IN_A_ROOM, "sh", "-c", SMALL_DISK, "sh", SCRIPT, "crawl", *sources)
    shutil.rmtree(place / "var")
    (place / "kept").rename(place / "var")
    return ended


def crawl_in_few_pages(place: Path, sources: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """The same with a database that may not grow."""
    (place / "limited.py").write_text(LIMITED, encoding="utf-8")
    return run(place, sys.executable, "limited.py", "crawl", *sources)


def is_granted() -> bool:
    """Whether this machine lets a test have a disk of its own."""
    if shutil.which(IN_A_ROOM[0]) is None:
        return False
    mount = ["mount", "-t", "tmpfs", "none", "/mnt"]
    return subprocess.run([*IN_A_ROOM, *mount], check=False, capture_output=True).returncode == 0


def test_a_crawl_that_a_full_disk_stops_says_so_leaves_nothing_unawaited_and_is_gone_on_with(tmp_path: Path) -> None:
    crawl = crawl_on_a_small_disk if is_granted() else crawl_in_few_pages
    with publishing(tmp_path) as (sites, _):
        (tmp_path / "var").mkdir()
        open_store(tmp_path).close()  # the tables are there
        full = crawl(tmp_path, list(sites.urls))
        assert full.returncode == 1
        assert "the disk is full; make room, nothing that was stored is lost" in full.stdout + full.stderr
        assert "never awaited" not in full.stderr
        assert "Traceback" not in full.stderr
        assert len(stored_addresses(tmp_path)) < len(list(sites.articles()))
        assert finished("crawl", *sites.urls, cwd=tmp_path).status == 0
        assert stored_addresses(tmp_path) == sorted(article.url for article in sites.articles())
    assert is_sound(tmp_path)


def test_with_few_files_to_open_a_crawl_is_whole(tmp_path: Path) -> None:
    with publishing(tmp_path) as (sites, _):
        ended = run(tmp_path, *FEW_FILES, SCRIPT, "crawl", *sites.urls)
        assert (ended.returncode, ended.stderr) == (0, "")
        assert stored_addresses(tmp_path) == sorted(article.url for article in sites.articles())
