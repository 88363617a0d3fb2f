"""One daemon a data folder; what else works beside it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from config.load import load
from model.errors import PeruwatchError
from monitor import daemon
from monitor.lock import holder
from tests.monitor.conftest import Call
from tests.monitor.demo.client import ask
from tests.monitor.program import finished, write_config
from tests.monitor.publishers import free_port, is_sound, publishing, stored_addresses, until
from tests.monitor.test_daemon import running


def settings(port: int) -> str:
    return f'[web]\nport = {port}\n[crawl]\nallow_networks = ["127.0.0.0/8"]\ndelay = "0s"\n'


def test_a_second_one_is_told_who_has_the_folder_whatever_its_port_and_a_crawl_beside_it_works(tmp_path: Path) -> None:
    port = free_port()
    with publishing(tmp_path, port=port) as (sites, _), running(tmp_path) as process:
        who = f"(process {process.pid}, page http://127.0.0.1:{port}/)"
        for other in (port, free_port()):
            with (tmp_path / "config" / "settings.toml").open("w", encoding="utf-8") as file:
                file.write(settings(other))
            config = load(tmp_path / "config", tmp_path / "var", {})
            with pytest.raises(PeruwatchError) as error:
                asyncio.run(daemon.run(config, on_ready=lambda: None, on_run=print, on_attempt=print))
            assert str(error.value) == (
                f"a peruwatch runs on {tmp_path / 'var'} already {who}: "
                "stop it first, or name another folder with --data"
            )
        second = finished("run", cwd=tmp_path)
        assert (second.status, second.out, second.err) == (1, "", f"peruwatch: {error.value}\n")
        beside = finished("crawl", *sites.urls, cwd=tmp_path)
        assert (beside.status, beside.err) == (0, "")
        until(lambda: stored_addresses(tmp_path) == sorted(article.url for article in sites.articles()))
        assert process.poll() is None
        held = holder(tmp_path / "var")
        assert held is not None
        assert (held.pid, held.page) == (process.pid, f"http://127.0.0.1:{port}")
    assert holder(tmp_path / "var") is None, "a killed one holds nothing"
    assert is_sound(tmp_path)


def test_without_sources_it_runs_and_says_what_to_do_and_takes_up_what_is_added(
    peruwatch: Call, tmp_path: Path
) -> None:
    port = free_port()
    page = f"http://127.0.0.1:{port}/"
    with publishing(tmp_path) as (sites, _):
        write_config(tmp_path, settings=settings(port), sources="# none yet\n")
        assert "there are no sources yet; `peruwatch add URL`" in peruwatch("check").out
        assert peruwatch("status").status == 0
        crawled = finished("crawl", cwd=tmp_path)
        assert (crawled.status, "`peruwatch add URL`" in crawled.out) == (0, True)
        with running(tmp_path) as process:
            assert "`peruwatch add URL` looks at a section" in process.stdout.readline()
            assert "peruwatch add https://" in ask(page).body.decode()
            url = next(iter(sites.urls.values()))
            added = finished("add", url, "--name", "one", cwd=tmp_path)
            assert (added.status, added.err) == (0, "")
            assert f"next: the peruwatch that runs (process {process.pid}) looks at it within seconds" in added.out
            until(lambda: bool(stored_addresses(tmp_path)))
            assert "peruwatch add https://" not in ask(page).body.decode()


def test_the_samples_can_be_deleted_and_a_source_be_added_under_the_name_that_its_site_has(
    peruwatch: Call, tmp_path: Path
) -> None:
    with publishing(tmp_path / "sites") as (sites, _):
        assert peruwatch("init", "watch").status == 0
        folder = tmp_path / "watch"
        (folder / "settings.toml").write_text(settings(free_port()), encoding="utf-8")
        sources = folder / "sources.toml"
        head = sources.read_text(encoding="utf-8").partition("[sources.")[0]
        sources.write_text(head, encoding="utf-8")
        with (folder / "watches.toml").open("a", encoding="utf-8") as file:
            file.write('\n[watches.half]\nquery = "a AND"\n')
        andean, cronica, handmade = sites.urls.values()
        for name, url in (("andean", andean), ("cronica", cronica)):
            added = finished("--config", "watch", "add", url, "--name", name, cwd=tmp_path)
            assert (added.status, added.err) == (0, ""), "a watch that is being written stops nobody"
            assert f"next: `peruwatch --config watch crawl {name}` stores what is listed now" in added.out
        looked = finished("--config", "watch", "add", handmade, "--name", "handmade", "--json", cwd=tmp_path)
    text = sources.read_text(encoding="utf-8")
    assert text.startswith(head)
    assert f'[sources.andean]\nurl = "{andean}"\nname = "Andean Observer"\n' in text
    assert 'name = "Crónica del Sur"\n' in text
    told = json.loads(looked.out)
    assert (looked.status, told["source"], told["added"], told["url"]) == (0, "handmade", True, handmade)
    expected = {article.url for article in sites.articles() if article.source == list(sites.urls)[2]}
    assert {entry["url"] for entry in told["entries"]} == expected
    assert all(entry["title"] and {"published", "published_source"} <= entry.keys() for entry in told["entries"])
    assert told["ways"][0]["kind"] == "page"
    assert told["robots"] == {"allowed": True, "crawl_delay": None}
    assert {"pager", "per_week", "problems", "next", "name"} <= told.keys()
