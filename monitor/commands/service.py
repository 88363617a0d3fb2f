"""`peruwatch service`: how systemd or a container runs the daemon."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from model.errors import PeruwatchError
from monitor.options import ConfigOption, report
from monitor.place import config_folder
from monitor.terminal import say

service = typer.Typer(
    name="service",
    help="Write what runs the daemon.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
)

_FILES = Path(__file__).parent.parent / "service"
_UNITS = Path("/etc/systemd/system")
_NAME = "peruwatch.service"

UserOption = Annotated[
    str, typer.Option("--user", metavar="NAME", help="Whom the daemon runs as; it must own the configuration.")
]


@service.callback()
def _service() -> None:
    """Write what runs the daemon: a unit for systemd, or a Containerfile."""


@service.command("print")
def print_(
    ctx: typer.Context,
    *,
    config: ConfigOption = None,
    user: UserOption = "peruwatch",
    container: Annotated[
        bool, typer.Option("--container", help="A Containerfile for Podman or Docker instead.")
    ] = False,
) -> None:
    """Print the systemd unit, or a Containerfile."""
    text = (_FILES / "Containerfile").read_text(encoding="utf-8") if container else _unit(ctx, config, user)
    say(text.rstrip())


@service.command("install")
def install(
    ctx: typer.Context,
    *,
    config: ConfigOption = None,
    user: UserOption = "peruwatch",
    folder: Annotated[Path, typer.Option("--dir", metavar="DIR", help="The folder of systemd's units.")] = _UNITS,
) -> None:
    """Write the systemd unit to its place, and tell how to start it."""
    text, place = _unit(ctx, config, user), folder / _NAME
    try:
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PeruwatchError(f"can't write {place}: {error.strerror}; `peruwatch service print` prints it") from error
    report(f"{place} is written; it runs as {user}, with the configuration in {config_folder(ctx, config).absolute()}")
    report(f"now: sudo useradd --system {user}; sudo chown -R {user} {config_folder(ctx, config).absolute()}")
    report("then: sudo systemctl daemon-reload; sudo systemctl enable --now peruwatch")


def _unit(ctx: typer.Context, config: Path | None, user: str) -> str:
    """The unit that runs this program with this configuration."""
    called, folder = Path(sys.argv[0]).absolute(), config_folder(ctx, config).absolute()
    is_installed = called.name == "peruwatch" and called.is_file()  # and not called as a module
    program = called if is_installed else Path(sys.executable).parent / "peruwatch"
    is_at_home = any(path.is_relative_to(home) for path in (program, folder) for home in ("/home", "/root"))
    return Template((_FILES / _NAME).read_text(encoding="utf-8")).substitute(
        program=_plain(program), config=_plain(folder), user=user, home="read-only" if is_at_home else "yes"
    )


def _plain(path: Path) -> str:
    """A path as a unit has it. Raises PeruwatchError where it would have to be quoted, each time in another way."""
    text = str(path)
    if re.search(r"[\s\"'\\$;]", text):
        raise PeruwatchError(f"a unit can't name {text} plainly: move it to a path without blanks and quotes")
    return text.replace("%", "%%")
