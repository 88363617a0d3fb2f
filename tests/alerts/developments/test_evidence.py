"""What is read of an article alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from alerts.developments.days import agree, days_told
from alerts.developments.evidence import ArticleEvidence, evidence_of
from alerts.developments.figures import figures_in, sentences
from alerts.developments.roundups import is_round_up

WEDNESDAY = date(2023, 1, 18)


def evidence(title: str, body: str = "", language: str | None = "en") -> ArticleEvidence:
    return evidence_of(title, body, language=language, moment=datetime(2023, 1, 18, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The strike of 19 January", "2023-01-19"),
        ("on January 19th, 2021, they marched", "2021-01-19"),
        ("el 19 de enero de 2021", "2021-01-19"),
        ("o dia 19 de janeiro", "2023-01-19"),
        ("paro del 31 de diciembre", "2022-12-31"),
        ("dated 2021-01-19", "2021-01-19"),
        ("el 19/01/2021", "2021-01-19"),
        ("They met yesterday", "2023-01-17"),
        ("Murió ayer", "2023-01-17"),
        ("on Sunday", "2023-01-15"),
        ("on Wednesday", "2023-01-18"),
        ("este jueves", "2023-01-19"),
        ("next Tuesday", "2023-01-24"),
        ("na terça-feira", "2023-01-17"),
    ],
)
def test_a_day_told_is_resolved_against_the_day_of_the_article(text: str, day: str) -> None:
    assert list(days_told(text, WEDNESDAY)) == [day]


@pytest.mark.parametrize("text", ["31 February", "Mayo in Galway", "may 12 people", "March on", "mañana"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert set(days_told(text, WEDNESDAY)) <= {"2023-05-12"}


def test_a_day_is_quoted_as_it_is_written() -> None:
    assert days_told("Since March 14, 2013 nothing", None) == {"2013-03-14": "March 14, 2013"}


def test_without_a_date_of_the_article_a_day_is_known_in_part_and_agrees_with_what_it_may_be() -> None:
    assert list(days_told("19 January, a Thursday", None)) == ["--01-19", "weekday-4"]
    assert agree("--01-19", "2023-01-19")
    assert agree("weekday-4", "2023-01-19")
    assert not agree("weekday-4", "2023-01-20")


@pytest.mark.parametrize(
    ("sentence", "number", "unit", "value"),
    [
        ("At least 27 dead, police say.", "27", "dead", 27),
        ("Hay 1.500 personas heridas", "1.500", "personas heridas", 1500),
        ("A 4.6-magnitude earthquake", "4.6", "magnitude", 4.6),
        ("It costs $2 million a year", "$2 million", "", 2_000_000),
        ("S/ 3,5 millones de soles", "S/3,5 millones", "", 3_500_000),
        ("tres mineros murieron", "tres", "mineros", 3),
        ("Three informal gold miners were buried", "Three", "informal gold miners", 3),
        ("dos trabajadores fueron despedidos", "dos", "trabajadores", 2),
        ("Quedaron 18 casas inhabitables", "18", "casas inhabitables", 18),
        ("Six hundred men came", "Six hundred", "men", 600),
        ("el 7 por ciento menos", "7", "por ciento", 7),
        ("62% of the work", "62", "%", 62),
    ],
)
def test_a_figure_is_read_with_what_it_counts(sentence: str, number: str, unit: str, value: float) -> None:
    (read, figure), *_ = figures_in(sentence)
    assert (figure.number, figure.unit, read) == (number, unit, value)
    assert figure.sentence == sentence


@pytest.mark.parametrize("sentence", ["In 2022 and 2023", "at 9:27 a.m.", "on 19 January", "version 1.2.3"])
def test_years_times_and_days_are_no_figures(sentence: str) -> None:
    assert figures_in(sentence) == []


def test_a_word_that_is_a_number_in_another_language_is_none() -> None:
    assert figures_in("The mine once held silver", "en") == []
    assert figures_in("Avisos dos mineiros", "pt") == []


def test_sentences_end_where_a_new_one_begins() -> None:
    assert sentences("It fell 4.5 per cent. Police came.\nThen rain") == [
        "It fell 4.5 per cent.",
        "Police came.",
        "Then rain",
    ]


def test_names_numbers_and_meanings_read_alike_in_two_languages() -> None:
    english = evidence("Strike in Puno", "Union leader Rosa Quispe said 18 miners were dead.")
    spanish = evidence("Huelga en Puno", "La dirigente Rosa Quispe habló de 18 mineros muertos.", "es")
    shared = english.carried.keys() & spanish.carried.keys()
    assert {"puno", "rosa quispe", "quispe", "#18", "=strike", "=dead", "=mine"} <= shared
    assert not english.words.keys() & spanish.words.keys()


def test_what_is_quoted_stands_in_the_article() -> None:
    text = "La presidenta Dina Rojas declaró el lunes la emergencia en Puno tras 18 muertes."
    read = evidence("Emergencia en Puno", text, "es")
    whole = f"Emergencia en Puno {text}"
    assert all(spelled in whole for spelled in read.written([*read.words, *read.carried]).values())
    assert all(spelled in whole for spelled in read.days.values())


@pytest.mark.parametrize("title", ["Voices of the river (2): the nurse", "Comunicado n.º 2", "A history, part 2"])
def test_an_instalment_has_its_number(title: str) -> None:
    assert evidence(title).instalment == "2"


def test_a_language_that_nobody_told_is_guessed_by_its_common_words() -> None:
    assert evidence("La huelga de los maestros", "", None).language == "es"
    assert evidence("The strike of the teachers", "", None).language == "en"


LABELLED_ITEMS = """Lima: the court met.

Cusco: rain cut the road to the north.

Sport: nobody won anything.

Puno: the lake is low again."""


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Weekly round-up", ""),
        ("Boletín semanal: huelgas y victorias", ""),
        ("From our notebook", LABELLED_ITEMS),
    ],
)
def test_a_round_up_is_told_by_its_title_or_by_its_items(title: str, body: str) -> None:
    assert is_round_up(title, body, "en")


def test_an_article_on_one_happening_is_no_round_up() -> None:
    body = "\n\n".join(f"The strike of the Puno teachers went on for day {day}." for day in range(6))
    assert not is_round_up("Teachers' strike is back this week", body, "en")
