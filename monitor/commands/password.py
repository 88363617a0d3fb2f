"""`peruwatch password`."""

from __future__ import annotations

import sys

import typer

from model.errors import PeruwatchError
from monitor.web.access import hashed_password

_SHORTEST = 10
"""Characters: some two centuries at the pace at which the page lets anybody try."""


def password() -> None:
    """Ask for a password and print its hash, for password_hash under [web] in settings.toml."""
    if sys.stdin.isatty():
        given = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if len(given) < _SHORTEST:
        raise PeruwatchError(f"a password has at least {_SHORTEST} characters; this one has {len(given)}")
    typer.echo(hashed_password(given))
