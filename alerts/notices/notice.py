"""A notice put into words: which sources fail, are silent or do well again, and when we could not look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from alerts.delivery.compose import Rendered
from alerts.delivery.mail_templates import MailTemplates
from alerts.quoting.dates import moment
from alerts.quoting.plain import counted, one_line, uri
from alerts.quoting.standing import described, pages, silence
from model.condition import dates_fail, pages_fail, texts_fail
from model.outage import Outage
from model.source import Source, SourceCondition, SourceState

_HINTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """A source of which something else is to be told than was told last."""

    source: Source
    state: SourceState
    condition: SourceCondition
    shown: Sequence[int] = ()
    """How many entries its listings showed at the last looks, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeItem:
    """How a notice tells one thing."""

    title: str
    word: str
    url: str
    seen: Sequence[str]
    """What was seen, in sentences."""
    advice: Sequence[str]
    """What to try."""


def render_notice(
    changes: Sequence[SourceChange], outages: Sequence[Outage], *, now: datetime, public_url: str
) -> Rendered:
    """Put changes and outages into words, the bad ones first."""
    ordered = sorted(changes, key=lambda one: (_ORDER[one.condition], one.source.title.casefold()))
    told = [_told(change) for change in ordered]
    headline = _headline(ordered, outages)
    values = {
        "headline": headline[0].upper() + headline[1:],
        "until": moment(now, UTC),
        "told": told,
        "outages": [described(outage) for outage in outages],
        "page": uri(public_url.rstrip("/")),
    }
    return _TEMPLATES.render("notice", values, subject=f"peruwatch: {headline}")


_ORDER = {SourceCondition.FAILING: 0, SourceCondition.SILENT: 1, SourceCondition.OK: 2}


def _headline(changes: Sequence[SourceChange], outages: Sequence[Outage]) -> str:
    words = {
        SourceCondition.FAILING: ("fails", "fail"),
        SourceCondition.SILENT: ("is silent", "are silent"),
        SourceCondition.OK: ("is well again", "are well again"),
    }
    parts = []
    for condition, (one, several) in words.items():
        titles = [change.source.title for change in changes if change.condition is condition]
        if titles:
            shown = ", ".join(titles) if len(titles) <= _HINTS else counted(len(titles), "source")
            parts.append(f"{shown} {one if len(titles) == 1 else several}")
    if outages:
        parts.append("we could not look for a while")
    return "; ".join(parts)


def _told(change: SourceChange) -> NoticeItem:
    source, state = change.source, change.state
    seen, advice = {
        SourceCondition.FAILING: _failing,
        SourceCondition.SILENT: _silent,
        SourceCondition.OK: _well,
    }[change.condition](source, state)
    if change.condition is SourceCondition.SILENT and change.shown:
        seen.append(_entries(change.shown))
    word = {SourceCondition.OK: "well again"}.get(change.condition, str(change.condition))
    return NoticeItem(title=one_line(source.title), word=word, url=uri(source.url), seen=seen, advice=advice)


def _entries(shown: Sequence[int]) -> str:
    """What the last look at a listing showed, beside what it usually shows."""
    last, usual = shown[0], int(median(shown))
    if 2 * last < usual:
        return f"Its listing shows {counted(last, 'entry', 'entries')}, where it used to show {usual}: it was changed."
    return f"Its listing shows {counted(last, 'entry', 'entries')}, all of them known."


def _failing(source: Source, state: SourceState) -> tuple[list[str], list[str]]:
    if not state.last_error and texts_fail(state):
        return [f"Its section can be read, but {pages(state)}."], [
            "Open one of its articles in a browser: it may ask readers to subscribe, or need scripts for its text.",
            "Titles are still matched. What the articles say is taken up where a later look finds it.",
        ]
    if not state.last_error and (state.short or not dates_fail(state)) and not pages_fail(state):
        return [f"Its section can be read, but {pages(state)}."], [
            "Open one of its articles in a browser, and compare it with what is kept of it here.",
            f"`peruwatch reprocess {source.name}` reads its pages again by what the new ones teach.",
            "Where it only publishes other things for a while there is nothing to do: you are told when that ends.",
        ]
    if not state.last_error and not pages_fail(state):
        return [f"Its section can be read, but {pages(state)}."], [
            "Open one of its older articles in a browser, and see where the page shows today's date.",
            "Nothing is lost: when each article was first seen stands beside it.",
        ]
    if not state.last_error:
        since = f", since {moment(state.unread_since, UTC)}" if state.unread_since else ""
        return [f"Its section can be read, but {pages(state)}{since}."], [
            "Open one of its articles in a browser. Where that asks for a login, or fails, the site was changed.",
            f"`peruwatch crawl {source.name} -v` tries again and says what each page answers.",
            "What is listed stays on record and is fetched once it can be read.",
        ]
    since = f"since {moment(state.failing_since, UTC)}" if state.failing_since else "for some time"
    last = f"last read {moment(state.last_success, UTC)}" if state.last_success else "never read yet"
    seen = [
        f"Its section could not be read {since}, at {counted(state.failures, 'look')}; {last}.",
        f"The last look: {one_line(state.last_error or '').rstrip('.')}.",
    ]
    return seen, [
        "Open the section in a browser. Where it has moved, put its new address into sources.toml.",
        f"`peruwatch crawl {source.name} -v` tries again at once.",
        "`peruwatch add --dry-run URL` shows how another address would be read.",
        f"Where the section is no more: `paused = true` under [sources.{source.name}].",
    ]


def _silent(source: Source, state: SourceState) -> tuple[list[str], list[str]]:
    said = silence(state)
    read = f" It was last read {moment(state.last_success, UTC)}." if state.last_success else ""
    return [f"{said[:1].upper()}{said[1:]}.{read}"], [
        "Open the section in a browser. Where it shows newer articles, its listing was changed, or we get an old copy.",
        f"`peruwatch add --dry-run {uri(source.url)}` shows how it would be read now, and what would be found.",
        "Where the publisher only pauses there is nothing to do: you are told when something new comes.",
    ]


def _well(_: Source, state: SourceState) -> tuple[list[str], list[str]]:
    newest = f" The newest article is of {moment(state.quiet_since, UTC)}." if state.quiet_since else ""
    read = f"It was last read {moment(state.last_success, UTC)}." if state.last_success else "It can be read."
    return [read + newest], []


_TEMPLATES = MailTemplates("alerts.notices")
