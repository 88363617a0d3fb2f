"""The command line: what it is made of, and how it ends."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import os
import sys

import typer
from typer.exceptions import TyperException

from model.errors import ConfigError, PeruwatchError
from monitor.commands import Commands
from monitor.options import ConfigOption, DataOption, Given, log_from
from monitor.terminal import LogLines, say

_LOG_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"

app = typer.Typer(
    name="peruwatch",
    cls=Commands,
    help="Watches publishers' sections, keeps every article, and tells what matches your keywords.",
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def given(ctx: typer.Context, config: ConfigOption = None, data: DataOption = None) -> None:
    """Watches publishers' sections, keeps every article, and tells what matches your keywords."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(2)
    ctx.obj = Given(config=config, data=data)


def main() -> None:
    """Run the command line: exit status 0 done, 1 something failed and says what, 2 wrong use or configuration."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a letter that a terminal can't show must not end the program
            stream.reconfigure(errors="backslashreplace")
    logging.basicConfig(stream=sys.stderr)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(LogLines(_LOG_LINE, "%Y-%m-%d %H:%M:%S%z"))
    log_from(logging.WARNING)
    # Hardly a ring is made of what is stored: to look for rings after each 700 objects, and ever again through all that
    # developments are compared with, takes a twentieth of an import's time.
    gc.set_threshold(10_000)
    raise SystemExit(_status())


def _status() -> int:
    try:
        status = int(app(standalone_mode=False, prog_name="peruwatch") or 0)
        sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # there, whoever read has seen enough
            _complain(": ".join(str(part) for part in (error.filename, error.strerror or error) if part))
        _give_up_output()
        return 1
    except Exception as error:  # noqa: BLE001 - what it can't explain it raises again
        return _explained(error)
    except asyncio.CancelledError:
        _complain("stopped")
        return 130
    return status


def _explained(error: Exception) -> int:
    """Say on the terminal what went wrong, and give the exit status; what can't be explained is raised again."""
    match error:
        case ConfigError():
            for mistake in error.mistakes:
                _complain(str(mistake))
            return 2
        case TyperException():
            context = getattr(error, "ctx", None)
            command = context.command_path if context else "peruwatch"
            _complain(f"{error.format_message().replace('Value error, ', '')} (see {command} --help)")
            return error.exit_code
        case PeruwatchError():
            _complain(str(error))
            return 1
        case _:
            raise error


def _give_up_output() -> None:
    """Leave what could not be printed: at its end Python would try once more, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(line: str) -> None:
    say(f"peruwatch: {line}", err=True)


if __name__ == "__main__":
    main()
