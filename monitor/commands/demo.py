"""`peruwatch demo`: the whole of it against bundled sample publishers, with no network."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from alerts.delivery.outbox import deliver
from alerts.digests import editions
from alerts.quoting.plain import counted
from config.load import Config, load
from crawler.context import open_context
from crawler.loop import run_in_loop
from model.alert import AlertKind, MessageState
from model.clock import utc_now
from model.crawl import CrawlRun
from model.errors import PeruwatchError
from monitor import cluster, daemon
from monitor.commands.run import tell_attempt, tell_run
from monitor.demo import postgres
from monitor.demo.sites import SampleSites, start_sites, write_demo_config
from monitor.options import report
from monitor.passes import crawl_all
from monitor.steps import match, tell_at_once
from monitor.terminal import standard_output
from storage import outbox, watches

_USUAL_PORT = 8765
_WORKERS = 3


@dataclass(frozen=True, slots=True)
class DemoPass:
    """What one pass of the demo brought."""

    runs: tuple[CrawlRun, ...]
    matches: dict[str, int]
    """Matching articles by watch."""
    messages: dict[MessageState, int]


def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="One pass and a summary, then exit.")] = False,
    many: Annotated[
        bool, typer.Option("--cluster", help="With a PostgreSQL and three workers, each a process of its own.")
    ] = False,
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help="Keep configuration, database and mails here.")
    ] = None,
) -> int:
    """Watch three sample publishers on this machine: no network, nothing to configure."""
    if once and many:
        raise typer.BadParameter("one pass needs no workers: leave out --once or --cluster")
    place = folder or Path(tempfile.mkdtemp(prefix="peruwatch-demo-"))
    with _sites() as sites, contextlib.ExitStack() as stack:
        config = _configure(place, sites)
        if many:
            config = stack.enter_context(_workers(place))
        if once:
            result = run_in_loop(lambda: _pass(config))
            _summarise(config, result)
            # Without an article nothing was shown of what it is to show.
            return int(any(run.error for run in result.runs) or not any(run.articles for run in result.runs))
        with contextlib.suppress(asyncio.CancelledError):
            run_in_loop(
                lambda: daemon.run(
                    config, on_ready=lambda: _where_to_look(config), on_run=tell_run, on_attempt=tell_attempt
                )
            )
    report(f"stopped; everything is kept in {place}")
    return 0


@contextlib.contextmanager
def _workers(place: Path) -> Iterator[Config]:
    """A PostgreSQL, and workers on it; gives the configuration, which names it."""
    with postgres.serving(place / "postgres") as url:
        with (place / "config" / "settings.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'\n[storage]\nurl = "{url}"\n')
        config = load(place / "config", place / "var", {})
        cluster.check(config.database_url)
        command = [sys.executable, "-m", "monitor.cli", "--config", str(config.config_dir), "--data"]
        workers = [subprocess.Popen([*command, str(config.data_dir), "worker"]) for _ in range(_WORKERS)]  # noqa: S603 - ourselves
        try:
            report(f"workers: processes {', '.join(str(worker.pid) for worker in workers)}; kill one and see")
            report(f"status:  peruwatch --config {config.config_dir} --data {config.data_dir} status")
            yield config
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.wait()


@contextlib.contextmanager
def _sites() -> Iterator[SampleSites]:
    sites = start_sites(clock=utc_now, started=utc_now())
    try:
        yield sites
    finally:
        sites.stop()


def _configure(place: Path, sites: SampleSites) -> Config:
    try:
        write_demo_config(place / "config", sites.urls, port=_free_port())
    except OSError as error:
        raise PeruwatchError(f"can't write to {place}: {error.strerror}") from error
    # The user's own environment is for the user's own watch, not for the sample's.
    return load(place / "config", place / "var", {})


def _free_port() -> int:
    """The usual port if nobody has it, else any."""
    for port in (_USUAL_PORT, 0):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)) as listener:
            return int(listener.getsockname()[1])
    raise PeruwatchError("no port on 127.0.0.1 is free")


async def _pass(config: Config) -> DemoPass:
    context = open_context(config)
    try:
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            runs = await crawl_all(context, config.sources, progress, only_due=False)
        await asyncio.to_thread(match, context.database, config, utc_now())
        await asyncio.to_thread(tell_at_once, context.database, config, utc_now())
        for digest in config.digests:
            await asyncio.to_thread(
                editions.publish, context.database, config, digest, AlertKind.DIGEST, slot=None, now=utc_now()
            )
        await deliver(context.database, config, now=utc_now)
        return DemoPass(
            runs=tuple(runs),
            matches=await context.read(watches.count_by_watch),
            messages=await context.read(outbox.counts),
        )
    finally:
        context.close()


def _summarise(config: Config, result: DemoPass) -> None:
    console = standard_output()
    titles = {source.name: source.title for source in config.sources}
    publishers = Table("publisher", "articles", "requests", "trouble", box=None, pad_edge=False)
    for run in result.runs:
        publishers.add_row(titles[run.source], str(run.articles), str(run.requests), run.error or "none")
    console.print(publishers)
    console.print()
    matches = Table("watch", "matches", box=None, pad_edge=False)
    for watch in config.watches:
        matches.add_row(watch.title, str(result.matches.get(watch.name, 0)))
    console.print(matches)
    console.print()
    told = result.messages
    console.print(
        f"{counted(sum(run.articles for run in result.runs), 'article')}, "
        f"{counted(sum(result.matches.values()), 'match', 'matches')}; "
        f"messages: {told[MessageState.OWED]} owed, {told[MessageState.SENT]} sent, {told[MessageState.FAILED]} failed"
    )
    console.print("files written:")
    for path in sorted(path for path in config.config_dir.parent.rglob("*") if path.is_file()):
        console.print(f"  {path}", soft_wrap=True)


def _where_to_look(config: Config) -> None:
    report(f"page:    {config.public_url}/")
    report(f"feeds:   {config.public_url}/feeds")
    report(f"digests: {config.outbox_dir}/*.eml, one a minute while there is news")
    report(f"files:   {config.config_dir} (edit a copy of these to watch something else)")
    report("New articles come out every few seconds; stop with Ctrl-C.")
