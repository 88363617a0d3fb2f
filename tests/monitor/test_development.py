from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from config.load import load
from model.alert import AlertKind
from model.article import Content, DateSource, PublicationDate
from monitor.steps import match
from storage import alerts
from tests.conftest import NOW
from tests.monitor.program import Result, finished, open_store, write_config
from tests.storage.samples import stored

FIRST = (
    "Flood at Catacaos drives 900 families away",
    (
        "The river Piura broke a dam at Catacaos on 9 March. Mayor Hilda Pasache spoke of 900 families without homes. "
        "The army has put up tents, and doctors look after those who drank from the river."
    ),
)
SECOND = (
    "Catacaos mayor asks for boats after flood",
    (
        "Hilda Pasache, mayor of Catacaos, asked for boats on Tuesday, since the water stands in the streets "
        "after the Piura broke a dam. She spoke of 900 families without homes."
    ),
)

ELSEWHERE = (
    "Flood warning in Tumbes",
    "Fishermen of Puerto Pizarro in Tumbes tied up their boats, since the weather service warned of a flood on Friday.",
)


@pytest.fixture
def place(tmp_path: Path) -> Path:

    config = load(write_config(tmp_path), tmp_path / "var", {})
    database = open_store(tmp_path)
    published = PublicationDate("2026-03-10", DateSource.META)
    for number, (source, (title, body)) in enumerate((("gazette", FIRST), ("resting", SECOND), ("resting", FIRST))):
        said = Content(title=title, body=body, language="en", published=published)
        moment = NOW + timedelta(minutes=number)
        stored(database, moment, key=f"{source}.example/{number}", source=source, said=said)
        match(database, config, moment)
    database.close()
    return tmp_path


def development(place: Path, *arguments: str) -> Result:
    return finished("development", *arguments, cwd=place)


def test_a_development_is_shown_with_who_tells_it_and_why(place: Path) -> None:
    shown = development(place, "1", "--why")
    assert (shown.status, shown.err) == (0, "")
    lines = shown.out.splitlines()
    assert lines[0] == f"1: {FIRST[0]}"
    assert lines[1].startswith("3 articles, told by 2 networks; first known 2026-03-14T15:09+00:00")
    assert "  it began with it" in lines
    assert "  prints the text of 1" in lines
    (names,) = [line for line in lines if line.startswith("  names: ")]
    assert "Hilda Pasache" in names


def test_programs_get_it_as_json(place: Path) -> None:
    told = json.loads(development(place, "1", "--json").out)
    assert (told["id"], told["headline"], told["networks"]) == (1, FIRST[0], ["gazette", "resting"])
    assert [(one["id"], one["copy_of"]) for one in told["articles"]] == [(1, None), (2, None), (3, 1)]
    assert {reason["kind"] for reason in told["articles"][1]["reasons"]} >= {"names", "figures"}
    exported = finished("export", cwd=place).out.splitlines()
    assert {json.loads(line)["development"] for line in exported} == {1}


def test_it_tells_the_figures_with_who_printed_them_and_what_each_article_adds(place: Path) -> None:
    lines = development(place, "1").out.splitlines()
    assert "  900 families (The Gazette of the Southern Highlands, 2026-03-10)" in lines
    new = [line for line in lines if line.startswith("  new: ")]
    assert new == [f"  new: {SECOND[1].split('. ')[0]}."]
    told = json.loads(development(place, "1", "--json").out)
    assert [one["adds"] for one in told["articles"]] == [[], [f"{SECOND[1].split('. ')[0]}."], []]
    (families,) = [one for one in told["figures"] if one["unit"].startswith("families")]
    assert (families["number"], families["source"], families["article"]) == ("900", "gazette", 1)
    assert families["sentence"] == FIRST[0]


def test_a_number_that_none_has_is_told(place: Path) -> None:
    refused = development(place, "7")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith("peruwatch: there is no development 7; ")


def test_what_a_person_puts_together_is_told_if_it_waited_for_that(tmp_path: Path) -> None:
    watches = '[watches.floods]\nkeywords = ["flood"]\nnetworks = 2\n'
    digests = '[digests.morning]\nto = ["desk@a.example"]\nat = "07:00"\ntimezone = "America/Lima"\n'
    config = load(write_config(tmp_path, watches=watches, digests=digests), tmp_path / "var", {})
    database = open_store(tmp_path)
    for source, (title, body) in (("gazette", FIRST), ("resting", ELSEWHERE)):
        stored(database, NOW, key=f"{source}.example/1", source=source, said=Content(title=title, body=body))
    match(database, config, NOW)

    def owed() -> list[int]:
        with database.reading() as session:
            return alerts.untold(session, "morning", AlertKind.DIGEST)

    assert owed() == []
    assert development(tmp_path, "1", "merge", "2").status == 0
    assert owed() == [1, 2]
    database.close()
