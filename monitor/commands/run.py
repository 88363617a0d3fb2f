"""`peruwatch run`: the daemon."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated

import typer

from alerts.delivery.outbox import Attempt
from alerts.quoting.plain import counted
from config.load import Config
from crawler.loop import run_in_loop
from model.crawl import CrawlRun
from model.errors import ConfigError, PeruwatchError
from monitor import daemon
from monitor.commands.crawl import NO_SOURCES, describe
from monitor.logs import LogKind, log_as
from monitor.options import ConfigOption, DataOption, report
from monitor.place import open_config

Tell = Callable[[str], None]
LogOption = Annotated[
    LogKind, typer.Option("--log", help="Lines for people, JSON lines, or entries of systemd's journal.")
]


def run(
    ctx: typer.Context, *, config: ConfigOption = None, data: DataOption = None, log: LogOption = LogKind.PLAIN
) -> int:
    """Watch until stopped: crawl on schedule, match, send digests, serve the page and the feeds."""
    return logged(log, lambda tell, complain: _run(open_config(ctx, config, data), tell, complain))


def logged(log: LogKind, do: Callable[[Tell, Tell], None]) -> int:
    """Do something that has a log until it is stopped, and tell there what went wrong; gives the exit status."""
    tell, complain = log_as(log)
    try:
        do(tell, complain)
    except asyncio.CancelledError:
        tell("stopped")
    except ConfigError as error:
        if log is LogKind.PLAIN:
            raise
        for mistake in error.mistakes:
            complain(str(mistake))
        return 2
    except PeruwatchError as error:
        if log is LogKind.PLAIN:
            raise
        complain(str(error))
        return 1
    return 0


def _run(configuration: Config, tell: Tell, complain: Tell) -> None:
    def ready() -> None:
        tell(f"page:  {configuration.public_url}/")
        tell(f"feeds: {configuration.public_url}/feeds")
        tell(f"watching {counted(len(configuration.sources), 'source')}; stop with Ctrl-C")
        if not configuration.sources:
            tell(f"{NO_SOURCES}, and it is watched at once")

    run_in_loop(
        lambda: daemon.run(
            configuration,
            on_ready=ready,
            on_run=lambda run: tell_run(run, tell, complain),
            on_attempt=lambda attempt: tell_attempt(attempt, tell, complain),
        )
    )


def tell_run(run: CrawlRun, tell: Tell = report, complain: Tell = typer.echo) -> None:
    """A line on a crawl that brought something or failed."""
    if run.error or run.articles or run.revisions:
        (complain if run.error else tell)(describe(run))


def tell_attempt(attempt: Attempt, tell: Tell = report, complain: Tell = typer.echo) -> None:
    """A line on a message that was sent or not."""
    outcome = "sent" if attempt.delivery.delivered else "not sent"
    line = f"{outcome}: {attempt.message.recipient}: {attempt.message.subject}: {attempt.delivery.detail}"
    (tell if attempt.delivery.delivered else complain)(line)
