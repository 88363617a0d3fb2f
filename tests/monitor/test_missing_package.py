"""An installation that lacks a package that reading documents needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from model.alert import MessageState
from monitor.commands import demo
from monitor.commands.demo import DemoPass
from tests.monitor.conftest import Call
from tests.monitor.program import called, finished
from tests.monitor.publishers import publishing, stored_addresses

TOLD = re.compile(
    r"peruwatch: no document can be read: the Python package lxml_html_clean is missing \(.+\); install it, .+\n"
)


@pytest.fixture
def lacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that are started find no lxml_html_clean."""
    place = tmp_path / "lacking"
    place.mkdir()
    error = "ModuleNotFoundError(\"No module named 'lxml_html_clean'\", name='lxml_html_clean')"
    (place / "lxml_html_clean.py").write_text(f"raise {error}\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(place))


@pytest.mark.usefixtures("lacking")
def test_a_crawl_tells_it_once_and_fails_and_what_it_owes_is_fetched_once_the_package_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with publishing(tmp_path) as (sites, _):
        result = called("crawl", *sites.urls, cwd=tmp_path)
        assert (result.status, result.out) == (1, "")
        assert TOLD.fullmatch(result.err)
        assert stored_addresses(tmp_path) == []
        monkeypatch.delenv("PYTHONPATH")
        assert finished("crawl", *sites.urls, cwd=tmp_path).status == 0
        assert stored_addresses(tmp_path) == sorted(article.url for article in sites.articles())


@pytest.mark.usefixtures("lacking")
@pytest.mark.parametrize("arguments", [["run"], ["demo"], ["demo", "--once"]])
def test_daemon_and_demo_tell_it_at_start_and_fail(tmp_path: Path, arguments: list[str]) -> None:
    with publishing(tmp_path):
        result = called(*arguments, cwd=tmp_path)
    assert (result.status, result.out) == (1, "")
    assert TOLD.fullmatch(result.err)


def test_a_demo_that_stored_nothing_failed(peruwatch: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_: object) -> DemoPass:
        return DemoPass(runs=(), matches={}, messages=dict.fromkeys(MessageState, 0))

    monkeypatch.setattr(demo, "run_in_loop", nothing)
    result = peruwatch("demo", "--once", "--folder", "mine")
    assert result.status == 1
    assert "0 articles, 0 matches" in result.out
