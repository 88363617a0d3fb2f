"""Reading queries: from a text to its tree, or to the place where it goes wrong and what was expected there.

query  = all { "OR" all }
all    = not { [ "AND" ] not }
not    = { "NOT" } near
near   = part [ ( "NEAR/" number | "ONEAR/" number ) part ]
part   = "(" query ")" | "title:" part | field ":" ( word | phrase ) | [ "=" ] ( term | "/" expression "/" )
term   = ( word | phrase ) [ "*" | "~" digit ]
field  = "source" | "language" | "network"
"""

from __future__ import annotations

import re
from typing import NamedTuple

from config import expressions
from config.values import UnusableError, guidance, shown
from model.query import (
    BARE,
    OPERATOR,
    QUOTES,
    AnyOf,
    Expression,
    Field,
    Having,
    InTitle,
    Near,
    Operand,
    Query,
    Term,
    all_of,
    any_of,
    none_of,
)

LONGEST = 20_000
"""Characters that a query may have."""
DEEPEST = 50
"""Parentheses that may be open at once."""
FARTHEST = 1000
"""Words that NEAR may allow between."""

_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<phrase>[{QUOTES}](?P<text>[^{QUOTES}]*)[{QUOTES}])
    | /(?P<expression>{expressions.PLAIN})/
    | (?P<operator>(?:{OPERATOR.pattern})(?=[\s(){QUOTES}]|$))
    | (?P<field>[^\W\d_]+):
    | (?P<word>{BARE.pattern})
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SAID = {"phrase": "text", "expression": "expression"}
"""The part that says something, of tokens of which that is not all."""
_SHORTEST_FUZZY = {"1": 4, "2": 6}
_A_PART = 'a word, a "phrase" or ('
_NOT_CLOSED = r"in it a slash is written \/, a bracket \[; quotes around make a phrase of what begins with a slash"
_INSTEAD = {
    "-": "to leave something out, write NOT before it",
    "+": "words stand side by side, or with AND between",
    "!": "to leave something out, write NOT before it",
    "&": "write AND between",
    "&&": "write AND between",
    "|": "write OR between",
    "||": "write OR between",
    ":": 'put quotes around a text with a colon: "…"',
}


class QueryError(UnusableError):
    """A query that can't be understood: what was found, and in `column`, counted from 1, where."""

    def __init__(self, text: str, offset: int, problem: str, advice: str) -> None:
        before = text[:offset]
        self.column = offset - (before.rfind("\n") + 1) + 1
        line = before.count("\n") + 1
        place = f"line {line}, column {self.column}" if "\n" in text else f"column {self.column}"
        super().__init__(f"{place}: {problem}", advice)


class _QueryToken(NamedTuple):
    kind: str
    text: str
    """Of a phrase or expression: what stands between its quotes or slashes."""
    start: int
    end: int


def parse_query(text: str) -> Query:
    """Read a query. Raises QueryError at its first fault."""
    if len(text) > LONGEST:
        raise QueryError(text, LONGEST, f"longer than {LONGEST:,} characters", "several watches, or a list of keywords")
    return _Parser(text).whole()


def _tokens(text: str) -> list[_QueryToken]:
    found = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup) if match.lastgroup != "text" else "phrase"
        if kind == "mark" and match[0] in QUOTES:
            raise QueryError(text, match.start(), "the quotes opened here are not closed", 'a phrase is "like this"')
        if kind == "mark" and match[0] == "/":
            raise QueryError(text, match.start(), "the expression opened here is not closed", _NOT_CLOSED)
        if kind != "space":
            found.append(_QueryToken(kind, match[_SAID.get(kind, 0)], match.start(), match.end()))
    return [*found, _QueryToken("end", "", len(text), len(text))]


class _Parser:
    """Reads tokens from left to right, a method for each rule of the grammar."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._place = 0
        self._depth = 0
        self._in_title = False

    def whole(self) -> Query:
        query = self._query()
        if self._next.kind != "end":
            raise self._unexpected("AND, OR or the end")
        return query

    @property
    def _next(self) -> _QueryToken:
        return self._tokens[self._place]

    def _take(self) -> _QueryToken:
        token = self._next
        self._place += 1
        return token

    def _takes(self, kind: str, text: str) -> bool:
        """Whether that comes next; if so, it is taken."""
        found = self._next.kind == kind and self._next.text == text
        self._place += found
        return found

    def _query(self) -> Query:
        parts = [self._all()]
        while self._takes("operator", "OR"):
            parts.append(self._all())
        return any_of(parts)

    def _all(self) -> Query:
        parts = [self._not()]
        while self._takes("operator", "AND") or self._begins_part():
            parts.append(self._not())
        return all_of(parts)

    def _begins_part(self) -> bool:
        token = self._next
        return (
            token.kind in {"word", "phrase", "expression", "field"}
            or (token.kind == "operator" and token.text == "NOT")
            or (token.kind == "mark" and token.text in {"(", "="})
        )

    def _not(self) -> Query:
        negations = 0
        while self._takes("operator", "NOT"):
            negations += 1
        query = self._near()
        return none_of(query) if negations % 2 else query

    def _near(self) -> Query:
        first = self._next
        left = self._part()
        if not self._is_near():
            return left
        operator = self._take()
        second = self._next
        near = Near(
            self._as_place(left, first),
            self._as_place(self._part(), second),
            self._distance(operator),
            operator.text.startswith("O"),
        )
        if self._is_near():
            name = operator.text
            advice = f"(a {name} b) AND (b {name} c)"
            raise self._fault(self._next, f"a second {self._next.text.partition('/')[0]} in a row", advice)
        return near

    def _is_near(self) -> bool:
        return self._next.kind == "operator" and "NEAR" in self._next.text

    def _distance(self, operator: _QueryToken) -> int:
        name, _, number = operator.text.partition("/")
        if not number:
            raise self._fault(operator, f"{name} without a number", f"how many words apart, such as {name}/10")
        if len(number) > 6 or not 1 <= int(number) <= FARTHEST:
            raise self._fault(operator, f"{operator.text} is out of bounds", f"{name}/1 to {name}/{FARTHEST}")
        return int(number)

    def _as_place(self, query: Query, token: _QueryToken) -> Operand:
        if isinstance(query, Term):
            return query
        if isinstance(query, AnyOf) and all(isinstance(part, Term) for part in query.queries):
            return query
        advice = "words and phrases, or several with OR in parentheses; title:(a NEAR/5 b) if it is about the title"
        if isinstance(query, Expression):
            advice = "an expression counts characters: /a.{1,40}b/"
        raise self._fault(token, "NEAR can't count words to this", advice)

    def _part(self) -> Query:
        token = self._next
        if self._takes("mark", "("):
            return self._parenthesis(token)
        if token.kind == "field":
            return self._field()
        if token.kind in {"word", "phrase", "expression"} or token.text == "=":
            exact = self._takes("mark", "=")
            return self._expression(exact=exact) if self._next.kind == "expression" else self._term(exact=exact)
        raise self._unexpected(_A_PART)

    def _parenthesis(self, opening: _QueryToken) -> Query:
        if self._depth == DEEPEST:
            raise self._fault(opening, f"more than {DEEPEST} parentheses inside each other", "fewer")
        self._depth += 1
        query = self._query()
        if not self._takes("mark", ")"):
            opened = opening.start - (self._text.rfind("\n", 0, opening.start) + 1) + 1
            raise self._unexpected(f'AND, OR or the ")" to the "(" in column {opened}')
        self._depth -= 1
        return query

    def _field(self) -> Query:
        token = self._take()
        name = token.text[:-1]
        if name == "title":
            if self._in_title:
                raise self._fault(token, "title: inside title:", "one of them is enough")
            self._in_title = True
            query = InTitle(self._part())
            self._in_title = False
            return query
        if name not in set(Field):
            known = {"title", *Field}
            advice = f'{guidance(name, known, "fields")}; or put quotes around a text with a colon: "…"'
            raise self._fault(token, f"{shown(name)} is no field", advice)
        if self._in_title:
            raise self._fault(token, f"{name}: inside title:", "a title has only words; write it outside, with AND")
        if self._next.kind not in {"word", "phrase"} or self._next.start != token.end:
            raise self._unexpected(f"a name right after {name}:")
        value = self._take()
        return Having(Field(name), self._text_of(value))

    def _expression(self, *, exact: bool) -> Expression:
        token = self._take()
        try:
            expressions.check(token.text)
        except expressions.ExpressionError as error:
            raise QueryError(self._text, token.start + 1 + error.offset, str(error), error.advice) from None
        if self._next.start == token.end and self._next.kind in {"word", "phrase"}:
            advice = "capitals and accents don't count; with = before the expression they do"
            raise self._fault(self._next, f"{_named(self._next)} right after an expression", advice)
        return Expression(token.text, exact=exact)

    def _term(self, *, exact: bool) -> Term:
        token = self._next
        if token.kind not in {"word", "phrase"}:
            raise self._unexpected('a word, a "phrase" or an expression after =')
        text = self._text_of(self._take())
        ending = self._next
        if ending.start == token.end and self._takes("mark", "*"):
            if self._next.start == ending.end and self._next.kind in {"word", "phrase"}:
                raise self._fault(ending, "* in the middle of a word", "* goes at the end of a word: huelg*")
            return Term(text, exact=exact, prefix=True)
        if ending.start == token.end and self._takes("mark", "~"):
            return Term(text, distance=self._wrong_letters(token, ending, exact=exact))
        return Term(text, exact=exact)

    def _wrong_letters(self, token: _QueryToken, tilde: _QueryToken, *, exact: bool) -> int:
        number = self._take()
        if number.start != tilde.end or number.text not in {"1", "2"}:
            raise self._fault(number, f"expected ~1 or ~2, found {_named(number)}", "how many letters may be wrong")
        if exact or token.kind == "phrase":
            after = "an = word" if exact else "a phrase"
            raise self._fault(tilde, f"~ after {after}", "~ is for single words, such as Boluarte~1")
        shortest = _SHORTEST_FUZZY[number.text]
        if len(token.text) < shortest:
            advice = f"~{number.text} is for words of at least {shortest} letters"
            raise self._fault(token, f"{shown(token.text)} is like too many words", advice)
        return int(number.text)

    def _text_of(self, token: _QueryToken) -> str:
        """What a word or phrase says, in one line."""
        if token.text in _INSTEAD:
            raise self._fault(token, f"{shown(token.text)} is no operator", _INSTEAD[token.text])
        if not any(char.isalnum() for char in token.text):
            raise self._fault(token, "nothing to look for", "a word or phrase has at least one letter or digit")
        if token.kind == "phrase" and "*" in token.text:
            raise self._fault(token, "* inside quotes", '* goes after a word or after the quotes: "paro nacion"*')
        return " ".join(token.text.split())

    def _unexpected(self, expected: str) -> QueryError:
        token = self._next
        advice = _INSTEAD.get(token.text, "") if token.kind == "mark" else ""
        if token.kind == "operator" and token.start == 0 and token.text != "NOT":
            advice = f'as a word, put it in quotes: "{token.text}"'
        return self._fault(token, f"expected {expected}, found {_named(token)}", advice)

    def _fault(self, token: _QueryToken, problem: str, advice: str) -> QueryError:
        return QueryError(self._text, token.start, problem, advice)


def _named(token: _QueryToken) -> str:
    return "the end" if token.kind == "end" else shown(token.text)
