"""The commands, a file for those that belong together; only the one that is called is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from keyword import iskeyword
from typing import Any, NamedTuple

import typer
from typer._click.shell_completion import CompletionItem  # what Typer itself hands to shells
from typer.core import TyperGroup

from monitor.loading import nothing_to_collect
from monitor.options import everywhere


class Listed(NamedTuple):
    """A command as the help lists it, which takes no import: all of them together take seconds."""

    module: str
    """The one that has a function or a Typer of the command's name, with `_` after it where it is a word of Python."""
    says: str


COMMANDS = {
    "run": Listed("run", "Watch until stopped: the daemon."),
    "worker": Listed("worker", "Do what `run` schedules: one of many processes on one PostgreSQL."),
    "crawl": Listed("crawl", "Crawl all sources once, or those named."),
    "add": Listed("add", "Look at a section and add it to the sources."),
    "backfill": Listed("backfill", "Fetch a source's archive; alerts nobody."),
    "check": Listed("check", "Check the configuration; tell what edits would change."),
    "watch": Listed("watch", "Try watches."),
    "search": Listed("search", "Find stored articles."),
    "development": Listed("development", "Show the articles about one happening, and what ties them together."),
    "status": Listed("status", "Tell how each source does, and what is owed."),
    "doctor": Listed("doctor", "Check what can be wrong, and tell what to do."),
    "digest": Listed("messages", "Show what a digest would tell now, or send it."),
    "deliver": Listed("messages", "Send what is owed."),
    "channels": Listed("channels", "Try channels."),
    "extract": Listed("extract", "Print what would be stored of pages and PDFs on disk."),
    "reprocess": Listed("reprocess", "Read all kept pages and files again."),
    "export": Listed("export", "Print all stored articles."),
    "import": Listed("importing", "Store articles that export printed; alerts nobody."),
    "backup": Listed("keeping", "Copy the database into a new file."),
    "restore": Listed("keeping", "Put a backup in the database's place."),
    "forget": Listed("forget", "Delete an article or a source, and all that was kept of it."),
    "tokens": Listed("tokens", "Let readers and programs in by tokens."),
    "opml": Listed("export", "Print the feeds that we publish, for a feed reader."),
    "service": Listed("service", "Write what runs the daemon: a systemd unit, a Containerfile."),
    "password": Listed("password", "Make a password for the page."),
    "init": Listed("check", "Write a commented set of the four configuration files."),
    "demo": Listed("demo", "Watch three sample publishers on this machine."),
}
"""In the order of the help."""


class _Imported(Mapping[str, Any]):
    """Commands by their names, each imported when it is asked for."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - the type of commands is private to Typer
        with nothing_to_collect():
            module = import_module(f"monitor.commands.{COMMANDS[name].module}")
        command = getattr(module, f"{name}_" if iskeyword(name) else name)
        made = typer.main.get_command(command if isinstance(command, typer.Typer) else _alone(name, command))
        for one in (made, *getattr(made, "commands", {}).values()):
            one.params += _options_of_all()
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def _alone(name: str, command: Callable[..., Any]) -> typer.Typer:
    single = typer.Typer(rich_markup_mode=None, add_completion=False)
    single.command(name)(command)
    return single


def _options_of_all() -> list[Any]:
    """What Typer makes of the options that every command has."""
    return typer.main.get_command(_alone("everywhere", everywhere)).params


class Commands(TyperGroup):
    """All commands."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - whatever Typer gives to groups
        super().__init__(**given)
        self.params += _options_of_all()
        self.commands = _Imported()  # type: ignore[assignment]  # nothing is added to them

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - Typer's, whose types are private
        """List them in the help, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, listed.says) for name, listed in COMMANDS.items()])

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:  # noqa: ANN401 - as above
        """Their names for the shell, without importing any, or the options."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        found = ((name, listed.says) for name, listed in COMMANDS.items() if name.startswith(incomplete))
        return [CompletionItem(name, help=says) for name, says in found]
