from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.monitor.conftest import Call
from tests.monitor.program import write_config


@pytest.mark.usefixtures("filled")
def test_a_watch_shows_what_it_matches_newest_first_with_the_words_marked(peruwatch: Call) -> None:
    result = peruwatch("watch", "test", "floods")
    assert (result.status, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0].endswith("The Gazette of the Southern Highlands: Two >>floods<<")
    assert lines[1] == "  https://gazette.example/two-floods"
    assert lines[2] == "  Two >>floods<<, our correspondent reports."
    assert lines[3].endswith(">>Flood<< in Piura")
    assert "  The >>flooding<< of the river" in result.out
    assert lines[-1] == "2 articles"


@pytest.mark.usefixtures("filled")
def test_a_query_is_tried_and_the_rest_is_told(peruwatch: Call) -> None:
    result = peruwatch("watch", "test", "--query", "flood* OR strike", "--limit", "1")
    assert ">>floods<<" in result.out
    assert result.out.splitlines()[-1] == "1 article, and there are more: --limit 0 shows all"
    assert peruwatch("watch", "test", "-q", "source:resting").out.splitlines()[-1] == "1 article"
    assert peruwatch("watch", "test", "-q", "drought").out == "0 articles\n"


@pytest.mark.usefixtures("filled")
def test_json_tells_where_the_words_are(peruwatch: Call) -> None:
    (found,) = json.loads(peruwatch("watch", "test", "strikes", "--json").out)
    assert (found["title"], found["source"]) == ("Strike in Tumbes", "resting")
    assert found["evidence"] == [
        {"field": "title", "start": 0, "end": 6, "text": "Strike", "keyword": "strike"},
        {"field": "body", "start": 0, "end": 6, "text": "Strike", "keyword": "strike"},
    ]


@pytest.mark.usefixtures("place")
def test_a_text_can_be_tried(peruwatch: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Los trabajadores de la mina anunciaron ayer que las huelgas van a seguir hasta el próximo mes."
    (tmp_path / "text.txt").write_text(text, encoding="utf-8")
    result = peruwatch("watch", "test", "strikes", "--text", "text.txt")
    assert result.out == f"{text.replace('huelgas', '>>huelgas<<')}\nit matches; language: es\n"
    stdin = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    told = json.loads(peruwatch("watch", "test", "floods", "--text", "-", "--json").out)
    assert told == {"matches": False, "language": "es", "evidence": []}


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["strike"], 2, 'no watch "strike"; did you mean "strikes"?'),
        ([], 2, "give either the NAME of a watch or --query"),
        (["strikes", "-q", "a"], 2, "give either the NAME of a watch or --query"),
        (["-q", "a AND"], 2, 'column 6: expected a word, a "phrase" or (, found the end'),
        (["-q", "a -b"], 2, "write NOT before it"),
        (["-q", "a", "--text", "nowhere.txt"], 1, "nowhere.txt can't be read: No such file or directory"),
    ],
)
def test_a_wrong_use_is_told(peruwatch: Call, arguments: list[str], status: int, told: str) -> None:
    result = peruwatch("watch", "test", *arguments)
    assert result.status == status
    assert told in result.err
    assert "Traceback" not in result.err


@pytest.mark.usefixtures("filled")
def test_check_says_what_an_edit_would_change(peruwatch: Call, place: Path) -> None:
    peruwatch("deliver")
    assert "watch " not in peruwatch("check").out
    write_config(place, watches='[watches.floods]\nkeywords = ["Tumbes"]\n', digests="")
    lines = peruwatch("check").out.splitlines()
    assert "watch floods: +1 -2 over the stored articles" in lines
    assert "  + Strike in Tumbes (https://resting.example/strike-in-tumbes)" in lines
    assert "  - Two floods (https://gazette.example/two-floods)" in lines
    assert "watch strikes: +0 -1 over the stored articles" in lines
    (floods, strikes) = json.loads(peruwatch("check", "--json").out)["changes"]
    assert (floods["watch"], floods["gained"], floods["lost"]) == ("floods", 1, 2)
    assert strikes["lost_examples"] == ["https://resting.example/strike-in-tumbes"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("command", [("watch", "test", "-q"), ("search",)])
def test_what_of_a_query_counts_for_nothing_is_told(peruwatch: Call, command: tuple[str, ...]) -> None:
    result = peruwatch(*command, "floods+")
    assert result.out.splitlines()[-1] == "2 articles"
    assert result.err.startswith('peruwatch: query: in "floods+" + counts for nothing, "floods" is looked for (')
    assert peruwatch(*command, "floods").err == ""
