"""How far to follow a listing, and when to begin with the deepest: the decisions of a walk."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from enum import Enum

from model.source import SourceState

OVERDUE = timedelta(days=1)
"""So long after a look was due, news is looked for in the deepest listing at once."""


class Verdict(Enum):
    """Whether a listing's next part is worth a request."""

    GO_ON = "go on"
    OVERLAP = "overlap"
    """What follows is known."""
    END = "end"
    """The listing repeats itself."""


def judge_part(keys: Sequence[str], *, fresh: AbstractSet[str], settled: AbstractSet[str]) -> Verdict:
    """Stop where a part shows nothing that earlier parts have not shown, or where its older half meets what is settled.

    Only the older half counts: posts pinned to the top are known for ever and say nothing of what follows.
    """
    older = keys[len(keys) // 2 :]
    if any(key in settled for key in older):
        return Verdict.OVERLAP
    return Verdict.GO_ON if fresh else Verdict.END


def is_overdue(state: SourceState, now: datetime) -> bool:
    """Whether nobody looked for so long that news will have outgrown what the cheapest listing shows."""
    return state.next_poll is not None and now - state.next_poll >= OVERDUE
