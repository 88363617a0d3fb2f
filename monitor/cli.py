"""The command line: what it is made of, and how it ends."""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer
from typer.exceptions import Abort, TyperException

from model.errors import ConfigError, PeruwatchError
from monitor.commands import check, crawl, demo, export, messages, run, status
from monitor.place import ConfigOption, DataOption, Given

app = typer.Typer(
    name="peruwatch",
    help="Watches publishers' sections, keeps every article, and tells what matches your keywords.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def given(
    ctx: typer.Context,
    config: ConfigOption = None,
    data: DataOption = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what is done, step by step.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Watches publishers' sections, keeps every article, and tells what matches your keywords."""
    ctx.obj = Given(config=config, data=data)
    _log(logging.INFO if verbose else logging.WARNING)


app.command()(run.run)
app.command()(crawl.crawl)
app.command()(check.check)
app.command()(status.status)
app.command()(messages.digest)
app.command()(messages.deliver)
app.command()(export.export)
app.command()(export.opml)
app.command()(check.init)
app.command()(demo.demo)


def main() -> None:
    """Run the command line: exit status 0 done, 1 something failed and says what, 2 wrong use or configuration."""
    raise SystemExit(_status())


def _status() -> int:
    try:
        return int(app(standalone_mode=False) or 0)
    except ConfigError as error:
        for mistake in error.mistakes:
            _complain(str(mistake))
        return 2
    except TyperException as error:
        _complain(f"{error.format_message()} (see peruwatch --help)")
        return error.exit_code
    except PeruwatchError as error:
        _complain(str(error))
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except (KeyboardInterrupt, Abort):
        return 130


def _complain(line: str) -> None:
    sys.stderr.write(f"peruwatch: {line}\n")


def _log(level: int) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    # Scrapy and its friends tell of every request; that is for those who ask.
    for name in ("scrapy", "twisted", "apscheduler", "alembic", "trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.WARNING if level > logging.DEBUG else logging.DEBUG)


if __name__ == "__main__":
    main()
