"""The program as its users meet it: called in this process, or as a process of its own."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from storage.database import Database
from tests import PATIENCE
from tests.forked import SCRIPT, Program

NO_SHELL = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
"""Completion is asked of the shell that is named: which one called the tests, if any, is none of theirs."""

SOURCES = """
[sources.gazette]
url = "https://gazette.example/peru/"
name = "The Gazette of the Southern Highlands"

[sources.resting]
url = "https://resting.example/"
paused = true
"""
WATCHES = """
[watches.floods]
title = "Floods"
keywords = ["flood", "inundación"]
alert = true

[watches.strikes]
title = "Strikes"
keywords = ["strike", "huelga"]
"""
DIGESTS = """
[digests.morning]
to = ["desk@a.example"]
at = "07:00"
timezone = "America/Lima"

[digests.union]
to = ["union@a.example", "paper@a.example"]
at = "18:00"
watches = ["strikes"]
"""
FILES = {"settings.toml": "", "sources.toml": SOURCES, "watches.toml": WATCHES, "digests.toml": DIGESTS}
"""A configuration of two sources, two watches and two digests."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a call ended."""

    status: int
    out: str
    err: str


def write_config(place: Path, **files: str) -> Path:
    """Write FILES to `config` in a place, with these instead; `settings="…"` stands for settings.toml."""
    folder = place / "config"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, **{f"{name}.toml": text for name, text in files.items()}}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def open_store(place: Path) -> Database:
    """The database that the configuration in a place uses."""
    return Database.open(f"sqlite:///{place / 'var' / 'peruwatch.db'}")


def start(*arguments: str, cwd: Path) -> Program:
    """The program as a process of its own, with pipes: a copy of one that had all of it imported."""
    return Program(*arguments, cwd=cwd, environ=_environment())


def finished(*arguments: str, cwd: Path) -> Result:
    """The program as a process of its own, when it has ended."""
    process = start(*arguments, cwd=cwd)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode is not None
    return Result(process.returncode, out, err)


def called(*arguments: str, cwd: Path, given: str | None = None) -> Result:
    """What is installed as the program, called as a shell does and imported anew, when it has ended."""
    done = subprocess.run(
        [SCRIPT, *arguments],
        cwd=cwd,
        env=_environment(),
        input=given or "",
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def _environment() -> dict[str, str]:
    # Without bytecode on disk a start takes five times as long.
    left_out = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    return {name: value for name, value in os.environ.items() if name not in left_out} | NO_SHELL
