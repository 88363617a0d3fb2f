from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from config.catalogue import DigestTable, SourceTable, WatchTable
from config.load import FILES, Config, load
from config.mistakes import group, options
from config.settings import ConfigTable, Settings
from config.starter import write_starter
from model.errors import ConfigError

FOLDER = Path(str(files("config")))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("starter")
    write_starter(folder)
    return load(folder, folder / "var", {})


def test_the_shipped_files_hold_no_mistake(shipped: Config) -> None:
    assert len(shipped.sources) == 4
    assert len(shipped.watches) == 5
    assert [digest.timezone for digest in shipped.digests] == ["America/Lima"]


def test_each_shipped_watch_speaks_english_and_spanish(shipped: Config) -> None:
    spanish = re.compile(r"[áéíóúñ]|\b(?:de|del|paro|huelga)\b")
    for watch in shipped.watches:
        both = {bool(spanish.search(keyword)) for keyword in watch.keywords}
        assert both == {True, False}, watch.name


def test_no_keyword_stands_in_a_watch_twice(shipped: Config) -> None:
    for watch in shipped.watches:
        assert len(set(watch.keywords)) == len(watch.keywords)


def uncommented(text: str) -> dict[str, Any]:
    """The file as it is when every option is switched on."""
    return tomllib.loads(re.sub(r"^#(?=\w+ = )", "", text, flags=re.MULTILINE))


def test_settings_toml_has_every_option_with_its_default() -> None:
    text = (FOLDER / "settings.toml").read_text("utf-8")
    documented = uncommented(text)
    assert Settings.model_validate(documented) == Settings()
    assert {name: set(table) for name, table in documented.items()} == {
        name: set(options(table)) if (table := group(field)) else set() for name, field in options(Settings).items()
    }
    assert not any(tomllib.loads(text).values()), "what is shipped changes no default"


@pytest.mark.parametrize(
    ("name", "shape"), [("sources.toml", SourceTable), ("watches.toml", WatchTable), ("digests.toml", DigestTable)]
)
def test_the_other_files_explain_every_key(name: str, shape: type[ConfigTable]) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert re.findall(r"^#   (\w+)  ", text, re.MULTILINE) == list(options(shape))


def test_every_option_is_explained_in_the_code() -> None:
    groups = [found for field in options(Settings).values() if (found := group(field))]
    tables: list[type[BaseModel]] = [SourceTable, WatchTable, DigestTable, *groups]
    for table in tables:
        assert all(field.description for field in options(table).values()), table


def test_a_starter_is_the_four_files_in_a_folder_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "peru"
    assert write_starter(folder) == tuple(folder / name for name in FILES)
    assert all((folder / name).read_bytes() == (FOLDER / name).read_bytes() for name in FILES)


def test_a_starter_overwrites_nothing_and_then_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "watches.toml").write_text("mine")
    (tmp_path / "digests.toml").symlink_to("nowhere")
    with pytest.raises(ConfigError) as caught:
        write_starter(tmp_path)
    assert [Path(mistake.place).name for mistake in caught.value.mistakes] == ["watches.toml", "digests.toml"]
    assert "nothing is overwritten" in str(caught.value)
    assert (tmp_path / "watches.toml").read_text() == "mine"
    assert not (tmp_path / "settings.toml").exists()


def test_a_starter_needs_a_place_that_can_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="can't be written to: "):
        write_starter(tmp_path / "file")
