from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.supervisor import Supervisor
from tests import PATIENCE
from tests.forked import Program
from tests.monitor.conftest import Call
from tests.monitor.program import SOURCES, write_config
from tests.monitor.publishers import free_port

ANALYZE = shutil.which("systemd-analyze")


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    """What hears of the daemon in systemd's place."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.settimeout(PATIENCE)
        listener.bind(str(tmp_path / "notify"))
        yield listener


def test_the_daemon_tells_that_it_is_ready_lives_and_stops(tmp_path: Path, systemd: socket.socket) -> None:
    nothing = SOURCES.replace("[sources.resting]", "paused = true\n[sources.resting]")
    write_config(tmp_path, settings=f"[web]\nport = {free_port()}\n", sources=nothing)
    told = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "100000"}
    process = Program("run", cwd=tmp_path, environ={**os.environ, **told})
    try:
        assert [systemd.recv(100) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
        process.send_signal(signal.SIGTERM)
        while (last := systemd.recv(100)) == b"WATCHDOG=1":
            pass
        assert last == b"STOPPING=1"
        process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"WATCHDOG_USEC": "0"},
        {"WATCHDOG_USEC": "soon"},
        {"WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"},
    ],
)
def test_nobody_is_told_of_life_who_did_not_ask(environ: dict[str, str]) -> None:
    asyncio.run(asyncio.wait_for(Supervisor(environ).keep_alive(), PATIENCE))


def test_a_name_without_a_file_is_told_too() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("")  # the kernel chooses one
        listener.settimeout(PATIENCE)
        name = listener.getsockname().decode()
        Supervisor({"NOTIFY_SOCKET": f"@{name[1:]}"}).ready()
        assert listener.recv(100) == b"READY=1"


def test_a_supervisor_that_is_gone_ends_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "gone")}).ready()
    assert "systemd could not be told READY=1" in caplog.text


def written(peruwatch: Call, place: Path) -> Path:
    """The unit as it is installed."""
    done = peruwatch("--config", str(place / "config"), "service", "install", "--dir", str(place))
    assert (done.status, done.err) == (0, "")
    assert "systemctl enable --now peruwatch" in done.out
    return place / "peruwatch.service"


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not here")
def test_systemd_takes_the_unit_and_finds_little_exposed(peruwatch: Call, place: Path) -> None:
    assert ANALYZE is not None
    unit = written(peruwatch, place)
    verified = subprocess.run([ANALYZE, "verify", unit], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    rated = subprocess.run(
        [ANALYZE, "security", "--offline=true", "--threshold=20", "--no-pager", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert rated.returncode == 0, rated.stdout


def test_what_is_printed_is_what_is_installed_and_names_this_configuration(peruwatch: Call, place: Path) -> None:
    unit = written(peruwatch, place).read_text()
    assert peruwatch("--config", str(place / "config"), "service", "print").out == unit
    assert f"PERUWATCH_CONFIG={place / 'config'}\n" in unit
    assert re.search(r"^ExecStart=/\S+/peruwatch run --log journal$", unit, flags=re.MULTILINE)
    assert "User=press\n" in peruwatch("service", "print", "--user", "press").out
    assert "$" not in unit


def test_a_place_that_a_unit_can_not_name_or_that_is_not_there_is_told(peruwatch: Call, place: Path) -> None:
    (place / "config").rename(place / "a b")
    done = peruwatch("--config", str(place / "a b"), "service", "print")
    assert (done.status, "a unit can't name" in done.err) == (1, True)
    (place / "a b").rename(place / "config")
    done = peruwatch("service", "install", "--dir", str(place / "nowhere"))
    assert done.status == 1
    assert "No such file or directory; `peruwatch service print` prints it" in done.err


def test_the_containerfile_is_slim_has_one_volume_and_no_root(peruwatch: Call) -> None:
    """No container can be built by a test: this holds what a linter would of its instructions."""
    lines = peruwatch("service", "print", "--container").out.replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    last = steps[max(number for number, (name, _) in enumerate(steps) if name == "FROM") :]
    by_name = dict(last)
    assert all(re.search(r"python:3\.\d+-slim", said) for name, said in steps if name == "FROM")
    assert [name for name, _ in last].count("VOLUME") == 1
    assert by_name["USER"] not in {"root", "0"}
    assert "/healthz" in by_name["HEALTHCHECK"]
    assert by_name["ENTRYPOINT"].startswith("[")
    assert by_name["CMD"] == '["run", "--log", "json"]'
    assert all("--no-cache-dir" in part for name, said in steps for part in said.split("&&") if "pip install" in part)
    assert by_name["ENV"].count("/data/") == 2, "configuration and state are in the volume"
