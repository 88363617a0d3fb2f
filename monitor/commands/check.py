"""`peruwatch check` and `peruwatch init`."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Annotated

import typer

from alerts.delivery.channels.named import is_known
from alerts.matching.idle import idle_in
from config.load import Config
from config.starter import write_starter
from model.errors import ConfigError, Mistake, StorageError
from model.query import havings_in
from monitor.effects import as_dict, described, effects, known_to
from monitor.hints import hints
from monitor.options import ConfigOption, DataOption, JsonOption, report
from monitor.place import open_config
from monitor.terminal import say


def check(
    ctx: typer.Context, *, config: ConfigOption = None, data: DataOption = None, as_json: JsonOption = False
) -> int:
    """Read the configuration, name every mistake in it, and say what edited watches would change."""
    try:
        configuration = open_config(ctx, config, data)
        _must_know_channels(configuration)
    except ConfigError as error:
        if not as_json:
            raise
        mistakes = [
            {"place": one.place, "line": one.line, "key": one.key, "problem": one.problem, "advice": one.advice}
            for one in error.mistakes
        ]
        typer.echo(json.dumps({"ok": False, "mistakes": mistakes}, indent=2))
        return 2
    advice = suggestions(configuration)
    try:
        advice += _about_names(configuration)
        edits = effects(configuration)
    except StorageError as error:
        edits = []
        advice.append(f"what edits would change can't be told: {error}")
    if as_json:
        told = {"ok": True, "mistakes": [], "suggestions": advice, "changes": [as_dict(edit) for edit in edits]}
        typer.echo(json.dumps(told, indent=2))
        return 0
    for line in advice:
        say(f"suggestion: {line}")
    for edit in edits:
        for line in described(edit):
            say(line)
    say(
        f"{configuration.config_dir}: no mistakes; sources: {len(configuration.sources)}, "
        f"watches: {len(configuration.watches)}, digests: {len(configuration.digests)}"
    )
    return 0


def _must_know_channels(config: Config) -> None:
    """Raise ConfigError where Apprise does not know a channel's address; it takes long to ask, so only `check` does."""
    mistakes = [
        Mistake(
            place="settings.toml",
            key=f"channels.{name}",
            problem="is no address that Apprise knows, or lacks a part",
            advice="https://appriseit.com/services/ lists them",
        )
        for name, address in config.settings.channels.items()
        if not is_known(address.get_secret_value())
    ]
    if mistakes:
        raise ConfigError(mistakes)


def _about_names(config: Config) -> list[str]:
    """Names that watches ask for and that nothing has: they may be of a source that is still to be added."""
    asking = [watch for watch in config.watches if watch.query is not None]
    if not any(True for watch in asking for _ in havings_in(watch.wanted)):
        return []
    known = known_to(config, [watch.wanted for watch in asking])
    return [f"watches.toml: watch {watch.name}: {line}" for watch in asking for line in hints(watch.wanted, known)]


def suggestions(config: Config) -> list[str]:
    """What is allowed but probably not meant."""
    found = []
    if not config.sources:
        found.append("sources.toml: there are no sources yet; `peruwatch add URL` looks at a section and adds it")
    if not config.settings.crawl.contact:
        found.append("settings.toml: crawl.contact is empty; publishers like to know whom to write to")
    if config.digests and not config.settings.mail.host:
        found.append(f"settings.toml: mail.host is empty; digests are written to {config.outbox_dir}")
    if config.has_no_address:
        host = config.settings.web.host
        found.append(
            f"settings.toml: web.public_url is empty; nobody gets to {host}, as links in mails and feeds have it"
        )
    found += [f"watches.toml: watches.{watch.name}.{idle}" for watch in config.watches for idle in idle_in(watch)]
    return found


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write to; made if needed.")],
) -> None:
    """Write a commented set of the four configuration files."""
    for path in write_starter(folder):
        report(f"wrote {path}")
    named = shlex.quote(str(folder))
    report(
        f"next: edit them (`peruwatch --config {named} add URL` adds a source), "
        f"then `peruwatch --config {named} check` and `peruwatch --config {named} run`"
    )
