"""What reaches a terminal: tables and lines that people read, free of what would steer it."""

from __future__ import annotations

import json
import logging
import re
import sys
from typing import Any

import typer
from rich.console import Console
from rich.text import Text

from model.errors import PeruwatchError
from model.secrets import without_secrets

_WIDE = 1000
"""Columns where there is no terminal: a file or another program wants names and errors whole."""

_STEERS = "\x7f-\x9f\u202a-\u202e\u2066-\u2069"
"""What moves the cursor, renames the window or turns the direction of text, beside the controls that JSON escapes."""
_PICTURES = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"},
    **dict.fromkeys([*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD),
}
"""What is shown instead, one for one, so that places in a text stay the same."""


def neutral(text: str) -> str:
    """A text as it may be printed, whoever wrote it."""
    return text.replace("\r\n", "\n").translate(_PICTURES)


def json_text(told: object, indent: int | None = None) -> str:
    """Something as JSON, with its letters as they are, and such characters escaped."""
    text = json.dumps(told, ensure_ascii=False, indent=indent)
    return re.sub(f"[{_STEERS}]", lambda char: f"\\u{ord(char[0]):04x}", text)


def say(line: str, *, err: bool = False) -> None:
    """Print a line for people."""
    typer.echo(neutral(line), err=err)


def agreed(question: str, *, yes: bool) -> None:
    """Ask before what can't be undone; PeruwatchError where the answer is no, or nobody is there to give it."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise PeruwatchError("nothing was changed: say --yes where nobody can be asked")
    if not typer.confirm(question, err=True):
        raise PeruwatchError("nothing was changed")


class LogLines(logging.Formatter):
    """Lines of the log for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as it may be printed."""
        return neutral(without_secrets(super().format(record)))


class Output(Console):
    """A console that prints no control characters but its own."""

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401 - as Console has it
        """Print texts as they may be printed."""
        for one in objects:
            if isinstance(one, Text):
                one.plain = one.plain.translate(_PICTURES)
        super().print(*objects, **options)

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401 - as Console has it
        """What becomes of a string, by itself or in a table."""
        return super().render_str(neutral(text), **options)


def standard_output() -> Output:
    """Standard output as it is now; what publishers and servers say is printed without markup."""
    width = None if sys.stdout.isatty() else _WIDE
    return Output(width=width, markup=False, emoji=False, highlight=False)
