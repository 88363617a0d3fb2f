"""What a worker says that could not start."""

from __future__ import annotations

import subprocess
import sys
from multiprocessing.synchronize import SemLock
from pathlib import Path

import pytest

from crawler.workers.starting import tell_unless_closed
from tests import PATIENCE


def test_nothing_where_its_pool_was_closed_meanwhile(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        object.__new__(SemLock).__setstate__((0, 1, 1, "/peruwatch-nowhere"))  # type: ignore[attr-defined]
    except FileNotFoundError:
        tell_unless_closed(*sys.exc_info())
    assert capsys.readouterr().err == ""


def test_all_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        (tmp_path / "nowhere").read_bytes()
    except FileNotFoundError:
        tell_unless_closed(*sys.exc_info())
    assert "nowhere" in capsys.readouterr().err


WITHOUT_FILES = """
import asyncio, os, resource
from crawler.workers.pool import ExtractionPool

async def start():
    pool = ExtractionPool()
    used = len(os.listdir("/proc/self/fd"))
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    try:
        await pool.prepare()
    except Exception as error:
        print(type(error).__name__, error)
    finally:
        pool.close()

asyncio.run(start())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="open files are counted as Linux shows them")
def test_where_no_more_files_may_be_open_it_is_said_so() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_FILES], capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert done.stdout.startswith("PeruwatchError the processes that read documents can't be started: Too many open")
    assert "ulimit -n" in done.stdout
    assert "Traceback" not in done.stderr
