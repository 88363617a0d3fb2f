"""`peruwatch status`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import typer
from rich.console import Console
from rich.table import Table

from alerts.quoting.plain import counted
from alerts.quoting.standing import described as described_outage
from model.alert import OVERDUE, MessageState
from model.clock import utc_now
from model.cluster import Cluster, Role
from monitor.lock import Daemon
from monitor.options import ConfigOption, DataOption, JsonOption
from monitor.place import folders_given, open_database, open_what_is_right
from monitor.status import Status, as_json, look
from monitor.terminal import say, standard_output
from monitor.waiting import described, described_held
from storage.outbox import Undelivered

_MESSAGES = 20
"""Messages that are shown; after a day without a mail server there may be thousands."""

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
    _print_outbox(found, console)
    for outage in found.outages:
        console.print(f"nothing could be looked at {described_outage(outage)}", soft_wrap=True)
    if found.cluster is not None:
        _print_cluster(found.cluster, console)
    if found.cluster is None or found.daemon is not None or not found.cluster.is_scheduled:
        _print_daemon(found.daemon, found.lag)


def _print_outbox(found: Status, console: Console) -> None:
    """What is owed, to whom, who wants nothing more, and what waits to be owed."""
    console.print(f"outbox: {found.outbox[MessageState.OWED]} owed, {found.outbox[MessageState.FAILED]} failed")
    for message in found.undelivered[:_MESSAGES]:
        console.print(_undelivered(message, found.at), soft_wrap=True)
    if len(found.undelivered) > _MESSAGES:
        console.print(f"and {len(found.undelivered) - _MESSAGES} older messages, which --json lists")
    for one_out in found.unsubscribed:
        console.print(
            f"{one_out.recipient} unsubscribed from {one_out.audience}, {_moment(one_out.at)}", soft_wrap=True
        )
    for digest in found.waiting:
        if digest.articles:
            console.print(described(digest), soft_wrap=True)
        if digest.held:
            console.print(described_held(digest), soft_wrap=True)


def _undelivered(one: Undelivered, now: datetime) -> str:
    """To whom a message is owed, and why it did not arrive yet."""
    message = one.message
    what = f"message {message.id} to {message.recipient}: {message.subject}"
    if one.in_hand:
        return f"{what}: being sent"
    if one.answer is None:
        return f"{what}: not tried yet"
    if message.state is MessageState.FAILED:
        return f"{what}: refused: {one.answer}"
    tried = counted(message.attempts, "time")
    since = f" for {(now - message.created).days} days" if now - message.created >= OVERDUE else ""
    return f"{what}: {one.answer}; tried {tried}{since}, next at {_moment(one.next_try)}"


def _print_cluster(cluster: Cluster, console: Console) -> None:
    """Who shares the database, what they have in hand, and what waits for them."""
    for one in cluster.members:
        who = f"{one.role} {one.machine}:{one.pid}, since {_moment(one.since)}"
        if one.role is Role.SCHEDULER:
            console.print(f"{who}: {'leads' if one.leads else 'stands by'}", soft_wrap=True)
        else:
            busy = f"{one.jobs} of {counted(one.concurrency, 'job')} in hand"
            console.print(f"{who}: {', '.join(one.queues)}; {busy}", soft_wrap=True)
    queues = (f"{one.queue} {one.waiting} waiting, {one.in_hand} in hand" for one in cluster.queues)
    console.print(f"queues: {'; '.join(queues)}", soft_wrap=True)
    if not any(one.role is Role.WORKER for one in cluster.members):
        say("no worker runs: `peruwatch worker` starts one")


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
