"""What changed between two revisions, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|\w+\s*|[^\w\s]\s*")
_MOST_WORDS = 4_000
"""Words of a passage that are compared one by one, which takes up to half a second. A longer one counts as replaced."""


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class DiffPart:
    """Words that all stayed, went or came."""

    text: str
    change: Change


def differences(before: str, after: str) -> list[list[DiffPart]]:
    """The paragraphs that are not the same, each with the words that went and came."""
    old, new = before.split("\n\n"), after.split("\n\n")
    matcher = SequenceMatcher(None, old, new)
    return [
        list(_parts("\n\n".join(old[from_old:to_old]), "\n\n".join(new[from_new:to_new])))
        for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes()
        if tag != "equal"
    ]


def _parts(before: str, after: str) -> Iterator[DiffPart]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > _MOST_WORDS:
        yield from _replaced([before], [after])
        return
    for tag, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield DiffPart("".join(old[from_old:to_old]), Change.SAME)
        else:
            yield from _replaced(old[from_old:to_old], new[from_new:to_new])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[DiffPart]:
    if old and "".join(old):
        yield DiffPart("".join(old), Change.GONE)
    if new and "".join(new):
        yield DiffPart("".join(new), Change.NEW)
