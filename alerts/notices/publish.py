"""Notices owed: what is to be told of sources and of us, in the transaction that notes that it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alerts.delivery.overdue import AUDIENCE, owe_to_operators
from alerts.notices.notice import SourceChange, render_notice
from config.load import Config
from model.condition import condition_of, is_worth_telling
from model.outage import Outage, OutageKind
from model.source import Source, SourceCondition, SourceState
from storage import alerts, conditions, outages, runs
from storage.database import Session

_LOOKS = 50
"""By which it is told how much a listing usually shows."""


def publish(session: Session, config: Config, ended: Sequence[Outage], now: datetime) -> tuple[list[SourceChange], int]:
    """Owe a notice of what changed for the sources since one was told, and of outages that ended.

    Gives the changes, and how many messages are owed. Nothing is owed where nobody is to be told.
    """
    alerts.digest_since(session, AUDIENCE, now)  # who else tells of sources waits until we have
    changes = _changes(session, config, now)
    if not changes and not ended:
        return [], 0
    for change in changes:
        is_well = change.condition is SourceCondition.OK
        conditions.note_told(session, change.source.name, None if is_well else change.condition, now)
    rendered = render_notice(changes, ended, now=now, public_url=config.public_url)
    messages = owe_to_operators(session, config, rendered, config.operators, seed=now.isoformat(), now=now)
    return changes, messages


def _changes(session: Session, config: Config, now: datetime) -> list[SourceChange]:
    states, told = runs.states(session), conditions.told(session)
    has_network = outages.current(session, OutageKind.NETWORK) is None
    back = outages.last_end(session)
    found = []
    for source in config.sources:
        state = states.get(source.name, SourceState(name=source.name))
        condition = condition_of(source, state)
        if source.paused:
            if source.name in told:
                conditions.note_told(session, source.name, None, now)
            continue
        if condition is SourceCondition.FAILING and state.is_unreachable and not has_network:
            continue
        if _is_news(source, state, condition, told.get(source.name), now=now, back=back):
            shown = runs.shown(session, source.name, _LOOKS)
            found.append(SourceChange(source=source, state=state, condition=condition, shown=shown))
    return found


def _is_news(
    source: Source,
    state: SourceState,
    condition: SourceCondition,
    before: SourceCondition | None,
    *,
    now: datetime,
    back: datetime | None,
) -> bool:
    if condition is before:
        return False
    if condition is SourceCondition.OK:
        return before is not None
    return is_worth_telling(source, state, now=now, back=back)
