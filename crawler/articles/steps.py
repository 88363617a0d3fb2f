"""In which steps a source's template grows, and which step each of its articles is read with.

A source's entries are numbered from 0 in the order in which they were put on record. After so many of them as a step
has, the template is learned anew from what they led to, in their order, whichever of them came first or was fetched
before a kill and which after. So how an article reads follows from the source's pages alone, not from how they came.
"""

from __future__ import annotations

_FIRST = (0, 3, 6, 12, 25)
"""Each twice the one before, so that no page is read again more than a few times while little is known."""

EVERY = 25
"""Entries from one step to the next, later on. A template remembers its latest 40 pages, and what it has not seen on
30 counts as gone: much longer steps would read a site's new design with what the old one taught."""

SETTLED = 50
"""Entries after which one step more tells little: articles before are read again as the template grows to this."""


def step(entries: int) -> int:
    """The last step that so many entries reach."""
    if entries >= EVERY:
        return entries // EVERY * EVERY
    return max(number for number in _FIRST if number <= entries)


def following(reached: int) -> int:
    """The step after one."""
    return reached + EVERY if reached >= EVERY else min(number for number in _FIRST if number > reached)


def wanted(number: int, reached: int) -> int:
    """The step that the article of an entry is read with: the last before its entry, or, of the first, a later one."""
    return min(reached, max(step(number), SETTLED))
