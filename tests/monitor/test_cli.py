from __future__ import annotations

import re
import signal
import socket
import sys
from datetime import datetime
from pathlib import Path

import pytest

from monitor import commands
from storage.database import Database
from tests import PATIENCE
from tests.monitor.conftest import Call
from tests.monitor.program import start, write_config
from tests.storage.samples import content, stored

COMMANDS = list(commands.COMMANDS)


def test_all_commands_are_there() -> None:
    assert set(COMMANDS) >= {
        "run", "crawl", "add", "backfill", "check", "status", "digest", "deliver", "export", "opml", "init", "demo",
    }  # fmt: skip


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself(peruwatch: Call, command: str, option: str) -> None:
    result = peruwatch(*command.split(), option)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("Usage: peruwatch")
    assert "--help" in result.out


def test_without_a_command_all_of_them_are_listed_and_that_is_wrong_use(peruwatch: Call) -> None:
    result = peruwatch()
    assert (result.status, result.err) == (2, "")
    assert all(f"\n  {command} " in result.out for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ("nosuch", "No such command 'nosuch'"),
        ("--nope status", "No such option: --nope"),
        ("status --nope", "No such option: --nope (see peruwatch status --help)"),
        ("status extra", "unexpected extra argument"),
        ("digest", "Missing argument"),
        ("init", "Missing argument"),
        ("add", "Missing argument 'URL'"),
        ("backfill", "Missing argument 'SOURCE'"),
        ("backfill other", "there is no source 'other' (sources: gazette, resting)"),
        ("backfill gazette --since yesterday", "'yesterday' does not match"),
        ("export --format xml", "'xml' is not one of 'jsonl', 'csv', 'warc'"),
        ("export --format", "'--format' requires an argument"),
        ("digest morning --print --send", "--print and --send exclude each other"),
        ("digest mornin", "there is no digest 'mornin' (did you mean \"morning\"?)"),
        ("digest other", "there is no digest 'other' (digests: morning, union)"),
        ("crawl gazete", "there is no source 'gazete' (did you mean \"gazette\"?)"),
        ("crawl other", "there is no source 'other' (sources: gazette, resting)"),
    ],
)
def test_wrong_use_is_told_in_one_clear_line(peruwatch: Call, place: Path, arguments: str, named: str) -> None:
    result = peruwatch(*arguments.split())
    assert (result.status, result.out) == (2, "")
    assert re.fullmatch(r"peruwatch: .+\n", result.err)
    assert named in result.err
    assert "Value error" not in result.err


def test_every_unknown_source_is_named(peruwatch: Call, place: Path) -> None:
    result = peruwatch("crawl", "one", "gazette", "two")
    assert result.status == 2
    assert len(result.err.splitlines()) == 2


@pytest.mark.parametrize("command", ["run", "crawl", "check", "status", "digest morning", "deliver", "export", "opml"])
def test_without_a_configuration_a_command_says_how_to_get_one(peruwatch: Call, command: str) -> None:
    result = peruwatch(*command.split())
    assert (result.status, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1
    assert "peruwatch init" in result.err


def test_a_configuration_folder_that_is_not_there_is_named(peruwatch: Call) -> None:
    result = peruwatch("--config", "elsewhere", "status")
    assert result.status == 2
    assert (
        result.err
        == 'peruwatch: --config: "elsewhere": no such folder (`peruwatch init elsewhere` writes a configuration)\n'
    )


def test_a_broken_configuration_is_told_with_every_mistake_on_a_line(peruwatch: Call, tmp_path: Path) -> None:
    write_config(tmp_path, settings="[web]\nport = 0\nhots = 1\n", watches="[watches.a]\nkeyword = []\n")
    for command in ("status", "crawl", "run"):
        result = peruwatch(command)
        assert (result.status, result.out) == (2, "")
        lines = result.err.splitlines()
        assert len(lines) >= 4
        assert all(re.match(r"peruwatch: (settings|watches|digests)\.toml:\d+: ", line) for line in lines)


def test_configuration_and_data_are_found_before_and_after_the_command_and_in_the_environment(
    peruwatch: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = str(write_config(tmp_path / "there"))
    assert peruwatch("--config", config, "--data", "first", "status").status == 0
    assert peruwatch("status", "--config", config, "--data", "second").status == 0
    monkeypatch.setenv("PERUWATCH_CONFIG", config)
    monkeypatch.setenv("PERUWATCH_DATA", "third")
    assert peruwatch("status").status == 0
    made = {path.parent.name for path in tmp_path.rglob("peruwatch.db")}
    assert made == {"first", "second", "third"}


def test_what_stands_after_the_command_wins_over_what_stands_before_it(
    peruwatch: Call, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERUWATCH_DATA", "environment")
    assert peruwatch("--data", "before", "status", "--data", "after").status == 0
    assert [path.parent.name for path in place.rglob("peruwatch.db")] == ["after"]
    assert peruwatch("--data", "before", "status").status == 0
    assert (place / "before").exists()
    assert not (place / "environment").exists()


def test_of_two_configurations_that_are_named_the_later_is_used(peruwatch: Call, place: Path) -> None:
    (place / "empty").mkdir()
    assert peruwatch("--config", "empty", "check", "--config", "config").status == 0
    assert peruwatch("--config", "config", "check", "--config", "empty").status == 2


def test_without_any_the_configuration_is_here_and_the_data_beside_it(peruwatch: Call, place: Path) -> None:
    assert peruwatch("status").status == 0
    assert (place / "var" / "peruwatch.db").exists()


def test_a_setting_in_the_environment_is_used(peruwatch: Call, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERUWATCH_WEB__PUBLIC_URL", "https://peru.example/watch")
    assert "https://peru.example/watch/feeds/all.rss" in peruwatch("opml").out


def test_an_error_that_nobody_foresaw_is_not_hidden(
    peruwatch: Call, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("monitor.commands.status.look", broken)
    with pytest.raises(ZeroDivisionError):
        peruwatch("status")


def with_many_articles(store: Database, now: datetime) -> None:
    for number in range(30):
        stored(store, now, key=f"a.example/{number}", said=content(f"Body {number}. " * 800, title=f"Article {number}"))


def test_a_reader_that_has_seen_enough_ends_the_program_quietly(place: Path, store: Database, now: datetime) -> None:
    with_many_articles(store, now)
    process = start("export", cwd=place)
    assert process.stdout.readline().startswith("{")
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=PATIENCE) == 1
    process.stderr.close()


@pytest.mark.parametrize("command", ["opml", "status", "export"])
def test_output_that_can_not_be_written_is_said_so(
    peruwatch: Call, store: Database, now: datetime, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    with_many_articles(store, now)
    full = Path("/dev/full").open("w")  # noqa: SIM115 - closed below, when nothing is left to write
    monkeypatch.setattr(sys, "stdout", full)
    result = peruwatch(command)
    full.close()
    assert (result.status, result.err) == (1, "peruwatch: No space left on device\n")


def test_a_crawl_that_is_stopped_says_so(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection and never answers
        port = silent.getsockname()[1]
        write_config(
            place,
            sources=f'[sources.slow]\nurl = "http://127.0.0.1:{port}/peru/"\n',
            settings='[crawl]\nallow_networks = ["127.0.0.0/8"]\n',
        )
        process = start("crawl", cwd=place)
        connection, _ = silent.accept()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        connection.close()
    assert (process.returncode, out, err) == (130, "", "peruwatch: stopped\n")
