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


class Command(NamedTuple):
    """A command as the help lists it, which takes no import: all of them together take seconds."""

    module: str
    """The one that has a function or a Typer of the command's name, with `_` after it where it is a word of Python."""
    says: str


COMMANDS = {
    "run": Command("run", "Watch until stopped: the daemon."),
    "worker": Command("worker", "Do what `run` schedules: one of many processes on one PostgreSQL."),
    "crawl": Command("crawl", "Crawl all sources once, or those named."),
    "add": Command("add", "Look at a section and add it to the sources."),
    "backfill": Command("backfill", "Fetch a source's archive; alerts nobody."),
    "check": Command("check", "Check the configuration; tell what edits would change."),
    "watch": Command("watch", "Try watches."),
    "search": Command("search", "Find stored articles."),
    "development": Command("development", "Show the articles about one happening, and what ties them together."),
    "status": Command("status", "Tell how each source does, and what is owed."),
    "doctor": Command("doctor", "Check what can be wrong, and tell what to do."),
    "digest": Command("messages", "Show what a digest would tell now, or send it."),
    "deliver": Command("messages", "Send what is owed."),
    "channels": Command("channels", "Try channels."),
    "extract": Command("extract", "Print what would be stored of pages and PDFs on disk."),
    "reprocess": Command("reprocess", "Read all kept pages and files again."),
    "export": Command("export", "Print all stored articles."),
    "import": Command("importing", "Store articles that export printed; alerts nobody."),
    "backup": Command("keeping", "Copy the database into a new file."),
    "restore": Command("keeping", "Put a backup in the database's place."),
    "forget": Command("forget", "Delete an article or a source, and all that was kept of it."),
    "tokens": Command("tokens", "Let readers and programs in by tokens."),
    "opml": Command("export", "Print the feeds that we publish, for a feed reader."),
    "service": Command("service", "Write what runs the daemon: a systemd unit, a Containerfile."),
    "password": Command("password", "Make a password for the page."),
    "init": Command("check", "Write a commented set of the four configuration files."),
    "demo": Command("demo", "Watch three sample publishers on this machine."),
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
