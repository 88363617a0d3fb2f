from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import pytest

from config.load import load
from model.errors import PeruwatchError, StorageError
from monitor import daemon
from monitor.commands import run
from monitor.schedule import _logged, logger
from monitor.steps import match
from monitor.trouble import StoreTrouble
from storage import search
from tests import PATIENCE
from tests.forked import Program
from tests.monitor.conftest import Call
from tests.monitor.demo.client import ask
from tests.monitor.program import SOURCES, Result, finished, open_store, start, write_config
from tests.monitor.publishers import free_port, is_sound, publishing, stored_addresses, until
from tests.monitor.samples import publish
from tests.sitefarm import Site


@contextmanager
def heard_by(watcher: Site, place: Path) -> Iterator[None]:
    """Have the daemon tell an outside watcher that it is well."""
    watcher.routes["/alive"] = "ok"
    with (place / "config" / "settings.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[monitor]\nheartbeat = "{watcher.root}/alive"\n')
    yield


@contextmanager
def running(place: Path) -> Iterator[Program]:
    """The daemon in a place, from when it says that it watches."""
    process = start("run", cwd=place)
    try:
        said = [process.stdout.readline() for _ in range(3)]
        assert said[2].startswith("watching "), said
        yield process
    finally:
        process.kill()
        process.communicate()


def said_until(process: Program, beginning: str) -> list[str]:
    """What the daemon prints up to a line that begins so; it is ended if that does not come."""
    patience = threading.Timer(120, process.kill)
    patience.start()
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith(beginning):
            break
    patience.cancel()
    return said


def test_it_watches_serves_tells_and_stops(peruwatch: Call, tmp_path: Path) -> None:
    port = free_port()
    page = f"http://127.0.0.1:{port}"
    outbox = tmp_path / "var" / "outbox"
    with (
        Site() as watcher,
        publishing(tmp_path, port=port, interval="1s") as (sites, calendar),
        heard_by(watcher, tmp_path),
        running(tmp_path) as process,
    ):
        until(lambda: watcher.asked == ["/alive"])
        assert [ask(page + path).status for path in ("/", "/feeds", "/healthz", "/readyz")] == [200] * 4

        until(lambda: stored_addresses(tmp_path) == sorted(article.url for article in sites.articles()))
        calendar.catch_up()
        told = said_until(process, "sent: ")
        assert told[-1].startswith("sent: demo@example.org: ")
        counted = {
            line.partition(b" ")[0]: float(line.split()[-1])
            for line in ask(f"{page}/metrics").body.splitlines()
            if line.startswith(b"peruwatch")
        }
        for what in (
            b'looks_total{result="ok"}',
            b'looks_total{result="failed"}',
            b'deliveries_total{result="ok"}',
            b'fetches_total{outcome="ok"}',
            b"articles_added_total",
            b"articles",
        ):
            assert counted[b"peruwatch_" + what] > 0, what
        assert any(outbox.glob("*.eml"))
        assert b"<h3" in ask(f"{page}/").body
        look = f"{page}/sources/andean-observer/look"
        until(lambda: ask(look, "POST", b"{}", Content_Type="application/json").status == 202)  # not while one goes on
        feed = json.loads(ask(f"{page}/feeds/all.json").body)
        assert {item["url"] for item in feed["items"]} <= {article.url for article in sites.articles()}
        assert feed["feed_url"] == f"{page}/feeds/all.json"

        nowhere = json.loads(peruwatch("status", "--json").out)["sources"][3]
        assert nowhere["state"] == "failing"
        assert "nowhere.invalid" in nowhere["last_error"]
        assert nowhere["next_run"] is not None

        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
    assert out.splitlines()[-1] == "stopped"
    assert any(re.match(r"nowhere: 0 new articles, .*; FAILED: .*nowhere\.invalid", line) for line in told)
    assert "Traceback" not in out + err
    assert is_sound(tmp_path)


def test_what_is_killed_in_the_middle_is_continued_as_if_nothing_had_happened(peruwatch: Call, tmp_path: Path) -> None:
    with publishing(tmp_path, port=free_port()) as (sites, _):
        with running(tmp_path) as process:
            until(lambda: len(stored_addresses(tmp_path)) > 3)
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert is_sound(tmp_path)
        assert peruwatch("status").status == 0
        finished("crawl", cwd=tmp_path)
        assert stored_addresses(tmp_path) == sorted(article.url for article in sites.articles())
    assert is_sound(tmp_path)
    status = json.loads(peruwatch("status", "--json").out)["sources"]
    assert [source["pending"] for source in status] == [0] * 4


def test_after_an_upgrade_the_index_is_made_anew_while_it_watches(tmp_path: Path, now: datetime) -> None:
    nothing = SOURCES.replace("[sources.resting]", "paused = true\n[sources.resting]")
    write_config(tmp_path, settings=f"[web]\nport = {free_port()}\n", sources=nothing, digests="")
    with closing(open_store(tmp_path)) as database:
        for number in range(60):
            publish(database, now, f"Flood {number}")
        match(database, load(tmp_path / "config", tmp_path / "var", {}), now)
        with database.transaction() as session:
            search.begin(session, "of long ago")

        def is_complete() -> bool:
            with database.reading() as session:
                return search.apart(session) == frozenset()

        assert not is_complete()
        with running(tmp_path):
            until(is_complete)


def test_a_stop_that_was_asked_for_ends_well(peruwatch: Call, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_: object) -> NoReturn:
        raise asyncio.CancelledError

    monkeypatch.setattr(run, "run_in_loop", stopped)
    assert peruwatch("run") == Result(0, "stopped\n", "")


@pytest.mark.parametrize(
    ("error", "told"), [(StorageError("the disk is full"), "the disk is full"), (ZeroDivisionError(), "a job failed")]
)
def test_a_job_that_fails_is_told_and_ends_no_other(
    caplog: pytest.LogCaptureFixture, error: Exception, told: str
) -> None:
    async def work() -> None:
        raise error

    trouble = StoreTrouble(logger)
    asyncio.run(_logged(work(), trouble))
    (record,) = caplog.records
    assert record.getMessage() == told
    assert (record.exc_info is not None) is (told == "a job failed"), "what nobody foresaw comes with its traceback"


def test_a_port_that_another_program_has_is_named(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        write_config(place, settings=f"[web]\nport = {port}\n")
        config = load(place / "config", place / "var", {})
        with pytest.raises(PeruwatchError) as error:
            asyncio.run(daemon.run(config, on_ready=lambda: None, on_run=print, on_attempt=print))
    assert str(error.value) == (
        f"can't serve on 127.0.0.1 port {port}: another program uses it; set web.host and web.port"
    )
    assert not (place / "var").exists(), "a daemon that can't serve touches no data"


@pytest.mark.parametrize(
    ("host", "reason"), [("nowhere.invalid", r"\w+"), ("192.0.2.1", "Cannot assign requested address")]
)
def test_a_host_that_is_not_ours_is_said_so(host: str, reason: str) -> None:
    with pytest.raises(PeruwatchError, match=f"can't serve on {re.escape(host)} port 8765: {reason}"):
        daemon.listen(host, 8765)


@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
def test_it_listens_on_either_kind_of_address(host: str, family: socket.AddressFamily) -> None:
    if family is socket.AF_INET6 and not socket.has_dualstack_ipv6():
        pytest.skip("no IPv6 here")
    with daemon.listen(host, 0) as listener:
        assert listener.family is family
        with socket.create_connection(listener.getsockname()[:2]):
            pass
