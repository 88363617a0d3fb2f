"""Which folders hold the configuration and the state."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from model.errors import ConfigError, Mistake


def find_config_dir(given: Path | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """The folder of the four files: given, in PERUWATCH_CONFIG, `config` where we are, or where we are."""
    named = _named(given, "--config", environ, "PERUWATCH_CONFIG")
    if named:
        place, folder = named
        if not (cwd / folder).is_dir():
            problem = "is not a folder" if (cwd / folder).exists() else "no such folder"
            raise _error(place, f'"{folder}": {problem}', f"`peruwatch init {folder}` writes a configuration")
        return cwd / folder
    for folder in (cwd / "config", cwd):
        if (folder / "sources.toml").is_file():
            return folder
    advice = "`peruwatch init DIR` writes one; --config DIR or PERUWATCH_CONFIG names it"
    raise _error("sources.toml", f'no configuration in "{cwd}" or its folder "config"', advice)


def find_data_dir(given: Path | None, environ: Mapping[str, str], config_dir: Path) -> Path:
    """The folder of the state, which may not exist yet: given, in PERUWATCH_DATA, or `var`.

    `var` is beside a configuration folder called `config`, and inside one of another name.
    """
    named = _named(given, "--data", environ, "PERUWATCH_DATA")
    if not named:
        return (config_dir.parent if config_dir.name == "config" else config_dir) / "var"
    place, folder = named
    if folder.exists() and not folder.is_dir():
        raise _error(place, f'"{folder}": is not a folder', "a folder, which is made if need be")
    return folder


def _named(given: Path | None, option: str, environ: Mapping[str, str], variable: str) -> tuple[str, Path] | None:
    """The folder that the user named, and where they did."""
    if given is not None:
        return option, given
    return (variable, Path(environ[variable])) if environ.get(variable) else None


def _error(place: str, problem: str, advice: str) -> ConfigError:
    return ConfigError([Mistake(place=place, problem=problem, advice=advice)])
