from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.monitor.conftest import Call


@pytest.mark.usefixtures("filled")
def test_what_is_found_is_shown_newest_first_with_the_words_marked(peruwatch: Call) -> None:
    result = peruwatch("search", "flood")
    assert (result.status, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0].endswith("The Gazette of the Southern Highlands: Two >>floods<<")
    assert lines[1] == "  https://gazette.example/two-floods"
    assert lines[-1] == "2 articles"


QUERIES = ["flood* OR strike", "source:resting", "drought", "title:floods NOT river", "=Flood", "/flo+ds?/"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("options", [[], ["--limit", "1"], ["--json"], ["--json", "-n", "1"]])
def test_a_search_prints_what_a_watch_of_that_query_would_before_and_after_articles_are_matched(
    peruwatch: Call, options: list[str]
) -> None:
    tried = {query: peruwatch("watch", "test", "--query", query, *options) for query in QUERIES}
    assert {query: peruwatch("search", query, *options) for query in QUERIES} == tried
    peruwatch("deliver")
    assert {query: peruwatch("search", query, *options) for query in QUERIES} == tried


@pytest.mark.usefixtures("filled")
def test_words_need_no_quotes_of_the_shell(peruwatch: Call) -> None:
    assert peruwatch("search", "flood", "AND", "river", "--json") == peruwatch("search", "flood AND river", "--json")
    (found,) = json.loads(peruwatch("search", "flood", "river", "--json").out)
    assert found["url"] == "https://gazette.example/flood-in-piura"


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("a AND", 'column 6: expected a word, a "phrase" or (, found the end'),
        ("", 'column 1: expected a word, a "phrase" or (, found the end'),
        ("strike -football", "column 8: expected AND, OR or the end"),
        ("a " * 20_000, "longer than 20,000 characters"),
    ],
)
def test_a_query_that_is_wrong_is_told_in_one_line(peruwatch: Call, query: str, told: str) -> None:
    result = peruwatch("search", query)
    assert (result.status, result.out) == (2, "")
    assert told in result.err
    assert len(result.err.splitlines()) == 1


def test_with_nothing_stored_nothing_is_found(peruwatch: Call, place: Path) -> None:
    assert peruwatch("search", "flood").out == "0 articles\n"


@pytest.mark.usefixtures("filled")
def test_a_regular_expression_is_searched_for_and_its_faults_are_told(peruwatch: Call) -> None:
    found = peruwatch("search", "/FL[oó]+d.{1,5} (our|the) /")
    assert found.out.splitlines()[-1] == "1 article"
    assert ">>floods, our <<" in found.out
    wrong = peruwatch("search", "/flood(/")
    assert wrong.status == 2
    assert 'column 7: the "(" is not closed' in wrong.err
