"""`peruwatch import`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from io import BufferedReader
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from alerts.quoting.plain import counted
from model.clock import utc_now
from monitor.importing import Brought, Listener, bring_in
from monitor.options import ConfigOption, DataOption, JsonOption, report
from monitor.place import open_config, open_database

_STANDARD_INPUT = Path("-")


def import_(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="What `export` printed, plain or gzipped; `-` is standard input."),
    ],
    *,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """Store articles that `export` printed, here or elsewhere, or another program: one JSON object a line.

    A row needs `url` and `title`. What is known stays as it is, so the same file may be imported again. Nobody is told.
    """
    if file != _STANDARD_INPUT and (file.is_dir() or not file.exists()):
        raise typer.BadParameter(f"FILE: {file} is no file")
    configuration = open_config(ctx, config, data)
    try:
        with open_database(configuration) as database, _opened(file) as opened, _listener(file) as listener:
            brought = bring_in(opened, database, configuration, now=utc_now(), listener=listener)
    except KeyboardInterrupt:
        report("stopped; the same command goes on from here")
        return 130
    if as_json:
        typer.echo(json.dumps(asdict(brought), indent=2))
    else:
        (typer.echo if brought.bad else report)(_describe(brought))
    return int(brought.bad > 0)


def _describe(brought: Brought) -> str:
    parts = [counted(brought.new, "new article"), f"{brought.known:,} known"]
    if brought.different:
        parts.append(f"{brought.different:,} known with other words, which they keep")
    if brought.bad:
        parts.append(f"{counted(brought.bad, 'bad row')} left out")
    return f"{', '.join(parts)}; {counted(brought.matches, 'new match', 'new matches')}"


@contextmanager
def _opened(file: Path) -> Iterator[BufferedReader]:
    if file == _STANDARD_INPUT:
        yield cast("BufferedReader", sys.stdin.buffer)
        return
    with file.open("rb") as opened:
        yield opened


@contextmanager
def _listener(file: Path) -> Iterator[Listener]:
    """Bars on a terminal, and lines on what is wrong wherever errors go."""
    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    ) as bars:  # fmt: skip
        reading, storing = bars.add_task("rows", total=None), bars.add_task("articles", total=None)
        yield Listener(
            on_read=lambda count: bars.update(reading, completed=count),
            on_bad=lambda line, why: console.print(f"peruwatch: {file}:{line}: {why}", soft_wrap=True),
            on_done=lambda done, total: bars.update(storing, completed=done, total=total),
        )
