"""`peruwatch status`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import typer
from rich.table import Table

from alerts.quoting.standing import described as described_outage
from model.alert import MessageState
from model.clock import utc_now
from monitor.lock import Daemon
from monitor.options import ConfigOption, DataOption, JsonOption
from monitor.place import folders_given, open_database, open_what_is_right
from monitor.status import Status, as_json, look
from monitor.terminal import say, standard_output
from monitor.waiting import described

_WORTH_TELLING = timedelta(seconds=10)
"""What is due waits for a few seconds whenever many are due at once."""


def status(
    ctx: typer.Context, *, config: ConfigOption = None, data: DataOption = None, json_: JsonOption = False
) -> int:
    """Tell how each source does, what is still to be fetched, and what is owed to whom."""
    configuration, mistakes = open_what_is_right(ctx, config, data)
    with open_database(configuration) as database:
        found = look(database, configuration, utc_now())
    told = [str(mistake) for mistake in mistakes]
    folders = folders_given(ctx, config, data)
    if json_:
        typer.echo(json.dumps(as_json(found) | {"mistakes": told}, indent=2))
    else:
        _print(found)
        if not found.sources:
            say(f"there are no sources yet: `peruwatch{folders} add URL` looks at a section and adds it")
        for line in told:
            say(f"mistake: {line}; a running peruwatch goes on as before this edit")
    return 2 if mistakes else 0


def _print(found: Status) -> None:
    console = standard_output()
    table = Table("source", "state", "last success", "articles", "pending", "next look", box=None, pad_edge=False)
    for one in found.sources:
        table.add_row(
            one.source.name,
            one.condition,
            _moment(one.state.last_success),
            str(one.articles),
            str(one.pending),
            _moment(one.next_run),
        )
    console.print(table)
    for one in found.sources:
        if one.concern:
            console.print(f"{one.source.name}: {one.concern}", soft_wrap=True)
        for url, reason in one.troubles:
            console.print(f"{one.source.name}: {url} {reason}", soft_wrap=True)
    console.print(f"outbox: {found.outbox[MessageState.OWED]} owed, {found.outbox[MessageState.FAILED]} failed")
    for recipient, subject, reason in found.undelivered:
        console.print(f"to {recipient}: {subject}: {reason}", soft_wrap=True)
    for digest in found.waiting:
        if digest.articles:
            console.print(described(digest), soft_wrap=True)
    for outage in found.outages:
        console.print(f"nothing could be looked at {described_outage(outage)}", soft_wrap=True)
    _print_daemon(found.daemon, found.lag)


def _print_daemon(daemon: Daemon | None, lag: timedelta) -> None:
    if daemon is None:
        say("no daemon runs: `peruwatch run` starts one; without, `crawl --due` and `deliver` do its work")
        return
    say(f"a daemon runs: process {daemon.pid}, page {daemon.page}/")
    if lag >= _WORTH_TELLING:
        say(f"it is behind: a source has been due for {lag.total_seconds():.0f} s")
    for option in daemon.waits_for_restart:
        say(f"settings.toml: {option} was edited; the edit waits for a restart of the daemon")


def _moment(moment: datetime | None) -> str:
    return "-" if moment is None else moment.astimezone().isoformat(sep=" ", timespec="minutes")
