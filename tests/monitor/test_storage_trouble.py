"""A database that can't be used: every command says so in one clear line, and the database is left as it is."""

from __future__ import annotations

import ctypes
import os
import re
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from storage import database
from storage.database import Database
from tests import PATIENCE
from tests.forked import SCRIPT
from tests.monitor.conftest import Call
from tests.monitor.program import open_store, write_config
from tests.monitor.publishers import free_port
from tests.monitor.samples import publish

COMMANDS = ["status", "export", "deliver", "digest morning"]
_DROP_CAPABILITY, _OVERRIDE_PERMISSIONS = 24, 1  # prctl(2), capabilities(7)


def told(call: Call, command: str, *named: str) -> None:
    """It fails, and one line on stderr says why."""
    result = call(*command.split())
    assert (result.status, result.out) == (1, "")
    assert len(result.err.splitlines()) == 1
    assert all(word in result.err for word in named)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_no_database_is_said_so(peruwatch: Call, place: Path, command: str) -> None:
    file = place / "var" / "peruwatch.db"
    file.parent.mkdir()
    file.write_text("Meeting at noon.\n" * 100)
    told(peruwatch, command, str(file), "is not a database")
    assert file.read_text().startswith("Meeting at noon.")


@pytest.mark.parametrize("column", ["url", "first_seen"])
def test_random_bytes_in_a_database_are_said_so(
    peruwatch: Call, place: Path, store: Database, now: datetime, column: str
) -> None:
    publish(store, now, "Flood")
    with sqlite3.connect(place / "var" / "peruwatch.db") as connection:
        connection.execute(f"UPDATE article SET {column} = CAST(? AS TEXT)", (b"\xff\xfe\x80",))
    connection.close()
    told(peruwatch, "export", "is damaged: restore it from a backup")


@pytest.mark.parametrize("command", ["status", "check", "deliver"])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_database_that_held_articles_and_is_empty_is_not_taken_for_a_new_one(
    peruwatch: Call, place: Path, now: datetime, command: str, *, is_there: bool
) -> None:
    with closing(open_store(place)) as store:
        publish(store, now, "Flood")
    file = place / "var" / "peruwatch.db"
    file.write_bytes(b"") if is_there else file.unlink()
    result = peruwatch(command)
    assert "it held 1 articles on" in result.out + result.err
    assert file.exists() == is_there  # it is not made anew
    file.with_name("peruwatch.db.held").unlink()
    assert peruwatch(command).status == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_of_a_newer_version_is_said_so(peruwatch: Call, place: Path, command: str) -> None:
    open_store(place).close()
    with sqlite3.connect(place / "var" / "peruwatch.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    told(peruwatch, command, "written by a newer version of peruwatch", "9999")


@pytest.mark.parametrize("command", ["deliver", "digest morning --send"])
def test_a_database_that_another_program_keeps_locked_is_said_so(
    peruwatch: Call, place: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    open_store(place).close()
    opening = database.Database.open
    monkeypatch.setattr(database.Database, "open", lambda url: opening(url, busy_timeout=0.05))
    holder = sqlite3.connect(place / "var" / "peruwatch.db")
    holder.execute("BEGIN IMMEDIATE")
    told(peruwatch, command, "is locked by another process")
    assert peruwatch("status").status == 0, "who only reads need not wait"
    holder.close()


def test_a_data_folder_that_can_not_be_made_is_said_so(peruwatch: Call, place: Path) -> None:
    (place / "file").write_text("")
    told(peruwatch, "status --data file/var", "can't make the folder")


def test_a_database_server_that_is_not_there_is_said_so_without_its_password(peruwatch: Call, place: Path) -> None:
    write_config(place, settings='[storage]\nurl = "postgresql+psycopg://u:secret@127.0.0.1:1/x"\n')
    told(peruwatch, "status", "127.0.0.1:1/x", "can't be used", "***")


def test_the_first_commands_work_on_a_database_server_too(peruwatch: Call, place: Path, postgres_url: str) -> None:
    write_config(place, settings=f'[storage]\nurl = "{postgres_url}"\n')
    assert peruwatch("status").status == 0
    assert peruwatch("deliver").out == "nothing is owed\n"
    assert peruwatch("export").out == ""


def _bound_by_permissions() -> None:
    """In the child, root becomes a user whom permissions bind."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(_DROP_CAPABILITY, _OVERRIDE_PERMISSIONS)


def bound(place: Path, what: Path, mode: int, command: str) -> subprocess.CompletedProcess[str]:
    """The program where a file or folder has this mode, as somebody whom permissions bind."""
    what.chmod(mode)
    try:
        if subprocess.run(["test", "-w", what], preexec_fn=_bound_by_permissions, check=False).returncode == 0:
            pytest.skip("permissions don't bind us here")
        return subprocess.run(
            [SCRIPT, command],
            cwd=place,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
            preexec_fn=_bound_by_permissions,
        )
    finally:
        what.chmod(0o700)


def test_a_database_that_may_not_be_written_to_is_said_so(place: Path) -> None:
    open_store(place).close()
    ended = bound(place, place / "var" / "peruwatch.db", 0o400, "crawl")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert re.fullmatch(r"peruwatch: .*the database \S+ can't be written to: check the permissions .*\n", ended.stderr)


def test_a_daemon_that_may_not_write_to_its_data_folder_ends_and_says_what_to_do(place: Path) -> None:
    write_config(place, settings=f"[web]\nport = {free_port()}\n")
    open_store(place).close()
    ended = bound(place, place / "var", 0o500, "run")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert re.search(r"can't write to the data folder \S+: .*; check its permissions", ended.stderr)
