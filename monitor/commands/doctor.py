"""`peruwatch doctor`."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.table import Table

from alerts.delivery.channels.email import try_login
from alerts.delivery.channels.named import is_known
from config.load import Config
from crawler.http.reach import Reached, reach
from crawler.options import user_agent
from model.clock import utc_now
from model.errors import StorageError
from monitor.doctor import (
    NO_DATABASE,
    Finding,
    exit_status,
    judge_backup,
    judge_channels,
    judge_clock,
    judge_configuration,
    judge_daemon,
    judge_database,
    judge_mail,
    judge_source,
    judge_space,
    no_mail_server,
)
from monitor.lock import holder
from monitor.options import ConfigOption, DataOption, JsonOption
from monitor.place import try_to_load
from monitor.status import look
from monitor.terminal import json_text, standard_output
from storage.backup import examined
from storage.database import Database
from storage.examining import damage, size

_AT_ONCE = 8
"""Hosts that are asked at the same time."""


def doctor(
    ctx: typer.Context,
    backup: Annotated[
        Path | None, typer.Argument(metavar="[BACKUP]", help="Check this backup, and nothing else.", show_default=False)
    ] = None,
    *,
    config: ConfigOption = None,
    data: DataOption = None,
    json_: JsonOption = False,
) -> int:
    """Check configuration, database, space, clock, mail server, channels, sources and daemon; tell what to do."""
    if backup is not None:
        findings = [_backup(backup)]
    else:
        configuration, mistakes, folder = try_to_load(ctx, config, data)
        findings = judge_configuration(mistakes, str(folder))
        if configuration is not None:
            findings += _examined(configuration)
    status = exit_status(findings)
    if json_:
        typer.echo(json_text({"ok": status == 0, "checks": [asdict(finding) for finding in findings]}, 2))
    else:
        _print(findings)
    return status


def _examined(config: Config) -> Iterator[Finding]:
    """What there is to say of all that a configuration names."""
    yield from _store(config)
    yield judge_space(shutil.disk_usage(_existing(config.data_dir)).free, config.settings.crawl.max_file_bytes)
    problem, reached = asyncio.run(_network(config))
    yield judge_clock([one.clock for one in reached.values() if one.clock is not None])
    mail = config.settings.mail
    if mail.host:
        yield judge_mail(f"{mail.host}:{mail.port}", problem, has_login=bool(mail.username))
    else:
        yield no_mail_server(str(config.outbox_dir))
    channels = config.settings.channels
    yield from judge_channels({name: is_known(address.get_secret_value()) for name, address in channels.items()})
    for source in config.sources:
        if not source.paused:
            host = urlsplit(source.url).netloc
            yield judge_source(source, reached[host], obeys=config.settings.crawl.obey_robots)


def _store(config: Config) -> Iterator[Finding]:
    """The database, and the daemon that works on it."""
    daemon, lag = holder(config.data_dir), timedelta()
    scheme, _, file = config.database_url.partition(":///")
    if scheme == "sqlite" and not Path(file).exists():
        yield NO_DATABASE
    else:
        try:
            with closing(Database.open(config.database_url)) as database:
                with database.reading() as session:
                    found, length = damage(session), size(session)
                if found is None:
                    database.check()
                    lag = look(database, config, utc_now()).lag
            yield judge_database(None, found, length)
        except StorageError as error:
            yield judge_database(str(error), None, 0)
    yield judge_daemon(daemon, lag)


def _backup(file: Path) -> Finding:
    try:
        return judge_backup(None, examined(file))
    except StorageError as error:
        return judge_backup(str(error), None)


def _existing(folder: Path) -> Path:
    """A folder, or the nearest one above it that is there."""
    return next(one for one in (folder, *folder.parents) if one.exists())


async def _network(config: Config) -> tuple[str | None, dict[str, Reached]]:
    """What is wrong with the mail server, and what came of asking each host of the sources."""
    crawl, places = config.settings.crawl, asyncio.Semaphore(_AT_ONCE)
    hosts = {urlsplit(source.url).netloc: source.url for source in config.sources if not source.paused}

    async def ask(url: str) -> Reached:
        async with places:
            return await reach(
                url,
                agent=user_agent(crawl.contact),
                allowed=crawl.allow_networks,
                patience=crawl.timeout,
                now=utc_now,
            )

    async def mail() -> str | None:
        return await try_login(config.settings.mail) if config.settings.mail.host else None

    problem, answers = await asyncio.gather(mail(), asyncio.gather(*map(ask, hosts.values())))
    return problem, dict(zip(hosts, answers, strict=True))


def _print(findings: Sequence[Finding]) -> None:
    table = Table("what", "state", "found, and what to do", box=None, pad_edge=False)
    for finding in findings:
        advice = f"; {finding.advice}" if finding.advice else ""
        table.add_row(finding.what, finding.state, f"{finding.detail}{advice}")
    standard_output().print(table)
