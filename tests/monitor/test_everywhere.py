"""The options that every command has, before its name and after it, and completion by the shell."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest

from monitor.commands import COMMANDS
from tests.monitor.conftest import Call
from tests.monitor.program import finished
from tests.monitor.publishers import publishing

EVERY = [*COMMANDS, "watch test"]


@pytest.mark.parametrize("command", EVERY)
def test_the_version_is_told_before_and_after_every_command(peruwatch: Call, command: str) -> None:
    told = f"peruwatch {version('peruwatch')}\n"
    for arguments in (["--version", *command.split()], [*command.split(), "--version"]):
        result = peruwatch(*arguments)
        assert (result.status, result.out, result.err) == (0, told, "")


@pytest.mark.parametrize("command", EVERY)
def test_every_command_lists_the_options_that_all_have(peruwatch: Call, command: str) -> None:
    help_ = peruwatch(*command.split(), "--help").out
    assert all(option in help_ for option in ("--version", "--quiet", "-v, --verbose"))


@pytest.mark.parametrize("quiet", [("--quiet", "init"), ("init", "--quiet")])
def test_quiet_leaves_out_what_was_not_asked_for(peruwatch: Call, tmp_path: Path, quiet: tuple[str, ...]) -> None:
    result = peruwatch(*quiet, "mine")
    assert (result.status, result.out, result.err) == (0, "", "")
    assert (tmp_path / "mine" / "watches.toml").exists()


@pytest.mark.usefixtures("filled")
def test_quiet_prints_data_and_errors_all_the_same(peruwatch: Call) -> None:
    assert peruwatch("--quiet", "search", "flood").out == peruwatch("search", "flood").out != ""
    assert peruwatch("status", "--quiet").out == peruwatch("status").out
    wrong = peruwatch("crawl", "nosuch", "--quiet")
    assert (wrong.status, "there is no source 'nosuch'" in wrong.err) == (2, True)


def test_a_quiet_crawl_tells_only_what_failed_and_a_verbose_one_each_request_and_decision(tmp_path: Path) -> None:
    with publishing(tmp_path) as (sites, _):
        well = [*sites.urls]
        loud = finished("crawl", "-v", *well, cwd=tmp_path)
        again = finished("-v", "crawl", *well, cwd=tmp_path)
        quiet = finished("crawl", *well, "nowhere", "--quiet", cwd=tmp_path)
    assert [run.status for run in (loud, again, quiet)] == [0, 0, 1]
    assert re.fullmatch(r"nowhere: 0 new articles, 0 new revisions; FAILED: .+\n", quiet.out)
    assert quiet.err == ""
    for url in (*sites.urls.values(), *(article.url for article in sites.articles())):
        assert re.search(rf"GET {re.escape(url.partition('#')[0])}: 200, \d+ bytes in ", loud.err), url
    assert "first look: " in loud.err
    assert "news is asked for at " in loud.err
    assert loud.err.count(": a new article") == len(list(sites.articles()))
    assert loud.err.count(": the next look is due at ") == len(well)
    assert re.search(r"matched \d+ articles: \d+ new matches, \d+ new alerts", loud.err)
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{4} ", line) for line in loud.err.splitlines())
    assert "conditional GET " in again.err
    assert "the section is as it was" in again.err


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("peruwatch s", ["search", "service", "status"]),
        ("peruwatch ", [*COMMANDS]),
        ("peruwatch status --j", ["--json"]),
        ("peruwatch --qu", ["--quiet"]),
    ],
)
def test_shells_complete_commands_and_options(
    peruwatch: Call, monkeypatch: pytest.MonkeyPatch, typed: str, offered: list[str]
) -> None:
    monkeypatch.setenv("_PERUWATCH_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))
    assert set(peruwatch().out.split()) == set(offered)


def test_a_shell_gets_a_script_that_completes(tmp_path: Path) -> None:
    script = finished("--show-completion", "bash", cwd=tmp_path)
    assert (script.status, "complete -o default -F _peruwatch_completion peruwatch" in script.out) == (0, True)
