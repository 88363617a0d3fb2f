"""`peruwatch channels test`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from alerts.delivery.trial import send_trial
from config.load import Config
from config.values import UnusableError, channel_address, guidance, mail_address
from model.alert import is_channel
from model.clock import utc_now
from model.errors import ConfigError, Mistake
from monitor.options import ConfigOption, DataOption, JsonOption
from monitor.place import open_config
from monitor.terminal import json_text, say

channels = typer.Typer(
    name="channels", help="Try channels.", rich_markup_mode=None, add_completion=False, no_args_is_help=True
)


@channels.callback()
def _channels() -> None:
    """Try whether messages arrive."""


@channels.command("test")
def try_channel(
    ctx: typer.Context,
    *,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME|ADDRESS", help="A channel of settings.toml, a mail address, or an Apprise address."
        ),
    ],
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> int:
    """Send a test to a channel or a mailbox, and tell what came of it."""
    configuration = open_config(ctx, config, data)
    _must_be_known(name, configuration)
    delivery = asyncio.run(send_trial(name, configuration, utc_now()))
    shown = name.partition("://")[0] + "://…" if "://" in name else name
    if as_json:
        typer.echo(json_text({"recipient": shown, "delivered": delivery.delivered, "detail": delivery.detail}, 2))
    else:
        say(f"{'sent' if delivery.delivered else 'not sent'}: {shown}: {delivery.detail}")
    return int(not delivery.delivered)


def _must_be_known(name: str, config: Config) -> None:
    """Raise ConfigError where a name is no channel's, or an address can't be one."""
    try:
        if "://" in name:
            channel_address(name)
            return
        if not is_channel(name):
            mail_address(name)
            return
    except UnusableError as error:
        raise ConfigError([Mistake(place="NAME|ADDRESS", problem=str(error), advice=error.advice)]) from None
    channels_there = config.settings.channels
    if name not in channels_there:
        problem, advice = f"[channels] names no {name!r}", guidance(name, channels_there, "channels")
        raise ConfigError([Mistake(place="settings.toml", problem=problem, advice=advice)])
