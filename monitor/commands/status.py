"""`peruwatch status`."""

from __future__ import annotations

import json
from datetime import datetime

import typer
from rich.table import Table

from model.alert import MessageState
from model.clock import utc_now
from monitor.options import ConfigOption, DataOption, JsonOption
from monitor.place import open_database, open_what_is_right
from monitor.status import Status, as_json, look
from monitor.terminal import standard_output


def status(
    ctx: typer.Context, *, config: ConfigOption = None, data: DataOption = None, json_: JsonOption = False
) -> int:
    """Tell how each source does, what is still to be fetched, and what is owed to whom."""
    configuration, mistakes = open_what_is_right(ctx, config, data)
    with open_database(configuration) as database:
        found = look(database, configuration, utc_now())
    told = [str(mistake) for mistake in mistakes]
    if json_:
        typer.echo(json.dumps(as_json(found) | {"mistakes": told}, indent=2))
    else:
        _print(found)
        for line in told:
            typer.echo(f"mistake: {line}; a running peruwatch goes on as before this edit")
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
            _moment(one.state.next_run),
        )
    console.print(table)
    for one in found.sources:
        if one.state.last_error:
            console.print(f"{one.source.name}: {one.state.last_error}", soft_wrap=True)
        for url, reason in one.troubles:
            console.print(f"{one.source.name}: {url} {reason}", soft_wrap=True)
    console.print(f"outbox: {found.outbox[MessageState.OWED]} owed, {found.outbox[MessageState.FAILED]} failed")
    for recipient, subject, reason in found.undelivered:
        console.print(f"to {recipient}: {subject}: {reason}", soft_wrap=True)


def _moment(moment: datetime | None) -> str:
    return "-" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M")
