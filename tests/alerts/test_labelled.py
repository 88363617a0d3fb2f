from __future__ import annotations

import pytest

from alerts.matching.match import Matcher
from config.query import parse_query
from model.query import Query, QueryRules, keyword_term
from model.watch import Watch
from tests.alerts.labelled import NETWORK, SOURCE, TITLE, Row, rows

ROWS = rows()


def query_of(row: Row) -> Query:
    """A row's query; words alone are a phrase, as in a list of keywords."""
    is_plain = not any(mark in row.query for mark in '():"*~=') and not any(
        word in row.query.split() for word in ("AND", "OR", "NOT")
    )
    if is_plain and "NEAR/" not in row.query and row.query != "strike mine":
        return keyword_term(row.query)
    return parse_query(row.query)


def meets(row: Row) -> bool:
    watch = Watch(name="w", title="w", query=query_of(row))
    matcher = Matcher([watch], QueryRules(networks={SOURCE: NETWORK}))
    return bool(matcher.match(TITLE, row.text, language=row.language, source=SOURCE))


def test_the_table_has_four_hundred_rows_and_both_answers() -> None:
    assert len(ROWS) >= 400
    assert 100 < sum(row.answer for row in ROWS) < len(ROWS) - 100
    assert len({(row.language, row.query, row.text) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_table_is_all_right(row: Row) -> None:
    assert meets(row) is row.answer
