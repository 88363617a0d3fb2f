"""`peruwatch run`: the daemon."""

from __future__ import annotations

import asyncio

import typer

from alerts.outbox import Attempt
from crawler.loop import run_in_loop
from model.crawl import CrawlRun
from monitor import daemon
from monitor.commands.crawl import describe
from monitor.options import ConfigOption, DataOption
from monitor.place import open_config


def run(ctx: typer.Context, *, config: ConfigOption = None, data: DataOption = None) -> None:
    """Watch until stopped: crawl on schedule, match, send digests, serve the page and the feeds."""
    configuration = open_config(ctx, config, data)

    def ready() -> None:
        typer.echo(f"page:  {configuration.public_url}/")
        typer.echo(f"feeds: {configuration.public_url}/feeds")
        typer.echo(f"watching {len(configuration.sources)} sources; stop with Ctrl-C")

    try:
        run_in_loop(lambda: daemon.run(configuration, on_ready=ready, on_run=tell_run, on_attempt=tell_attempt))
    except asyncio.CancelledError:
        typer.echo("stopped")


def tell_run(run: CrawlRun) -> None:
    """A line on a crawl that brought something or failed."""
    if run.error or run.articles or run.revisions:
        typer.echo(describe(run))


def tell_attempt(attempt: Attempt) -> None:
    """A line on a message that was sent or not."""
    outcome = "sent" if attempt.delivery.delivered else "not sent"
    typer.echo(f"{outcome}: {attempt.message.recipient}: {attempt.message.subject}: {attempt.delivery.detail}")
