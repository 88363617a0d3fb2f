"""Options that many commands have. Every start imports this, and so it imports little."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

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
