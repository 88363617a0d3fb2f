"""`peruwatch backup` and `peruwatch restore`."""

from __future__ import annotations

import shlex
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from alerts.delivery.mail_templates import plain
from alerts.delivery.overdue import owe_to_operators
from config.load import Config
from model.clock import utc_now
from model.errors import PeruwatchError
from monitor import lock
from monitor.doctor import described
from monitor.options import ConfigOption, DataOption, report
from monitor.place import open_config, open_what_is_right
from monitor.terminal import agreed
from storage import backup as copies
from storage import carrying
from storage.backup import Held
from storage.database import Database


def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to make; none is written over.")],
    *,
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Copy the database into a new file, while the daemon goes on, and check the copy."""
    configuration, _ = open_what_is_right(ctx, config, data)
    held = copies.back_up(_database(configuration, _with_pg_dump(configuration, file)), file)
    report(f"{file}: {described(held)}; it was read again and is sound")


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `peruwatch backup` made.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Put a backup in the database's place, which stays beside it; nobody is told twice."""
    configuration = open_config(ctx, config, data)
    database = _database(configuration, _with_pg_restore(configuration, file))
    with lock.held(configuration.data_dir, configuration.public_url):
        copy = copies.taken_in(file, database)
        try:
            with copies.set_aside(database) as former:
                _ask(file, copies.examined(copy), database, former, yes=yes)
                now = utc_now()
                is_known = former is not None and carrying.carry_over(copy, database, now)
                if not is_known:
                    _hold(copy, configuration, file, now)
                kept = copies.put_in_place(copy, database, now)
        finally:
            copies.discarded(copy)
    report(f"restored: {database}")
    if kept is not None:
        report(f"the former database is kept as {kept}")
    report(_KNOWN if is_known else _UNKNOWN)


_KNOWN = "what it had told is told to nobody again; what it still owed is sent"
_UNKNOWN = "what was sent since the backup is not known: nothing older than now is mailed, and a message says so"
_GIVEN_UP = (
    "So that nobody is told twice, all messages and alerts that were owed were given up, and what the next look at "
    "each source finds is counted, not told one by one. What comes after that is told as usual."
)


def _ask(file: Path, held: Held, database: Path, former: Held | None, *, yes: bool) -> None:
    """Say what is lost, and let the user decide; PeruwatchError where nothing is to be done."""
    report(f"{file}: {described(held)}")
    if former is not None:
        report(f"{database}: {described(former)}; what it has beyond the backup is fetched again where it still can be")
    elif database.exists():
        report(f"{database} can't be read")
    agreed("Put the backup in its place?", yes=yes)


def _hold(copy: Path, config: Config, file: Path, now: datetime) -> None:
    """Let nothing be told that may have been told, and owe the operators a notice of it."""
    carrying.hold_all(copy, [source.name for source in config.sources], now)
    why = "the former database could not be read, or does not go on from this backup."
    rendered = plain(
        "peruwatch: a backup was restored, and what is older is not mailed",
        [
            f"The backup {file.name} was restored. What was sent after it was made is not known: {why}",
            _GIVEN_UP,
            "Feeds and pages show all of it. `peruwatch search` and `peruwatch export` find it.",
        ],
    )
    restored = Database.open(f"sqlite:///{copy}")
    try:
        with restored.transaction() as session:
            owe_to_operators(session, config, rendered, config.operators, seed=f"restored {now.isoformat()}", now=now)
    finally:
        restored.close()


def _database(config: Config, instead: str) -> Path:
    """The database's file; PeruwatchError with what to do instead where it is none."""
    file = copies.file_of(config.database_url)
    if file is None:
        raise PeruwatchError(instead)
    return file


def _with_pg_dump(config: Config, file: Path) -> str:
    server = shlex.quote(copies.address_without_password(config.database_url))
    return f"PostgreSQL makes its own backups: pg_dump --format=custom --file={shlex.quote(str(file))} {server}"


def _with_pg_restore(config: Config, file: Path) -> str:
    server = shlex.quote(copies.address_without_password(config.database_url))
    return (
        f"PostgreSQL brings its own backups back: pg_restore --clean --if-exists --dbname={server} "
        f"{shlex.quote(str(file))}; what was sent after the backup was made is then sent again"
    )
