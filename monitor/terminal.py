"""Standard output, for tables and lines that people read."""

from __future__ import annotations

import sys

from rich.console import Console

_WIDE = 1000
"""Columns where there is no terminal: a file or another program wants names and errors whole."""


def standard_output() -> Console:
    """Standard output as it is now; what publishers and servers say is printed as they say it, without markup."""
    width = None if sys.stdout.isatty() else _WIDE
    return Console(width=width, markup=False, emoji=False, highlight=False)
