"""Regular expressions in queries: RE2's, whose time grows with the text alone, within bounds on their size."""

from __future__ import annotations

import re
from typing import Any

import re2

from config.values import UnusableError, shown

LONGEST = 1000
"""Characters that an expression may have."""
_LARGEST = 2000
"""Instructions of its program, such as `.{1,200}` has. With the worst ones of that size RE2 reads an article of 4 kB in
ten milliseconds, with usual ones in ten microseconds."""
_MEMORY = 1 << 21
"""Bytes for what RE2 remembers of one; it keeps 128 of them. With more it became no faster."""
_CONTEXTS = "", "aa  a\n\n.\n9 "
"""Texts in which whatever is met by nothing at all is met somewhere."""

_NOT_OPENED = "unexpected )"
_FAULTS = {
    "missing )": ('the "(" is not closed', ""),
    "missing ]": ('the "[" is not closed', ""),
    _NOT_OPENED: ('no "(" belongs to this ")"', r"as a mark it is written \)"),
    "no argument for repetition operator": ("there is nothing that {} could repeat", r"as a mark it is written \{}"),
    "bad repetition operator": ("{} repeats what is repeated already", ""),
    "invalid repetition size": ("{} is out of bounds", "the smaller number first, at most 1000 in all"),
    "invalid perl operator": (
        "{} is not known",
        "nothing is looked at before or behind a place: write AND or NOT between two expressions",
    ),
    "invalid escape sequence": (
        "{} is not known",
        r"\d, \s, \w, \b and \p{{L}} are, and a backslash before a mark, such as \. or \/",
    ),
    "invalid character class range": ("{} is no range or class of characters", r"such as a-z, \d or [:alpha:]"),
    "invalid named capture group": ("{} names no group", "parentheses need no names"),
    r"trailing \\": ("a backslash stands at the end", ""),
}
_TOO_LARGE = "asks for too many possibilities at once"
_SMALLER = "smaller numbers in {…}, or * and + without numbers"

_SETS = r"\[\^?\]?(?>\[:\^?\w+:\]|[^\]\\\n]|\\[^\n])*+\]"
PLAIN = rf"(?>[^/\\\[\n]|\\[^\n]|{_SETS})++"
"""What may stand between the slashes, as a pattern for `re`."""
_BYTE = re.compile(r"(?:[^\\]|\\[^C])*+\\C", re.DOTALL)
_PARENTHESES = re.compile(rf"\\.|{_SETS}|[()]", re.DOTALL)


class ExpressionError(UnusableError):
    """An expression that can't be used; `offset` is where in it the fault is."""

    def __init__(self, offset: int, problem: str, advice: str = "") -> None:
        super().__init__(problem, advice)
        self.offset = offset


def compiled(pattern: str, *, exact: bool) -> Any:  # noqa: ANN401 - re2 ships no types
    """An expression as RE2 has it; without regard to capitals if it is not `exact`."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    options.never_capture = True
    options.case_sensitive = exact
    return re2.compile(pattern, options)


def check(pattern: str) -> None:
    """Raise ExpressionError if an expression can't be read, is too large, or is met by every text."""
    if len(pattern) > LONGEST:
        raise ExpressionError(LONGEST, f"longer than {LONGEST:,} characters", "several, with OR between")
    if not pattern.isprintable():
        offset = next(place for place, char in enumerate(pattern) if not char.isprintable())
        raise ExpressionError(offset, f"{shown(pattern[offset])} can't be seen", r"such as \t or \x{200B}")
    if byte := _BYTE.match(pattern):
        raise ExpressionError(
            byte.end() - 2, f"{shown(byte[0][-2:])} is not known", "a text has characters and no bytes"
        )
    try:
        ready = compiled(pattern, exact=False)
    except re2.error as error:
        raise _explained(pattern, _message(error)) from None
    if ready.programsize > _LARGEST or not 0 <= ready.reverseprogramsize <= _LARGEST:
        raise ExpressionError(0, _TOO_LARGE, _SMALLER)
    if any(found.start() == found.end() for text in _CONTEXTS for found in ready.finditer(text)):
        advice = "something that must be there, such as + in the place of *"
        raise ExpressionError(0, "is met by nothing at all, and so by every article", advice)


def _message(error: Exception) -> str:
    (said,) = error.args
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _explained(pattern: str, message: str) -> ExpressionError:
    """RE2's complaint in other words, and its place: the end of the shortest beginning that has the same fault."""
    kind, _, part = message.partition(": ")
    if kind.startswith("pattern too large"):
        return ExpressionError(0, _TOO_LARGE, _SMALLER)
    problem, advice = _FAULTS.get(kind, (message, ""))
    if kind == "missing )":
        return ExpressionError(_open_parenthesis(pattern), problem, advice)
    shortest, longest = 1, len(pattern)
    while shortest < longest:
        middle = (shortest + longest) // 2
        if _has_fault(pattern[:middle], kind if kind == _NOT_OPENED else message):
            longest = middle
        else:
            shortest = middle + 1
    offset = shortest - 1 if kind == _NOT_OPENED else pattern.rfind(part, 0, shortest)
    return ExpressionError(max(0, offset), problem.format(shown(part)), advice.format(part))


def _has_fault(pattern: str, message: str) -> bool:
    try:
        compiled(pattern, exact=False)
    except re2.error as error:
        return _message(error).startswith(message)
    return False


def _open_parenthesis(pattern: str) -> int:
    """Where the last parenthesis opens that is not closed."""
    opened: list[int] = []
    for found in _PARENTHESES.finditer(pattern):
        if found[0] == "(":
            opened.append(found.start())
        elif found[0] == ")" and opened:
            opened.pop()
    return opened[-1] if opened else 0
