"""Edits of sources.toml and settings.toml while a real daemon runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.load import load
from monitor.live import AT_START, Live, waiting_for_restart
from tests.forked import Program
from tests.monitor.conftest import Call
from tests.monitor.demo.client import ask
from tests.monitor.program import write_config
from tests.monitor.publishers import free_port, publishing, until
from tests.monitor.test_daemon import running

CRAWL = '[crawl]\nallow_networks = ["127.0.0.0/8"]\ndelay = "0s"\n'


@dataclass(frozen=True)
class Place:
    """A daemon with a source that is looked at once an hour."""

    folder: Path
    port: int
    url: str
    other_url: str
    process: Program

    def sources(self, text: str) -> None:
        (self.folder / "config" / "sources.toml").write_text(text, encoding="utf-8")

    def settings(self, text: str) -> None:
        (self.folder / "config" / "settings.toml").write_text(f"[web]\nport = {self.port}\n{text}", encoding="utf-8")

    def page(self) -> str:
        return ask(f"http://127.0.0.1:{self.port}/").body.decode()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    port = free_port()
    with publishing(tmp_path, port=port) as (sites, _):
        url, other_url, *_ = sites.urls.values()
        settings = f"[web]\nport = {port}\n{CRAWL}"
        write_config(tmp_path, settings=settings, sources=source("one", url, 'interval = "1h"'), digests="")
        with running(tmp_path) as process:
            yield Place(tmp_path, port, url, other_url, process)


def source(name: str, url: str, more: str = "") -> str:
    return f'[sources.{name}]\nurl = "{url}"\n{more}\n'


def looks(call: Call, name: str) -> str | None:
    """When the source was looked at last."""
    told = json.loads(call("status", "--json").out)["sources"]
    return next((one["last_success"] for one in told if one["name"] == name), None)


def looked_at_after(call: Call, name: str, before: str | None) -> Callable[[], bool]:
    return lambda: looks(call, name) not in {None, before}


def test_a_running_daemon_takes_up_sources_that_move_are_sped_up_added_paused_and_removed(
    peruwatch: Call, place: Place
) -> None:
    until(looked_at_after(peruwatch, "one", None))
    first = looks(peruwatch, "one")

    place.sources(source("one", place.other_url, 'interval = "1h"'))
    until(looked_at_after(peruwatch, "one", first))
    moved = looks(peruwatch, "one")

    place.sources(source("one", place.other_url, 'interval = "1s"'))
    until(looked_at_after(peruwatch, "one", moved))

    place.sources(source("one", place.other_url, 'interval = "1s"\npaused = true') + source("two", place.url))
    until(looked_at_after(peruwatch, "two", None))
    paused = looks(peruwatch, "one")
    first_of_two = looks(peruwatch, "two")
    status = json.loads(peruwatch("status", "--json").out)["sources"][0]
    assert (status["state"], status["next_run"]) == ("paused", None)

    place.sources(source("one", place.other_url, "paused = true") + source("two", place.url, 'interval = "1s"'))
    until(looked_at_after(peruwatch, "two", first_of_two))
    assert looks(peruwatch, "one") == paused, "others were looked at meanwhile"

    place.sources(source("one", place.other_url, 'interval = "1s"'))
    until(looked_at_after(peruwatch, "one", paused))
    assert "two" not in {one["name"] for one in json.loads(peruwatch("status", "--json").out)["sources"]}


def test_settings_are_taken_up_or_told_to_wait_for_a_restart(peruwatch: Call, place: Place) -> None:
    until(looked_at_after(peruwatch, "one", None))
    first = looks(peruwatch, "one")
    place.sources(source("one", place.url))
    place.settings(f'{CRAWL}min_interval = "1s"\nmax_interval = "1s"\ntimeout = "7s"\n[mail]\ntimeout = "3s"\n')
    until(looked_at_after(peruwatch, "one", first))
    until(lambda: "wait for a restart: crawl.timeout." in place.page())
    status = json.loads(peruwatch("status", "--json").out)
    assert status["daemon"] == {
        "pid": place.process.pid,
        "page": f"http://127.0.0.1:{place.port}",
        "waits_for_restart": ["crawl.timeout"],
    }
    assert "settings.toml: crawl.timeout was edited; the edit waits for a restart" in peruwatch("status").out

    place.settings(CRAWL)
    until(lambda: "wait for a restart" not in place.page())
    place.settings("port = oops\n")
    until(lambda: "settings.toml:3" in place.page())
    place.process.terminate()
    out, err = place.process.communicate(timeout=60)
    assert "settings.toml: crawl.timeout was edited; the edit waits for a restart" in err
    assert "what was right before this edit stays in force" in err
    assert "Traceback" not in out + err


def test_a_mistake_in_watches_keeps_no_source_from_being_paused(tmp_path: Path) -> None:
    folder = write_config(tmp_path)
    live = Live(load(folder, tmp_path / "var", {}))
    write_config(tmp_path, watches="[watches.a]\n", sources='[sources.b]\nurl = "https://b.example/"\npaused = true\n')
    assert [live.look(), live.look()] == [False, True]
    assert [one.name for one in live.config.sources] == ["b"]
    assert [one.name for one in live.config.watches] == ["floods", "strikes"]
    assert str(live.mistakes[0]).startswith("watches.toml:1: watches.a.keywords")
    write_config(tmp_path, sources="[sources.b]\n", watches='[watches.c]\nkeywords = ["c"]\n', digests="")
    assert [live.look(), live.look()] == [False, True]
    assert [one.name for one in live.config.sources] == ["b"]
    assert [one.name for one in live.config.watches] == ["c"]
    assert str(live.mistakes[0]).startswith("sources.toml:1: sources.b.url")


OTHERWISE = {
    "storage.url": '[storage]\nurl = "sqlite:///var/other.db"\n',
    "web.host": '[web]\nhost = "127.0.0.2"\n',
    "web.port": "[web]\nport = 9000\n",
    "crawl.contact": '[crawl]\ncontact = "me@a.example"\n',
    "crawl.concurrency_per_host": "[crawl]\nconcurrency_per_host = 2\n",
    "crawl.allow_networks": '[crawl]\nallow_networks = ["10.0.0.0/8"]\n',
    "crawl.timeout": '[crawl]\ntimeout = "9s"\n',
}


@pytest.mark.parametrize("option", [f"{group}.{option}" for group, options in AT_START.items() for option in options])
def test_an_option_that_only_a_start_reads_stays_as_it_runs_until_then(tmp_path: Path, option: str) -> None:
    live = Live(load(write_config(tmp_path), tmp_path / "var", {}))
    running_settings = live.config.settings
    write_config(tmp_path, settings=OTHERWISE[option])
    live.look()
    assert not live.look()
    assert live.waiting == (option,)
    assert live.config.settings == running_settings
    wanted = load(tmp_path / "config", tmp_path / "var", {}).settings
    assert waiting_for_restart(wanted, wanted) == ()
    write_config(tmp_path)
    live.look()
    live.look()
    assert not live.waiting


def test_variables_of_the_environment_go_before_edited_files_too(tmp_path: Path) -> None:
    folder = write_config(tmp_path)
    live = Live(load(folder, tmp_path / "var", {"PERUWATCH_CRAWL__DAILY_REQUESTS": "7"}))
    write_config(tmp_path, settings="[crawl]\ndaily_requests = 9\nobey_robots = false\n")
    assert [live.look(), live.look()] == [False, True]
    crawl = live.config.settings.crawl
    assert (crawl.daily_requests, crawl.obey_robots) == (7, False)
