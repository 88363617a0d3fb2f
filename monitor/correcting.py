"""What a person corrects of developments, on the command line or on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from alerts.developments import corrections
from alerts.developments.apply import Developments
from alerts.telling import Telling, owe_confirmed
from config.load import Config
from model.clock import utc_now
from model.development import Decision, Development
from model.errors import PeruwatchError
from storage import developments, grouped
from storage.database import Database


class Action(StrEnum):
    """What a person may know better of a development."""

    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"

    @property
    def of(self) -> str:
        """What its numbers are of."""
        return "the developments that are the same one" if self is Action.MERGE else "articles"


def corrected(database: Database, config: Config, number: int, action: Action, numbers: Sequence[int]) -> int:
    """Change a development as a person says; gives the number of the one to show then. Raises PeruwatchError.

    What waited for as many networks as tell of it now is owed in the same transaction.
    """
    if not numbers:
        raise PeruwatchError(f"{action} needs numbers: of {action.of}")
    known, now = Developments(), utc_now()
    told = Telling(watches=config.watches, digests=config.digests, networks=config.networks)
    with database.transaction() as session:
        if action is Action.SPLIT:
            return corrections.split(known, session, number, numbers, now)
        for one in numbers:
            if action is Action.MERGE:
                number = corrections.merge(known, session, number, one, now)
            else:
                number = corrections.move(known, session, one, number, now)
        owe_confirmed(session, told, number, now)
    return number


def read(database: Database, number: int) -> tuple[Development, Mapping[int, Decision]]:
    """A development under the number that it has now, and how each article came to it. Raises PeruwatchError."""
    with database.reading() as session:
        current = developments.leads_to(session, number)
        found = grouped.by_id(session, [] if current is None else [current])
        if not found:
            raise PeruwatchError(f"there is no development {number}; `peruwatch export` and the page have the numbers")
        known = {article.id: developments.why(session, article.id) for article in found[0].articles}
    return found[0], {article: decision for article, decision in known.items() if decision}
