"""How sources do, and when we could not look, in clauses."""

from __future__ import annotations

from datetime import UTC, timedelta

from alerts.quoting.dates import moment
from alerts.quoting.plain import counted, one_line
from model.condition import dates_fail, pages_fail, texts_fail
from model.outage import Outage, OutageKind
from model.source import SourceState

_WHAT_HAPPENED = {
    OutageKind.ASLEEP: "nothing ran here: the machine slept or was off, or peruwatch was stopped",
    OutageKind.NETWORK: "no source could be reached, on whatever host: the network here was down",
    OutageKind.STORE: "nothing could be written, as when the disk is full",
}


def described(outage: Outage) -> str:
    """An outage in a sentence."""
    began = moment(outage.began, UTC)
    if outage.ended is None:
        lasts = {OutageKind.NETWORK: "no source can be reached, on whatever host: look at the network here"}
        return f"since {began}: {lasts.get(outage.kind, _WHAT_HAPPENED[outage.kind])}"
    return f"from {began} to {moment(outage.ended, UTC)}: {_WHAT_HAPPENED[outage.kind]}"


def silence(state: SourceState) -> str:
    """What is known of a silence, in a clause; empty where there is none."""
    if state.quiet_since is None or state.quiet_until is None:
        return ""
    likely = _length(state.quiet_until - state.quiet_since)
    return f"nothing new since {moment(state.quiet_since, UTC)}; by its own rhythm, {likely} without news are unlikely"


def pages(state: SourceState) -> str:
    """What is known of pages that can't be read, or whose dates can't be believed, in a clause."""
    if texts_fail(state) and not pages_fail(state):
        return f"its last {counted(state.hollow, 'article')} all say the same, under different titles"
    if dates_fail(state) and not pages_fail(state):
        return "its pages are dated on whatever day they are looked at, so that new articles are kept without a date"
    reason = one_line(state.unread_reason or "").rstrip(".")
    return f"none of the last {counted(state.unread, 'page')} gave an article" + (f": {reason}" if reason else "")


def _length(length: timedelta) -> str:
    """A length of time in whole days, or hours where it is short."""
    if length < timedelta(days=2):
        return counted(round(length / timedelta(hours=1)), "hour")
    return counted(round(length / timedelta(days=1)), "day")
