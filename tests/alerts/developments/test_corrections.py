"""What a person says of developments, over a real store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from alerts.developments import corrections
from alerts.developments.apply import Developments
from alerts.run import match_new
from model.article import Content, DateSource, PublicationDate
from model.errors import PeruwatchError
from storage import developments, grouped
from storage.database import Database, Session
from tests.storage.samples import stored

PORT = (
    "Dockers at Matarani walk out over pension cuts",
    (
        "Some 340 dockers at the port of Matarani walked out on 9 March after the operator Puerto Sur cut pensions. "
        "Their union leader Elmer Ticona said that no ship would be unloaded before the cuts are taken back."
    ),
)
PORT_AGAIN = (
    "Matarani dockers' strike over pensions enters second day",
    (
        "Ships are waiting off Matarani as dockers continue the strike against pension cuts that began on 9 March. "
        "Elmer Ticona of the dockers' union met managers of Puerto Sur without result. 340 dockers have stopped work."
    ),
)
PORT_STILL = (
    "Matarani: dockers and Puerto Sur meet a mediator over pensions",
    (
        "A mediator has met the dockers of Matarani, whose strike against pension cuts of Puerto Sur began on 9 March. "
        "The union leader Elmer Ticona wants all of the cuts taken back."
    ),
)
BOOKS = (
    "Teachers in Iquitos wait for books",
    "Teachers of three schools in Iquitos have closed them on 10 March, since no textbooks have come for two years.",
)


class Desk:
    """A store into which articles come, and whoever corrects it."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now, self.articles = database, now, 0

    def comes(self, *said: tuple[str, str]) -> None:
        for title, body in said:
            self.articles += 1
            content = Content(
                title=title, body=body, language="en", published=PublicationDate("2026-03-10", DateSource.META)
            )
            key = f"a.example/{self.articles}"
            stored(self.database, self.now, key=key, source=f"source-{self.articles}", said=content)
        match_new(self.database, [], [], self.now)

    def says(self, correction: Callable[..., int], *given: object) -> int:
        with self.database.transaction() as session:
            return correction(Developments(), session, *given, self.now)

    def together(self) -> dict[int, list[int]]:
        """Ids of articles by development."""

        def found(session: Session) -> dict[int, list[int]]:
            return {
                one.id: sorted(article.id for article in one.articles) for one in grouped.newest(session, limit=100)
            }

        with self.database.reading() as session:
            return dict(sorted(found(session).items()))


@pytest.fixture
def desk(database: Database, now: datetime) -> Desk:
    return Desk(database, now)


def test_two_developments_that_a_person_calls_one_are_one_under_the_older_number(desk: Desk) -> None:
    desk.comes(PORT, BOOKS)
    assert desk.together() == {1: [1], 2: [2]}
    assert desk.says(corrections.merge, 2, 1) == 1
    assert desk.together() == {1: [1, 2]}
    with desk.database.reading() as session:
        assert developments.leads_to(session, 2) == 1
    desk.comes((BOOKS[0] + " again", BOOKS[1].replace("two years", "more than two years, they say")))
    assert desk.together() == {1: [1, 2, 3]}


def test_articles_that_a_person_tells_apart_stay_apart_and_the_larger_part_keeps_the_number(desk: Desk) -> None:
    desk.comes(PORT, PORT_AGAIN, PORT_STILL)
    assert desk.together() == {1: [1, 2, 3]}
    assert desk.says(corrections.split, 1, [1]) == 2
    assert desk.together() == {1: [2, 3], 2: [1]}
    desk.comes((PORT_STILL[0] + ", again", PORT_STILL[1].replace("A mediator", "Another mediator")))
    assert sorted(map(len, desk.together().values())) == [1, 3]


def test_the_smaller_part_leaves_whichever_was_named(desk: Desk) -> None:
    desk.comes(PORT, PORT_AGAIN, PORT_STILL)
    desk.says(corrections.split, 1, [1, 2])
    assert desk.together() == {1: [1, 2], 2: [3]}


def test_a_development_that_was_split_off_has_an_identity_of_its_own(desk: Desk) -> None:
    desk.comes(PORT, PORT_AGAIN, PORT_STILL)
    desk.says(corrections.split, 1, [1])
    with desk.database.reading() as session:
        first, second = sorted(grouped.newest(session, limit=2), key=lambda one: one.id)
        assert first.guid != second.guid
        assert first.guid == second.articles[0].guid  # it began with that article, and keeps its identity


def test_an_article_that_a_person_moves_is_where_it_was_put(desk: Desk) -> None:
    desk.comes(PORT, PORT_AGAIN, BOOKS)
    assert desk.says(corrections.move, 2, 2) == 2
    assert desk.together() == {1: [1], 2: [2, 3]}
    with desk.database.reading() as session:
        moved = developments.why(session, 2)
    assert moved is not None
    assert (moved.place, [reason.kind for reason in moved.reasons]) == ("user", ["user"])


def test_the_last_article_that_moves_takes_its_development_along(desk: Desk) -> None:
    desk.comes(PORT, BOOKS)
    assert desk.says(corrections.move, 2, 1) == 1
    assert desk.together() == {1: [1, 2]}


def test_what_was_told_apart_may_be_called_one_again(desk: Desk) -> None:
    desk.comes(PORT, PORT_AGAIN)
    desk.says(corrections.split, 1, [2])
    desk.says(corrections.merge, 1, 2)
    assert desk.together() == {1: [1, 2]}


@pytest.mark.parametrize(
    ("correction", "given", "told"),
    [
        (corrections.merge, (1, 7), "there is no development 7"),
        (corrections.merge, (1, 1), "one development already"),
        (corrections.split, (1, [2]), "development 1 has no article 2"),
        (corrections.split, (1, [1]), "nothing to split"),
        (corrections.move, (1, 1), "is in development 1 already"),
        (corrections.move, (9, 1), "there is no article 9"),
    ],
)
def test_what_can_not_be_is_told_and_changes_nothing(
    desk: Desk, correction: Callable[..., int], given: tuple[object, ...], told: str
) -> None:
    desk.comes(PORT, BOOKS)
    with pytest.raises(PeruwatchError, match=told):
        desk.says(correction, *given)
    assert desk.together() == {1: [1], 2: [2]}
