"""Notes at the foot of a column or page: set apart, so that the text goes on past them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.extract.pdf.lines import Column, ColumnLine

_SMALLER = 0.93
"""Size of a note in sizes of the running text."""
_MARK = re.compile(r"\(?(?:(?:\d{1,3}|\*{1,3}|[†‡§])[.):\]]?|[a-z][.)])(?:\s|(?=[^\W\d_]))")
_SAME = 0.6
_MOST_SIZES = 2  # of a note: its text and its raised mark
"""Points by which the sizes of notes may differ."""


def with_notes_apart(columns: Sequence[Column], body_size: float) -> Iterator[Column]:
    """Columns whose notes at the foot follow as columns of their own, which the text goes past."""
    for at, one in enumerate(columns):
        first = _first_note(one, body_size)
        following = next((two for two in columns[at + 1 :] if not two.aside), None)
        if one.aside or first is None or _goes_on_small(one, following, body_size):
            yield one
        elif first:
            yield replace(one, lines=one.lines[:first])
            yield replace(one, lines=one.lines[first:], aside=True)
        else:
            yield replace(one, aside=_is_under_text(one, columns[:at], body_size))


def _first_note(one: Column, body_size: float) -> int | None:
    """Place of the first line of the notes that end a column, if there are any."""
    first = len(one.lines)
    while first and _is_small(one.lines[first - 1], body_size):
        first -= 1
    marked = next((at for at in range(first, len(one.lines)) if _MARK.match(one.lines[at].text)), None)
    if marked is None or len({round(line.size / _SAME) for line in one.lines[marked:]}) > _MOST_SIZES:
        return None
    if marked and one.lines[marked - 1].size > body_size * (2 - _SMALLER):
        return None  # under a heading of their own they are at the end of the text
    return marked


def _goes_on_small(one: Column, following: Column | None, body_size: float) -> bool:
    """Whether the next column goes on with small print: then this is the end of the text."""
    return following is not None and following.page == one.page and _is_small(following.lines[0], body_size)


def _is_small(line: ColumnLine, body_size: float) -> bool:
    return line.size <= _SMALLER * body_size and not line.bold


def _is_under_text(one: Column, before: Sequence[Column], body_size: float) -> bool:
    """Whether running text stands over a column of notes on its page."""
    texts = [column for column in before if column.page == one.page and not column.aside]
    return any(
        line.size > _SMALLER * body_size and line.base < one.lines[0].base for column in texts for line in column.lines
    )
