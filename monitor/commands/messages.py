"""`peruwatch digest` and `peruwatch deliver`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from alerts.delivery.outbox import Attempt
from alerts.delivery.outbox import deliver as deliver_owed
from alerts.digests import editions
from alerts.quoting.plain import counted
from config.load import Config
from config.values import guidance
from model.alert import AlertKind, Digest, Message
from model.clock import utc_now
from model.errors import ConfigError, Mistake, PeruwatchError
from model.watch import Watch
from monitor.options import ConfigOption, DataOption, JsonOption, report
from monitor.place import is_about, open_config, open_database, open_what_is_right
from monitor.steps import catch_up, match, tell_at_once, tell_due_digests
from monitor.terminal import json_text, say
from storage import outbox, watches
from storage.database import Database


def digest(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Its key in digests.toml.")],
    *,
    print_: Annotated[bool, typer.Option("--print", help="Show it; nothing counts as told. The default.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Send it now, whatever its hour.")] = False,
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> int:
    """Show what a digest would tell now, or send it."""
    if print_ and send:
        raise typer.BadParameter("--print and --send exclude each other")
    configuration, mistakes = open_what_is_right(ctx, config, data)
    chosen = find_digest(configuration, name, mistakes)
    for mistake in mistakes:
        say(f"peruwatch: {mistake}; what is right is told", err=True)
    with open_database(configuration) as database:
        if mistakes:
            configuration = _with_unreadable(configuration, database)
        else:
            match(database, configuration, utc_now())
        if send:
            return _send(database, configuration, chosen, as_json=as_json)
        edition = editions.preview(database, configuration, chosen, utc_now())
    say(_json(_edition_json(edition)) if as_json else edition.rendered.text)
    return 0


def find_digest(config: Config, name: str, mistakes: Sequence[Mistake] = ()) -> Digest:
    """The digest of this name; ConfigError names those that there are."""
    for one in config.digests:
        if one.name == name:
            return one
    if own := [one for one in mistakes if one.place == "digests.toml" and is_about(one, f"digests.{name}")]:
        raise ConfigError(own)
    advice = guidance(name, (one.name for one in config.digests), "digests")
    raise ConfigError([Mistake(place="digests.toml", problem=f"there is no digest {name!r}", advice=advice)])


def _with_unreadable(config: Config, database: Database) -> Config:
    """With the watches that can't be read now, by their names: what they matched before this edit is still owed."""
    with database.reading() as session:
        missing = watches.definitions(session).keys() - {watch.name for watch in config.watches}
    return replace(config, watches=(*config.watches, *(Watch(name=name, title=name) for name in sorted(missing))))


def _send(database: Database, config: Config, chosen: Digest, *, as_json: bool) -> int:
    edition = editions.publish(database, config, chosen, AlertKind.DIGEST, slot=None, now=utc_now())
    attempts = asyncio.run(deliver_owed(database, config, now=utc_now, everything=True))
    told = edition.articles if edition else ()
    if as_json:
        typer.echo(_json({"articles": [article.url for article in told], "deliveries": _attempts_json(attempts)}))
    else:
        report(f"{chosen.name}: {counted(len(told), 'article') if told else 'nothing new to tell'}")
        _print_attempts(attempts)
    return _exit_status(attempts)


def deliver(
    ctx: typer.Context,
    *,
    retry: Annotated[
        int | None, typer.Option("--retry", metavar="ID", help="Owe this message again, and send it now.")
    ] = None,
    drop: Annotated[int | None, typer.Option("--drop", metavar="ID", help="Give this message up.")] = None,
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> int:
    """Send what is owed: digests whose hour has come, instant alerts, and messages that could not be sent before.

    `status` tells the IDs of messages that did not arrive.
    """
    if retry is not None and drop is not None:
        raise typer.BadParameter("--retry and --drop exclude each other")
    configuration = open_config(ctx, config, data)
    with open_database(configuration) as database:
        if drop is not None:
            return _drop(database, drop, as_json=as_json)
        if retry is not None:
            attempts = _retry(database, configuration, retry)
        else:
            match(database, configuration, utc_now())
            tell_at_once(database, configuration, utc_now())
            tell_due_digests(database, configuration, utc_now())
            attempts = asyncio.run(deliver_owed(database, configuration, now=utc_now, everything=True))
            catch_up(database, configuration, utc_now())
    if as_json:
        typer.echo(_json({"deliveries": _attempts_json(attempts)}))
    else:
        _print_attempts(attempts)
        if not attempts:
            report("nothing is owed")
    return _exit_status(attempts)


def _retry(database: Database, config: Config, number: int) -> list[Attempt]:
    with database.transaction() as session:
        known = outbox.message(session, number) and outbox.retry(session, number, utc_now())
    _must_be_owed(database, number, known)
    attempts = asyncio.run(deliver_owed(database, config, now=utc_now, everything=True, only=[number]))
    if not attempts:
        raise PeruwatchError(f"message {number} is being sent by another process just now")
    return attempts


def _drop(database: Database, number: int, *, as_json: bool) -> int:
    with database.transaction() as session:
        known = outbox.message(session, number) and outbox.drop(session, number, "given up by hand", utc_now())
    dropped = _must_be_owed(database, number, known)
    if as_json:
        told = {"id": dropped.id, "recipient": dropped.recipient, "subject": dropped.subject}
        typer.echo(_json({"dropped": told | {"message_id": dropped.message_id}}))
    else:
        report(f"given up: message {dropped.id} to {dropped.recipient}: {dropped.subject}")
    return 0


def _must_be_owed(database: Database, number: int, found: Message | None) -> Message:
    """The message; PeruwatchError where there is none of that ID, or it has arrived."""
    if found is not None:
        return found
    with database.reading() as session:
        arrived = outbox.message(session, number) is not None
    if arrived:
        raise PeruwatchError(f"message {number} was delivered already, or what it told was forgotten")
    raise PeruwatchError(f"there is no message {number}: `peruwatch status` tells the IDs of those that did not arrive")


def _print_attempts(attempts: Sequence[Attempt]) -> None:
    for attempt in attempts:
        outcome = "sent" if attempt.delivery.delivered else "refused" if attempt.delivery.permanent else "still owed"
        tell = report if attempt.delivery.delivered else typer.echo
        tell(f"{outcome}: {attempt.message.recipient}: {attempt.message.subject}: {attempt.delivery.detail}")


def _json(told: object) -> str:
    return json_text(told, indent=2)


def _exit_status(attempts: Sequence[Attempt]) -> int:
    return int(any(not attempt.delivery.delivered for attempt in attempts))


def _attempts_json(attempts: Sequence[Attempt]) -> list[dict[str, object]]:
    return [
        {
            "id": attempt.message.id,
            "recipient": attempt.message.recipient,
            "subject": attempt.message.subject,
            "message_id": attempt.message.message_id,
            "delivered": attempt.delivery.delivered,
            "permanent": attempt.delivery.permanent,
            "detail": attempt.delivery.detail,
        }
        for attempt in attempts
    ]


def _edition_json(edition: editions.Edition) -> dict[str, object]:
    return {
        "digest": edition.digest.name,
        "subject": edition.rendered.subject,
        "articles": [
            {"url": article.url, "title": article.content.title, "matches": list(article.matches)}
            for article in edition.articles
        ],
        "text": edition.rendered.text,
    }
