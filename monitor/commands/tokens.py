"""`peruwatch tokens add|list|revoke`."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.table import Table

from model.clock import utc_now
from model.errors import PeruwatchError
from model.token import TokenScope
from monitor.options import ConfigOption, DataOption, JsonOption, report
from monitor.place import open_config, open_database
from monitor.published import with_token
from monitor.terminal import standard_output
from monitor.web.tokens import issue
from storage import tokens as stored

tokens = typer.Typer(
    help="Let readers and programs in by tokens.", rich_markup_mode=None, add_completion=False, no_args_is_help=True
)

NameArgument = Annotated[str, typer.Argument(help="Whose token it is, such as anas-phone.", metavar="NAME")]


@tokens.command()
def add(
    ctx: typer.Context,
    name: NameArgument,
    *,
    scope: Annotated[
        TokenScope, typer.Option(help="feeds: read the feeds; api: all that programs may.")
    ] = TokenScope.FEEDS,
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Make a token and print it, this once: only its hash is kept."""
    configuration = open_config(ctx, config, data)
    with open_database(configuration) as database, database.transaction() as session:
        token = issue(session, name, scope, utc_now())
    if token is None:
        raise PeruwatchError(f"there is a token of the name {name!r} already: `peruwatch tokens revoke {name}` ends it")
    typer.echo(token)
    if scope is TokenScope.FEEDS:
        for what, path in (("everything, as a feed", "/feeds/all.rss"), ("all feeds, to import", "/feeds.opml")):
            report(f"{what}: {with_token(configuration.public_url + path, token)}")
        if configuration.has_no_address:
            host = configuration.settings.web.host
            report(f"nobody gets there as {host}: set public_url under [web] in settings.toml to how readers do")
    report("this is the only time that it is shown")


@tokens.command("list")
def list_(
    ctx: typer.Context, *, config: ConfigOption = None, data: DataOption = None, json_: JsonOption = False
) -> None:
    """Tell which tokens there are."""
    configuration = open_config(ctx, config, data)
    with open_database(configuration) as database, database.reading() as session:
        found = stored.every(session)
    if json_:
        shown = [{"name": one.name, "scope": one.scope, "created": one.created.isoformat()} for one in found]
        typer.echo(json.dumps(shown, indent=2))
        return
    table = Table("name", "scope", "made", box=None, pad_edge=False)
    for one in found:
        table.add_row(one.name, one.scope, one.created.astimezone().isoformat(sep=" ", timespec="minutes"))
    standard_output().print(table)


@tokens.command()
def revoke(ctx: typer.Context, name: NameArgument, *, config: ConfigOption = None, data: DataOption = None) -> None:
    """End a token: who has it is refused from now on."""
    configuration = open_config(ctx, config, data)
    with open_database(configuration) as database, database.transaction() as session:
        if not stored.revoke(session, name):
            raise PeruwatchError(f"there is no token of the name {name!r}")
    report(f"revoked: {name}")
