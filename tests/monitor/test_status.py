from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from model.alert import AlertKind, Delivery
from model.article import Arrival, Entry
from model.clock import utc_now
from model.condition import condition_of
from model.outage import Outage, OutageKind
from model.source import Source, SourceCondition, SourceState
from monitor.lock import held
from storage import alerts, entries, outages, outbox, runs
from storage.alerts import Draft
from storage.database import Database
from tests.monitor.conftest import Call
from tests.monitor.program import write_config
from tests.monitor.samples import publish

HOUR = timedelta(hours=1)


def keep(database: Database, state: SourceState) -> None:
    with database.transaction() as session:
        runs.keep_state(session, state)


def as_json(call: Call) -> dict[str, Any]:
    result = call("status", "--json")
    assert (result.status, result.err) == (0, "")
    told: dict[str, Any] = json.loads(result.out)
    return told


def refused(database: Database, now: datetime, *, permanent: bool) -> None:
    """A message that a server would not take."""
    with database.transaction() as session:
        draft = Draft(message_id=f"<{permanent}@a>", recipient="desk@a.example", subject="[1] :bell: News", content=b"")
        alerts.publish(session, "morning", AlertKind.DIGEST, slot=None, article_ids=[], drafts=[draft], now=now)
        (message,) = outbox.claim(
            session, outbox.due(session, now=now, everything=False), "x", now=now, everything=True
        )
        failed = Delivery(at=now, delivered=False, detail="550 no [such] user", permanent=permanent)
        outbox.record_delivery(session, message, failed, next_try=now + HOUR)


@pytest.mark.parametrize(
    ("paused", "state", "expected"),
    [
        (False, None, SourceCondition.NEVER),
        (False, {}, SourceCondition.NEVER),
        (False, {"last_attempt": 1}, SourceCondition.OK),
        (False, {"last_attempt": 1, "last_error": "404"}, SourceCondition.FAILING),
        (True, {"last_attempt": 1, "last_error": "404"}, SourceCondition.PAUSED),
        (True, None, SourceCondition.PAUSED),
    ],
)
def test_one_word_tells_how_a_source_does(
    now: datetime, *, paused: bool, state: dict[str, Any] | None, expected: SourceCondition
) -> None:
    source = Source(name="a", url="https://a.example", title="A", network="a", paused=paused)
    known = None
    if state is not None:
        known = SourceState(name="a", **{**state, **({"last_attempt": now} if "last_attempt" in state else {})})
    assert condition_of(source, known) is expected


def test_before_any_crawl_every_source_was_never_looked_at(peruwatch: Call, place: Path) -> None:
    told = as_json(peruwatch)
    assert told == {
        "sources": [
            {
                "name": name,
                "state": state,
                "last_success": None,
                "last_error": None,
                "concern": None,
                "quiet_since": None,
                "quiet_until": None,
                "articles": 0,
                "pending": 0,
                "next_run": None,
                "pending_reasons": [],
            }
            for name, state in (("gazette", "never"), ("resting", "paused"))
        ],
        "outbox": {"owed": 0, "failed": 0},
        "lag_seconds": 0,
        "messages": [],
        "unsubscribed": [],
        "digests": told["digests"],
        "outages": [],
        "daemon": None,
        "cluster": None,
        "mistakes": [],
    }
    assert [(one["name"], one["waiting"]) for one in told["digests"]] == [("morning", 0), ("union", 0)]
    assert all(datetime.fromisoformat(one["next"]).utcoffset() is not None for one in told["digests"])


def test_a_broken_edit_of_watches_is_told_beside_all_the_rest(peruwatch: Call, place: Path) -> None:
    write_config(place, watches='[watches.floods]\nquery = "flood AND"\n', digests="")
    told = "watches.toml:2: watches.floods.query: column 10: expected"
    shown = peruwatch("status")
    assert shown.status == 2
    assert "gazette  never" in shown.out
    assert f"mistake: {told}" in shown.out
    result = peruwatch("status", "--json")
    assert result.status == 2
    assert json.loads(result.out)["mistakes"][0].startswith(told)


def test_json_tells_how_each_source_does(peruwatch: Call, store: Database, now: datetime) -> None:
    publish(store, now, "A flood")
    with store.transaction() as session:
        links = {f"gazette.example/{name}": Entry(url=f"https://gazette.example/{name}") for name in ("b", "c")}
        entries.record(session, "gazette", links, arrival=Arrival.NEWS, now=now)
        (entry, _) = entries.owed(session, "gazette", due=None)
        entries.postpone(session, entry.id, reason="503", next_try=now + HOUR)
    keep(
        store,
        SourceState(
            name="gazette",
            last_attempt=now,
            last_success=now - HOUR,
            last_error="the host gazette.example can't be reached",
            failures=1,
            next_run=now + HOUR,
        ),
    )
    assert as_json(peruwatch)["sources"][0] == {
        "name": "gazette",
        "state": "failing",
        "last_success": "2026-03-14T14:09:26+00:00",
        "last_error": "the host gazette.example can't be reached",
        "concern": "the host gazette.example can't be reached",
        "quiet_since": None,
        "quiet_until": None,
        "articles": 1,
        "pending": 2,
        "next_run": "2026-03-14T16:09:26+00:00",
        "pending_reasons": [{"url": "https://gazette.example/b", "reason": "503"}],
    }


def test_the_next_look_is_told_as_the_interval_is_now(peruwatch: Call, place: Path, store: Database) -> None:
    now = utc_now().replace(microsecond=0)
    plan = now + 4 * HOUR
    keep(store, SourceState(name="gazette", last_attempt=now, last_success=now, next_poll=plan, next_run=plan))
    assert as_json(peruwatch)["sources"][0]["next_run"] == plan.isoformat()
    write_config(
        place, sources='[sources.gazette]\nurl = "https://gazette.example/peru/"\ninterval = "1h"\n', digests=""
    )
    assert as_json(peruwatch)["sources"][0]["next_run"] == (now + HOUR).isoformat()


def test_messages_that_did_not_arrive_are_counted_and_named(peruwatch: Call, store: Database, now: datetime) -> None:
    refused(store, now, permanent=True)
    refused(store, now, permanent=False)
    assert as_json(peruwatch)["outbox"] == {"owed": 1, "failed": 1}
    lines = peruwatch("status").out.splitlines()
    assert "outbox: 1 owed, 1 failed" in lines
    what = "to desk@a.example: [1] :bell: News: "
    assert f"message 1 {what}refused: 550 no [such] user" in lines, "as the server said it"
    (owed,) = [line for line in lines if line.startswith("message 2 ")]
    assert owed.startswith(f"message 2 {what}550 no [such] user; tried 1 time for ")
    one, other = as_json(peruwatch)["messages"]
    assert (one["id"], one["state"], one["attempts"], one["next_try"]) == (2, "owed", 1, "2026-03-14T16:09:26+00:00")
    assert (other["id"], other["state"], other["next_try"], other["answer"]) == (
        1,
        "failed",
        None,
        "550 no [such] user",
    )
    assert {"recipient": "desk@a.example", "digest": "morning", "sending": False}.items() <= one.items()


def test_names_and_errors_are_whole_where_there_is_no_terminal(
    peruwatch: Call, place: Path, store: Database, now: datetime
) -> None:
    name = "the-official-bulletin-of-the-council-of-the-central-highlands"
    write_config(place, sources=f'[sources.{name}]\nurl = "https://a.example/"\n')
    error = "the section answers with " + "[one] thing after another " * 20
    keep(store, SourceState(name=name, last_attempt=now, last_success=now, last_error=error, next_run=now))
    head, row, reason, *_ = peruwatch("status").out.splitlines()
    assert head.split() == ["source", "state", "last", "success", "articles", "pending", "next", "look"]
    assert row.split()[:2] == [name, "failing"]
    assert row.split().count("2026-03-14") == 2
    assert reason.rstrip() == f"{name}: {error.rstrip()}"


def test_what_could_not_be_fetched_yet_is_told_with_the_reason(peruwatch: Call, store: Database, now: datetime) -> None:
    with store.transaction() as session:
        links = {"gazette.example/b": Entry(url="https://gazette.example/b?[x]")}
        entries.record(session, "gazette", links, arrival=Arrival.NEWS, now=now)
        (entry,) = entries.owed(session, "gazette", due=None)
        entries.postpone(session, entry.id, reason="503 [busy]", next_try=now)
    assert "gazette: https://gazette.example/b?[x] 503 [busy]" in peruwatch("status").out.splitlines()


def test_sources_that_are_no_longer_configured_are_not_told_of(peruwatch: Call, store: Database, now: datetime) -> None:
    keep(store, SourceState(name="former", last_attempt=now, last_error="404"))
    assert "former" not in peruwatch("status").out
    assert len(as_json(peruwatch)["sources"]) == 2


def test_what_broke_its_readers_is_told_once_with_what_it_waits_for(
    peruwatch: Call, store: Database, now: datetime
) -> None:
    with store.transaction() as session:
        link = {"gazette.example/b": Entry(url="https://gazette.example/b")}
        entries.record(session, "gazette", link, arrival=Arrival.NEWS, now=now)
        (entry,) = entries.owed(session, "gazette", due=None)
        entries.give_up(session, entry.id, reason="could not be read in 10 seconds", broke_under="trafilatura 1")
    told = "could not be read in 10 seconds; it rests until an upgrade of what reads it"
    assert as_json(peruwatch)["sources"][0]["pending_reasons"] == [{"url": "https://gazette.example/b", "reason": told}]
    assert peruwatch("status").out.count("https://gazette.example/b") == 1


def test_how_far_a_daemon_is_behind_is_told(
    peruwatch: Call, place: Path, store: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.commands.status.utc_now", lambda: now)
    keep(store, SourceState(name="gazette", last_attempt=now - HOUR, next_run=now - timedelta(seconds=90)))
    keep(store, SourceState(name="resting", last_attempt=now - HOUR, next_run=now - HOUR))  # it is paused
    assert as_json(peruwatch)["lag_seconds"] == 0  # nobody is there to look
    with held(place / "var", "http://127.0.0.1:1"):
        assert as_json(peruwatch)["lag_seconds"] == 90
        assert "it is behind: a source has been due for 90 s" in peruwatch("status").out
        with store.transaction() as session:
            runs.start(session, "gazette", now - timedelta(seconds=5))
        assert as_json(peruwatch)["lag_seconds"] == 0  # it is being looked at


def test_alerts_that_wait_for_the_end_of_quiet_hours_are_told(peruwatch: Call, place: Path, store: Database) -> None:
    now = datetime.now(UTC)
    number = publish(store, now, "A flood")
    with store.transaction() as session:
        alerts.owe(session, "morning", AlertKind.INSTANT, [number], now)
    begin, end = ((now + hours * HOUR).strftime("%H:%M") for hours in (-1, 1))
    digests = '[digests.morning]\nto = ["desk@a.example"]\nat = "07:00"\n'
    write_config(place, digests=digests)
    assert "instant" not in peruwatch("status").out
    write_config(place, digests=f'{digests}quiet = "{begin}-{end}"\n')
    assert "digest morning: 1 instant alert waits for the end of its quiet hours, " in peruwatch("status").out
    (digest,) = as_json(peruwatch)["digests"]
    assert (digest["held"], datetime.fromisoformat(digest["held_until"]) > now) == (1, True)


def test_a_silent_source_and_our_own_absence_are_told_as_what_they_are(
    peruwatch: Call, store: Database, now: datetime
) -> None:
    day = timedelta(days=1)
    keep(
        store,
        SourceState(
            name="gazette", last_attempt=now, last_success=now, quiet_since=now - 9 * day, quiet_until=now - 5 * day
        ),
    )
    with store.transaction() as session:
        outages.keep(session, Outage(kind=OutageKind.NETWORK, began=utc_now() - HOUR))
    told = as_json(peruwatch)
    assert (told["sources"][0]["state"], told["sources"][0]["quiet_since"]) == ("silent", "2026-03-05T15:09:26+00:00")
    assert [(one["kind"], one["ended"]) for one in told["outages"]] == [("network", None)]
    shown = peruwatch("status").out
    assert "gazette: nothing new since 5 March 2026, 15:09 UTC; by its own rhythm, 4 days without news" in shown
    assert re.search(r"nothing could be looked at since .*: no source can be reached, on whatever host", shown)
