"""Who is told of a development as its articles come, over a real store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from alerts.developments import corrections
from alerts.developments.apply import Developments
from alerts.run import match_new
from alerts.telling import Telling, owe_confirmed
from model.alert import AlertKind, Digest
from model.article import Arrival, Content, DateSource, PublicationDate
from model.query import QueryRules
from model.watch import Again, Watch
from storage import alerts, articles, grouped
from storage.database import Database
from tests.storage.samples import stored

ALL = Digest(name="all", to=("desk@a.example",), cron="0 7 * * *", timezone="UTC")
NETWORKS = {"tribune": "press", "courier": "press", "radio": "radio", "herald": "herald"}

FIRST = (
    "Dockers at Matarani walk out over pension cuts",
    (
        "Some 340 dockers at the port of Matarani walked out on 9 March after the operator Puerto Sur cut pensions.\n\n"
        "Their union leader Elmer Ticona said that no ship would be unloaded before the cuts are taken back."
    ),
)
SECOND = (
    "Matarani dockers' strike over pensions enters second day",
    (
        "Ships are waiting off Matarani as dockers continue the strike against pension cuts that began on 9 March.\n\n"
        "Elmer Ticona of the dockers' union met managers of Puerto Sur without result. 340 dockers have stopped work."
    ),
)
THIRD = (
    "Pension strike of Matarani dockers: 3,000 march through the port",
    (
        "About 3,000 people marched in support of the dockers of Matarani, whose strike against the pension cuts of "
        "Puerto Sur goes on since 9 March. Elmer Ticona, who leads the dockers' union, thanked them."
    ),
)
OTHER = (
    "Teachers in Iquitos strike for books",
    "Teachers of three schools in Iquitos began a strike on 10 March because no textbooks have come for two years.",
)
SHIPS = (
    "Ships wait off Matarani as dockers strike",
    (
        "Eleven ships with soya and maize lie at anchor off Matarani because of a strike of the dockers. "
        "Rocio Palza of the chamber of Arequipa speaks of losses of two million dollars a day."
    ),
)
UNION = (
    "Elmer Ticona: strike against pension cuts goes on",
    (
        "Elmer Ticona, who leads the dockers' union, asks the operator Puerto Sur to take back the pension cuts. "
        "The 340 dockers began a strike on 9 March and will go on with it."
    ),
)
BOTH = (
    "Ships wait off Matarani as Elmer Ticona's dockers strike against pension cuts",
    (
        "Eleven ships lie at anchor off Matarani because of the strike of 340 dockers that began on 9 March. "
        "Elmer Ticona, who leads the dockers' union, asks Puerto Sur to take back the pension cuts. "
        "Rocio Palza of the chamber of Arequipa speaks of losses of two million dollars a day."
    ),
)
"""It shows that the two above tell of one happening, which by themselves have little in common."""


@dataclass(frozen=True)
class Told:
    """What the audience is owed, by titles."""

    digest: list[str]
    at_once: list[str]


class Desk:
    """Articles that come one after the other, and what is owed for them."""

    def __init__(self, database: Database, now: datetime, watch: Watch) -> None:
        self.database, self.now, self.watch = database, now, watch
        self._number = 0

    def comes(
        self,
        source: str,
        said: tuple[str, str],
        *,
        arrival: Arrival = Arrival.NEWS,
        day: str = "2026-03-10",
        watches: Sequence[Watch] = (),
    ) -> None:
        self._number += 1
        title, body = said
        published = PublicationDate(day, DateSource.JSON_LD)
        content = Content(title=title, body=body, published=published, language="en")
        key = f"{source}.example/{self._number}"
        stored(self.database, self.now, key=key, source=source, said=content, arrival=arrival)
        match_new(self.database, watches or [self.watch], [ALL], self.now, QueryRules(networks=NETWORKS))

    def corrects(self, correction: Callable[..., int], *given: int) -> None:
        """A person says how it is."""
        told = Telling(watches=[self.watch], digests=[ALL], networks=NETWORKS)
        with self.database.transaction() as session:
            number = correction(Developments(), session, *given, self.now)
            owe_confirmed(session, told, number, self.now)

    def developments(self) -> int:
        """How many there are."""
        with self.database.reading() as session:
            return len(grouped.newest(session, limit=10))

    def told(self) -> Told:
        with self.database.reading() as session:
            digest, at_once = (
                [one.content.title for one in articles.by_id(session, alerts.untold(session, "all", kind))]
                for kind in (AlertKind.DIGEST, AlertKind.INSTANT)
            )
        return Told(digest=sorted(digest), at_once=sorted(at_once))


def desk(database: Database, now: datetime, *, again: Again = Again.NETWORK, networks: int = 1) -> Desk:
    watch = Watch(
        name="strikes", title="Strikes", keywords=("strike", "walk out"), alert=True, again=again, networks=networks
    )
    return Desk(database, now, watch)


def titles(*said: tuple[str, str]) -> list[str]:
    return sorted(title for title, _ in said)


def test_a_development_is_told_at_once_once_and_every_article_in_the_digest(database: Database, now: datetime) -> None:
    strike = desk(database, now)
    strike.comes("tribune", FIRST)
    strike.comes("courier", SECOND)
    assert strike.told() == Told(digest=titles(FIRST, SECOND), at_once=titles(FIRST))


def test_another_network_is_told_at_once_again(sqlite: Database, now: datetime) -> None:
    strike = desk(sqlite, now)
    for source, said in (("tribune", FIRST), ("radio", SECOND), ("courier", THIRD)):
        strike.comes(source, said)
    assert strike.told().at_once == titles(FIRST, SECOND)


@pytest.mark.parametrize(("again", "told"), [(Again.FIGURE, [FIRST, THIRD]), (Again.NEVER, [FIRST])])
def test_a_watch_may_ask_to_be_told_again_of_figures_or_of_nothing(
    sqlite: Database, now: datetime, again: Again, told: Sequence[tuple[str, str]]
) -> None:
    strike = desk(sqlite, now, again=again)
    for source, said in (("tribune", FIRST), ("radio", SECOND), ("radio", THIRD)):
        strike.comes(source, said)
    assert strike.told().at_once == titles(*told)


def test_a_development_that_meets_another_watch_is_told_at_once_for_that(sqlite: Database, now: datetime) -> None:
    strike = desk(sqlite, now)
    support = Watch(name="support", title="Support", keywords=("marched in support",), alert=True)
    for source, said in (("tribune", FIRST), ("courier", SECOND), ("courier", THIRD)):
        strike.comes(source, said, watches=(strike.watch, support))
    assert strike.told().at_once == titles(FIRST, THIRD)


def test_another_happening_is_told_at_once_by_itself(sqlite: Database, now: datetime) -> None:
    strike = desk(sqlite, now)
    strike.comes("tribune", FIRST)
    strike.comes("tribune", OTHER)
    assert strike.told().at_once == titles(FIRST, OTHER)


def test_a_repost_wakes_nobody_and_stands_in_the_digest(sqlite: Database, now: datetime) -> None:
    strike = desk(sqlite, now)
    strike.comes("tribune", FIRST)
    strike.comes("radio", ("A strike at the port", FIRST[1]), day="2026-03-14")
    assert strike.told() == Told(digest=titles(FIRST, ("A strike at the port", "")), at_once=titles(FIRST))


RAISED = ("Dockers at Matarani walk out", FIRST[1].replace("Some 340", "Some 520"))


@pytest.mark.parametrize(("again", "told"), [(Again.FIGURE, [FIRST, RAISED]), (Again.NETWORK, [FIRST])])
def test_the_same_text_with_a_raised_figure_is_told_once_to_who_waits_for_figures(
    sqlite: Database, now: datetime, again: Again, told: Sequence[tuple[str, str]]
) -> None:
    strike = desk(sqlite, now, again=again)
    for source, said in (("tribune", FIRST), ("radio", RAISED), ("herald", RAISED)):
        strike.comes(source, said)
    assert strike.told().at_once == titles(*told)


def test_what_waits_for_two_networks_is_told_whole_when_the_second_tells(database: Database, now: datetime) -> None:
    strike = desk(database, now, networks=2)
    strike.comes("tribune", FIRST)
    strike.comes("courier", SECOND)
    assert strike.told() == Told(digest=[], at_once=[])
    strike.comes("radio", THIRD)
    assert strike.told() == Told(digest=titles(FIRST, SECOND, THIRD), at_once=titles(THIRD))


def test_a_repost_by_another_network_confirms_nothing(sqlite: Database, now: datetime) -> None:
    strike = desk(sqlite, now, networks=2)
    strike.comes("tribune", FIRST)
    strike.comes("radio", FIRST)
    assert strike.told() == Told(digest=[], at_once=[])


def test_what_a_network_tells_without_the_watched_word_confirms_what_others_told(
    sqlite: Database, now: datetime
) -> None:
    strike = desk(sqlite, now, networks=2)
    strike.comes("tribune", FIRST)
    silent = SECOND[0].replace("strike", "action"), SECOND[1].replace("strike", "action")
    strike.comes("radio", silent)
    assert strike.told() == Told(digest=titles(FIRST), at_once=titles(FIRST))


def test_what_is_old_wakes_nobody_when_it_is_confirmed(sqlite: Database, now: datetime) -> None:
    strike = desk(sqlite, now, networks=2)
    strike.comes("tribune", FIRST, arrival=Arrival.ARCHIVE)
    strike.comes("radio", SECOND)
    assert strike.told() == Told(digest=titles(SECOND), at_once=titles(SECOND))


def test_what_is_matched_together_is_told_as_what_comes_apart(sqlite: Database, now: datetime) -> None:
    strike = desk(sqlite, now)
    for number, (source, (title, body)) in enumerate((("tribune", FIRST), ("courier", SECOND), ("radio", THIRD))):
        said = Content(title=title, body=body, language="en", published=PublicationDate("2026-03-10", DateSource.META))
        stored(sqlite, now, key=f"{source}.example/{number}", source=source, said=said)
    match_new(sqlite, [strike.watch], [ALL], now, QueryRules(networks=NETWORKS))
    assert strike.told() == Told(digest=titles(FIRST, SECOND, THIRD), at_once=titles(FIRST, THIRD))


def test_what_first_looks_brought_is_told_in_the_order_of_its_dates(sqlite: Database, now: datetime) -> None:
    """Whichever came first: the older one waited for what confirms it, and is told with it."""
    strike = desk(sqlite, now, networks=2)
    for source, (title, body), day in (("radio", SECOND, now), ("tribune", FIRST, now - timedelta(hours=9))):
        said = Content(
            title=title, body=body, language="en", published=PublicationDate(day.isoformat(), DateSource.META)
        )
        key = f"{source}.example/1"
        stored(sqlite, now, key=key, source=source, said=said, arrival=Arrival.FIRST_LOOK)
    match_new(sqlite, [strike.watch], [ALL], now, QueryRules(networks=NETWORKS))
    assert strike.told() == Told(digest=titles(FIRST, SECOND), at_once=[])


def test_what_waits_for_two_networks_is_told_when_articles_show_that_two_developments_are_one(
    sqlite: Database, now: datetime
) -> None:
    strike = desk(sqlite, now, networks=2)
    strike.comes("tribune", SHIPS)
    strike.comes("radio", UNION)
    assert strike.developments() == 2
    assert strike.told() == Told(digest=[], at_once=[])
    strike.comes("courier", BOTH)
    assert strike.developments() == 1
    assert strike.told() == Told(digest=titles(SHIPS, UNION, BOTH), at_once=titles(BOTH))


@pytest.mark.parametrize(("correction", "given"), [(corrections.merge, (1, 2)), (corrections.move, (2, 1))])
def test_what_waits_for_two_networks_is_told_when_a_person_puts_the_second_one_s_article_there(
    sqlite: Database, now: datetime, correction: Callable[..., int], given: tuple[int, int]
) -> None:
    strike = desk(sqlite, now, networks=2)
    strike.comes("tribune", FIRST)
    strike.comes("radio", OTHER)
    assert strike.told() == Told(digest=[], at_once=[])
    strike.corrects(correction, *given)
    assert strike.told() == Told(digest=titles(FIRST, OTHER), at_once=titles(FIRST))


def test_who_was_told_is_not_told_again_when_a_person_says_that_two_developments_are_one(
    sqlite: Database, now: datetime
) -> None:
    strike = desk(sqlite, now, networks=2)
    strike.comes("tribune", FIRST)
    strike.comes("radio", SECOND)
    strike.comes("herald", OTHER)
    told = strike.told()
    assert told == Told(digest=titles(FIRST, SECOND), at_once=titles(SECOND))
    strike.corrects(corrections.merge, 1, 2)
    assert strike.told() == Told(digest=titles(FIRST, SECOND, OTHER), at_once=titles(SECOND))
