"""The program with a configuration of its own, in this process."""

from __future__ import annotations

import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor import cli
from monitor.options import log_from
from storage.database import Database
from tests.monitor.program import Result, open_store, write_config
from tests.monitor.samples import publish

Call = Callable[..., Result]


@pytest.fixture
def peruwatch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Call]:
    """Call the program in an empty folder, with its arguments; gives how it ended."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["peruwatch", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Result(end.value.code, said.out, said.err)

    yield call
    log_from(logging.WARNING)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a configuration; the program that is called in it finds it."""
    write_config(tmp_path)
    return tmp_path


@pytest.fixture
def store(place: Path, empty_database: Path) -> Iterator[Database]:
    """The database of that configuration."""
    (place / "var").mkdir()
    shutil.copy(empty_database, place / "var" / "peruwatch.db")
    opened = open_store(place)
    yield opened
    opened.close()


@pytest.fixture
def filled(store: Database, now: datetime) -> Database:
    """Three articles, the newest last."""
    publish(store, now, "Flood in Piura", body="The flooding of the river left many homes under water.")
    publish(store, now + timedelta(minutes=1), "Strike in Tumbes", source="resting")
    publish(store, now + timedelta(minutes=2), "Two floods")
    return store
