"""What fuzzing found once stays mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

CASES = sorted((Path(__file__).parent / "cases").glob("*/*"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_what_broke_a_parser_breaks_none(case: Path) -> None:
    TARGETS[case.parent.name](case.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "data", [b"", b"\0", b"<", b"{", b"[[[[", b"%PDF-1.4", b"\xff\xfe<\0h\0", b"<?xml version='1.0'?>"]
)
def test_next_to_nothing_breaks_none(target: str, data: bytes) -> None:
    TARGETS[target](data)
