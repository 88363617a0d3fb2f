"""`peruwatch search`."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.commands.watch import LimitOption, as_query, show_found, tell_idle
from monitor.options import ConfigOption, DataOption, JsonOption
from monitor.place import open_what_is_right


def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="QUERY", help="Words, phrases, AND, OR, NOT: docs/queries.md.")],
    *,
    limit: LimitOption = 20,
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search all stored articles, and show those found, newest first, with the words marked."""
    # A watch that is being written keeps nobody from searching.
    configuration, _ = open_what_is_right(ctx, config, data)
    wanted = as_query(" ".join(words))
    tell_idle(wanted)
    show_found(configuration, wanted, limit=limit, as_json=as_json)
