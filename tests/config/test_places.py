from __future__ import annotations

from pathlib import Path

import pytest

from config.places import find_config_dir, find_data_dir
from model.errors import ConfigError
from tests.config.folders import write_folder


def test_the_folder_that_is_given_goes_before_all_others(tmp_path: Path) -> None:
    write_folder(tmp_path / "config", {})
    for name in ("given", "named"):
        (tmp_path / name).mkdir()
    environ = {"PERUWATCH_CONFIG": "named"}
    assert find_config_dir(Path("given"), environ, tmp_path) == tmp_path / "given"
    assert find_config_dir(None, environ, tmp_path) == tmp_path / "named"
    assert find_config_dir(None, {}, tmp_path) == tmp_path / "config"
    assert find_config_dir(None, {"PERUWATCH_CONFIG": ""}, tmp_path) == tmp_path / "config"


def test_the_folder_where_one_stands_will_do(tmp_path: Path) -> None:
    write_folder(tmp_path, {})
    (tmp_path / "config").mkdir()
    assert find_config_dir(None, {}, tmp_path) == tmp_path


def test_without_any_configuration_one_is_told_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        find_config_dir(None, {}, tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert "`peruwatch init DIR`" in str(caught.value)


@pytest.mark.parametrize(("name", "problem"), [("nowhere", "no such folder"), ("file", "is not a folder")])
def test_a_folder_that_is_not_there_is_told_with_who_named_it(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=f'--config: "{name}": {problem}'):
        find_config_dir(Path(name), {}, tmp_path)
    with pytest.raises(ConfigError, match=f'PERUWATCH_CONFIG: "{name}": {problem}'):
        find_config_dir(None, {"PERUWATCH_CONFIG": name}, tmp_path)


def test_state_is_beside_a_folder_called_config_and_inside_any_other() -> None:
    assert find_data_dir(None, {}, Path("/srv/config")) == Path("/srv/var")
    assert find_data_dir(None, {}, Path("/etc/peruwatch")) == Path("/etc/peruwatch/var")


def test_the_place_of_the_state_can_be_given(tmp_path: Path) -> None:
    environ = {"PERUWATCH_DATA": "/named"}
    assert find_data_dir(tmp_path / "new", environ, Path("/srv/config")) == tmp_path / "new"
    assert find_data_dir(None, environ, Path("/srv/config")) == Path("/named")


def test_state_cannot_be_kept_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"--data: .*is not a folder"):
        find_data_dir(tmp_path / "file", {}, tmp_path)
