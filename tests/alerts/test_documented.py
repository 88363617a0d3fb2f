"""docs/queries.md: what it says is so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.matching.falsefriends import FALSE_FRIENDS
from alerts.matching.match import Matcher
from config import query as query_module
from config.catalogue import watches_in
from config.document import parse_document
from config.query import QueryError, parse_query
from model.watch import Watch

DOCUMENT = Path(query_module.__file__).parents[1].joinpath("docs", "queries.md").read_text("utf-8")


def table(first_column: str) -> list[list[str]]:
    """The cells of each row of the first table whose header begins so; later ones with that header follow."""
    rows = []
    for block in re.findall(rf"^\| {first_column} \|.*\n\|[-|]+\n((?:\|.*\n)+)", DOCUMENT, re.MULTILINE):
        rows += [[cell.strip() for cell in line.strip("|").split(" | ")] for line in block.splitlines()]
    return rows


def found_or_not() -> Iterator[tuple[str, str, bool]]:
    for keyword, found, missed in table("in the list"):
        yield from ((keyword.strip("`"), text, True) for text in found.split(", "))
        yield from ((keyword.strip("`"), text.strip(" |"), False) for text in missed.split(", "))


@pytest.mark.parametrize(("keyword", "text", "found"), list(found_or_not()))
def test_a_word_finds_what_is_said(keyword: str, text: str, found: bool) -> None:  # noqa: FBT001 - a table
    matcher = Matcher([Watch(name="w", title="w", keywords=(keyword,))])
    language = "en" if keyword == "strike" else "es"
    assert bool(matcher.match("", f"- {text} -", language=language)) is found


def expressions() -> Iterator[tuple[str, str, bool]]:
    for expression, found, missed in table("expression"):
        query = expression.strip("`").replace(r"\|", "|")
        yield from ((query, text, True) for text in found.split(", "))
        yield from ((query, text.strip(" |"), False) for text in missed.split(", "))


@pytest.mark.parametrize(("query", "text", "found"), list(expressions()))
def test_an_expression_finds_what_is_said(query: str, text: str, found: bool) -> None:  # noqa: FBT001 - a table
    matcher = Matcher([Watch(name="w", title="w", query=parse_query(query))])
    assert bool(matcher.match("", text, language="es")) is found


def documented_queries() -> list[str]:
    return [query for row in table("query") if len(row) == 2 for query in re.findall(r"`([^`]+)`", row[0])]


def test_every_query_in_the_tables_can_be_read_or_is_wrong_as_told() -> None:
    wrong = {row[0].strip("`"): row[1].strip(" |") for row in table("query") if row[1].startswith("column ")}
    assert len(wrong) == 4
    assert len(documented_queries()) > 15
    for text in documented_queries():
        if text in wrong:
            with pytest.raises(QueryError) as caught:
                parse_query(text)
            assert str(caught.value) == wrong[text]
        else:
            assert parse_query(str(parse_query(text))) == parse_query(text)


def test_the_watches_shown_are_right() -> None:
    for shown in re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL):
        watches, mistakes = watches_in(parse_document("watches.toml", shown))
        assert mistakes == []
        assert [watch.name for watch in watches] == list(tomllib.loads(shown)["watches"])


def test_the_words_kept_apart_are_listed() -> None:
    languages = {"English": "en", "Spanish": "es", "Portuguese": "pt"}
    listed = {languages[name]: words for name, words in re.findall(r"^- (\w+): (.*)$", DOCUMENT, re.MULTILINE)}
    assert listed == {language: ", ".join(sorted(words)) for language, words in FALSE_FRIENDS.items()}


def test_the_grammar_is_that_of_the_parser() -> None:
    grammar = re.findall(r"^    \w+ +=.*$", DOCUMENT, re.MULTILINE)
    assert len(grammar) == 7
    assert [line.strip() for line in grammar] == re.findall(r"^\w+ +=.*$", str(query_module.__doc__), re.MULTILINE)
