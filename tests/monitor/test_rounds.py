"""Looking after ourselves and the sources: who is told of what, once, and again when it is well."""

from __future__ import annotations

import asyncio
import email
import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import delete, event, select

from config.load import Config
from crawler.context import CrawlContext
from crawler.workers.pool import ExtractionPool
from model.crawl import CrawlRun
from model.errors import StorageError
from model.outage import OutageKind
from model.source import SourceState
from monitor.live import Live
from monitor.outside import beat
from monitor.rounds import EVERY, Round, go_round, network_lost_since, tell_of_sources
from monitor.schedule import Schedule
from monitor.status import look
from monitor.work import OwnWork
from storage import outages, revisions, runs
from storage.database import Database
from storage.schema import MessageRow, UnmatchedRow
from tests.config.folders import loaded
from tests.crawler.newsroom import Clock
from tests.monitor.program import DIGESTS, SOURCES, WATCHES
from tests.sitefarm import Site, redirect
from tests.storage.samples import content, stored

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORE = '[sources.coast]\nurl = "https://coast.example/"\n[sources.valley]\nurl = "https://valley.example/"\n'


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return loaded(tmp_path, sources=SOURCES + MORE, watches=WATCHES, digests=DIGESTS)


def keep(database: Database, *states: SourceState) -> None:
    with database.transaction() as session:
        for state in states:
            runs.keep_state(session, state)


def well(name: str, at: datetime) -> SourceState:
    return SourceState(name=name, last_attempt=at, last_success=at)


def failing(name: str, since: datetime, *, last: datetime, reached: bool = True) -> SourceState:
    return SourceState(
        name=name,
        last_attempt=last,
        last_success=since - HOUR,
        last_error="the section answers 404: there is no such page",
        failures=8,
        failing_since=since,
        is_unreachable=not reached,
    )


def silent(name: str, at: datetime) -> SourceState:
    return SourceState(name=name, last_attempt=at, last_success=at, quiet_since=at - 5 * DAY, quiet_until=at - DAY)


def mails(database: Database) -> list[EmailMessage]:
    """The messages that are owed, in the order in which they came to be."""
    with database.reading() as session:
        owed = session.scalars(select(MessageRow.content).order_by(MessageRow.id)).all()
    return [email.message_from_bytes(content, policy=default) for content in owed]


def words(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(str(part.get_content()).split())


def summary(found: Round) -> list[tuple[str, str]]:
    return [(change.source.name, str(change.condition)) for change in found.changes]


def test_a_failure_is_told_once_and_again_when_it_is_well(sqlite: Database, config: Config, now: datetime) -> None:
    keep(sqlite, well("gazette", now), failing("coast", now - 13 * HOUR, last=now))
    assert summary(go_round(sqlite, config, now)) == [("coast", "failing")]
    assert summary(go_round(sqlite, config, now + EVERY)) == []
    keep(sqlite, well("coast", now + DAY))
    assert summary(go_round(sqlite, config, now + DAY)) == [("coast", "ok")]
    assert summary(go_round(sqlite, config, now + DAY + EVERY)) == []
    subjects = [str(mail["Subject"]) for mail in mails(sqlite) if mail["To"] == "desk@a.example"]
    assert subjects == ["peruwatch: coast fails", "peruwatch: coast is well again"]


def test_a_redesign_is_told_once_with_figures_and_again_when_it_is_over(
    sqlite: Database, config: Config, now: datetime
) -> None:
    rebuilt = replace(well("coast", now), short=6, short_length=140, usual_length=3_900)
    keep(sqlite, rebuilt)
    assert summary(go_round(sqlite, config, now)) == [("coast", "failing")]
    keep(sqlite, replace(rebuilt, short=7))
    assert summary(go_round(sqlite, config, now + EVERY)) == []
    told = words(mails(sqlite)[0])
    assert "the texts of its last 6 articles have about 140 characters, where 3,900 are usual" in told
    assert "`peruwatch reprocess coast`" in told
    keep(sqlite, well("coast", now + DAY))
    assert summary(go_round(sqlite, config, now + DAY)) == [("coast", "ok")]


def test_a_notice_says_what_was_seen_and_what_to_try(sqlite: Database, config: Config, now: datetime) -> None:
    keep(sqlite, failing("coast", now - 13 * HOUR, last=now), silent("gazette", now))
    go_round(sqlite, config, now)
    mail = mails(sqlite)[0]
    told = words(mail)
    for phrase in (
        "Its section could not be read since 14 March 2026, 02:09 UTC, at 8 looks",
        "The last look: the section answers 404: there is no such page.",
        "`peruwatch crawl coast -v`",
        "paused = true",
        "Nothing new since 9 March 2026, 15:09 UTC; by its own rhythm, 4 days without news are unlikely.",
        "`peruwatch add --dry-run https://gazette.example/peru/`",
    ):
        assert phrase in told
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["Subject"]).strip() == "peruwatch: coast fails; The Gazette of the Southern Highlands is silent"


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ([20, 21, 20], "Its listing shows 20 entries, all of them known."),
        ([21, 20, 20, 1], "Its listing shows 1 entry, where it used to show 20: it was changed."),
    ],
)
def test_of_a_silent_source_it_is_told_what_its_listing_shows(
    sqlite: Database, config: Config, now: datetime, shown: list[int], said: str
) -> None:
    for number, entries in enumerate(shown):
        at = now - 3 * DAY + number * HOUR
        with sqlite.transaction() as session:
            run = runs.start(session, "gazette", at)
            runs.finish(session, run, CrawlRun(source="gazette", started=at, finished=at, shown=entries))
    keep(sqlite, silent("gazette", now))
    go_round(sqlite, config, now)
    assert said in words(mails(sqlite)[0])


@pytest.mark.parametrize(
    "state",
    [
        {"since": 2 * HOUR, "failures": 9},
        {"since": 3 * DAY, "failures": 2},
    ],
)
def test_what_fails_for_a_night_is_shown_and_not_told(
    sqlite: Database, config: Config, now: datetime, state: dict[str, object]
) -> None:
    known = failing("coast", now - state["since"], last=now)  # type: ignore[operator]
    keep(
        sqlite,
        SourceState(**{**{name: getattr(known, name) for name in known.__slots__}, "failures": state["failures"]}),
    )
    assert summary(go_round(sqlite, config, now)) == []
    (_, _, coast, _) = look(sqlite, config, now).sources
    assert (coast.condition, coast.concern) == ("failing", "the section answers 404: there is no such page")


def test_what_was_kept_for_long_enough_goes_with_a_round(sqlite: Database, tmp_path: Path, now: datetime) -> None:
    for metres in range(3):
        stored(sqlite, now - 90 * DAY, said=content(f"The river rose by {metres} metres."))
    with sqlite.transaction() as session:
        session.execute(delete(UnmatchedRow))
    kept = [[1, 2, 3], [1, 3], [1, 3]]
    for text in ("", 'keep_revisions = "30d"', 'keep_revisions = "30d"\nkeep_snapshots = "30d"'):
        settings = f"[storage]\n{text}\n"
        config = loaded(tmp_path, sources=SOURCES, watches=WATCHES, digests=DIGESTS, settings=settings)
        go_round(sqlite, config, now)
        with sqlite.reading() as session:
            found = revisions.of_article(session, 1)
        assert [one.number for one in found] == kept.pop(0)
    assert [one.snapshot_id is None for one in found] == [True, False], "the newest is still what it was read from"


def test_those_are_told_who_are_named_or_else_those_who_get_digests(tmp_path: Path) -> None:
    config = loaded(tmp_path, watches=WATCHES, digests=DIGESTS)
    assert list(config.operators) == ["desk@a.example", "union@a.example", "paper@a.example"]
    named = loaded(tmp_path, watches=WATCHES, digests=DIGESTS, settings='[monitor]\nto = ["ops@a.example"]\n')
    assert list(named.operators) == ["ops@a.example"]


def test_what_is_paused_meanwhile_is_told_of_no_more(
    sqlite: Database, config: Config, tmp_path: Path, now: datetime
) -> None:
    keep(sqlite, failing("coast", now - 13 * HOUR, last=now))
    go_round(sqlite, config, now)
    paused = loaded(
        tmp_path,
        sources=SOURCES + MORE.replace('coast.example/"', 'coast.example/"\npaused = true'),
        watches=WATCHES,
        digests=DIGESTS,
    )
    assert summary(go_round(sqlite, paused, now + EVERY)) == []
    keep(sqlite, well("coast", now + DAY))
    assert summary(go_round(sqlite, config, now + DAY)) == []


def test_without_a_network_it_says_so_and_calls_no_source_failing(
    sqlite: Database, config: Config, now: datetime
) -> None:
    keep(sqlite, *(well(name, now) for name in ("gazette", "coast", "valley")))
    go_round(sqlite, config, now)
    for hours in (1, 8, 16):
        lost = now + HOUR
        keep(sqlite, *(failing(name, lost, last=now + hours * HOUR, reached=False) for name in ("gazette", "coast")))
        found = go_round(sqlite, config, now + hours * HOUR)
        assert (summary(found), found.is_good) == ([], False)
    (outage,) = [one for one in look(sqlite, config, now + 16 * HOUR).outages if one.kind is OutageKind.NETWORK]
    assert (outage.began, outage.ended) == (now + HOUR, None)
    back = now + 17 * HOUR
    keep(sqlite, well("coast", back))
    found = go_round(sqlite, config, back)
    assert (summary(found), found.is_good) == ([], True), "the others have not been asked since"
    (*_, last) = mails(sqlite)
    assert last["Subject"] == "peruwatch: we could not look for a while"
    assert "from 14 March 2026, 16:09 UTC to 15 March 2026, 08:09 UTC: no source could be reached" in words(last)
    keep(sqlite, failing("gazette", now + HOUR, last=back + 13 * HOUR, reached=False))
    keep(sqlite, well("coast", back + 13 * HOUR))
    assert summary(tell_of_sources(sqlite, config, back + 13 * HOUR)) == [("gazette", "failing")]


@pytest.mark.parametrize(
    ("unreachable", "answering", "lost"),
    [
        (("gazette", "coast"), (), True),
        (("gazette", "coast", "valley"), (), True),
        (("gazette",), (), False),
        (("gazette", "coast"), ("valley",), False),
    ],
)
def test_the_network_is_down_if_nothing_on_several_hosts_can_be_reached(
    config: Config, now: datetime, unreachable: tuple[str, ...], answering: tuple[str, ...], *, lost: bool
) -> None:
    states = {name: well(name, now - DAY) for name in ("gazette", "coast", "valley")}
    states |= {name: failing(name, now - HOUR, last=now, reached=False) for name in unreachable}
    states |= {name: failing(name, now - HOUR, last=now) for name in answering}
    assert (network_lost_since(config.sources, states) is not None) is lost


def test_two_sources_of_one_host_say_nothing_of_the_network(tmp_path: Path, now: datetime) -> None:
    sources = '[sources.a]\nurl = "https://one.example/a"\n[sources.b]\nurl = "https://one.example/b"\n'
    config = loaded(tmp_path, sources=sources)
    states = {name: failing(name, now - HOUR, last=now, reached=False) for name in ("a", "b")}
    assert network_lost_since(config.sources, states) is None


def test_an_absence_is_on_record_and_no_source_s_fault(sqlite: Database, config: Config, now: datetime) -> None:
    keep(sqlite, well("coast", now))
    go_round(sqlite, config, now)
    found = go_round(sqlite, config, now + 3 * DAY)
    assert (summary(found), found.messages, found.is_good) == ([], 0, True)
    (outage,) = look(sqlite, config, now + 3 * DAY).outages
    assert (outage.kind, outage.began, outage.ended) == (OutageKind.ASLEEP, now, now + 3 * DAY)


def test_rounds_that_follow_each_other_leave_nothing_behind(sqlite: Database, config: Config, now: datetime) -> None:
    for number in range(4):
        go_round(sqlite, config, now + number * EVERY)
    assert look(sqlite, config, now).outages == ()


def test_when_nothing_could_be_written_it_is_told_afterwards(sqlite: Database, config: Config, now: datetime) -> None:
    go_round(sqlite, config, now, broken_since=now - 3 * HOUR)
    with sqlite.reading() as session:
        (outage,) = outages.since(session, now - DAY)
    assert outage.kind is OutageKind.STORE
    assert "nothing could be written, as when the disk is full" in words(mails(sqlite)[0])


def test_a_clock_that_was_set_back_is_no_absence(sqlite: Database, config: Config, now: datetime) -> None:
    go_round(sqlite, config, now)
    go_round(sqlite, config, now - 30 * DAY)
    assert look(sqlite, config, now - 30 * DAY).outages == ()


def test_an_outside_watcher_is_told_and_its_address_to_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    with Site() as site:
        site.routes["/ping/secret"] = "ok"
        assert asyncio.run(beat(f"{site.root}/ping/secret"))
        assert not asyncio.run(beat(f"{site.root}/other/secret"))
        site.routes["/moved/secret"] = redirect("/ping/secret")
        assert not asyncio.run(beat(f"{site.root}/moved/secret"))
        assert site.asked == ["/ping/secret", "/other/secret", "/moved/secret"]
    assert not asyncio.run(beat(f"{site.root}/ping/secret"))
    assert "404" in caplog.text
    assert "secret" not in caplog.text


def test_a_daemon_whose_disk_is_full_is_not_heard_of_and_says_so_once_it_is_not(
    sqlite: Database, config: Config, now: datetime
) -> None:
    """The round as the schedule goes it, over a database that may not grow."""
    is_full = True

    @event.listens_for(sqlite._engine, "connect")
    def leave_no_room(connection: sqlite3.Connection, _: object) -> None:
        if is_full:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")

    with Site() as watcher:
        watcher.routes["/alive"] = "ok"
        heartbeat = config.settings.monitor.model_copy(update={"heartbeat": SecretStr(f"{watcher.root}/alive")})
        live = Live(replace(config, settings=config.settings.model_copy(update={"monitor": heartbeat})))
        clock = Clock(now)
        context = CrawlContext(config=config, database=sqlite, pool=ExtractionPool(), now=clock.now)
        work = OwnWork(context, None)  # type: ignore[arg-type]  # it looks at nothing
        schedule = Schedule(context, work, live, on_run=print, on_attempt=print, on_waiting=print)
        for _ in range(2):
            sqlite._engine.dispose()
            with pytest.raises(StorageError, match="disk is full"):
                asyncio.run(schedule._go_round())
            clock.forward(hours=2)
        assert watcher.asked == []
        is_full = False
        sqlite._engine.dispose()
        asyncio.run(schedule._go_round())
        assert watcher.asked == ["/alive"]
    (outage,) = [one for one in look(sqlite, config, clock.at).outages if one.kind is OutageKind.STORE]
    assert (outage.began, outage.ended) == (now, now + 4 * HOUR)
    assert "nothing could be written" in words(mails(sqlite)[0])
