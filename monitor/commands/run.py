"""`peruwatch run`: the daemon."""

from __future__ import annotations

import asyncio

import typer

from alerts.delivery.outbox import Attempt
from alerts.quoting.plain import counted
from crawler.loop import run_in_loop
from model.crawl import CrawlRun
from monitor import daemon
from monitor.commands.crawl import NO_SOURCES, describe
from monitor.options import ConfigOption, DataOption, report
from monitor.place import open_config


def run(ctx: typer.Context, *, config: ConfigOption = None, data: DataOption = None) -> None:
    """Watch until stopped: crawl on schedule, match, send digests, serve the page and the feeds."""
    configuration = open_config(ctx, config, data)

    def ready() -> None:
        report(f"page:  {configuration.public_url}/")
        report(f"feeds: {configuration.public_url}/feeds")
        report(f"watching {counted(len(configuration.sources), 'source')}; stop with Ctrl-C")
        if not configuration.sources:
            report(f"{NO_SOURCES}, and it is watched at once")

    try:
        run_in_loop(lambda: daemon.run(configuration, on_ready=ready, on_run=tell_run, on_attempt=tell_attempt))
    except asyncio.CancelledError:
        report("stopped")


def tell_run(run: CrawlRun) -> None:
    """A line on a crawl that brought something or failed."""
    if run.error or run.articles or run.revisions:
        (typer.echo if run.error else report)(describe(run))


def tell_attempt(attempt: Attempt) -> None:
    """A line on a message that was sent or not."""
    outcome = "sent" if attempt.delivery.delivered else "not sent"
    tell = report if attempt.delivery.delivered else typer.echo
    tell(f"{outcome}: {attempt.message.recipient}: {attempt.message.subject}: {attempt.delivery.detail}")
