"""Accents that old fonts print by themselves, put on their letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

ACCENTS = {
    "\u00b4": "\u0301",
    "`": "\u0300",
    "\u00a8": "\u0308",
    "\u02dc": "\u0303",
    "\u02c6": "\u0302",
    "\u00b8": "\u0327",
}
"""Accents printed before their letter, to those that join it."""
SPLIT_ACCENT = re.compile(f"[{''.join(ACCENTS)}](?=[^\\W\\d_])")


def together(text: str, lefts: Sequence[float], rights: Sequence[float]) -> str:
    """A text whose accents are on the letters that they are printed over; its letters' edges are given."""
    parts = []
    end = 0
    for found in SPLIT_ACCENT.finditer(text):
        at = found.start()
        if lefts[at + 1] < rights[at]:
            parts += [text[end:at], accented(text[at], text[at + 1])]
            end = at + 2
    return "".join(parts) + text[end:]


def accented(accent: str, letter: str) -> str:
    """A letter with an accent over it."""
    return unicodedata.normalize("NFC", letter + ACCENTS[accent])
