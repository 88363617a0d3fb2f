"""`peruwatch add`: one more source."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.edit import add_source
from config.load import Config
from crawler.desk import open_desk
from crawler.loop import run_in_loop
from crawler.run import Crawls
from crawler.survey import Survey, survey
from crawler.urls import canonical
from model.errors import ConfigError, Mistake
from model.source import Source
from monitor.options import ConfigOption, DataOption
from monitor.place import open_config

_SHOWN = 10


def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Address of the section.")],
    *,
    name: Annotated[
        str | None, typer.Option("--name", help="Its key in sources.toml; else made from the host.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look; write nothing.")] = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """Look at a section, show what would be found there, and add it to sources.toml."""
    configuration = open_config(ctx, config, data)
    section = _section(url)
    chosen = name or name_for(section)
    source = Source(name=chosen, url=section, title=chosen, network=chosen)
    found = run_in_loop(lambda: _survey(configuration, source))
    _show(found)
    if found.ways is None:
        typer.echo("nothing was added: the section can't be read")
        return 1
    if not dry_run:
        typer.echo(f"added {chosen} to {add_source(configuration.config_dir, chosen, section)}")
    return 0


def _section(url: str) -> str:
    try:
        return canonical(url if "://" in url else f"https://{url}")
    except ValueError as error:
        raise ConfigError([Mistake(place="add", problem=f"{url!r} is no address of a web page: {error}")]) from error


def name_for(url: str) -> str:
    """A source's key from its host: `www.marxist.com` gives `marxist-com`."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-")[:63] or "source"


async def _survey(config: Config, source: Source) -> Survey:
    desk = open_desk(config)
    try:
        async with Crawls(desk) as crawls:
            return await survey(desk, source, crawls.download)
    finally:
        desk.close()


def _show(found: Survey) -> None:
    console = Console(width=None if Console().is_terminal else 200, highlight=False)
    for problem in found.problems:
        console.print(f"trouble: {escape(problem)}")
    if found.ways is None:
        return
    ways = found.ways
    listings = Table("listing", "address", "use", box=None, pad_edge=False)
    for way in dict.fromkeys((ways.poll, ways.deep, *ways.others)):
        uses = [use for use, chosen in (("news", ways.poll), ("gaps and archive", ways.deep)) if way == chosen]
        listings.add_row(way.kind, escape(way.url), ", ".join(uses) or "daily comparison")
    console.print(listings)
    console.print()
    entries = Table("date", "from", "title", box=None, pad_edge=False)
    for entry in found.entries[:_SHOWN]:
        date = entry.published
        entries.add_row(
            date.value[:10] if date else "-", date.source if date else "-", escape(entry.title or entry.url)
        )
    console.print(entries)
    rate = (
        f"about {found.a_week:.1f} articles a week" if found.a_week else "too few dates to tell how often it publishes"
    )
    delay = f"; its robots.txt asks for {found.crawl_delay:g} s between requests" if found.crawl_delay else ""
    console.print(f"\n{len(found.entries)} articles listed; {rate}{delay}")
