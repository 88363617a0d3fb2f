"""`peruwatch worker`: one of many processes that do what `run` schedules on PostgreSQL."""

from __future__ import annotations

from typing import Annotated

import typer

from alerts.quoting.plain import counted
from config.load import Config
from crawler.loop import run_in_loop
from model.cluster import Queue
from monitor import cluster
from monitor.commands.run import LogOption, Tell, logged, tell_attempt, tell_run
from monitor.logs import LogKind
from monitor.options import ConfigOption, DataOption
from monitor.place import open_config
from monitor.places import usual


def worker(
    ctx: typer.Context,
    *,
    queues: Annotated[
        str, typer.Option("--queues", metavar="NAME,…", help="Take only jobs of these queues.")
    ] = ",".join(Queue),
    concurrency: Annotated[
        int,
        typer.Option(
            "--concurrency", min=0, metavar="N", show_default=False, help="Jobs at a time; else what fits this machine."
        ),
    ] = 0,
    config: ConfigOption = None,
    data: DataOption = None,
    log: LogOption = LogKind.PLAIN,
) -> int:
    """Do what `peruwatch run` schedules on the same PostgreSQL, with any number of others on any number of machines."""
    chosen = _queues(queues)

    def do(tell: Tell, complain: Tell) -> None:
        _work(open_config(ctx, config, data), chosen, concurrency or usual(), tell, complain)

    return logged(log, do)


def _queues(given: str) -> list[Queue]:
    names = [name.strip() for name in given.split(",")]
    for name in names:
        if name not in list(Queue):
            raise typer.BadParameter(f"there is no queue {name!r}; there are {', '.join(Queue)}", param_hint="--queues")
    return [queue for queue in Queue if queue in names]


def _work(config: Config, queues: list[Queue], concurrency: int, tell: Tell, complain: Tell) -> None:
    cluster.check(config.database_url)
    from monitor.cluster.worker import run  # noqa: PLC0415 - the extra may not be installed

    def ready() -> None:
        tell(f"working on {', '.join(queues)}: {counted(concurrency, 'job')} at a time; stop with Ctrl-C")

    run_in_loop(
        lambda: run(
            config,
            queues,
            concurrency,
            on_ready=ready,
            on_run=lambda run: tell_run(run, tell, complain),
            on_attempt=lambda attempt: tell_attempt(attempt, tell, complain),
        )
    )
