"""What a worker says that could not start."""

from __future__ import annotations

import sys
from multiprocessing.synchronize import SemLock
from pathlib import Path

import pytest

from crawler.workers.starting import tell_unless_closed


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
