from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.matching.match import Matcher
from model.query import (
    All,
    AnyOf,
    Expression,
    Field,
    Having,
    InTitle,
    Near,
    Not,
    Query,
    QueryRules,
    Term,
    all_of,
    any_of,
    none_of,
    terms_in,
)
from model.watch import Watch
from tests.alerts.labelled import NETWORK, SOURCE, TITLE, Row, rows
from tests.alerts.test_labelled import query_of

ROWS = [row for row in rows() if not any(term.exact for term in terms_in(query_of(row)))]
FOUND = [row for row in ROWS if row.answer and not re.search("NOT|NEAR", row.query) and "\n" not in row.text]


@cache
def matcher_of(row: Row) -> Matcher:
    return Matcher([Watch(name="w", title="w", query=query_of(row))], QueryRules(networks={SOURCE: NETWORK}))


def meets(row: Row, text: str) -> bool:
    return bool(matcher_of(row).match(TITLE, text, language=row.language, source=SOURCE))


def without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


@pytest.mark.parametrize(
    "other",
    [
        str.upper,
        str.lower,
        str.swapcase,
        without_accents,
        lambda text: unicodedata.normalize("NFC", text),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: unicodedata.normalize("NFKC", text),
        lambda text: text.replace(" ", "\xa0"),
        lambda text: text.replace(" ", "\r\n"),
        lambda text: re.sub(r"(?<=\w)(?=\w)", "\xad", text),
        lambda text: re.sub(r"(?<=\w)(?=\w)", "\u200b", text),
    ],
    ids=["upper", "lower", "swapped", "bare", "NFC", "NFD", "NFKC", "no-break", "lines", "soft hyphens", "zero width"],
)
def test_how_a_text_is_written_changes_no_answer(other: Callable[[str], str]) -> None:
    assert [str(row) for row in ROWS if meets(row, other(row.text)) is not row.answer] == []


@given(st.sampled_from(FOUND), st.data())
def test_what_is_found_is_found_with_a_word_broken_at_a_lines_end(row: Row, data: st.DataObject) -> None:
    inside = [match.start() for match in re.finditer(r"(?<=[^\W\d_])(?=[^\W\d_])", row.text)]
    place = data.draw(st.sampled_from(inside)) if inside else len(row.text)
    hyphen = data.draw(st.sampled_from(["-\n", "\u2010\r\n  ", "\xad\n", "- \u2028"]))
    assert meets(row, row.text[:place] + hyphen + row.text[place:])


WORDS = ["huelga", "paro", "mina", "Puno", "Lima", "gas"]
SIMPLE = st.builds(Term, st.sampled_from(WORDS), prefix=st.booleans())
NEAR = st.builds(Near, SIMPLE, SIMPLE, st.integers(1, 4), st.booleans())
EXPRESSIONS = st.builds(
    Expression, st.sampled_from([r"huelga[s ]", "(mina|paro) .{1,9}gas", r"\bminer", "puno$", r"a\b\W+\w", "LIMA"])
)
PARTS = (
    SIMPLE
    | NEAR
    | EXPRESSIONS
    | EXPRESSIONS.map(InTitle)
    | SIMPLE.map(InTitle)
    | st.sampled_from([Having(Field.SOURCE, "post"), Having(Field.SOURCE, "x")])
)


def combined(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=2, max_size=3)
    return parts.map(none_of) | several.map(all_of) | several.map(any_of)


QUERIES: st.SearchStrategy[Query] = st.recursive(PARTS, combined, max_leaves=8)
TEXTS = st.lists(st.sampled_from([*WORDS, "huelgas", "minero", "y", "el", "gasolina"]), max_size=12).map(" ".join)


def answers(queries: list[Query], title: str, body: str) -> list[bool]:
    matcher = Matcher([Watch(name=str(number), title="w", query=query) for number, query in enumerate(queries)])
    met = {match.watch for match in matcher.match(title, body, language="es", source="post")}
    return [str(number) in met for number in range(len(queries))]


@given(QUERIES, QUERIES, TEXTS, TEXTS)
def test_de_morgan_and_his_friends(one: Query, other: Query, title: str, body: str) -> None:
    a, b, both, either, not_both, neither, not_a_or_not_b, not_a_and_not_b = answers(
        [
            one,
            other,
            all_of([one, other]),
            any_of([one, other]),
            none_of(all_of([one, other])),
            none_of(any_of([one, other])),
            any_of([none_of(one), none_of(other)]),
            all_of([none_of(one), none_of(other)]),
        ],
        title,
        body,
    )
    assert both is (a and b)
    assert either is (a or b)
    assert not_both is not_a_or_not_b is not both
    assert neither is not_a_and_not_b is not either


@given(st.lists(QUERIES, max_size=6), TEXTS, TEXTS)
def test_many_watches_answer_as_plain_reading_of_each_does(queries: list[Query], title: str, body: str) -> None:
    assert answers(queries, title, body) == [naive(query, title, body) for query in queries]


def naive(query: Query, title: str, body: str, *, in_title: bool = False) -> bool:  # noqa: PLR0911 - a case each
    """What a query means, straight from its parts, with only single words taken from the matcher."""
    match query:
        case Term():
            return any(places(query, text) for text in ([title] if in_title else [title, body]))
        case Expression():
            texts = [title] if in_title else [title, body]
            return any(re.search(query.pattern, text, re.IGNORECASE) for text in texts)
        case Near():
            return any(
                0 < abs(right - left) <= query.words and (not query.ordered or left < right)
                for text in ([title] if in_title else [title, body])
                for left in places(query.left, text)
                for right in places(query.right, text)
            )
        case InTitle():
            return naive(query.query, title, body, in_title=True)
        case Having():
            return query.value == "post"
        case Not():
            return not naive(query.query, title, body, in_title=in_title)
        case All():
            return all(naive(part, title, body, in_title=in_title) for part in query.queries)
        case AnyOf():
            return any(naive(part, title, body, in_title=in_title) for part in query.queries)


def places(part: Query, text: str) -> list[int]:
    """Numbers of the words that a term is; of ours only "huelgas" is a form of another."""
    assert isinstance(part, Term)
    words = [word.lower() for word in text.split()]
    wanted = part.text.lower()
    return [
        number
        for number, word in enumerate(words)
        if (word.startswith(wanted) if part.prefix else wanted == {"huelgas": "huelga"}.get(word, word))
    ]
