"""The labelled table of queries, texts and answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_ESCAPE = re.compile(r"\\(?:n|r|u[0-9a-f]{4})")

TITLE = "Some headline"
SOURCE = "post"
NETWORK = "chain"


@dataclass(frozen=True, slots=True)
class Row:
    """A query, a text, and whether the one meets the other."""

    line: int
    answer: bool
    language: str | None
    query: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}"


def rows() -> list[Row]:
    """All rows of matches.tsv."""
    lines = Path(__file__).with_name("matches.tsv").read_text("utf-8").splitlines()
    return [_row(number, line) for number, line in enumerate(lines, 1) if not line.startswith("#")]


def _row(number: int, line: str) -> Row:
    answer, language, query, text = line.split("\t")
    shown = _ESCAPE.sub(lambda escape: escape[0].encode().decode("unicode_escape"), text)
    return Row(number, {"yes": True, "no": False}[answer], None if language == "?" else language, query, shown)
