from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from alerts.quoting.dates import dated, known_day, provenance, weekday_and_moment
from alerts.quoting.plain import clean, first_sentences, first_words, one_line, shorten, uri
from model.article import DateSource
from tests.alerts.samples import article

LIMA = ZoneInfo("America/Lima")
ANY = st.text(alphabet=st.characters(), max_size=200)


@given(ANY)
def test_clean_text_can_go_into_xml_and_utf_8(text: str) -> None:
    element = etree.Element("text")
    element.text = clean(text)
    assert etree.tostring(element, encoding="utf-8")


def test_cleaning_leaves_what_people_write() -> None:
    text = "¿Perú? \u2013 “sí”\n\t— 秘魯 🏔 №"
    assert clean(text) == text


@given(ANY, st.integers(2, 50))
def test_a_shortened_line_keeps_its_limit_and_its_beginning(text: str, limit: int) -> None:
    line = one_line(text)
    short = shorten(line, limit)
    assert len(short) <= limit
    assert short == line or line.startswith(short.removesuffix("…"))


def test_a_cut_falls_between_words() -> None:
    assert shorten("The miners, again, stopped", 12) == "The miners…"
    assert shorten("Unbreakable", 6) == "Unbre…"


def test_first_words_run_over_paragraphs_and_show_that_more_follows() -> None:
    assert first_words("One two.\n\nThree four", 3, limit=100) == "One two. Three …"
    assert first_words("One two", 3, limit=100) == "One two"
    assert first_words("", 3, limit=100) == ""


def test_whole_sentences_are_quoted_as_many_as_fit() -> None:
    body = "Dr. Rojas spoke. “They stay out.” Then the meeting ended and all of them went home."
    assert first_sentences(body, enough=10, limit=40) == "Dr. Rojas spoke. “They stay out.”"
    assert first_sentences(body, enough=10, limit=20) == "Dr. Rojas spoke."
    assert first_sentences(body, enough=10, limit=12) == "Dr. Rojas…"
    assert first_sentences(body, enough=10, limit=500) == body


def test_an_address_is_escaped_once_and_only_where_it_must_be() -> None:
    address = "https://a.example/perú/a b?q=%20&x=[1]#f"
    assert uri(address) == "https://a.example/per%C3%BA/a%20b?q=%20&x=[1]#f"
    assert uri(uri(address)) == uri(address)


@pytest.mark.parametrize(
    ("value", "iso", "words", "day"),
    [
        ("2022", "2022", "2022", None),
        ("2022-12", "2022-12", "December 2022", None),
        ("2022-12-02", "2022-12-02", "2 December 2022", datetime(2022, 12, 2, tzinfo=UTC)),
        (
            "2022-12-22T02:30:00+00:00",
            "2022-12-22",
            "21 December 2022, 21:30 UTC-5",
            datetime(2022, 12, 22, 2, 30, tzinfo=UTC),
        ),
        (
            "2022-12-22T22:00:00-05:00",
            "2022-12-22",
            "22 December 2022, 22:00 UTC-5",
            datetime(2022, 12, 23, 3, tzinfo=UTC),
        ),
    ],
)
def test_a_date_is_told_at_its_precision_with_its_origin(
    value: str, iso: str, words: str, day: datetime | None
) -> None:
    told = article(published=(value, DateSource.JSON_LD))
    assert provenance(told) == f"Published {iso} (json-ld)"
    assert dated(told, LIMA) == f"{words} (date from json-ld)"
    assert known_day(told) == day


def test_an_undated_article_tells_when_it_was_first_seen() -> None:
    told = article(seen=datetime(2026, 11, 20, 2, tzinfo=UTC))
    assert provenance(told) == "No date of publication; first seen 2026-11-20"
    assert dated(told, LIMA) == "undated; first seen 19 November 2026, 21:00 UTC-5"
    assert known_day(told) is None


def test_a_moment_is_told_with_its_day_of_the_week() -> None:
    assert weekday_and_moment(datetime(2026, 11, 20, 12, tzinfo=UTC), LIMA) == "Friday 20 November 2026, 07:00 UTC-5"
