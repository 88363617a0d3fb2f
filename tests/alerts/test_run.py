from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts import run
from alerts.matching.match import Matcher
from alerts.run import Matched, match_new
from alerts.search.archive import changes
from config.query import parse_query
from model.alert import AlertKind, Digest
from model.article import Arrival, Article, DateSource, PublicationDate
from model.query import USUAL_RULES, QueryRules
from model.watch import Match, Watch
from storage import alerts, articles, grouped, readings, watches
from storage.database import Database
from tests.storage.samples import content, stored

FLOODS = Watch(name="floods", title="Floods", keywords=("flood",), alert=True)
STRIKES = Watch(name="strikes", title="Strikes", keywords=("strike",))
RAIN = Watch(name="rain", title="Rain", keywords=("rain",))
ALL = Digest(name="all", to=("desk@a.example",), cron="0 7 * * *", timezone="UTC")
UNION = Digest(name="union", to=("union@a.example",), cron="0 7 * * *", timezone="UTC", watches=("strikes",))


def store(
    database: Database,
    now: datetime,
    title: str,
    body: str = "",
    *,
    arrival: Arrival = Arrival.NEWS,
    is_teaser: bool = False,
) -> int:
    """Store an article at an address of its own, or the next revision of the one with that first word."""
    key = f"a.example/{title.split(maxsplit=1)[0].lower()}"
    said = replace(content(body, title=title), is_teaser=is_teaser)
    number, _ = stored(database, now, key=key, said=said, arrival=arrival)
    return number


def match(database: Database, now: datetime, *given: Watch, digests: Sequence[Digest] = (ALL, UNION)) -> Matched:
    return match_new(database, given or (FLOODS, STRIKES), digests, now)


def owed(database: Database) -> dict[tuple[str, AlertKind], list[int]]:
    """Ids of the articles that each audience is owed by each kind."""
    with database.reading() as session:
        found = {
            (digest.name, kind): alerts.untold(session, digest.name, kind)
            for digest in (ALL, UNION)
            for kind in AlertKind
        }
    return {audience: ids for audience, ids in found.items() if ids}


def matches(database: Database) -> dict[str, tuple[str, ...]]:
    with database.reading() as session:
        return {article.content.title: article.matches for article in articles.every(session)}


def waiting(database: Database) -> int:
    with database.reading() as session:
        return len(watches.unmatched(session))


def test_a_new_article_is_matched_once_and_owed_to_those_who_follow(database: Database, now: datetime) -> None:
    flood, strike = store(database, now, "Flood in Piura"), store(database, now, "Miners strike")
    store(database, now, "Nothing new")
    assert match(database, now) == Matched(articles=3, matches=2, owed=4)
    assert owed(database) == {
        ("all", AlertKind.DIGEST): [flood, strike],
        ("all", AlertKind.INSTANT): [flood],
        ("union", AlertKind.DIGEST): [strike],
    }
    assert match(database, now) == Matched()


def test_many_articles_are_matched_in_several_transactions(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_CHUNK", 2)
    for number in range(5):
        store(sqlite, now, f"Strike-{number} again")
    assert match(sqlite, now) == Matched(articles=5, matches=5, owed=10)


OUTBREAK = (
    ("Dengue spreads in Piura", "Hospitals in Piura are full of people with dengue, says Doctor Elmer Ticona."),
    ("Piura counts 900 with dengue", "Doctor Elmer Ticona counts 900 people with dengue in the hospitals of Piura."),
    ("Dengue is back in Piura", "Nurses in Piura speak of 80 beds for dengue in tents beside the old market hall."),
    ("Copper price falls", "The price of copper fell to its lowest since June, traders in London said."),
)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_what_first_looks_brought_is_put_into_developments_by_its_dates_and_not_as_it_came(
    sqlite: Database, now: datetime, order: Sequence[int]
) -> None:
    for number in order:
        title, body = OUTBREAK[number]
        day = ("2024-01-01", "2024-01-02", "2026-02-01", "2026-02-02")[number]
        said = replace(content(body, title=title), published=PublicationDate(day, DateSource.META))
        stored(sqlite, now, key=f"a.example/{number}", said=said, arrival=Arrival.FIRST_LOOK)
    match(sqlite, now)
    with sqlite.reading() as session:
        found = {one.content.title: one.development for one in articles.every(session)}
        (later,) = grouped.by_id(session, [2])
    assert [found[title] for title, _ in OUTBREAK] == [1, 1, 2, 3]
    assert later.after == 1


def test_what_first_looks_brought_waits_where_it_is_not_wanted_yet(database: Database, now: datetime) -> None:
    store(database, now, "Rain in Lima", arrival=Arrival.FIRST_LOOK)
    match(database, now)
    store(database, now, "Rain in Lima", "It goes on.", arrival=Arrival.FIRST_LOOK)
    store(database, now, "Flood in Piura", arrival=Arrival.FIRST_LOOK)
    store(database, now, "Miners strike")
    assert match_new(database, [FLOODS, STRIKES], [ALL], now, first_looks=False).articles == 2, "the edit, too"
    assert matches(database) == {"Rain in Lima": (), "Flood in Piura": (), "Miners strike": ("strikes",)}
    assert match(database, now).articles == 1
    assert matches(database)["Flood in Piura"] == ("floods",)


def test_others_may_write_while_articles_are_matched(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store(sqlite, now, "Flood in Piura")
    find = Matcher.match_article

    def slowly(matcher: Matcher, article: Article) -> tuple[Match, ...]:
        if article.id == first:
            store(sqlite, now, "Second flood")  # would wait for ever for a transaction of this thread
        return find(matcher, article)

    monkeypatch.setattr(Matcher, "match_article", slowly)
    assert match(sqlite, now) == Matched(articles=2, matches=2, owed=4)


def test_what_is_read_again_while_it_is_matched_is_matched_as_it_is_then(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = store(database, now, "Flood in Piura")
    find = Matcher.match_article

    def too_late(matcher: Matcher, article: Article) -> tuple[Match, ...]:
        found = find(matcher, article)
        if article.content.title == "Flood in Piura":
            better = replace(article.content, title="Miners strike")
            with database.transaction() as session:
                readings.reread(session, first, better, template_entries=1)
        return found

    monkeypatch.setattr(Matcher, "match_article", too_late)
    assert match(database, now).articles == 1
    assert matches(database) == {"Miners strike": ("strikes",)}


def test_with_no_watch_met_nothing_is_owed(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Nothing new")
    assert match(sqlite, now) == Matched(articles=1)
    assert owed(sqlite) == {}


def test_matches_and_what_is_owed_for_them_are_kept_together_or_not_at_all(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(database, now, "Flood in Piura")
    store(database, now, "Second flood")
    match_and_fail_at(2, database, now, monkeypatch)
    assert matches(database) == {"Flood in Piura": (), "Second flood": ()}
    assert owed(database) == {}
    assert waiting(database) == 2
    assert match(database, now) == Matched(articles=2, matches=2, owed=4)


def match_and_fail_at(call: int, database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Match, and die at a call of `owe`."""
    owe, calls = alerts.owe, 0

    def failing(*args: object) -> int:
        nonlocal calls
        calls += 1
        if calls == call:
            raise KeyboardInterrupt
        return owe(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(alerts, "owe", failing)
        match(database, now)
    assert calls == call


def test_a_new_watch_finds_old_articles_and_wakes_nobody(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Heavy rain in Piura")
    match(sqlite, now)
    everyone = [ALL, Digest(name="union", to=("a@a.example",), cron="* * * * *", timezone="UTC", watches=("rain",))]
    assert match(sqlite, now, FLOODS, STRIKES, RAIN, digests=everyone) == Matched()
    assert matches(sqlite) == {"Heavy rain in Piura": ("rain",)}
    assert owed(sqlite) == {}


def test_a_new_watch_over_a_large_archive_finds_all_of_it(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_ADDED", 2)
    for number in range(5):
        store(sqlite, now, f"Rain-{number} again")
    match(sqlite, now)
    match(sqlite, now, FLOODS, RAIN)
    assert set(matches(sqlite).values()) == {("rain",)}


def test_where_old_articles_meet_a_new_watch_is_found_by_and_by_the_newest_first(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_CHUNK", 2)
    ids = [store(sqlite, now, f"Rain-{number} again") for number in range(7)]
    match(sqlite, now)
    match(sqlite, now, FLOODS, RAIN)
    assert located(sqlite, ids) == ids[-4:]
    store(sqlite, now, "Rain-0 again", "And rain.")
    assert run.locate(sqlite, [FLOODS, STRIKES], now) == 0, "a watch that was edited since is to be held anew first"
    while run.locate(sqlite, [FLOODS, RAIN], now):
        pass
    assert located(sqlite, ids) == ids[1:], "of an article that waits to be matched the former words don't count"
    match(sqlite, now, FLOODS, RAIN)
    assert located(sqlite, ids) == ids


def located(database: Database, ids: Sequence[int]) -> list[int]:
    """Those of some articles of which it is known where they meet watches."""
    with database.reading() as session:
        return [number for number in ids if any(watches.evidence(session, number).values())]


def test_what_an_edited_watch_still_meets_is_marked_by_its_new_words(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_AT_ONCE", 0)
    number = store(database, now, "Rain and a strike in Piura")
    match(database, now, RAIN)
    edited = replace(RAIN, keywords=("rain", "Piura"))
    match(database, now, edited)
    assert keywords(database, number) == ["rain"]
    assert run.locate(database, [edited], now) == 1
    assert keywords(database, number) == ["rain", "Piura"]


def keywords(database: Database, number: int) -> list[str]:
    with database.reading() as session:
        return [spot.keyword for spots in watches.evidence(session, number).values() for spot in spots]


def test_a_new_watch_wakes_for_the_news_that_waits_with_it(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Old rain")
    match(sqlite, now)
    news = store(sqlite, now, "New rain")
    assert match(sqlite, now, FLOODS, RAIN) == Matched(articles=1, matches=1, owed=1)
    assert owed(sqlite) == {("all", AlertKind.DIGEST): [news]}


def test_an_edited_watch_is_held_against_the_archive_and_wakes_nobody(database: Database, now: datetime) -> None:
    store(database, now, "Heavy rain in Piura")
    store(database, now, "Flood in Tumbes")
    match(database, now)
    edited = Watch(name="floods", title="Floods", keywords=("rain",), alert=True)
    before = owed(database)
    assert match(database, now, edited, STRIKES) == Matched()
    assert matches(database) == {"Heavy rain in Piura": ("floods",), "Flood in Tumbes": ()}
    assert owed(database) == before


def test_another_title_or_policy_of_a_watch_is_no_edit_of_its_query(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(sqlite, now, "Flood in Piura")
    match(sqlite, now)
    monkeypatch.setattr(run, "met_by", lambda *_: pytest.fail("the archive was asked"))
    monkeypatch.setattr(watches, "keep_definitions", lambda *_: pytest.fail("nothing is to be kept"))
    match(sqlite, now, Watch(name="floods", title="High water", keywords=("flood",)), STRIKES)


def test_a_watch_that_is_taken_out_has_no_matches_any_more(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Flood stops strike")
    match(sqlite, now)
    match(sqlite, now, STRIKES)
    assert matches(sqlite) == {"Flood stops strike": ("strikes",)}
    with sqlite.reading() as session:
        assert set(watches.definitions(session)) == {"strikes"}


def test_a_watch_that_comes_back_finds_its_articles_again_and_wakes_nobody(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Heavy rain")
    match(sqlite, now, RAIN)
    match(sqlite, now, STRIKES)
    before = owed(sqlite)
    assert match(sqlite, now, STRIKES, RAIN) == Matched()
    assert matches(sqlite) == {"Heavy rain": ("rain",)}
    assert owed(sqlite) == before


def test_an_archive_match_that_was_broken_off_is_done_again(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(sqlite, now, "Heavy rain")
    match(sqlite, now)

    def dies(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(watches, "keep_definitions", dies)
        match(sqlite, now, FLOODS, RAIN)
    match(sqlite, now, FLOODS, RAIN)
    assert matches(sqlite) == {"Heavy rain": ("rain",)}
    assert owed(sqlite) == {}


def test_a_revision_that_newly_meets_a_watch_is_told_once(database: Database, now: datetime) -> None:
    article = store(database, now, "Piura waits")
    assert match(database, now).owed == 0
    store(database, now, "Piura waits", "The strike began.")
    assert match(database, now) == Matched(articles=1, matches=1, owed=2)
    store(database, now, "Piura waits", "The strike goes on.")
    assert match(database, now) == Matched(articles=1)
    assert owed(database) == {("all", AlertKind.DIGEST): [article], ("union", AlertKind.DIGEST): [article]}


def test_a_text_after_its_teaser_is_news_to_those_alone_who_were_not_told(database: Database, now: datetime) -> None:
    article = store(database, now, "Piura waits", "Rain is near.", is_teaser=True)
    everyone = Digest(name="all", to=("desk@a.example",), cron="0 7 * * *", timezone="UTC", watches=("rain",))
    assert match(database, now, RAIN, STRIKES, digests=(everyone, UNION)) == Matched(articles=1, matches=1, owed=1)
    store(database, now, "Piura waits", "Rain is near. The dockers are on strike, and the rain does not stop.")
    assert match(database, now, RAIN, STRIKES, digests=(everyone, UNION)) == Matched(articles=1, matches=1, owed=1)
    assert owed(database) == {("all", AlertKind.DIGEST): [article], ("union", AlertKind.DIGEST): [article]}
    assert matches(database) == {"Piura waits": ("rain", "strikes")}


def test_of_two_revisions_that_wait_the_newest_is_matched(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Piura waits", "A strike.")
    store(sqlite, now, "Piura waits", "No stoppage after all.")
    assert match(sqlite, now) == Matched(articles=1)
    assert waiting(sqlite) == 0


def test_a_revision_that_no_longer_meets_a_watch_loses_the_match_and_is_not_told_twice_when_it_does_again(
    sqlite: Database, now: datetime
) -> None:
    store(sqlite, now, "Piura waits", "A strike.")
    match(sqlite, now)
    store(sqlite, now, "Piura waits", "Nothing.")
    match(sqlite, now)
    assert matches(sqlite) == {"Piura waits": ()}
    store(sqlite, now, "Piura waits", "A strike after all.")
    assert match(sqlite, now) == Matched(articles=1, matches=1, owed=0)


@pytest.mark.parametrize(
    ("arrival", "told"),
    [
        (Arrival.NEWS, {AlertKind.DIGEST, AlertKind.INSTANT}),
        (Arrival.FIRST_LOOK, {AlertKind.DIGEST}),
        (Arrival.ARCHIVE, set()),
    ],
)
def test_how_an_article_came_decides_whom_it_wakes_and_it_is_matched_all_the_same(
    sqlite: Database, now: datetime, arrival: Arrival, told: set[AlertKind]
) -> None:
    store(sqlite, now, "Flood in Piura", arrival=arrival)
    assert match(sqlite, now).matches == 1
    assert {kind for _, kind in owed(sqlite)} == told


def test_who_follows_all_watches_is_owed_an_article_once_though_it_meets_several(
    sqlite: Database, now: datetime
) -> None:
    article = store(sqlite, now, "Flood stops strike")
    match(sqlite, now + timedelta(hours=1))
    assert owed(sqlite)["all", AlertKind.DIGEST] == [article]


def test_a_watch_with_another_name_keeps_its_matches_and_wakes_nobody(
    sqlite: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(sqlite, now, "Heavy rain")
    match(sqlite, now, RAIN, STRIKES)
    before = owed(sqlite)
    monkeypatch.setattr(run, "met_by", lambda *_: pytest.fail("the archive was asked"))
    water = Watch(name="water", title="Water", keywords=("rain",), formerly=("rain",))
    assert match(sqlite, now, water, STRIKES) == Matched()
    assert matches(sqlite) == {"Heavy rain": ("water",)}
    assert owed(sqlite) == before


def test_a_source_that_joins_a_network_meets_what_asks_for_it(sqlite: Database, now: datetime) -> None:
    store(sqlite, now, "Heavy rain")
    chain = Watch(name="chain", title="Chain", query=parse_query("rain network:chain"))
    match_new(sqlite, [chain], [], now, QueryRules(networks={"other": "chain"}))
    assert matches(sqlite) == {"Heavy rain": ()}
    with sqlite.reading() as session:
        (stored_article,) = articles.every(session)
    match_new(sqlite, [chain], [], now, QueryRules(networks={stored_article.source: "Chain"}))
    assert matches(sqlite) == {"Heavy rain": ("chain",)}


def test_the_evidence_of_a_match_that_goes_on_is_in_the_newest_revision(database: Database, now: datetime) -> None:
    number = store(database, now, "Piura waits", "A strike.")
    match(database, now, STRIKES)
    store(database, now, "Piura waits", "Still, the strikes go on.")
    match(database, now, STRIKES)
    with database.reading() as session:
        (place,) = watches.evidence(session, number)["strikes"]
    assert (place.field, place.start, place.end, place.keyword) == ("body", 11, 18, "strike")
    match(database, now, Watch(name="strikes", title="Strikes", keywords=("go on", "strike*")))
    with database.reading() as session:
        first, second = watches.evidence(session, number)["strikes"]
    assert (first.keyword, second.keyword) == ("strike*", "go on")


EDITS = st.lists(
    st.builds(
        lambda name, words, query, inflect: Watch(
            name=name, title=name, keywords=words, query=query and parse_query(query), inflect=inflect
        ),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from([("rain",), ("flood", "strike"), ("miner",)]),
        st.sampled_from([None, "Piura OR Puno", "title:rain", "NOT Puno"]),
        st.booleans(),
    ),
    max_size=3,
    unique_by=lambda watch: watch.name,
)


@given(edits=st.lists(EDITS, min_size=2, max_size=4))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_an_edit_would_change_is_what_then_changes(
    sqlite: Database, now: datetime, edits: list[list[Watch]]
) -> None:
    for title in ("Rains-1 in Piura", "Flood-2 in Puno", "Miners-3 strike", "Strikes-4 and rain", "Nothing-5"):
        store(sqlite, now, title)
    match_new(sqlite, [], [], now)
    for watches_then in edits:
        before = met(sqlite)
        told = changes(sqlite, watches_then, USUAL_RULES)
        match_new(sqlite, watches_then, [], now)
        after = met(sqlite)
        for change in told:
            assert set(change.gained) == after.get(change.watch, set()) - before.get(change.watch, set())
            assert set(change.lost) == before.get(change.watch, set()) - after.get(change.watch, set())
        unchanged = (before.keys() | after.keys()) - {change.watch for change in told}
        assert {name: before.get(name) for name in unchanged} == {name: after.get(name) for name in unchanged}


def met(database: Database) -> dict[str, set[int]]:
    with database.reading() as session:
        found: dict[str, set[int]] = {}
        for article in articles.every(session):
            for name in article.matches:
                found.setdefault(name, set()).add(article.id)
        return found
