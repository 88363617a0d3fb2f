"""`peruwatch forget`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from alerts.developments import corrections
from alerts.developments.apply import Developments
from alerts.quoting.plain import counted
from alerts.search import index
from config.load import Config
from crawler.sections.scope import alias_hosts
from model.clock import utc_now
from model.errors import PeruwatchError
from model.urls import identity
from monitor import lock
from monitor.options import ConfigOption, DataOption, report
from monitor.place import open_config, open_database
from monitor.steps import catch_up
from monitor.terminal import agreed
from storage import forgetting
from storage.database import Database, Session
from storage.forgetting import KeptArticles


def forget(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="SOURCE|ARTICLE", help="Name of a source; number or address of one.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Let the next look fetch a forgotten address again.")] = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> None:
    """Delete an article, or a source with all its articles, and all that was kept of it."""
    configuration = open_config(ctx, config, data)
    with lock.held(configuration.data_dir, configuration.public_url), open_database(configuration) as database:
        if again:
            _take_again(database, configuration, what)
            return
        with database.reading() as session:
            ids, source = _meant(session, configuration, what)
            kept = forgetting.kept(session, ids)
        _refuse_while_owed(kept)
        report(f"{what}: {_described(kept)}")
        agreed("Delete all of it, for good?", yes=yes)
        _forget(database, ids, source)
        catch_up(database, configuration, utc_now())
    report(f"forgotten: {what}{_what_next(configuration, source)}")


def _meant(session: Session, config: Config, what: str) -> tuple[Sequence[int], str | None]:
    """The articles that are meant, and the source where it is one. Raises PeruwatchError."""
    of_source = forgetting.of_source(session, what)
    if of_source is not None:
        return of_source, what
    number = forgetting.of_number(session, int(what)) if what.isdecimal() and len(what) < 10 else None
    if number is None and "/" in what:
        number = forgetting.at_key(session, _key(config, what))
    if number is None:
        raise PeruwatchError(f"there is no source {what!r}, and no article with this number or address")
    return [number], None


def _key(config: Config, address: str) -> str:
    try:
        aliases = {alias: main for source in config.sources for alias, main in alias_hosts(source).items()}
        return identity(address if "://" in address else f"https://{address}", aliases=aliases)
    except ValueError as error:
        raise PeruwatchError(f"{address} is no address") from error


def _refuse_while_owed(kept: KeptArticles) -> None:
    """What is owed tells of other articles, too, and is not lost for this one."""
    if kept.owed:
        first = kept.owed[0]
        raise PeruwatchError(
            f"{counted(len(kept.owed), 'message')} that told of it did not arrive yet: `peruwatch deliver` sends them, "
            f"`peruwatch deliver --drop {first}` gives the first of them up; nothing was deleted"
        )


def _forget(database: Database, ids: Sequence[int], source: str | None) -> None:
    with database.transaction() as session:
        corrections.take_out(Developments(), session, ids)
        index.begin_anew(session)
        forgetting.forget(session, ids, utc_now())
        if source is not None:
            forgetting.forget_source(session, source)


def _take_again(database: Database, config: Config, what: str) -> None:
    with database.transaction() as session:
        if not forgetting.take_again(session, _key(config, what), utc_now()):
            raise PeruwatchError(f"no article was forgotten at {what}")
    report(f"the next look fetches {what} again; it wakes nobody")


def _described(kept: KeptArticles) -> str:
    told = f", and the text of {counted(kept.messages, 'message')} that told of it" if kept.messages else ""
    articles, revisions = counted(kept.articles, "article"), counted(kept.revisions, "revision")
    return f"{articles} with {revisions} and {counted(kept.matches, 'match', 'matches')}{told}"


def _what_next(config: Config, source: str | None) -> str:
    if source is None:
        return "; its address is not fetched again"
    if any(one.name == source for one in config.sources):
        key = f"[sources.{source}]"
        return f"; it is still in sources.toml and will be watched anew: take {key} out, or say paused = true there"
    return ""
