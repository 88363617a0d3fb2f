"""What each article adds, and the figures that were printed."""

from __future__ import annotations

from dataclasses import replace

from alerts.developments.additions import additions, figures_printed
from model.article import Article, DateSource
from tests.alerts.samples import article


def told(number: int, title: str, body: str, *, day: str, language: str = "en", source: str = "post") -> Article:
    published = (day, DateSource.META)
    return article(number, title=title, body=body, published=published, language=language, source=source)


FIRST = told(
    1,
    "Clashes at the airport of Juliaca",
    "At least 17 people died on 9 January when police fired at marchers near the airport of Juliaca. "
    "The hospital Carlos Monge asked for blood.",
    day="2023-01-10",
)
SECOND = told(
    2,
    "Diecisiete muertos en Juliaca",
    "La policía disparó contra manifestantes el 9 de enero cerca del aeropuerto de Juliaca. Murieron 18 personas. "
    "El hospital Carlos Monge pidió sangre. El fiscal Ramiro Condori abrió una investigación.",
    day="2023-01-11",
    language="es",
    source="diario",
)
THIRD = told(
    3,
    "Juliaca buries its dead",
    "The prosecutor Ramiro Condori has begun to ask witnesses. Thousands walked behind 19 people in their coffins "
    "on 12 January. Nobody has been arrested.",
    day="2023-01-12",
)


def test_an_article_adds_the_sentences_with_figures_names_and_days_that_none_before_has() -> None:
    assert additions([FIRST, SECOND, THIRD]) == {
        2: ("Murieron 18 personas.", "El fiscal Ramiro Condori abrió una investigación."),
        3: ("Thousands walked behind 19 people in their coffins on 12 January.",),
    }


def test_what_only_repeats_adds_nothing() -> None:
    again = told(4, "Juliaca again", "Seventeen people died near the airport of Juliaca.", day="2023-01-12")
    assert additions([FIRST, again]) == {4: ()}


def test_what_prints_another_text_adds_nothing_and_prints_no_figure() -> None:
    repost = replace(THIRD, copy_of=1)
    assert additions([FIRST, repost]) == {}
    assert {one.article.id for printed in figures_printed([FIRST, repost]) for one in printed} == {1}


def test_of_many_new_sentences_those_with_most_that_is_new_are_told_in_their_order() -> None:
    lines = [f"The village of Santa{letter} lost {number} houses." for number, letter in enumerate("abcdefgh", 20)]
    lines.insert(3, "Mayor Elsa Mamani of Carumas met minister Hugo Loaiza.")
    (new,) = additions([FIRST, told(2, "Floods", " ".join(lines), day="2023-01-10")]).values()
    assert len(new) == 5
    assert lines[3] in new
    assert list(new) == sorted(new, key=lines.index)


def test_figures_follow_each_other_by_what_they_count_with_who_printed_each_first_and_where() -> None:
    people = next(printed for printed in figures_printed([FIRST, SECOND, THIRD]) if len(printed) == 3)
    told_by = [(one.figure.number, one.figure.unit, one.article.id) for one in people]
    assert told_by == [("17", "people", 1), ("18", "personas", 2), ("19", "people", 3)]
    assert people[1].figure.sentence == "Murieron 18 personas."
