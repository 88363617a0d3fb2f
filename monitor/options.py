"""Options that many commands have. Every start imports this, and so it imports little."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from monitor.terminal import say

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


def _tell_version(asked: bool) -> None:  # noqa: FBT001 - Typer's signature
    if asked:
        typer.echo(f"peruwatch {version('peruwatch')}")
        raise typer.Exit


def _hush(asked: bool) -> None:  # noqa: FBT001 - Typer's signature
    if asked:
        log_from(logging.ERROR)


def _tell_more(times: int) -> None:
    if times:
        log_from(logging.INFO if times == 1 else logging.DEBUG)


def everywhere(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, expose_value=False, help="Tell the version and exit."
        ),
    ] = False,
    _quiet: Annotated[
        bool,
        typer.Option(
            "--quiet", callback=_hush, expose_value=False, help="Print nothing but data that was asked for and errors."
        ),
    ] = False,
    _verbose: Annotated[
        int,
        typer.Option(
            "--verbose",
            "-v",
            count=True,
            show_default=False,
            callback=_tell_more,
            expose_value=False,
            help="Log each request and decision; -vv: also what Scrapy and the others log.",
        ),
    ] = 0,
) -> None:
    """The options that go before the command's name and after it."""


def log_from(level: int) -> None:
    """Log what is at least so grave."""
    logging.getLogger().setLevel(level)
    # Scrapy and its friends tell of every request in their own words; that is for those who ask twice.
    for name in ("scrapy", "twisted", "apscheduler", "alembic", "trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.DEBUG if level <= logging.DEBUG else max(level, logging.WARNING))
    # What goes wrong with jobs we tell ourselves, and in a word.
    for name in ("procrastinate", "psycopg.pool"):
        logging.getLogger(name).setLevel(logging.DEBUG if level <= logging.DEBUG else logging.CRITICAL)
    # At DEBUG they tell of their own inside, and of every row: of no use to anybody here.
    for name in ("asyncio", "charset_normalizer", "urllib3"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def report(line: str) -> None:
    """Print a line on what was done, which was not asked for as data: --quiet leaves it out."""
    if logging.getLogger().isEnabledFor(logging.WARNING):
        say(line)
