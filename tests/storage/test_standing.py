"""What is kept of how sources do, of our own outages, of readers' tokens and of mergers, on either database."""

from __future__ import annotations

from datetime import datetime, timedelta

from model.article import Arrival, Content, DateSource, Entry, PublicationDate
from model.clock import Planned
from model.crawl import CrawlRun, Fetch, Outcome, Validators
from model.outage import Outage, OutageKind
from model.source import SourceCondition, SourceState
from model.token import Token, TokenScope
from storage import articles, changes, conditions, developments, entries, grouped, outages, revisits, runs, tokens
from storage.articles import CameUp, Companion
from storage.database import Database
from storage.likeness import text_hash
from storage.schema import UnsureSourceRow
from storage.standing import Standing, standing
from tests.storage.samples import stored

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG = "The river rose by two metres in the night and the bridge at the market was closed until further notice. " * 3


def dated(value: str, title: str = "Flood", body: str = "") -> Content:
    return Content(title=title, body=body or title, published=PublicationDate(value, DateSource.META))


def test_all_that_is_known_of_a_source_comes_back(database: Database, now: datetime) -> None:
    state = SourceState(
        name="a",
        last_attempt=now,
        last_success=now,
        failing_since=now - DAY,
        is_unreachable=True,
        quiet_since=now - DAY,
        quiet_until=now + DAY,
        unread=3,
        unread_since=now - HOUR,
        unread_reason="the page asks for a login",
        hollow=2,
        redated=1,
        short=4,
        short_length=140,
        usual_length=3_900,
        undated=5,
        usually_dated=98,
    )
    with database.transaction() as session:
        runs.keep_state(session, SourceState(name="a"))
        runs.keep_state(session, state)
    with database.reading() as session:
        assert runs.state(session, "a") == state


def test_how_a_source_stands_when_a_crawl_of_it_begins(database: Database, now: datetime) -> None:
    with database.reading() as session:
        assert standing(session, "a", since=now) == Standing(
            tries=None, revisits=None, has_settled=False, is_unsure=False, first_start=None, requests=0
        )
    for number in range(3):
        stored(database, now, key=f"a.example/{number}", said=Content(title="Flood", body="It came."))
    stored(database, now, key="b.example/1", source="b", said=Content(title="Strike", body="It began."))
    with database.transaction() as session:
        for number, hours in enumerate((9, 5, 7, 1), 1):
            due = now + hours * HOUR
            source = "a" if number < 4 else "b"
            revisits.plan(session, number, source=source, due=due, looks=0, validators=Validators())
        revisits.plan(session, 1, source="a", due=now + 8 * HOUR, looks=1, validators=Validators())
        entry = {"flood": Entry(url="https://a.example/flood")}
        for moment, key in ((now, "flood"), (now + HOUR, "later")):
            entries.record(session, "a", {key: entry["flood"]}, arrival=Arrival.NEWS, now=moment)
        session.add(UnsureSourceRow(name="a"))
    with database.reading() as session:
        assert standing(session, "a", since=now) == Standing(
            tries=Planned(now, now + HOUR),
            revisits=Planned(now + 5 * HOUR, now + 8 * HOUR),
            has_settled=False,
            is_unsure=True,
            first_start=None,
            requests=0,
        )
        assert [one.article_id for one in revisits.due(session, "a", now + 7 * HOUR)] == [2, 3]
        assert standing(session, "b", since=now).revisits == Planned(now + HOUR, now + HOUR)


def test_articles_came_up_as_published_or_as_seen(database: Database, now: datetime) -> None:
    timed, late = (now - 3 * HOUR).isoformat(), (now - 9 * DAY).isoformat()
    stored(database, now, key="a.example/1", said=dated(timed))
    stored(database, now, key="a.example/2", said=dated(late))  # held back: it is news of today
    stored(database, now, key="a.example/3", said=dated(f"{now:%Y-%m-%d}"))  # of some hour of today
    stored(database, now, key="a.example/4", said=dated("2026-03-02"), arrival=Arrival.FIRST_LOOK)
    stored(database, now, key="a.example/5", said=dated("2026-03"), arrival=Arrival.FIRST_LOOK)
    stored(database, now, key="a.example/6", said=Content(title="Undated", body=""), arrival=Arrival.FIRST_LOOK)
    stored(database, now, key="b.example/1", source="b", said=dated(timed))
    with database.reading() as session:
        found = articles.came_up(session, "a", since=now - 400 * DAY, limit=99)
        first = datetime.fromisoformat("2026-03-02T00:00:00+00:00")
        assert [one.at for one in found] == [first, now - 3 * HOUR, now, now]
        assert found[0] == CameUp(at=first, is_news=False, length=len("Flood"), is_dated=True)
        assert [one.at for one in articles.came_up(session, "a", since=now - DAY, limit=99)] == [
            now - 3 * HOUR, now, now,
        ]  # fmt: skip
        assert len(articles.came_up(session, "a", since=now - 400 * DAY, limit=2)) == 2
        assert articles.first_seen(session, "a") == now
        assert articles.first_seen(session, "c") is None


def test_companions_say_the_same_or_have_the_same_title(database: Database, now: datetime) -> None:
    for number, (title, body) in enumerate((("One", LONG), ("Two", LONG), ("One", "Short."), ("Three", "Other."))):
        said = Content(title=title, body=body, published=PublicationDate(f"2026-03-0{number + 1}", DateSource.META))
        stored(database, now, key=f"a.example/{number}", said=said)
    stored(database, now, key="b.example/1", source="b", said=Content(title="One", body=LONG))
    with database.reading() as session:
        found = articles.companions(session, "a", but="a.example/0", text=text_hash(LONG), title="One", limit=9)
        assert sorted(found, key=lambda one: one.title) == [
            Companion(title="One", listed=None, says_same=False),
            Companion(title="Two", listed=None, says_same=True),
        ]
        assert articles.companions(session, "a", but="x", text=None, title="Nobody's", limit=9) == []
        newest = articles.companions(session, "a", but="x", text=text_hash(LONG), title="One", limit=2)
        assert [one.says_same for one in newest] == [False], "only the newest few count"


def test_pages_that_gave_no_article_are_those_since_one_last_did(database: Database, now: datetime) -> None:
    def crawl(at: datetime, *, read_anew: int, refused: list[tuple[str, Outcome]]) -> None:
        with database.transaction() as session:
            run = runs.start(session, "a", at)
            fetches = [Fetch(url=f"https://a.example/{path}", at=at, outcome=how, detail="no") for path, how in refused]
            runs.add_fetches(session, run, fetches)
            done = CrawlRun(source="a", started=at, finished=at, read_anew=read_anew, refused=len(refused))
            runs.finish(session, run, done)

    crawl(now, read_anew=0, refused=[("old", Outcome.MISSING)])
    crawl(now + HOUR, read_anew=1, refused=[("beside", Outcome.MISSING)])
    crawl(now + 2 * HOUR, read_anew=0, refused=[("one", Outcome.NOT_ARTICLE), ("listing", Outcome.MISSING)])
    crawl(now + 3 * HOUR, read_anew=0, refused=[("one", Outcome.NOT_ARTICLE), ("two", Outcome.UNREADABLE)])
    crawl(now + 4 * HOUR, read_anew=0, refused=[("away", Outcome.UNREACHABLE)])
    with database.reading() as session:
        found = runs.unread_pages(session, "a", listings={"https://a.example/listing"})
    assert [(fetch.url[-3:], fetch.at - now) for fetch in found] == [("one", 3 * HOUR), ("two", 3 * HOUR)]


def test_an_outage_lasts_until_it_ends(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        outages.begin(session, OutageKind.NETWORK, now)
        outages.begin(session, OutageKind.NETWORK, now + HOUR)
        assert outages.current(session, OutageKind.NETWORK) == Outage(kind=OutageKind.NETWORK, began=now)
        assert outages.end(session, OutageKind.STORE, now) is None
        ended = outages.end(session, OutageKind.NETWORK, now + 2 * HOUR)
        assert ended == Outage(kind=OutageKind.NETWORK, began=now, ended=now + 2 * HOUR)
        assert outages.since(session, now) == [ended]
        assert outages.since(session, now + DAY) == []
        assert outages.last_end(session) == now + 2 * HOUR
        assert [outages.pulse(session, now), outages.pulse(session, now + HOUR)] == [None, now]


def test_what_was_told_last_is_known(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        conditions.note_told(session, "a", SourceCondition.FAILING, now)
        conditions.note_told(session, "a", SourceCondition.SILENT, now)
        conditions.note_told(session, "b", SourceCondition.SILENT, now)
        conditions.note_told(session, "b", None, now)
        assert conditions.told(session) == {"a": SourceCondition.SILENT}


def test_a_token_is_known_by_its_hash(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        assert tokens.add(session, "ana", "abc", TokenScope.FEEDS, now)
        assert not tokens.add(session, "ana", "def", TokenScope.API, now)
        assert tokens.scopes(session) == {"abc": TokenScope.FEEDS}
        assert tokens.every(session) == [Token(name="ana", scope=TokenScope.FEEDS, created=now)]
        assert (tokens.revoke(session, "ana"), tokens.revoke(session, "ana")) == (True, False)


def test_what_feeds_show_has_another_stamp_after_it_changed(database: Database, now: datetime) -> None:
    def stamp() -> tuple[object, ...]:
        with database.reading() as session:
            return changes.stamp(session)

    empty = stamp()
    stored(database, now)
    first = stamp()
    stored(database, now, said=Content(title="Flood in Piura", body="The river fell."))
    revised = stamp()
    with database.transaction() as session:
        runs.start(session, "a", now)
    assert len({empty, first, revised}) == 3
    assert stamp() == revised, "a look at a source is nothing that feeds show"


def test_commits_of_others_are_noticed(sqlite: Database, now: datetime) -> None:
    before = sqlite.commits()
    assert sqlite.commits() == before is not None
    with sqlite.transaction() as session:
        runs.start(session, "a", now)
    assert sqlite.commits() != before


def test_a_database_that_can_not_tell_of_commits_says_so(postgres_url: str) -> None:
    database = Database.open(postgres_url)
    assert database.commits() is None
    database.close()


def test_without_matches_no_merger_is_told(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        developments.changes(session)
        developments.start(session, {1: ("urn:a", None), 2: ("urn:b", None)}, now)
        developments.merge(session, 2, 1, now)
        assert grouped.merged(session, limit=9) == []
        assert grouped.merged(session, limit=9, watch="floods") == []
