"""Edits that the program itself makes to the user's files; comments and layout are kept."""

from __future__ import annotations

from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from config.catalogue import sources_in
from config.document import parse_document
from config.files import replace_file
from model.errors import ConfigError, Mistake

SOURCES = "sources.toml"


def add_source(folder: Path, name: str, url: str, *, title: str | None = None) -> Path:
    """Add a source to sources.toml and give the file's path.

    Raises ConfigError where the file can't be read or written, or would no longer be right; then it stays as it was.
    """
    path = folder / SOURCES
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = with_source(before, name, url, title=title)
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise ConfigError([Mistake(place=str(path), problem=f"can't be edited: {error}")]) from error
    document = parse_document(SOURCES, after)
    _, mistakes = sources_in(document)
    if found := [*document.mistakes, *mistakes]:
        raise ConfigError(found)
    _replace(path, after)
    return path


def with_source(text: str, name: str, url: str, *, title: str | None = None) -> str:
    """The text of sources.toml with one more source at its end. Raises ConfigError where there is one of that name."""
    document = tomlkit.parse(text)
    sources = document.setdefault("sources", tomlkit.table(is_super_table=True))
    if name in sources:
        raise ConfigError(
            [
                Mistake(
                    place=SOURCES, key=f"sources.{name}", problem="is there already", advice="--name gives another name"
                )
            ]
        )
    table = tomlkit.table()
    table["url"] = url
    if title is not None:
        table["name"] = title
    sources[name] = table
    return tomlkit.dumps(document)


def _replace(path: Path, text: str) -> None:
    """Put a text in a file's place at once: who reads it meanwhile sees the old or the new one, whole."""
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise ConfigError([Mistake(place=str(path), problem=f"can't be written: {error.strerror}")]) from error
