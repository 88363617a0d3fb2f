"""The documentation runs: commands, options and examples are what the program has."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.load import load
from monitor.commands import COMMANDS
from tests.forked import SCRIPT
from tests.monitor.conftest import Call
from tests.monitor.program import NO_SHELL, finished
from tests.monitor.publishers import publishing

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_readme_names_every_command_and_no_other() -> None:
    listed = set(re.findall(r"^\| `peruwatch (\w+)", README, flags=re.MULTILINE))
    assert listed == set(COMMANDS)


def test_commands_in_the_text_exist() -> None:
    named = {name for page in PAGES for name in re.findall(r"`peruwatch ([a-z]+)", page.read_text(encoding="utf-8"))}
    assert named <= set(COMMANDS)


def test_make_has_what_the_readme_says() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"make (\w+)", README)) <= targets


def test_the_way_to_watch_something_else_works(peruwatch: Call) -> None:
    (block,) = [block for block in blocks("sh") if "init" in block]
    for line in block.splitlines():
        words = line.split()
        if words[-1] in {"crawl", "run"}:  # these ask the publishers themselves
            words.append("--help")
        done = peruwatch(*words[1:])
        assert (done.status, done.err) == (0, ""), line


def test_the_example_configuration_is_right(tmp_path: Path) -> None:
    (block,) = blocks("toml")
    for name, text in re.findall(r"# watch/(\w+\.toml)\n(.*?)(?=# watch/|\Z)", block, flags=re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    config = load(tmp_path, tmp_path / "var", {})
    assert [source.name for source in config.sources] == ["city-council"]
    assert [watch.name for watch in config.watches] == ["budget"]
    assert [digest.name for digest in config.digests] == ["morning"]


AFTER_A_CRAWL = """
status
check
watch test strikes
watch test --query strike
watch test strikes --text {text}
search strike
development 1 --why
digest demo
digest demo --send
deliver
channels test desk@example.org
extract {text}
reprocess andean-observer
export --format jsonl
export --format csv
import {rows}
tokens add ana --scope feeds
tokens list
tokens revoke ana
opml --token abc
init elsewhere
--config config --data var status
--version
status --quiet
-v status
--install-completion bash
"""
CRAWL_BEFORE = "crawl --due"
BINARY = "export --format warc"
"""What the documentation tells users to call, but for what tests beside this file run and look at closely."""

RUN_ELSEWHERE = {
    "test_daemon.py": "run",
    "test_demo.py": "demo --once --cluster",
    "test_cluster.py": "worker",
    "test_doctor.py": "doctor",
    "test_logs.py": "run --log",
    "test_service.py": "service install print --container",
    "test_messages.py": "deliver --retry --drop",
    "test_password.py": "password",
    "test_forget.py": "forget --yes --again",
    "test_keeping.py": "backup restore --yes",
    "test_add_and_backfill.py": "add --dry-run --name backfill --since crawl --json",
}


def test_every_command_and_option_in_the_documentation_is_run_here() -> None:
    words = set(" ".join([CRAWL_BEFORE, BINARY, AFTER_A_CRAWL, *RUN_ELSEWHERE.values()]).split())
    for name, elsewhere in RUN_ELSEWHERE.items():
        text = (Path(__file__).parent / name).read_text(encoding="utf-8")
        assert all(f'"{word}"' in text for word in elsewhere.split())
    # What stands before a program's name of its own is that one's.
    text = README.replace("`cluster`", "")
    assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", re.sub(r"```.*?```", "", text, flags=re.DOTALL))) <= words
    assert set(COMMANDS) <= words


@pytest.fixture
def given(tmp_path: Path) -> Iterator[dict[str, object]]:
    """What stands for the names in braces, in a folder where two of three publishers are watched."""
    with publishing(tmp_path) as (sites, _):
        sources = tmp_path / "config" / "sources.toml"
        first, second, third = sites.urls
        text = sources.read_text(encoding="utf-8").partition(f"[sources.{third}]")[0]
        sources.write_text(text, encoding="utf-8")
        page = tmp_path / "page.html"
        page.write_text(f"<h1>A strike in Puno</h1>{'<p>The strike goes on in all of the city.</p>' * 9}")
        rows = tmp_path / "rows.jsonl"
        rows.write_text('{"url": "https://old.example/strike", "title": "A strike of long ago"}\n')
        assert (first, second) == ("andean-observer", "cronica-del-sur")
        yield {"text": page, "rows": rows}


def test_what_the_documentation_tells_to_call_works_with_what_a_crawl_stored(
    given: dict[str, object], peruwatch: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert finished(*CRAWL_BEFORE.split(), cwd=tmp_path).status == 0
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name, value in NO_SHELL.items():
        monkeypatch.setenv(name, value)
    for line in AFTER_A_CRAWL.strip().splitlines():
        done = peruwatch(*line.format(**given).split())
        assert done.status == 0, (line, done)
    subprocess.run([SCRIPT, *BINARY.split()], cwd=tmp_path, capture_output=True, check=True)


def test_options_in_the_text_exist(peruwatch: Call) -> None:
    for command, option in re.findall(r"`peruwatch (\w+)[^`]*?(--[a-z]+)", README):
        assert option in peruwatch(command, "--help").out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert all((page.parent / link).exists() for link in links)


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name == "howto"], ids=lambda page: page.name)
def test_guides_name_files_and_names_that_there_are(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    files = [named for named in re.findall(r"`([\w./]+)`", text) if "/" in named]
    assert files
    assert [named for named in files if not (ROOT / named).exists()] == []
    code = "".join((ROOT / named).read_text(encoding="utf-8") for named in files if named.endswith(".py"))
    assert [name for name in re.findall(r"`(_?[A-Z]\w+)`", text) if name not in code] == []
