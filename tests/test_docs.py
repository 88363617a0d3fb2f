"""The documentation runs: commands, options and examples are what the program has."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.load import load
from monitor.commands import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PERUWATCH = Path(sys.executable).parent / "peruwatch"


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


def test_the_way_to_watch_something_else_works(tmp_path: Path) -> None:
    (block,) = [block for block in blocks("sh") if "init" in block]
    for line in block.splitlines():
        words = line.split()
        if words[-1] in {"crawl", "run"}:  # these ask the publishers themselves
            words.append("--help")
        done = subprocess.run([PERUWATCH, *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), line


def test_the_example_configuration_is_right(tmp_path: Path) -> None:
    (block,) = blocks("toml")
    for name, text in re.findall(r"# watch/(\w+\.toml)\n(.*?)(?=# watch/|\Z)", block, flags=re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    config = load(tmp_path, tmp_path / "var", {})
    assert [source.name for source in config.sources] == ["city-council"]
    assert [watch.name for watch in config.watches] == ["budget"]
    assert [digest.name for digest in config.digests] == ["morning"]


def test_options_in_the_text_exist() -> None:
    for command, option in re.findall(r"`peruwatch (\w+)[^`]*?(--[a-z]+)", README):
        shown = subprocess.run([PERUWATCH, command, "--help"], capture_output=True, text=True, check=True).stdout
        assert option in shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert all((page.parent / link).exists() for link in links)
