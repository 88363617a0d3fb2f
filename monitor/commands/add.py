"""`peruwatch add`: one more source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.table import Table

from alerts.quoting.plain import counted
from config.edit import add_source
from config.load import Config
from crawler.context import open_context
from crawler.crawls.survey import Survey, survey
from crawler.loop import run_in_loop
from crawler.run import Crawls
from model.article import Entry
from model.errors import ConfigError, Mistake
from model.source import Source, Way, Ways
from model.urls import canonical
from monitor.lock import holder
from monitor.options import ConfigOption, DataOption, JsonOption, report
from monitor.place import folders_given, open_what_is_right
from monitor.terminal import json_text, say, standard_output

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
    as_json: JsonOption = False,
) -> int:
    """Look at a section, show what would be found there, and add it to sources.toml under the site's own name."""
    # A watch that is being written keeps nobody from adding a source.
    configuration, _ = open_what_is_right(ctx, config, data)
    section = _section(url)
    chosen = name or name_for(section)
    found = run_in_loop(lambda: _survey(configuration, Source(name=chosen, url=section, title=chosen, network=chosen)))
    if not as_json:
        _show(found)
    path = None
    if found.ways is not None and not dry_run:
        path = add_source(configuration.config_dir, chosen, section, title=found.site_name)
    following = list(_next_steps(configuration, chosen, folders_given(ctx, config, data))) if path else []
    if as_json:
        told = {"source": chosen, "added": path is not None, "next": following, **_as_json(found, section)}
        typer.echo(json_text(told, indent=2))
    else:
        _tell(found, chosen, path, following)
    return int(found.ways is None)


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
    context = open_context(config)
    try:
        async with Crawls(context) as crawls:
            return await survey(context, source, crawls.download)
    finally:
        context.close()


def _next_steps(config: Config, source: str, folders: str) -> Iterator[str]:
    """What a user does next, in commands that can be copied."""
    running = holder(config.data_dir)
    if running is not None:
        yield f"the peruwatch that runs (process {running.pid}) looks at it within seconds: {running.page}/"
    else:
        yield f"`peruwatch{folders} crawl {source}` stores what is listed now"
        yield f"`peruwatch{folders} run` watches it from then on"
    yield f"`peruwatch{folders} backfill {source}` fetches its archive, once it was crawled"


def _tell(found: Survey, source: str, path: Path | None, following: list[str]) -> None:
    if found.ways is None:
        say("nothing was added: the section can't be read")
    if path is None:
        return
    called = f", called {found.site_name!r}" if found.site_name else ""
    report(f"added {source} to {path}{called}")
    for step in following:
        report(f"next: {step}")


def _used(ways: Ways) -> list[tuple[Way, list[str]]]:
    """Each way with what it is used for; with nothing, it is compared once a day."""
    uses = {"news": ways.poll, "gaps and archive": ways.deep}
    every = dict.fromkeys((ways.poll, ways.deep, *ways.others))
    return [(way, [use for use, chosen in uses.items() if way == chosen]) for way in every]


def _as_json(found: Survey, section: str) -> dict[str, object]:
    return {
        "url": section,
        "name": found.site_name,
        "entries": [_entry_json(entry) for entry in found.entries],
        "ways": [
            {"kind": way.kind, "url": way.url, "uses": uses or ["daily comparison"]}
            for way, uses in (_used(found.ways) if found.ways else ())
        ],
        "pager": found.pager,
        "robots": {"allowed": not found.is_forbidden, "crawl_delay": found.crawl_delay or None},
        "per_week": None if found.a_week is None else round(found.a_week, 2),
        "problems": list(found.problems),
    }


def _entry_json(entry: Entry) -> dict[str, object]:
    date = entry.published
    return {
        "url": entry.url,
        "title": entry.title,
        "published": date.value if date else None,
        "published_source": date.source if date else None,
    }


def _show(found: Survey) -> None:
    console = standard_output()
    for problem in found.problems:
        console.print(f"trouble: {problem}", soft_wrap=True)
    if found.ways is None:
        return
    listings = Table("listing", "address", "use", box=None, pad_edge=False)
    for way, uses in _used(found.ways):
        listings.add_row(way.kind, way.url, ", ".join(uses) or "daily comparison")
    console.print(listings)
    console.print()
    entries = Table("date", "from", "title", box=None, pad_edge=False)
    for entry in found.entries[:_SHOWN]:
        date = entry.published
        entries.add_row(date.value[:10] if date else "-", date.source if date else "-", entry.title or entry.url)
    console.print(entries)
    rate = f"about {found.a_week:.1f} a week" if found.a_week else "too few dates to tell how often it publishes"
    delay = f"; its robots.txt asks for {found.crawl_delay:g} s between requests" if found.crawl_delay else ""
    goes_on = f"; it goes on at {found.pager}" if found.pager else ""
    console.print(f"\n{counted(len(found.entries), 'article')} listed; {rate}{delay}{goes_on}", soft_wrap=True)
