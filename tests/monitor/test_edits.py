"""Edits of watches.toml while a real daemon runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from config.load import load
from monitor.live import Live
from monitor.steps import match
from tests.monitor.demo.client import ask
from tests.monitor.program import SOURCES, WATCHES, open_store, write_config
from tests.monitor.publishers import free_port, until
from tests.monitor.samples import publish
from tests.monitor.test_daemon import running

SOON = 20.0
"""Seconds within which an edit is in force on the slowest machine; it takes one or two where nothing else runs."""
DROUGHT = '[watches.drought]\nkeywords = ["drought"]\n'
BROKEN = '[watches.drought]\nquery = "drought AND"\n'


def edited(folder: Path, text: str | None, how: str) -> None:
    """Save watches.toml as an editor would, or delete it."""
    file = folder / "watches.toml"
    if text is None:
        file.unlink(missing_ok=True)
    elif how == "moved over":
        (folder / "watches.tmp").write_text(text, encoding="utf-8")
        (folder / "watches.tmp").replace(file)
    else:
        file.write_text(text, encoding="utf-8")


def titles(page: str, watch: str) -> list[str] | int:
    answer = ask(f"{page}/feeds/watches/{watch}.json")
    return [item["title"] for item in json.loads(answer.body)["items"]] if answer.status == 200 else answer.status


@pytest.fixture
def page(tmp_path: Path, now: datetime) -> Iterator[str]:
    """The address of a daemon with two stored articles and nothing to crawl."""
    port = free_port()
    nothing = SOURCES.replace("[sources.resting]", "paused = true\n[sources.resting]")
    write_config(tmp_path, settings=f"[web]\nport = {port}\n", sources=nothing, digests="")
    with closing(open_store(tmp_path)) as database:
        publish(database, now, "Flood in Piura")
        publish(database, now, "Drought in Puno")
        match(database, load(tmp_path / "config", tmp_path / "var", {}), now)
    with running(tmp_path):
        yield f"http://127.0.0.1:{port}"


def test_an_edit_is_in_force_at_once_and_a_broken_one_is_told(page: str, tmp_path: Path) -> None:
    folder = tmp_path / "config"

    def soon(what: Callable[[], bool]) -> None:
        until(what, seconds=SOON)

    assert titles(page, "floods") == ["Flood in Piura"]
    assert titles(page, "drought") == 404
    edited(folder, WATCHES + DROUGHT, "written")
    soon(lambda: titles(page, "drought") == ["Drought in Puno"])
    edited(folder, BROKEN, "moved over")
    soon(lambda: b"watches.toml:2: watches.drought.query: column 12" in ask(f"{page}/").body)
    assert titles(page, "drought") == ["Drought in Puno"]
    edited(folder, (WATCHES + DROUGHT)[:-8], "written")
    soon(lambda: b"not valid TOML" in ask(f"{page}/").body)
    assert titles(page, "floods") == ["Flood in Piura"]
    edited(folder, None, "deleted")
    soon(lambda: b"the file is missing" in ask(f"{page}/").body)
    assert titles(page, "drought") == ["Drought in Puno"]
    edited(folder, DROUGHT, "moved over")
    soon(lambda: titles(page, "floods") == 410)
    soon(lambda: b"has mistakes" not in ask(f"{page}/").body)
    assert titles(page, "drought") == ["Drought in Puno"]
    edited(folder, DROUGHT.replace("drought]", 'dryness]\nformerly = "drought"'), "moved over")
    soon(lambda: titles(page, "drought") == 301)
    soon(lambda: titles(page, "dryness") == ["Drought in Puno"])
    assert not any((tmp_path / "var").glob("outbox/*"))


def test_after_any_edits_the_last_right_one_is_in_force(tmp_path: Path) -> None:
    random = Random(5)
    folder = write_config(tmp_path, digests="")
    live = Live(load(folder, tmp_path / "var", {}))
    whole = WATCHES + DROUGHT
    for _ in range(200):
        text = random.choice([WATCHES, whole, DROUGHT, BROKEN, whole[: random.randrange(len(whole))], None])
        edited(folder, text, random.choice(["written", "moved over"]))
        before = live.config
        live.look()
        if live.look():
            assert live.config == load(folder, tmp_path / "var", {})
        else:
            assert live.config is before
        assert live.config.watches
    edited(folder, whole, "written")
    live.look()
    live.look()
    assert live.config == load(folder, tmp_path / "var", {})
    assert live.mistakes == ()


def test_what_is_still_being_written_is_waited_for(tmp_path: Path) -> None:
    folder = write_config(tmp_path, digests="")
    live = Live(load(folder, tmp_path / "var", {}))
    for length in (40, 80, len(WATCHES)):
        edited(folder, (WATCHES + DROUGHT)[:length], "written")
        assert not live.look()
        assert live.mistakes == ()
    edited(folder, WATCHES + DROUGHT, "written")
    assert not live.look()
    assert live.look()
    assert [watch.name for watch in live.config.watches] == ["floods", "strikes", "drought"]


def test_digests_follow_a_watch_that_is_renamed(tmp_path: Path) -> None:
    digest = '[digests.d]\nto = ["a@a.example"]\nat = "07:00"\nwatches = ["floods"]\n'
    folder = write_config(tmp_path, digests=digest)
    live = Live(load(folder, tmp_path / "var", {}))
    edited(folder, WATCHES.replace("watches.floods", "watches.water"), "written")
    assert not any([live.look(), live.look()])
    assert "no watch" in str(live.mistakes[0])
    (folder / "digests.toml").write_text(digest.replace("floods", "water"), encoding="utf-8")
    assert not live.look()
    assert live.look()
    assert live.config.digests[0].watches == ("water",)
    assert live.mistakes == ()
