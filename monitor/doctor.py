"""What the doctor makes of what was looked at: how each thing is, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median

from alerts.quoting.plain import counted
from crawler.http.outcomes import NoRules, Refused
from crawler.http.reach import Reached
from model.errors import Mistake
from model.source import Source
from monitor.lock import Daemon
from storage.backup import Held


class State(StrEnum):
    """How something is."""

    OK = "ok"
    """As it should be."""
    NOTE = "note"
    """Nothing is broken, but somebody may have wanted it otherwise."""
    WRONG = "wrong"
    """It keeps peruwatch from its work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: State
    detail: str
    advice: str = ""
    """What to do, where there is something to do."""


_CLOCK_OFF = timedelta(minutes=2)
"""Servers tell whole seconds and may take half a minute to answer; digests and mails are dated to the minute."""
_LITTLE_ROOM = 1 << 30
"""Bytes: weeks of a few sources, and time enough to read of it."""
_BEHIND = timedelta(minutes=10)
"""Two of the shortest intervals between looks, by default. What is due waits for seconds whenever many are."""


def judge_configuration(mistakes: Sequence[Mistake], folder: str) -> list[Finding]:
    """The configuration, or each mistake in it."""
    if not mistakes:
        return [Finding(what="configuration", state=State.OK, detail=f"{folder} has no mistake")]
    return [
        Finding(
            what="configuration",
            state=State.WRONG,
            detail=str(mistake),
            advice="mend the file: what was right before stays in force until then",
        )
        for mistake in mistakes
    ]


def judge_database(problem: str | None, damage: str | None, size: int) -> Finding:
    """The database, opened, written to and read through; `problem` says why that could not be done, and what to do."""
    if problem is not None:
        return Finding(what="database", state=State.WRONG, detail=problem)
    if damage is not None:
        advice = "stop peruwatch and bring back a backup"
        return Finding(what="database", state=State.WRONG, detail=f"is damaged: {damage}", advice=advice)
    return Finding(
        what="database", state=State.OK, detail=f"opens, takes articles, is whole, of this version ({_bytes(size)})"
    )


def judge_backup(problem: str | None, held: Held | None) -> Finding:
    """A backup that was read through; `problem` says why it can't be brought back, else `held` what it holds."""
    if held is None:
        advice = "keep an older one, and make a new one: peruwatch backup"
        return Finding(what="backup", state=State.WRONG, detail=problem or "", advice=advice)
    return Finding(what="backup", state=State.OK, detail=f"is whole, with {described(held)}")


def described(held: Held) -> str:
    """What a database or a backup of it holds, and until when."""
    until = f", until {held.latest.astimezone():%Y-%m-%d %H:%M:%S%z}" if held.latest else ""
    return f"{counted(held.articles, 'article')} and {counted(held.messages, 'message')}{until}"


NO_DATABASE = Finding(
    what="database",
    state=State.NOTE,
    detail="there is none yet",
    advice="the first crawl makes it; where there was one, see whether --data names its folder",
)


def judge_space(free: int, largest_file: int) -> Finding:
    """The room on the disk; less than for two of the largest files that are taken is too little."""
    told = f"{_bytes(free)} free"
    if free < 2 * largest_file:
        advice = "make room: what was stored is kept, but nothing new can be"
        return Finding(what="space", state=State.WRONG, detail=told, advice=advice)
    if free < _LITTLE_ROOM:
        return Finding(what="space", state=State.NOTE, detail=told, advice="make room soon")
    return Finding(what="space", state=State.OK, detail=told)


def judge_clock(offsets: Sequence[timedelta]) -> Finding:
    """The clock, against those of the servers that were asked; the one in the middle is no server's own mistake."""
    if not offsets:
        return Finding(what="clock", state=State.NOTE, detail="no server told its time to compare ours with")
    ahead = timedelta(seconds=median(one.total_seconds() for one in offsets))
    servers = counted(len(offsets), "server")
    if abs(ahead) <= _CLOCK_OFF:
        return Finding(what="clock", state=State.OK, detail=f"agrees with {servers}")
    way = "behind" if ahead > timedelta() else "ahead"
    told = f"{timedelta(seconds=round(abs(ahead).total_seconds()))} {way} of {servers}"
    return Finding(what="clock", state=State.WRONG, detail=told, advice="set it, and have a time server keep it right")


def judge_mail(place: str, problem: str | None, *, has_login: bool) -> Finding:
    """The mail server; `problem` says what it is, and what to do."""
    if problem is not None:
        return Finding(what="mail server", state=State.WRONG, detail=problem)
    did = "answers and takes the login" if has_login else "answers"
    return Finding(what="mail server", state=State.OK, detail=f"{place} {did}; nothing was sent")


def no_mail_server(folder: str) -> Finding:
    """That mail is written to files."""
    return Finding(
        what="mail server",
        state=State.NOTE,
        detail=f"none is set, so messages are written to {folder}",
        advice="set mail.host to have them sent",
    )


def judge_channels(known: Mapping[str, bool]) -> list[Finding]:
    """The channels, each with whether its address means something to what sends."""
    return [
        Finding(what=f"channel {name}", state=State.OK, detail="is of a kind that is known; nothing was sent")
        if is_known
        else Finding(
            what=f"channel {name}",
            state=State.WRONG,
            detail="its address is none that Apprise knows, or lacks a part",
            advice="see https://appriseit.com/services/",
        )
        for name, is_known in known.items()
    ]


def judge_source(source: Source, reached: Reached, *, obeys: bool) -> Finding:
    """A source: whether its host has an address and answers, and whether its robots.txt lets us read the section."""
    what = f"source {source.name}"
    if reached.rules is None:
        advice = "check its url, and the network and name service here"
        return Finding(what=what, state=State.WRONG, detail=reached.problem or "gave no answer", advice=advice)
    try:
        reached.rules.check(source.url)
    except NoRules as error:
        return Finding(what=what, state=State.WRONG, detail=str(error), advice="nothing to do but to wait")
    except Refused as error:
        if obeys:
            advice = "ask its publisher, name another address of it, or remove the source"
            return Finding(what=what, state=State.WRONG, detail=str(error), advice=advice)
        return Finding(what=what, state=State.NOTE, detail=f"{error}, which crawl.obey_robots leaves out of account")
    delay = reached.rules.delay()
    wish = f", with {delay:g} s between requests" if delay else ""
    return Finding(what=what, state=State.OK, detail=f"answers, and its robots.txt lets us read it{wish}")


def judge_daemon(daemon: Daemon | None, lag: timedelta) -> Finding:
    """Whether a daemon runs, and how far behind it is."""
    if daemon is None:
        advice = "`peruwatch run` starts one; without, `crawl --due` and `deliver` from cron do its work"
        return Finding(what="daemon", state=State.NOTE, detail="none runs", advice=advice)
    told = f"runs as process {daemon.pid}"
    if lag >= _BEHIND:
        late = timedelta(seconds=round(lag.total_seconds()))
        advice = "see its log; fewer sources, longer intervals or more cores let it catch up"
        return Finding(
            what="daemon", state=State.WRONG, detail=f"{told}; a source has been due for {late}", advice=advice
        )
    if daemon.waits_for_restart:
        options = ", ".join(daemon.waits_for_restart)
        return Finding(
            what="daemon", state=State.NOTE, detail=f"{told}; edited: {options}", advice="restart it to take that up"
        )
    return Finding(what="daemon", state=State.OK, detail=f"{told} and is not behind")


def exit_status(findings: Sequence[Finding]) -> int:
    """0 all is well, 1 something is wrong, 2 the configuration is."""
    wrong = {finding.what for finding in findings if finding.state is State.WRONG}
    return 2 if "configuration" in wrong else int(bool(wrong))


def _bytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.0f} MB"
