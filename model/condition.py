"""How a source does, by what the looks at it left, and whether that is worth a message: pure decisions."""

from __future__ import annotations

from datetime import datetime, timedelta

from model.source import Source, SourceCondition, SourceState

_FAILED_LOOKS = 3
_FAILED_FOR = timedelta(hours=12)
"""What a section must fail to be told: servers are down for a night, and looks that fail come ever more rarely."""
HOLLOW = 3
"""News in a row that say what others said before them: two publishers' notices may be alike, but not three."""
REDATED = 3
"""Pages in a row whose words stay and whose day becomes today's, from which on it is the page that is to blame."""
_PAGES = 3
"""Pages in a row, each another one, that give no article, while the section can be read. Were one in fifty unreadable
by itself, a section of twenty a day would have three in a row once in seventeen years."""
_PAGES_OF_A_SLOW_SECTION = 2
_SLOW = timedelta(days=3)
"""Two in a row are enough where they came so slowly: a third may be weeks away."""
_PAGES_FOR = timedelta(hours=6)
"""From the first of these pages: what is tried again an hour later often works."""


def condition_of(source: Source, state: SourceState | None) -> SourceCondition:
    """One word for how a source does."""
    if source.paused:
        return SourceCondition.PAUSED
    if state is None or state.last_attempt is None:
        return SourceCondition.NEVER
    if state.last_error or pages_fail(state) or texts_fail(state) or dates_fail(state) or is_redesigned(state):
        return SourceCondition.FAILING
    return SourceCondition.SILENT if is_silent(state) else SourceCondition.OK


def is_silent(state: SourceState) -> bool:
    """Whether a look that succeeded saw nothing new for longer than is likely; what nobody looked at is not silent."""
    return state.quiet_until is not None and state.last_success is not None and state.last_success > state.quiet_until


def pages_fail(state: SourceState) -> bool:
    """Whether the section can be read, but none of the pages that it leads to."""
    if state.unread_since is None or state.last_attempt is None:
        return False
    lasted = state.last_attempt - state.unread_since
    if lasted < _PAGES_FOR:
        return False
    return state.unread >= _PAGES or (state.unread >= _PAGES_OF_A_SLOW_SECTION and lasted >= _SLOW)


def texts_fail(state: SourceState) -> bool:
    """Whether the pages have titles of their own, and all the same text."""
    return state.hollow >= HOLLOW


def dates_fail(state: SourceState) -> bool:
    """Whether the pages' dates are those on which they are looked at."""
    return state.redated >= REDATED


def is_redesigned(state: SourceState) -> bool:
    """Whether what comes is far shorter than it was, or lacks the dates that it had."""
    return state.short > 0 or state.undated > 0


def is_worth_telling(source: Source, state: SourceState, *, now: datetime, back: datetime | None) -> bool:
    """Whether a source that is not well has been so for long enough to tell.

    We were `back` when we could look again last; what failed before that says nothing of the source.
    """
    condition = condition_of(source, state)
    if condition is SourceCondition.SILENT:
        return True
    if condition is not SourceCondition.FAILING:
        return False
    if not state.last_error:
        return True
    if state.failing_since is None or state.last_attempt is None or (back is not None and state.last_attempt < back):
        return False
    since = state.failing_since if back is None else max(state.failing_since, back)
    return state.failures >= _FAILED_LOOKS and now - since >= _FAILED_FOR
