from __future__ import annotations

from datetime import datetime

from model.watch import Evidence, Match
from storage import watches
from storage.database import Database
from tests.storage.samples import content, only, stored

SPOT = Evidence(field="title", start=0, end=5, keyword="flood")


def met(*names: str) -> list[Match]:
    return [Match(watch=name, evidence=(SPOT,)) for name in names]


def test_new_matches_are_told_apart_from_known_ones(database: Database, now: datetime) -> None:
    stored(database, now)
    article = only(database)
    with database.transaction() as session:
        first = watches.replace_matches(session, [(article, met("floods"))], of=["floods", "rain"], now=now)
        again = watches.replace_matches(session, [(article, met("floods", "rain"))], of=["floods", "rain"], now=now)
    assert (first, again) == ([("floods",)], [("rain",)])
    assert only(database).matches == ("floods", "rain")


def test_a_match_that_no_longer_holds_goes(database: Database, now: datetime) -> None:
    stored(database, now)
    article = only(database)
    with database.transaction() as session:
        watches.replace_matches(session, [(article, met("floods", "rain"))], of=["floods", "rain"], now=now)
        watches.replace_matches(session, [(article, met("floods"))], of=["floods", "rain"], now=now)
        assert watches.count_by_watch(session) == {"floods": 1}


def test_only_the_watches_in_question_are_touched(database: Database, now: datetime) -> None:
    stored(database, now)
    article = only(database)
    with database.transaction() as session:
        watches.replace_matches(session, [(article, met("floods", "rain"))], of=["floods", "rain"], now=now)
        assert watches.replace_matches(session, [(article, met("rain"))], of=["rain"], now=now) == [()]
    assert only(database).matches == ("floods", "rain")


def test_the_evidence_comes_back(database: Database, now: datetime) -> None:
    stored(database, now)
    article = only(database)
    with database.transaction() as session:
        watches.replace_matches(session, [(article, met("floods"))], of=["floods"], now=now)
        assert watches.evidence(session, article.id) == {"floods": (SPOT,)}


def test_a_watch_that_is_no_more_takes_its_matches_along(database: Database, now: datetime) -> None:
    stored(database, now)
    article = only(database)
    with database.transaction() as session:
        watches.replace_matches(session, [(article, met("floods", "rain"))], of=["floods", "rain"], now=now)
        watches.keep_definitions(session, {"floods": "x", "rain": "y"})
        watches.keep_definitions(session, {"rain": "z"})
        assert watches.definitions(session) == {"rain": "z"}
    assert only(database).matches == ("rain",)


def test_a_revision_is_settled_once_it_was_matched_and_while_it_is_the_newest(
    database: Database, now: datetime
) -> None:
    stored(database, now)
    article = only(database)
    with database.transaction() as session:
        assert watches.settled(session, [article.revision_id, 77]) == set()
        watches.done(session, [article])
        assert watches.settled(session, [article.revision_id, 77]) == {article.revision_id}
    stored(database, now, said=content("Other words."))
    with database.reading() as session:
        assert watches.settled(session, [article.revision_id]) == set()
