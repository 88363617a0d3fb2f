"""Configuration folders for tests: right ones, with the files that a test wants otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.load import Config, load
from model.errors import ConfigError, Mistake

SMALLEST = {
    "sources.toml": '[sources.gazette]\nurl = "https://gazette.example/peru/"\n',
    "watches.toml": '[watches.strikes]\nkeywords = ["strike"]\n',
}
"""The least that is a configuration."""


def write_folder(folder: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """Write the smallest configuration, with these files instead; None leaves one out."""
    folder.mkdir(exist_ok=True)
    for name, content in {**SMALLEST, **files}.items():
        if content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def loaded(folder: Path, environ: Mapping[str, str] | None = None, **files: str | bytes | None) -> Config:
    """The configuration of a folder written for it; `settings="…"` stands for settings.toml."""
    named = {f"{name}.toml": content for name, content in files.items()}
    return load(write_folder(folder / "config", named), folder / "var", environ or {})


def mistakes_of(folder: Path, environ: Mapping[str, str] | None = None, **files: str | bytes | None) -> list[Mistake]:
    """What is wrong with that configuration."""
    try:
        loaded(folder, environ, **files)
    except ConfigError as error:
        return error.mistakes
    return []
