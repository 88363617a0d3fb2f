from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.query import DEEPEST, LONGEST, QueryError, parse_query
from model.query import (
    AnyOf,
    Expression,
    Field,
    Having,
    InTitle,
    Near,
    Not,
    Query,
    Term,
    all_of,
    any_of,
    as_keyword,
    asks_for_nothing,
    keyword_term,
    none_of,
)

A, B, C = Term("a"), Term("b"), Term("c")
B_OR_C = AnyOf((B, C))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a", A),
        ("  a\n", A),
        ("a b", all_of([A, B])),
        ("a AND b c", all_of([A, B, C])),
        ("a OR b c", any_of([A, all_of([B, C])])),
        ("(a OR b) c", all_of([any_of([A, B]), C])),
        ("a NOT b", all_of([A, Not(B)])),
        ("a AND NOT (b OR c)", all_of([A, Not(any_of([B, C]))])),
        ("NOT NOT a", A),
        ("((a))", A),
        ("a AND (b AND c)", all_of([A, B, C])),
        ("a OR (b OR c)", any_of([A, B, C])),
        ('"paro  nacional"', Term("paro nacional")),
        ("“paro nacional” «x y»", all_of([Term("paro nacional"), Term("x y")])),
        ("=Perú", Term("Perú", exact=True)),
        ('="Tía María"', Term("Tía María", exact=True)),
        ("huelg*", Term("huelg", prefix=True)),
        ('"paro nacion"*', Term("paro nacion", prefix=True)),
        ("=Huelg*", Term("Huelg", exact=True, prefix=True)),
        ("Boluarte~2", Term("Boluarte", distance=2)),
        ("a NEAR/3 b", Near(A, B, 3)),
        ("a ONEAR/12 (b OR c)", Near(A, B_OR_C, 12, ordered=True)),
        ("NOT a NEAR/3 b c", all_of([Not(Near(A, B, 3)), C])),
        ("title:a b", all_of([InTitle(A), B])),
        ("title:(a NEAR/1 b)", InTitle(Near(A, B, 1))),
        ("source:post language:es", all_of([Having(Field.SOURCE, "post"), Having(Field.LANGUAGE, "es")])),
        ("/a.{1,9}b/", Expression("a.{1,9}b")),
        ("a OR =/a b/", any_of([A, Expression("a b", exact=True)])),
        (r"/a\/[/\]]b/ NOT title:/x|y/", all_of([Expression(r"a\/[/\]]b"), Not(InTitle(Expression("x|y")))])),
        ("y/o a/b", all_of([Term("y/o"), Term("a/b")])),
        ('"/a/"', Term("/a/")),
        ('network:"the chain"', Having(Field.NETWORK, "the chain")),
        ("and or not near/3", all_of([Term("and"), Term("or"), Term("not"), Term("near/3")])),
        ('"OR" "NEAR/3"', all_of([Term("OR"), Term("NEAR/3")])),
        ("C.G.T.P. D'Angelo anti-mine", all_of([Term("C.G.T.P."), Term("D'Angelo"), Term("anti-mine")])),
    ],
)
def test_a_query_is_read(text: str, query: Query) -> None:
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("text", "problem", "advice"),
    [
        ("", 'column 1: expected a word, a "phrase" or (, found the end', ""),
        ("a OR", 'column 5: expected a word, a "phrase" or (, found the end', ""),
        ("a OR OR b", 'column 6: expected a word, a "phrase" or (, found "OR"', ""),
        ("AND", 'column 1: expected a word, a "phrase" or (, found "AND"', 'in quotes: "AND"'),
        ("a AND (b", 'column 9: expected AND, OR or the ")" to the "(" in column 7, found the end', ""),
        ("a)", 'column 2: expected AND, OR or the end, found ")"', ""),
        ("a\n  OR )", 'line 2, column 6: expected a word, a "phrase" or (, found ")"', ""),
        ('a "b', "column 3: the quotes opened here are not closed", '"like this"'),
        ("a NEAR b", "column 3: NEAR without a number", "NEAR/10"),
        ("a ONEAR/ b", "column 3: ONEAR without a number", "ONEAR/10"),
        ("a NEAR/0 b", "column 3: NEAR/0 is out of bounds", "NEAR/1 to NEAR/1000"),
        ("a NEAR/99999999999 b", "column 3: NEAR/99999999999 is out of bounds", "NEAR/1000"),
        ("a NEAR/3 (b AND c)", "column 10: NEAR can't count words to this", "with OR in parentheses"),
        ("title:a NEAR/3 b", "column 1: NEAR can't count words to this", "title:(a NEAR/5 b)"),
        ("a NEAR/2 b NEAR/3 c", "column 12: a second NEAR in a row", "(a NEAR/2 b) AND (b NEAR/2 c)"),
        ("a -b", 'column 3: expected AND, OR or the end, found "-"', "write NOT before it"),
        ("a && b", 'column 3: "&&" is no operator', "write AND between"),
        ("a & b", 'column 3: "&" is no operator', "write AND between"),
        ("body:a", 'column 1: "body" is no field', "language, network, source, title"),
        ("sorce:a", 'column 1: "sorce" is no field', 'did you mean "source"?'),
        ("12:30", 'column 3: expected AND, OR or the end, found ":"', "quotes"),
        ("source: a", 'column 9: expected a name right after source:, found "a"', ""),
        ("source:(a)", 'column 8: expected a name right after source:, found "("', ""),
        ("title:title:a", "column 7: title: inside title:", "enough"),
        ("title:source:a", "column 7: source: inside title:", "outside"),
        ("a = b", None, ""),
        ("=(a)", 'column 2: expected a word, a "phrase" or an expression after =, found "("', ""),
        ("boluarte~3", 'column 10: expected ~1 or ~2, found "3"', "how many letters"),
        ("boluarte~", "column 10: expected ~1 or ~2, found the end", "how many letters"),
        ('"tia maria"~1', "column 12: ~ after a phrase", "Boluarte~1"),
        ("=Boluarte~1", "column 10: ~ after an = word", "Boluarte~1"),
        ("evo~1", 'column 1: "evo" is like too many words', "at least 4 letters"),
        ("boluart*e", "column 8: * in the middle of a word", "huelg*"),
        ('"paro * nacional"', "column 1: * inside quotes", "after the quotes"),
        ('"…"', "column 1: nothing to look for", "letter or digit"),
        ("(" * 200, f"column {DEEPEST + 1}: more than {DEEPEST} parentheses inside each other", "fewer"),
        ("a " * LONGEST, f"column {LONGEST + 1}: longer than 20,000 characters", "several watches"),
    ],
)
def test_a_mistake_is_told_with_its_column_and_what_was_expected(text: str, problem: str | None, advice: str) -> None:
    if problem is None:
        assert parse_query(text) == all_of([A, Term("b", exact=True)])
        return
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert str(caught.value) == problem
    assert advice in caught.value.advice
    assert f"column {caught.value.column}" in problem


WORDS = st.sampled_from(["huelga", "paro nacional", "Perú", "C.G.T.P.", "AND", "NEAR/3", "12:30", "-x", "a=b", "(x)"])
TERMS = st.builds(Term, WORDS, exact=st.booleans(), prefix=st.booleans()) | st.builds(
    Term, st.sampled_from(["Boluarte", "Castillo"]), distance=st.sampled_from([1, 2])
)
PLACES = TERMS | st.lists(TERMS, min_size=2, max_size=3, unique=True).map(any_of)
NEAR = st.builds(Near, PLACES, PLACES, st.integers(1, 1000), st.booleans())
HAVING = st.builds(Having, st.sampled_from(Field), WORDS)


def combined(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    several = st.lists(parts, min_size=2, max_size=3)
    return parts.map(none_of) | several.map(all_of) | several.map(any_of)


TITLES = st.recursive(TERMS | NEAR, combined, max_leaves=5).map(InTitle)
QUERIES: st.SearchStrategy[Query] = st.recursive(TERMS | NEAR | HAVING | TITLES, combined, max_leaves=12)


@given(QUERIES)
def test_what_is_printed_is_read_as_the_same(query: Query) -> None:
    assert parse_query(str(query)) == query


PIECES = st.sampled_from([*'()"“*=~:-/12& \n\x00é', "a", "AND ", "OR ", "NOT ", "NEAR/2 ", "title:", "source:", "~1"])


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40))
def test_any_text_is_a_query_or_a_mistake_with_a_column_inside_it(text: str) -> None:
    try:
        query = parse_query(text)
    except QueryError as error:
        assert 1 <= error.column <= len(text) + 1  # noqa: PT017 - either outcome is right
    else:
        assert parse_query(str(query)) == query


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "(a OR " * 1_600,
        "NOT " * 2_500 + "a",
        "a OR " * 2_000 + "a",
        "a NEAR/2 b OR " * 700 + "a",
        '"' * 10_000,
        "=a " * 3_300,
        "a" * 10_000,
        " " * 10_000,
        "title:" * 1_600,
        "(a OR " * (DEEPEST - 1) + "b" + ")" * (DEEPEST - 1),
    ],
    ids=lambda text: text[:10],
)
def test_a_query_of_ten_thousand_characters_is_read_or_refused(text: str) -> None:
    try:
        assert str(parse_query(text))
    except QueryError as error:
        assert str(error)  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("a", False),
        ("NOT a", True),
        ("a OR NOT b", True),
        ("a NOT b", False),
        ("title:(NOT a)", True),
        ("NOT (a OR b)", True),
        ("NOT (NOT a AND b)", True),
        ("source:post NOT a", False),
        ("NOT a NEAR/3 b", True),
    ],
)
def test_a_query_that_asks_only_for_absence_is_known(text: str, nothing: bool) -> None:  # noqa: FBT001 - a table
    assert asks_for_nothing(parse_query(text)) is nothing


@pytest.mark.parametrize(
    ("keyword", "term"),
    [
        ("paro nacional", Term("paro nacional")),
        (" paro\n nacional ", Term("paro nacional")),
        ("=Perú", Term("Perú", exact=True)),
        ("huelg*", Term("huelg", prefix=True)),
        ("Boluarte~1", Term("Boluarte", distance=1)),
        ("evo~1", Term("evo~1")),
        ("C++ *", Term("C++ *")),
        ("12:30 (noon)", Term("12:30 (noon)")),
    ],
)
def test_a_keyword_may_have_the_marks_that_words_have_in_queries(keyword: str, term: Term) -> None:
    assert keyword_term(keyword) == term
    assert keyword_term(as_keyword(term)) == term


def test_a_query_of_one_part_is_that_part() -> None:
    assert any_of([A]) == all_of([A]) == none_of(none_of(A)) == A
    assert isinstance(any_of([A, B]), AnyOf)


@pytest.mark.parametrize(
    ("text", "told", "advice"),
    [
        ("/a(b/", 'column 3: the "(" is not closed', ""),
        ("a OR /(a|(b)/", 'column 7: the "(" is not closed', ""),
        ("/a)b/", 'column 3: no "(" belongs to this ")"', r"\)"),
        ("/a*|*b/", 'column 5: there is nothing that "*" could repeat', r"\*"),
        ("/x[z-a]/", 'column 4: "z-a" is no range or class', "[:alpha:]"),
        ("/ab(?=c)/", 'column 4: "(?=" is not known', "AND or NOT"),
        ("/ab(?<!c)/", 'column 4: "(?<!', ""),
        (r"/(a)\1/", r'column 5: "\1" is not known', r"\d"),
        (r"/a\C/", r'column 3: "\C" is not known', "bytes"),
        ("/a**/", 'column 3: "**" repeats what is repeated already', ""),
        ("/a{2000}/", 'column 3: "{2000}" is out of bounds', "1000"),
        ("/a{9,2}/", 'column 3: "{9,2}" is out of bounds', ""),
        ("/.{1,900}/", "column 2: asks for too many possibilities at once", "* and +"),
        (r"/\pL{1,50}/", "column 2: asks for too many possibilities at once", ""),
        ("/" + "a?" * 501 + "/", "column 1002: longer than 1,000 characters", "OR"),
        ("/a*/", "column 2: is met by nothing at all", "+"),
        (r"/^|\b/", "column 2: is met by nothing at all", ""),
        ("/foo", "column 1: the expression opened here is not closed", r"\/"),
        ("strike /a[b/", "column 8: the expression opened here is not closed", r"\["),
        ("a / b", "column 3: the expression opened here is not closed", ""),
        ("//", "column 1: the expression opened here is not closed", ""),
        ("/a\tb/", r'column 3: "\t" can', r"\t"),
        ("/a/i", 'column 4: "i" right after an expression', "="),
        ("/a/*", 'column 4: expected AND, OR or the end, found "*"', ""),
        ("a NEAR/3 /b/", "column 10: NEAR can't count words to this", "/a.{1,40}b/"),
        ("/a/ NEAR/3 (b OR c)", "column 1: NEAR can't count words to this", ""),
        ("source:/a/", "column 8: expected a name right after source:", ""),
    ],
)
def test_a_fault_of_an_expression_is_told_with_its_column_and_what_to_do(text: str, told: str, advice: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert str(caught.value).startswith(told)
    assert advice in caught.value.advice


@given(st.text("ab()[]{}*+?|^$.\\/-:1,é", max_size=30))
def test_any_expression_can_be_read_or_is_wrong_in_a_place_of_its_own(pattern: str) -> None:
    try:
        query = parse_query(f"/{pattern}/")
    except QueryError as error:
        column = error.column
    else:
        column = 1
        assert parse_query(str(query)) == query
    assert 1 <= column <= len(pattern) + 3
