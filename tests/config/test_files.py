"""Files written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.files import replace_file


def test_a_new_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    replace_file(tmp_path / "a", b"one")
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "a").stat().st_mode & 0o777) == (b"one", 0o600)


def test_an_old_one_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "a").chmod(0o640)
    replace_file(tmp_path / "a", b"two")
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "a").stat().st_mode & 0o777) == (b"two", 0o640)


def test_what_can_not_be_written_leaves_all_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError, match="directory"):
        replace_file(tmp_path / "a", b"two")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
