"""Articles put into developments that are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from alerts.developments.apply import Developments
from alerts.run import match_new
from model.article import DateSource, PublicationDate
from model.development import Decision, Placement, ReasonKind
from storage import articles, developments
from storage.database import Database
from storage.schema import UnplacedRow
from tests.storage.samples import content, stored

BLOCKADE = """Villagers of Carumas in Moquegua blocked the road to the Cerro Pelado copper mine on Monday and said that
they would stay until the company Altomonte keeps its promise of water. Police counted 300 people and two burnt trucks
on the bridge of Cuchumbaya. Mayor Elsa Mamani asked the minister to come."""
BLOQUEO = """Comuneros de Carumas, en Moquegua, bloquean desde el lunes la carretera de la mina de cobre Cerro Pelado y
exigen el agua que prometió la empresa Altomonte. La Policía contó 300 personas en el puente de Cuchumbaya y dos
camiones quemados. La alcaldesa Elsa Mamani pidió la presencia del ministro."""
FESTIVAL = """The film festival of Cusco opened on Friday with a documentary about salt. Director Hugo Loaiza thanked
the workers of Maras, whose ponds it shows. Forty films from nine countries will be seen until the end of the month."""


def store(database: Database, now: datetime, title: str, body: str, *, language: str = "en", days: int = 0) -> int:
    published = PublicationDate((now + timedelta(days=days)).isoformat(timespec="seconds"), DateSource.FEED)
    said = replace(content(body, title=title), language=language, published=published)
    key = f"a.example/{title.lower().replace(' ', '-')}"
    number, _ = stored(database, now, key=key, said=said)
    return number


def place(database: Database, now: datetime, ids: Sequence[int], known: Developments) -> dict[int, Decision]:
    with database.transaction() as session:
        return known.place(session, articles.by_id(session, ids), now, ahead={})


def development(database: Database, article: int) -> int | None:
    with database.reading() as session:
        return developments.of_article(session, article)


def test_articles_of_one_happening_get_one_development_across_languages(database: Database, now: datetime) -> None:
    first = store(database, now, "Villagers block road to Cerro Pelado copper mine", BLOCKADE)
    other = store(database, now, "Film festival opens in Cusco", FESTIVAL)
    second = store(database, now, "Bloqueo en la mina Cerro Pelado de Moquegua", BLOQUEO, language="es", days=1)
    decided = place(database, now, [first, other, second], Developments())
    assert [decided[number].place for number in (first, other, second)] == [
        Placement.STARTED,
        Placement.STARTED,
        Placement.JOINED,
    ]
    assert development(database, second) == development(database, first) != development(database, other)


def test_what_ties_an_article_in_is_kept_and_quoted_from_it(database: Database, now: datetime) -> None:
    store_first = store(database, now, "Villagers block road to Cerro Pelado copper mine", BLOCKADE)
    second = store(database, now, "Bloqueo en la mina Cerro Pelado de Moquegua", BLOQUEO, language="es")
    place(database, now, [store_first, second], Developments())
    with database.reading() as session:
        why = developments.why(session, second)
    assert why is not None
    quoted = {reason.kind: reason.quotes for reason in why.reasons}
    assert "Cerro Pelado" in " ".join(quoted[ReasonKind.NAMES])
    whole = f"Bloqueo en la mina Cerro Pelado de Moquegua {BLOQUEO}"
    assert all(quote in whole for quotes in quoted.values() for quote in quotes)


def test_the_order_of_processes_makes_no_difference(database: Database, now: datetime) -> None:
    ids = [
        store(database, now, "Villagers block road to Cerro Pelado copper mine", BLOCKADE),
        store(database, now, "Film festival opens in Cusco", FESTIVAL),
        store(database, now, "Blockade at Cerro Pelado goes on in Moquegua", BLOCKADE[:200], days=1),
    ]
    for number in ids:
        place(database, now, [number], Developments())  # each time a process that remembers nothing
    apart = [development(database, number) for number in ids]
    assert apart == [1, 2, 1]


def test_a_process_sees_what_another_one_changed(database: Database, now: datetime) -> None:
    one, other = Developments(), Developments()
    first = store(database, now, "Villagers block road to Cerro Pelado copper mine", BLOCKADE)
    place(database, now, [store(database, now, "Film festival opens in Cusco", FESTIVAL)], other)
    place(database, now, [first], one)
    later = store(database, now, "Bloqueo en la mina Cerro Pelado de Moquegua", BLOQUEO, language="es", days=1)
    place(database, now, [later], other)
    assert development(database, later) == development(database, first)


def test_a_copy_belongs_where_the_text_does_even_a_year_later(database: Database, now: datetime) -> None:
    first = store(database, now, "Villagers block road to Cerro Pelado copper mine", BLOCKADE)
    again = store(database, now, "From our archive", f"First printed last year.\n\n{BLOCKADE}", days=365)
    decided = place(database, now, [first, again], Developments())
    assert decided[again].copy_of == first
    assert decided[again].development == decided[first].development


def test_after_an_exception_nothing_has_happened(database: Database, now: datetime) -> None:
    known = Developments()
    first = store(database, now, "Villagers block road to Cerro Pelado copper mine", BLOCKADE)

    def fail() -> None:
        with database.transaction() as session:
            known.place(session, articles.by_id(session, [first]), now, ahead={})
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        fail()
    assert development(database, first) is None
    place(database, now, [first], known)
    assert development(database, first) == 1


def test_an_edited_article_stays_where_it_is(database: Database, now: datetime) -> None:
    known = Developments()
    first = store(database, now, "Villagers block road to Cerro Pelado copper mine", BLOCKADE)
    place(database, now, [first], known)
    said = content(FESTIVAL, title="Villagers block road")
    stored(database, now, key="a.example/villagers-block-road-to-cerro-pelado-copper-mine", said=said)
    assert place(database, now, [first], known) == {}
    assert development(database, first) == 1


def test_a_merged_development_leads_to_the_older_one(database: Database, now: datetime) -> None:
    first = store(database, now, "Villagers block road to Cerro Pelado copper mine", BLOCKADE)
    other = store(database, now, "Film festival opens in Cusco", FESTIVAL)
    place(database, now, [first, other], Developments())
    with database.transaction() as session:
        developments.merge(session, 2, 1, now)
    with database.reading() as session:
        assert developments.leads_to(session, 2) == 1
        assert developments.leads_to(session, 1) == 1
        assert developments.leads_to(session, 3) is None
        assert developments.articles_in(session, 1) == [first, other]


def test_articles_are_placed_in_the_pass_that_matches_them(database: Database, now: datetime) -> None:
    first = store(database, now, "Villagers block road to Cerro Pelado copper mine", BLOCKADE)
    match_new(database, (), (), now)
    assert development(database, first) == 1
    with database.reading() as session:
        (article,) = articles.by_id(session, [first])
    assert article.development == 1


def test_what_was_matched_before_there_were_developments_is_placed_later(database: Database, now: datetime) -> None:
    first = store(database, now, "Villagers block road to Cerro Pelado copper mine", BLOCKADE)
    with database.transaction() as session:
        session.add(UnplacedRow(article_id=first))
    match_new(database, (), (), now)
    assert development(database, first) == 1
    with database.reading() as session:
        assert developments.unplaced(session, 10) == []
