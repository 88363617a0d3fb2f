"""Feeds over a year and over the wire: kept until they change, packed, private, gone, searched for, announced."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import feedparser
import pytest
from lxml import etree
from sqlalchemy import select, update

from alerts.publish import feed as feed_module
from config.load import Config
from model.development import Development
from model.source import SourceState
from model.token import TokenScope
from monitor.announcing import Announcer
from monitor.live import Live
from monitor.published import published_feeds
from monitor.steps import match
from monitor.web.app import create_app
from monitor.web.kept_feeds import KeptFeeds
from monitor.web.tokens import issue
from storage import developments, grouped, runs, tokens
from storage.database import Database, Session
from storage.schema import ArticleRow, DevelopmentRow
from tests import PATIENCE
from tests.alerts.developments.year import Come, year
from tests.alerts.feed_rules import TOMBSTONES, atom_faults, json_faults, rss_faults
from tests.config.folders import loaded
from tests.monitor.program import SOURCES, WATCHES
from tests.monitor.samples import happenings, publish
from tests.monitor.web.server import Client, serving
from tests.sitefarm import Site
from tests.storage.samples import stored

FAULTS = {"rss": rss_faults, "atom": atom_faults, "json": json_faults}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def filled(sqlite: Database, config: Config, now: datetime) -> Database:
    for number, title in enumerate(happenings(12)):
        publish(sqlite, now + timedelta(minutes=number), title)
    match(sqlite, config, now)
    return sqlite


def of(config: Config, path: str) -> object:
    return next(feed for feed in published_feeds(config) if feed.path == path)


class Counted:
    """How often feeds are written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        items = feed_module._items

        def counted(*given: object) -> object:
            self.times += 1
            return items(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(feed_module, "_items", counted)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def test_a_feed_is_written_once_until_something_in_it_changes(
    web: Client, filled: Database, config: Config, now: datetime, written: Counted
) -> None:
    first = web.get("/feeds/all.rss")
    for _ in range(3):
        assert web.get("/feeds/all.rss").body == first.body
    with filled.transaction() as session:
        runs.start(session, "gazette", now)  # somebody looks at a source, and feeds say nothing of that
    assert web.get("/feeds/all.rss", If_None_Match=first.headers["etag"]).status == 304
    assert written.times == 1
    publish(filled, now + HOUR, "Another flood")
    assert web.get("/feeds/all.rss", If_None_Match=first.headers["etag"]).status == 200
    assert written.times == 2


def test_what_the_stamp_does_not_tell_is_seen_within_a_minute(filled: Database, config: Config, now: datetime) -> None:
    ticks = [0.0]
    kept = KeptFeeds(filled, now=lambda: now, monotonic=lambda: ticks[0])
    feed = of(config, "/feeds/all")
    before = kept.document(feed, "json", config)  # type: ignore[arg-type]
    with filled.transaction() as session:
        session.execute(update(ArticleRow).values(url="https://moved.example/"))
    assert kept.document(feed, "json", config) is before  # type: ignore[arg-type]
    ticks[0] += 61
    with filled.transaction() as session:
        runs.start(session, "gazette", now)
    assert b"moved.example" in kept.document(feed, "json", config).body  # type: ignore[arg-type]


def test_other_settings_make_other_bytes_at_once(
    filled: Database, config: Config, tmp_path: Path, now: datetime
) -> None:
    kept = KeptFeeds(filled, now=lambda: now)
    feed = of(config, "/feeds/all")
    before = kept.document(feed, "rss", config)  # type: ignore[arg-type]
    full = loaded(tmp_path, settings='[web]\nfeed_text = "full"\n', sources=SOURCES, watches=WATCHES)
    after = kept.document(of(full, "/feeds/all"), "rss", full)  # type: ignore[arg-type]
    assert b"<content:encoded>" in after.body
    assert (b"<content:encoded>" in before.body, after.modified > before.modified) == (False, True)


@pytest.mark.usefixtures("filled")
def test_who_can_unpack_is_sent_a_packed_feed_with_a_tag_of_its_own(web: Client) -> None:
    plain, packed = web.get("/feeds/all.rss"), web.get("/feeds/all.rss", Accept_Encoding="br, gzip;q=0.8")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    for tag in (plain.headers["etag"], packed.headers["etag"]):
        assert web.get("/feeds/all.rss", Accept_Encoding="gzip", If_None_Match=tag).status == 304
    for refused in ("gzip;q=0", "gzip; q=0.0", "identity", "br"):
        assert "content-encoding" not in web.get("/feeds/all.rss", Accept_Encoding=refused).headers


@pytest.mark.usefixtures("filled")
def test_who_knows_dates_only_is_told_by_them(web: Client, now: datetime) -> None:
    first = web.get("/feeds/all.rss")
    given = first.headers["last-modified"]
    assert parsedate_to_datetime(given) == now.replace(microsecond=0)
    assert web.get("/feeds/all.rss", If_Modified_Since=given).status == 304
    earlier = format_datetime(now - DAY, usegmt=True)
    assert web.get("/feeds/all.rss", If_Modified_Since=earlier).status == 200
    assert web.get("/feeds/all.rss", If_Modified_Since="yesterday").status == 200
    assert web.get("/feeds/all.rss", If_Modified_Since=given, If_None_Match='"other"').status == 200, "tags go first"


def test_two_versions_of_one_second_have_two_dates(web: Client, filled: Database, now: datetime) -> None:
    first = web.get("/feeds/all.rss").headers["last-modified"]
    publish(filled, now + HOUR, "Another flood")
    again = web.get("/feeds/all.rss", If_Modified_Since=first)
    assert again.status == 200
    assert parsedate_to_datetime(again.headers["last-modified"]) > parsedate_to_datetime(first)


def test_an_empty_feed_is_of_the_last_look(web: Client, sqlite: Database, now: datetime) -> None:
    for name, at in (("gazette", now - DAY), ("resting", now - HOUR)):
        with sqlite.transaction() as session:
            runs.keep_state(session, SourceState(name=name, last_attempt=at, last_success=at))
    moments = {}
    for path in ("all", "sources/gazette"):
        body = web.get(f"/feeds/{path}.atom").body
        assert atom_faults(body) == []
        moments[path] = feedparser.parse(body).feed.updated_parsed[:5]
    assert moments["all"] == (now - HOUR).timetuple()[:5]
    assert moments["sources/gazette"] == (now - DAY).timetuple()[:5]


def test_the_feed_of_a_source_that_is_gone_says_so(filled: Database, config: Config, now: datetime) -> None:
    with filled.transaction() as session:
        for name in ("gazette", "resting"):
            runs.keep_state(session, SourceState(name=name, last_attempt=now))
    fewer = replace(config, sources=config.sources[:1])
    with serving(create_app(Live(fewer), filled, now=lambda: now)) as client:
        assert client.get("/feeds/sources/resting.rss").status == 410
        assert client.get("/feeds/sources/never.rss").status == 404
        assert client.get("/feeds/sources/gazette.rss").status == 200


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("path", "extension"),
    [
        ("/feeds/search.rss", "rss"),
        ("/feeds/search.atom", "atom"),
        ("/feeds/search.json", "json"),
        ("/search.rss", "rss"),
        ("/search.atom", "atom"),
    ],
)
def test_a_search_can_be_subscribed_to(web: Client, path: str, extension: str) -> None:
    answer = web.get(f"{path}?q=catacaos%20OR%20moropampa")
    assert answer.status == 200
    assert FAULTS[extension](answer.body) == []
    assert answer.body.count(b"Flood in") >= 1
    assert b"Flood in Sullana" not in answer.body
    assert b"https://watch.example/peru/feeds/search." in answer.body


@pytest.mark.usefixtures("filled")
def test_a_search_that_can_not_be_is_told_why(web: Client) -> None:
    wrong = web.get("/feeds/search.rss?q=flood%20AND")
    assert (wrong.status, b"column" in wrong.body) == (400, True)
    assert web.get("/feeds/search.rss").status == 404


@pytest.mark.usefixtures("filled")
def test_a_feed_names_itself_and_its_hub_in_a_header(filled: Database, tmp_path: Path, now: datetime) -> None:
    config = loaded(tmp_path, settings='[web]\nhub = "https://hub.example/"\n', sources=SOURCES, watches=WATCHES)
    with serving(create_app(Live(config), filled, now=lambda: now)) as client:
        answer = client.get("/feeds/all.atom")
    assert answer.headers["link"] == (
        '<http://127.0.0.1:8765/feeds/all.atom>; rel="self", <https://hub.example/>; rel="hub"'
    )
    links = {link.rel: link.href for link in feedparser.parse(answer.body).feed.links}
    assert links["hub"] == "https://hub.example/"


@pytest.fixture
def token(filled: Database, now: datetime) -> str:
    with filled.transaction() as session:
        given = issue(session, "ana", TokenScope.FEEDS, now)
    assert given is not None
    return given


def test_a_token_lets_in_until_it_is_revoked(web: Client, filled: Database, token: str) -> None:
    for _ in range(2):
        assert web.get(f"/feeds/all.rss?token={token}").status == 200
        assert web.get("/feeds/all.rss", Authorization=f"Bearer {token}").status == 200
        assert web.get("/feeds/all.rss?token=other").status == 401
    with filled.transaction() as session:
        assert tokens.revoke(session, "ana")
        assert not tokens.revoke(session, "ana")
    assert web.get(f"/feeds/all.rss?token={token}").status == 401
    assert web.get("/feeds.opml", Authorization=f"Bearer {token}").status == 401


def test_nobody_can_tell_a_token_from_what_is_kept(filled: Database, token: str, tmp_path: Path) -> None:
    with filled.reading() as session:
        assert token not in tokens.scopes(session)
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("peruwatch.db*"))
    assert token.encode() not in kept


def test_a_list_of_feeds_leads_where_its_reader_is_let_in(web: Client, token: str) -> None:
    root = etree.fromstring(web.get(f"/feeds.opml?token={token}").body)
    addresses = [str(outline.get("xmlUrl")) for outline in root.iter("outline")]
    assert all(address.endswith(f"?token={token}") for address in addresses)
    assert web.get(addresses[0].removeprefix("https://watch.example/peru")).status == 200
    assert token not in web.text("/feeds/all.rss"), "the feed itself is everybody's"


def test_a_feed_that_moved_keeps_its_reader_s_token(
    filled: Database, config: Config, now: datetime, token: str
) -> None:
    water = replace(config.watches[0], name="water", formerly=("floods",))
    renamed = replace(config, watches=(water, config.watches[1]))
    match(filled, renamed, now)
    with serving(create_app(Live(renamed), filled, now=lambda: now)) as client:
        moved = client.get(f"/feeds/watches/floods.rss?token={token}")
    assert moved.headers["location"] == f"https://watch.example/peru/feeds/watches/water.rss?token={token}"


def merge(database: Database, at: datetime) -> tuple[Development, Development] | None:
    """Have the newest development turn out to be the one before; gives both, the one that stays first."""
    with database.transaction() as session:
        newest = grouped.newest(session, limit=2, matched=True)
        if len(newest) < 2:
            return None
        gone, kept = newest
        developments.changes(session)
        developments.merge(session, gone.id, kept.id, at)
        developments.note_change(session)
    return kept, gone


def comes(database: Database, config: Config, one: Come, number: int, *, note: str = "") -> None:
    said = replace(one.said, body=f"{one.said.body} {note}".strip())
    stored(database, one.moment, key=f"{one.source}.example/{number}", source=one.source, said=said)
    match(database, config, one.moment)


def test_a_merger_is_told_in_every_kind_of_feed(web: Client, sqlite: Database, config: Config) -> None:
    coming = year(16)
    for number, one in enumerate(coming):
        comes(sqlite, config, one, number)
    both = merge(sqlite, coming[-1].moment + HOUR)
    assert both is not None
    kept, gone = both
    for path in ("developments", "watches/strikes"):
        atom = etree.fromstring(web.get(f"/feeds/{path}.atom").body)
        assert [one.get("ref") for one in atom.iter(f"{{{TOMBSTONES}}}deleted-entry")] == [gone.guid]
        items = json.loads(web.get(f"/feeds/{path}.json").body)["items"]
        assert [item["_peruwatch"] for item in items if item["id"] == gone.guid] == [{"merged_into": kept.id}]
        entries = feedparser.parse(web.get(f"/feeds/{path}.rss").body).entries
        assert sum(entry.id == gone.guid for entry in entries) == 1
    assert b"deleted-entry" not in web.get("/feeds/all.atom").body


def test_a_year_of_edits_repeats_nothing(web: Client, sqlite: Database, config: Config) -> None:
    """Articles come, are edited and move; developments grow and are merged; a reader looks on all the while."""
    seen: dict[tuple[str, str], set[str]] = {}
    coming = year(40)
    for number, one in enumerate(coming):
        comes(sqlite, config, one, number)
        if number % 3 == 1:
            comes(sqlite, config, coming[number - 1], number - 1, note="It was corrected since.")
        if number % 5 == 2:
            with sqlite.transaction() as session:
                moved = f"https://moved.example/{number}"
                session.execute(update(ArticleRow).where(ArticleRow.id == number).values(url=moved))
        if number % 12 == 11:
            merge(sqlite, one.moment)
        if number % 8 == 7:
            for extension, faults in FAULTS.items():
                for path in ("all", "developments", "watches/strikes"):
                    body = web.get(f"/feeds/{path}.{extension}").body
                    assert faults(body) == []
                    seen.setdefault((path, extension), set()).update(identities(extension, body))
    with sqlite.reading() as session:
        own = {"all": set(session.scalars(select(ArticleRow.guid)))}
        own["developments"] = own["watches/strikes"] = set(session.scalars(select(DevelopmentRow.guid)))
    repeats = {where: ids - own[where[0]] for where, ids in seen.items()}
    assert [where for where, ids in repeats.items() if ids] == [], "each item had one identity, whatever became of it"
    assert len(seen["all", "rss"]) == len(seen["all", "atom"]) == len(seen["all", "json"]) > 35


def identities(extension: str, body: bytes) -> list[str]:
    """The ids of a feed's items, each of which is there once."""
    if extension == "json":
        ids = [item["id"] for item in json.loads(body)["items"]]
    else:
        parsed = feedparser.parse(body)
        assert not parsed.bozo
        ids = [entry.id for entry in parsed.entries]
    assert len(set(ids)) == len(ids)
    return ids


def test_a_hub_is_told_of_what_changed_over_a_restart_as_well_and_of_nothing_else(
    filled: Database, tmp_path: Path, now: datetime
) -> None:
    with Site() as site:
        settings = f'[web]\nhub = "{site.root}/hub"\n'
        config = loaded(tmp_path, settings=settings, sources=SOURCES, watches=WATCHES)
        announcer = Announcer(filled, now=lambda: now)
        assert asyncio.run(announcer.announce(config)) == []
        publish(filled, now + HOUR, "Strike in Tumbes")
        match(filled, config, now + HOUR)
        assert asyncio.run(announcer.announce(config)) == [], "a hub that does not answer is told the next time"
        site.routes["/hub"] = 204
        changed = asyncio.run(Announcer(filled, now=lambda: now).announce(config))  # what came before a restart, too
        later = now + HOUR
        with filled.transaction() as session:  # which is the date of a feed that tells nothing
            runs.keep_state(session, SourceState(name="resting", last_attempt=later, last_success=later))
        assert asyncio.run(Announcer(filled, now=lambda: later).announce(config)) == []
        _, told = (asked for asked in site.log if asked.target == "/hub")
    sent = parse_qsl(told.body.decode())
    assert sent[0] == ("hub.mode", "publish")
    assert [value for name, value in sent if name == "hub.url"] == changed
    paths = {re.sub(r"\.\w+$", "", url.partition("/feeds/")[2]) for url in changed}
    assert (
        {"all", "watches/strikes", "sources/gazette"}
        <= paths
        <= {*("all", "watches/strikes", "sources/gazette", "developments")}
    )


def test_a_feed_that_takes_long_to_read_keeps_no_other_waiting(filled: Database, config: Config, now: datetime) -> None:
    kept, begun, may_end = KeptFeeds(filled, now=lambda: now), threading.Event(), threading.Event()
    feed: Any = of(config, "/feeds/all")

    def slowly(session: Session) -> Any:
        begun.set()
        assert may_end.wait(PATIENCE)
        return feed.read(session)

    slow = replace(feed, path="/feeds/slow", read=slowly)
    with ThreadPoolExecutor(2) as threads:
        slow_ones = [threads.submit(kept.document, slow, "atom", config) for _ in range(2)]
        assert begun.wait(PATIENCE)
        try:
            assert b"<entry>" in kept.document(feed, "atom", config).body
        finally:
            may_end.set()
        first, second = (one.result() for one in slow_ones)
    assert first is second, "of many who want the same, one reads it"
