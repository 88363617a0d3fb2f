"""What a query asks for, as a tree, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

QUOTES = '"\u201c\u201d\u201e\xab\xbb'
"""Any of these opens a phrase, and any of them ends it."""

BARE = re.compile(rf"(?![-+/])[^\s(){QUOTES}:*~=]+")
"""A word that needs no quotes around it, unless it is an operator."""

_KEYWORD = re.compile(
    r"(?P<fuzzy>\w{4,}(?=~1)|\w{6,})~(?P<distance>[12])|(?P<exact>=?)(?P<text>.*?)(?P<prefix>(?:(?<=\w)\*)?)"
)

OPERATOR = re.compile(r"AND|OR|NOT|O?NEAR(?:/\d*)?")


class Field(StrEnum):
    """What else an article has that a query can ask for."""

    SOURCE = "source"
    """Name of the source that listed it first."""
    LANGUAGE = "language"
    """ISO 639-1 code of its language."""
    NETWORK = "network"
    """The network of its source."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase."""

    text: str
    """Words with one space between, without quotation marks."""
    exact: bool = False
    """Only as written: its accents, capitals and endings count."""
    prefix: bool = False
    """The last word may go on."""
    distance: int = 0
    """Letters that may be wrong, missing or too many; only for a single word."""

    def __str__(self) -> str:
        is_bare = BARE.fullmatch(self.text) and not OPERATOR.fullmatch(self.text)
        beginning = "=" if self.exact else ""
        ending = "*" if self.prefix else f"~{self.distance}" if self.distance else ""
        return beginning + (self.text if is_bare else f'"{self.text}"') + ending


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression."""

    pattern: str
    """As it stands between its slashes."""
    exact: bool = False
    """Its accents and capitals count."""

    def __str__(self) -> str:
        return f"{'=' if self.exact else ''}/{self.pattern}/"


@dataclass(frozen=True, slots=True)
class Near:
    """Two things at most so many words apart; neighbours are one apart."""

    left: Operand
    right: Operand
    words: int
    ordered: bool = False
    """Left comes first."""

    def __str__(self) -> str:
        return f"{_within(self.left, 4)} {'ONEAR' if self.ordered else 'NEAR'}/{self.words} {_within(self.right, 4)}"


@dataclass(frozen=True, slots=True)
class InTitle:
    """What must be in the title."""

    query: Query

    def __str__(self) -> str:
        return f"title:{_within(self.query, 5)}"


@dataclass(frozen=True, slots=True)
class Having:
    """A property of the article."""

    field: Field
    value: str
    """Compared without regard to capitals."""

    def __str__(self) -> str:
        return f"{self.field}:{Term(self.value)}"


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be so."""

    query: Query

    def __str__(self) -> str:
        return f"NOT {_within(self.query, 3)}"


@dataclass(frozen=True, slots=True)
class All:
    """Two or more that must all be so; none of them is such a list itself."""

    queries: tuple[Query, ...]

    def __str__(self) -> str:
        return " AND ".join(_within(query, 3) for query in self.queries)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Two or more of which one is enough; none of them is such a list itself."""

    queries: tuple[Query, ...]

    def __str__(self) -> str:
        return " OR ".join(_within(query, 2) for query in self.queries)


Query = Term | Expression | Near | InTitle | Having | Not | All | AnyOf
Operand = Term | AnyOf
"""What has places in a text, between which words can be counted: a term, or terms of which one is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRules:
    """What decides, besides its own words, what any query means."""

    networks: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The network of each source, for queries that ask for one."""
    false_friends: bool = True
    """Whether words that only look like forms of others are kept apart from them."""


USUAL_RULES = QueryRules()
"""Where nothing else is configured."""

_BINDS = {AnyOf: 1, All: 2, Not: 3, Near: 4}
"""How closely each holds together; what isn't here does most."""


def _within(query: Query, least: int) -> str:
    """A part as it is written inside something that binds so closely."""
    return f"({query})" if _BINDS.get(type(query), 5) < least else str(query)


def all_of(queries: Iterable[Query]) -> Query:
    """One query out of at least one: all must be so."""
    parts = tuple(part for query in queries for part in (query.queries if isinstance(query, All) else (query,)))
    return parts[0] if len(parts) == 1 else All(parts)


def any_of(queries: Iterable[Query]) -> Query:
    """One query out of at least one: any is enough."""
    parts = tuple(part for query in queries for part in (query.queries if isinstance(query, AnyOf) else (query,)))
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def none_of(query: Query) -> Query:
    """The opposite of a query."""
    return query.query if isinstance(query, Not) else Not(query)


def terms_in(query: Query) -> Iterator[Term]:
    """All words and phrases of a query, from left to right."""
    match query:
        case Term():
            yield query
        case Near():
            yield from terms_in(query.left)
            yield from terms_in(query.right)
        case InTitle() | Not():
            yield from terms_in(query.query)
        case All() | AnyOf():
            for part in query.queries:
                yield from terms_in(part)
        case Having() | Expression():
            pass


def havings_in(query: Query) -> Iterator[Having]:
    """All properties that a query asks for, from left to right."""
    match query:
        case Having():
            yield query
        case InTitle() | Not():
            yield from havings_in(query.query)
        case All() | AnyOf():
            for part in query.queries:
                yield from havings_in(part)
        case Term() | Expression() | Near():
            pass


def networks_in(query: Query) -> frozenset[str]:
    """The networks that a query asks for, in small letters."""
    return frozenset(part.value.casefold() for part in havings_in(query) if part.field is Field.NETWORK)


def asks_for_nothing(query: Query) -> bool:
    """Whether an article without a word would meet it, and so most articles do."""
    match query:
        case Not():
            return not asks_for_nothing(query.query)
        case InTitle():
            return asks_for_nothing(query.query)
        case All():
            return all(asks_for_nothing(part) for part in query.queries)
        case AnyOf():
            return any(asks_for_nothing(part) for part in query.queries)
        case Term() | Expression() | Near() | Having():
            return False


def keyword_term(keyword: str) -> Term:
    """The term that a keyword in a plain list stands for.

    `=Perú`, `huelg*` and `Boluarte~1` mean what they do in queries; all else is words.
    """
    found = _KEYWORD.fullmatch(" ".join("".join(" " if char in QUOTES else char for char in keyword).split()))
    if not found:
        return Term(keyword)
    if found["fuzzy"]:
        return Term(found["fuzzy"], distance=int(found["distance"]))
    return Term(found["text"], exact=bool(found["exact"]), prefix=bool(found["prefix"]))


def as_keyword(term: Term | Expression) -> str:
    """A term as a keyword in a plain list; an expression, which can't be one, as in a query."""
    if isinstance(term, Expression):
        return str(term)
    ending = "*" if term.prefix else f"~{term.distance}" if term.distance else ""
    return f"{'=' if term.exact else ''}{term.text}{ending}"
