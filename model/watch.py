"""What users watch for, and where it was met."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from model.query import Query, all_of, any_of, keyword_term, none_of


class Again(StrEnum):
    """What tells at once again of a development that was told at once before."""

    NETWORK = "network"
    """A network tells of it that had not told of it yet."""
    FIGURE = "figure"
    """An article prints a figure that none of the others did."""
    NEVER = "never"
    """Nothing: digests and feeds tell the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A query with a title and a policy. It has keywords or a query, or both; then both must be met."""

    name: str
    """Key in watches.toml and in feed addresses: lower-case letters, digits and hyphens."""
    title: str
    keywords: tuple[str, ...] = ()
    """Words and phrases; any of them is enough."""
    require: tuple[str, ...] = ()
    """Words and phrases; any of them must be there as well."""
    exclude: tuple[str, ...] = ()
    """Words and phrases; any of them is too much."""
    query: Query | None = None
    """What lists of words can't say."""
    inflect: bool = True
    """Whether other forms of its words count, too."""
    alert: bool = False
    """Tell at once, too, and not only in digests and feeds."""
    again: Again = Again.NETWORK
    """What tells at once again of a development that was told at once before."""
    networks: int = 1
    """Networks that must tell of a development before readers are told of it."""
    formerly: tuple[str, ...] = ()
    """Names that it had, the newest first; its feed keeps the identity of the oldest."""

    @property
    def wanted(self) -> Query:
        """All that it asks for, as one query."""
        lists = [any_of(map(keyword_term, words)) for words in (self.keywords, self.require) if words]
        excluded = [none_of(any_of(map(keyword_term, self.exclude)))] if self.exclude else []
        return all_of([*lists, *([self.query] if self.query else []), *excluded])

    @property
    def definition(self) -> str:
        """What decides its matches, as one text: two watches with the same one match the same articles."""
        return f"{self.wanted}{'' if self.inflect else ' (not inflected)'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One place in an article that a watch met."""

    field: str
    """`title`, `other_title` or `body`."""
    start: int
    """Offset of its first character in that text."""
    end: int
    """Offset after its last character."""
    keyword: str
    """The word or phrase that was met there, as queries are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A watch meeting a revision, with the evidence."""

    watch: str
    evidence: tuple[Evidence, ...]
    """In the order of the text, title first; empty if no word was asked for, as in `source:NAME`."""
