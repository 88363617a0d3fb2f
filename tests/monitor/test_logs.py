from __future__ import annotations

import json
import logging
import socket
import struct
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from model.errors import PeruwatchError
from monitor.logs import JournalHandler, JsonLines, LogKind, log_as
from tests import PATIENCE
from tests.monitor.conftest import Call
from tests.monitor.program import finished, write_config


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[socket.socket]:
    """What takes entries in the journal's place."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.settimeout(PATIENCE)
        listener.bind(str(tmp_path / "journal"))
        yield listener


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers = handlers
    root.setLevel(level)
    logging.getLogger("peruwatch").setLevel(logging.NOTSET)


def fields(entry: bytes) -> dict[str, str]:
    """An entry as the journal reads it."""
    found = {}
    while entry:
        name, _, rest = entry.partition(b"\n")
        if b"=" in name:
            key, _, value = name.partition(b"=")
        else:
            (length,) = struct.unpack("<Q", rest[:8])
            key, value, rest = name, rest[8 : 8 + length], rest[9 + length :]
        found[key.decode()], entry = value.decode(), rest
    return found


def record(message: str, *, failed: bool = False) -> logging.LogRecord:
    error = None
    if failed:
        try:
            _ = 1 / 0
        except ZeroDivisionError:
            error = sys.exc_info()
    return logging.LogRecord("monitor.schedule", logging.ERROR, "/src/schedule.py", 7, message, None, error, "go")


def test_a_line_of_json_says_when_how_grave_where_and_what() -> None:
    line = JsonLines().format(record("a job\nfailed \x1b[2J at https://a.example/?token=abc", failed=True))
    assert "\n" not in line
    assert "\x1b" not in line
    told = json.loads(line)
    assert datetime.fromisoformat(told.pop("at")).utcoffset() is not None
    assert told.pop("exception").endswith("ZeroDivisionError: division by zero")
    assert told == {
        "level": "error",
        "logger": "monitor.schedule",
        "message": "a job\nfailed \x1b[2J at https://a.example/?token=***",
    }


def test_the_journal_gets_fields(journal: socket.socket, tmp_path: Path) -> None:
    handler = JournalHandler(tmp_path / "journal")
    handler.emit(record("Perú:\ntwo lines"))
    handler.emit(record("it failed", failed=True))
    handler.emit(record("long " * 100_000))
    handler.close()
    first, second, third = (fields(journal.recv(1_000_000)) for _ in range(3))
    assert first == {
        "MESSAGE": "Perú:\ntwo lines",
        "PRIORITY": "3",
        "SYSLOG_IDENTIFIER": "peruwatch",
        "LOGGER": "monitor.schedule",
        "CODE_FILE": "/src/schedule.py",
        "CODE_LINE": "7",
        "CODE_FUNC": "go",
    }
    assert second["MESSAGE"].startswith("it failed\nTraceback")
    assert len(third["MESSAGE"]) == 100_000


def test_what_was_done_is_told_to_the_journal_though_only_warnings_are_logged(
    journal: socket.socket, tmp_path: Path
) -> None:
    logging.getLogger().setLevel(logging.WARNING)
    tell, complain = log_as(LogKind.JOURNAL, tmp_path / "journal")
    logging.getLogger("crawler").info("a request")
    tell("gazette: 3 new articles")
    complain("not sent: desk@a.example")
    told = [fields(journal.recv(10_000)) for _ in range(2)]
    assert [(one["PRIORITY"], one["MESSAGE"]) for one in told] == [
        ("6", "gazette: 3 new articles"),
        ("3", "not sent: desk@a.example"),
    ]


def test_with_quiet_only_what_failed_is_told(journal: socket.socket, tmp_path: Path) -> None:
    logging.getLogger().setLevel(logging.ERROR)
    tell, complain = log_as(LogKind.JOURNAL, tmp_path / "journal")
    tell("gazette: 3 new articles")
    complain("not sent: desk@a.example")
    assert fields(journal.recv(10_000))["MESSAGE"] == "not sent: desk@a.example"


def test_where_there_is_no_journal_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(PeruwatchError, match=r"there is no journal at .*: use --log json"):
        log_as(LogKind.JOURNAL, tmp_path / "journal")


@pytest.mark.parametrize(("settings", "status"), [("[web]\nport = 0\n", 2), ('[web]\nhost = "nowhere.invalid"\n', 2)])
def test_all_that_the_daemon_says_is_json(place: Path, settings: str, status: int) -> None:
    write_config(place, settings=settings)
    done = finished("run", "--log", "json", cwd=place)
    assert (done.status, done.out) == (status, "")
    told = [json.loads(line) for line in done.err.splitlines()]
    assert [one["level"] for one in told] == ["error"]
    assert told[0]["message"].startswith("settings.toml")


def test_a_start_that_fails_is_told_as_json(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        write_config(place, settings=f"[web]\nport = {other.getsockname()[1]}\n")
        done = finished("run", "--log", "json", cwd=place)
    assert (done.status, done.out) == (1, "")
    assert "another program uses it" in json.loads(done.err)["message"]


def test_a_kind_that_there_is_not_is_refused(peruwatch: Call, place: Path) -> None:
    done = peruwatch("run", "--log", "xml")
    assert done.status == 2
    assert "'xml' is not one of 'plain', 'json', 'journal'" in done.err
