"""Where the configuration and the data are, as given on the command line, and what is opened there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from config.load import Config, load, load_what_is_right
from config.places import find_config_dir, find_data_dir
from model.errors import ConfigError, Mistake
from storage.database import Database

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="DIR", help="Folder of the four TOML files; else PERUWATCH_CONFIG, else config/."),
]
DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Folder of the database and the outbox; else PERUWATCH_DATA, else var/."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@dataclass(frozen=True, slots=True)
class Given:
    """What stood before the command's name."""

    config: Path | None = None
    data: Path | None = None


def open_config(ctx: typer.Context, config: Path | None, data: Path | None) -> Config:
    """Read the configuration; what stands after the command's name wins. Raises ConfigError with every mistake."""
    return load(*_folders(ctx, config, data), os.environ)


def open_what_is_right(ctx: typer.Context, config: Path | None, data: Path | None) -> tuple[Config, list[Mistake]]:
    """Read the configuration, without watches and digests that have mistakes, which are told.

    Raises ConfigError where settings or sources have mistakes.
    """
    configuration, mistakes = load_what_is_right(*_folders(ctx, config, data), os.environ)
    if configuration is None:
        raise ConfigError(mistakes)
    return configuration, mistakes


def _folders(ctx: typer.Context, config: Path | None, data: Path | None) -> tuple[Path, Path]:
    """The folders of configuration and data."""
    given: Given = ctx.obj or Given()
    config_dir = find_config_dir(config or given.config, os.environ, Path.cwd())
    return config_dir, find_data_dir(data or given.data, os.environ, config_dir)


@contextmanager
def open_database(config: Config) -> Iterator[Database]:
    """The configuration's database, made if it is not there."""
    database = Database.open(config.database_url)
    try:
        yield database
    finally:
        database.close()
