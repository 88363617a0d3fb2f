"""One TOML file as it was read, with the place of each key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.lines import Key, key_lines
from model.errors import Mistake

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_AT = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigDocument:
    """What a file holds; if it could not be read at all, it is empty and `mistakes` says why."""

    place: str
    """The file's name."""
    table: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[Key, int] = field(default_factory=dict)
    exists: bool = True
    mistakes: tuple[Mistake, ...] = ()

    def mistake(self, key: Key, problem: str, advice: str = "") -> Mistake:
        """A mistake at that key, with the line of the key or of the nearest table around it."""
        around = (self.lines.get(key[:length]) for length in range(len(key), 0, -1))
        line = next((line for line in around if line), None)
        item = f"item {key[-1] + 1}: " if key and isinstance(key[-1], int) else ""
        return Mistake(place=self.place, line=line, key=dotted(key), problem=item + problem, advice=advice)


def dotted(key: Key) -> str:
    """A key as one writes it in TOML; the numbers of list items are left out."""
    names = (part for part in key if isinstance(part, str))
    return ".".join(name if _BARE.fullmatch(name) else f'"{name}"' for name in names)


def read_document(path: Path) -> ConfigDocument:
    """Read a file; one that is not there is an empty document that doesn't exist."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ConfigDocument(place=path.name, exists=False)
    except IsADirectoryError:
        return _unreadable(path.name, None, "is a folder", "a file is expected here")
    except OSError as error:
        return _unreadable(path.name, None, f"can't be read: {error.strerror}", "check the file's permissions")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"is not UTF-8: byte 0x{content[error.start]:02x} begins no character"
        return _unreadable(path.name, line, problem, "save the file with the encoding UTF-8")
    return parse_document(path.name, text)


def parse_document(place: str, text: str) -> ConfigDocument:
    """Read a TOML text."""
    text = text.replace("\r\n", "\n")
    try:
        table = tomllib.loads(text)
    except RecursionError:
        return _unreadable(place, None, "is nested too deeply", "lists and tables a few levels deep are enough")
    except ValueError as error:
        return ConfigDocument(place=place, mistakes=(_syntax_mistake(place, text, str(error)),))
    return ConfigDocument(place=place, table=table, lines=_first_lines(key_lines(text)))


def _first_lines(found: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """Where each key, and each table that a key implies, appears first."""
    lines: dict[Key, int] = {}
    for key, line in found:
        for length in range(1, len(key) + 1):
            lines.setdefault(key[:length], line)
    return lines


def _last_repeated(found: list[tuple[Key, int]]) -> tuple[Key, int, int] | None:
    """The last key that stands on an earlier line, too, with its own line and its first; list items don't count."""
    first = _first_lines(found)
    repeated = ((key, line, first[key]) for key, line in reversed(found) if isinstance(key[-1], str))
    return next((place for place in repeated if place[2] < place[1]), None)


def _unreadable(place: str, line: int | None, problem: str, advice: str) -> ConfigDocument:
    return ConfigDocument(place=place, mistakes=(Mistake(place=place, line=line, problem=problem, advice=advice),))


def _syntax_mistake(place: str, text: str, told: str) -> Mistake:
    """The parser's complaint as a mistake of ours."""
    found = _AT.fullmatch(told)
    if not found:
        return Mistake(place=place, problem=f"is not valid TOML: {told}")
    lines = text.split("\n")
    line, column = int(found["line"] or len(lines)), int(found["column"] or len(lines[-1]) + 1)
    if found["what"].startswith(("Cannot", "Duplicate")):
        read = "\n".join((*lines[: line - 1], lines[line - 1][: column - 1]))
        repeated = _last_repeated(key_lines(read))
        if repeated:
            return _duplicate(place, *repeated)
    problem = f"is not valid TOML: {found['what']} at column {column}"
    return Mistake(place=place, line=line, problem=problem, advice='a line is key = value, and text stands in "quotes"')


def _duplicate(place: str, key: Key, line: int, first: int) -> Mistake:
    kinds = {"sources": "source", "watches": "watch", "digests": "digest"}
    kind = kinds.get(str(key[0]), "key") if len(key) == 2 else "key"
    problem = f'duplicate {kind} "{key[-1]}", which stands on line {first} already'
    return Mistake(place=place, line=line, key=dotted(key), problem=problem, advice="keep one, or rename one")
