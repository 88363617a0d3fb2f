"""Opening what the command line names: the configuration and the data."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from config.load import Config, load, load_what_is_right
from config.places import find_config_dir, find_data_dir
from model.errors import ConfigError, Mistake
from monitor.options import Given
from storage.database import Database


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


def try_to_load(
    ctx: typer.Context, config: Path | None, data: Path | None
) -> tuple[Config | None, list[Mistake], Path]:
    """The configuration, as far as it is right, with its mistakes, and the folder that it is in."""
    folder, data_dir = _folders(ctx, config, data)
    configuration, mistakes = load_what_is_right(folder, data_dir, os.environ)
    return configuration, mistakes, folder


def config_folder(ctx: typer.Context, config: Path | None) -> Path:
    """The folder of the configuration."""
    return _folders(ctx, config, None)[0]


def is_about(mistake: Mistake, table: str) -> bool:
    """Whether a mistake is one of a table, or of its whole file."""
    return not mistake.key or f"{mistake.key}.".startswith(f"{table}.")


def _folders(ctx: typer.Context, config: Path | None, data: Path | None) -> tuple[Path, Path]:
    """The folders of configuration and data."""
    given: Given = ctx.obj or Given()
    config_dir = find_config_dir(config or given.config, os.environ, Path.cwd())
    return config_dir, find_data_dir(data or given.data, os.environ, config_dir)


def folders_given(ctx: typer.Context, config: Path | None, data: Path | None) -> str:
    """The options that name the folders as they were given, to stand in a command that users copy."""
    given: Given = ctx.obj or Given()
    named = {"--config": config or given.config, "--data": data or given.data}
    return "".join(f" {option} {shlex.quote(str(folder))}" for option, folder in named.items() if folder)


@contextmanager
def open_database(config: Config) -> Iterator[Database]:
    """The configuration's database, made if it is not there."""
    database = Database.open(config.database_url)
    try:
        yield database
    finally:
        database.close()
