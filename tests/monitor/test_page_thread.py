"""The page answers while the crawls' loop is at work."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from config.load import load
from crawler.loop import run_in_loop
from monitor import daemon
from tests import PATIENCE
from tests.forked import PRELOADED
from tests.monitor.demo.client import ask
from tests.monitor.program import write_config
from tests.monitor.publishers import free_port


def test_requests_do_not_wait_for_what_the_loop_of_the_crawls_has_to_do_before_them(tmp_path: Path) -> None:
    write_config(tmp_path, settings=f"[web]\nport = {free_port()}\n", sources="# none\n")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    process = context.Process(target=_ask_from_that_loop, args=(tmp_path,))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == 0
    assert json.loads((tmp_path / "answered").read_text()) == {"/": 200, "/developments.json": 200}


def _ask_from_that_loop(place: Path) -> None:
    """Run a daemon, the crawls' loop of which does nothing but wait for the page to answer, and then ends."""
    config = load(place / "config", place / "var", {})

    def ask_the_page() -> None:
        paths = ("/", "/developments.json")
        statuses = {path: ask(config.public_url + path).status for path in paths}
        (place / "answered").write_text(json.dumps(statuses))
        asyncio.get_running_loop().call_soon(_stop, asyncio.current_task())

    def nothing(_: Any) -> None: ...

    with pytest.raises(asyncio.CancelledError):
        run_in_loop(lambda: daemon.run(config, on_ready=ask_the_page, on_run=nothing, on_attempt=nothing))


def _stop(task: asyncio.Task[None] | None) -> None:
    assert task is not None
    task.cancel()
