"""A first configuration for somebody new."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from config.load import FILES
from model.errors import ConfigError, Mistake


def write_starter(folder: Path) -> tuple[Path, ...]:
    """Write the four commented files into a folder, which is made if need be, and tell their paths.

    Raise a ConfigError, and write nothing, if one of them is there already or the folder can't be written to.
    """
    paths = tuple(folder / name for name in FILES)
    in_the_way = [path for path in paths if os.path.lexists(path)]
    if in_the_way:
        advice = "nothing is overwritten: choose another folder, or move the file away"
        raise ConfigError([Mistake(place=str(path), problem="is there already", advice=advice) for path in in_the_way])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in paths:
            with path.open("x", encoding="utf-8") as file:
                file.write(files("config").joinpath(path.name).read_text("utf-8"))
    except OSError as error:
        mistake = Mistake(place=str(folder), problem=f"can't be written to: {error.strerror}", advice="another folder")
        raise ConfigError([mistake]) from None
    return paths
