"""The commands, a file for those that belong together; only the one that is called is imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

MODULES = {
    "run": "run",
    "crawl": "crawl",
    "add": "add",
    "backfill": "backfill",
    "check": "check",
    "watch": "watch",
    "search": "search",
    "status": "status",
    "digest": "messages",
    "deliver": "messages",
    "extract": "extract",
    "reprocess": "reprocess",
    "export": "export",
    "opml": "export",
    "init": "check",
    "demo": "demo",
}
"""The module of each command, which has a function or a Typer of the command's name; in the order of the help."""


class _Imported(Mapping[str, Any]):
    """Commands by their names, each imported when it is asked for."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - the type of commands is private to Typer
        module = import_module(f"monitor.commands.{MODULES[name]}")
        command = getattr(module, name)
        if isinstance(command, typer.Typer):
            return typer.main.get_command(command)
        single = typer.Typer(rich_markup_mode=None, add_completion=False)
        single.command(name)(command)
        return typer.main.get_command(single)

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


class Commands(TyperGroup):
    """All commands."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - whatever Typer gives to groups
        super().__init__(**given)
        self.commands = _Imported()  # type: ignore[assignment]  # nothing is added to them
