"""The commands, a file for those that belong together; only the one that is called is imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup


class Listed(NamedTuple):
    """A command as the help lists it, which takes no import: all of them together take seconds."""

    module: str
    """The one that has a function or a Typer of the command's name."""
    says: str


COMMANDS = {
    "run": Listed("run", "Watch until stopped: the daemon."),
    "crawl": Listed("crawl", "Crawl all sources once, or those named."),
    "add": Listed("add", "Look at a section and add it to the sources."),
    "backfill": Listed("backfill", "Fetch a source's archive; alerts nobody."),
    "check": Listed("check", "Check the configuration; tell what edits would change."),
    "watch": Listed("watch", "Try watches."),
    "search": Listed("search", "Find stored articles."),
    "status": Listed("status", "Tell how each source does, and what is owed."),
    "digest": Listed("messages", "Show what a digest would tell now, or send it."),
    "deliver": Listed("messages", "Send what is owed."),
    "extract": Listed("extract", "Print what would be stored of pages and PDFs on disk."),
    "reprocess": Listed("reprocess", "Read all kept pages and files again."),
    "export": Listed("export", "Print all stored articles."),
    "opml": Listed("export", "Print the feeds that we publish, for a feed reader."),
    "init": Listed("check", "Write a commented set of the four configuration files."),
    "demo": Listed("demo", "Watch three sample publishers on this machine."),
}
"""In the order of the help."""


class _Imported(Mapping[str, Any]):
    """Commands by their names, each imported when it is asked for."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - the type of commands is private to Typer
        module = import_module(f"monitor.commands.{COMMANDS[name].module}")
        command = getattr(module, name)
        if isinstance(command, typer.Typer):
            return typer.main.get_command(command)
        single = typer.Typer(rich_markup_mode=None, add_completion=False)
        single.command(name)(command)
        return typer.main.get_command(single)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Commands(TyperGroup):
    """All commands."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - whatever Typer gives to groups
        super().__init__(**given)
        self.commands = _Imported()  # type: ignore[assignment]  # nothing is added to them

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - Typer's, whose types are private
        """List them in the help, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.says) for name, listed in COMMANDS.items()])
