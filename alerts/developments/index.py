"""What is known of developments, kept so that those that an article may belong to are found at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from alerts.developments.summary import Summary


class Index(Protocol):
    """Where summaries of developments are kept: in memory for tests and benchmarks, in the database otherwise.

    The decision only reads it. What a decision changes is applied by `alerts.developments.stream.apply`.
    """

    @property
    def developments(self) -> int:
        """How many developments there are, merged ones aside."""

    def spread(self, terms: Iterable[str]) -> Mapping[str, int]:
        """In how many developments each of these terms occurs; those in none may be left out."""

    def with_core(self, terms: Sequence[str]) -> Mapping[int, int]:
        """Of developments that have any of these terms among their core ones: how many of them each has."""

    def summary(self, development: int) -> Summary:
        """What is known of a development."""

    def copies(self, bands: Sequence[str]) -> Sequence[tuple[int, bytes, int]]:
        """Articles whose texts may be like one with these bands: id, sketch of the text, development; oldest first."""

    def start(self, summary: Summary) -> int:
        """Keep a new development and give its id."""

    def change(self, development: int, before: Summary, after: Summary) -> None:
        """Put one summary in the place of another."""

    def merge(self, kept: int, gone: int, summary: Summary) -> None:
        """Make one development of two, of which the older id is kept."""
