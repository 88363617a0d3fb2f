"""Sets of articles put into developments one after the other, with nothing stored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from alerts.developments.copies import fingerprints, is_copy, may_be_copy
from alerts.developments.evidence import ArticleEvidence, evidence_of
from alerts.developments.index import Index
from alerts.developments.stream import place, place_copy
from alerts.developments.summary import Summary
from model.development import Decision
from tests.alerts.developments import labelled


@dataclass(frozen=True, slots=True)
class Item:
    """An article of a set."""

    id: str
    title: str
    body: str
    language: str | None
    moment: datetime | None
    story: str


Grouping = Callable[[Sequence[Item]], list[int]]
"""Gives for articles in their order the number of the group of each."""


class Stream:
    """Ours, with nothing stored."""

    def __init__(self) -> None:
        self._read: dict[str, ArticleEvidence] = {}

    def __call__(self, items: Sequence[Item]) -> list[int]:
        index, numbers, merged = Index(_nothing), count(1), dict[int, int]()
        placed: dict[str, int | None] = {}
        printed: dict[int, list[Item]] = {}
        groups: list[int] = []
        for item in items:
            decision = self._decide(item, index, numbers, placed, printed)
            if decision.merges:
                merged |= dict.fromkeys(decision.merges, decision.development or 0)
                placed = {one: group and _root(group, merged) for one, group in placed.items()}
            placed[item.id] = decision.development
            groups.append(decision.development or -len(groups) - 1)
            for key in fingerprints(item.body):
                printed.setdefault(key, []).append(item)
            index.changes()
        return [_root(group, merged) for group in groups]

    def _decide(
        self,
        item: Item,
        index: Index,
        numbers: Iterator[int],
        placed: Mapping[str, int | None],
        printed: Mapping[int, list[Item]],
    ) -> Decision:
        if item.id not in self._read:
            self._read[item.id] = evidence_of(item.title, item.body, language=item.language, moment=item.moment)
        first = original(item, printed)
        if first is not None:
            return place_copy(index, self._read[item.id], 0, placed[first.id])
        return place(index, self._read[item.id], lambda _: next(numbers))


def original(item: Item, printed: Mapping[int, list[Item]]) -> Item | None:
    """The first article with the same text."""
    keys = fingerprints(item.body)
    sharing = {other.id: other for key in keys for other in printed.get(key, ())}
    for other in sharing.values():
        own = fingerprints(other.body)
        if may_be_copy(len(keys & own), len(keys), len(own)) and is_copy(item.body, other.body):
            return other
    return None


def copies_found(items: Sequence[Item]) -> dict[str, str]:
    """Which articles print the text of which earlier ones."""
    printed: dict[int, list[Item]] = {}
    found: dict[str, str] = {}
    for item in items:
        first = original(item, printed)
        if first is not None:
            found[item.id] = found.get(first.id, first.id)
        for key in fingerprints(item.body):
            printed.setdefault(key, []).append(item)
    return found


def items_of(half: labelled.Half) -> list[Item]:
    """The labelled articles of a half, in the order in which they came."""
    return [
        Item(one.id, one.title, one.body, one.language, one.moment, one.happening) for one in labelled.articles(half)
    ]


def _root(group: int, merged: Mapping[int, int]) -> int:
    while group in merged:
        group = merged[group]
    return group


def _nothing(wanted: Collection[int]) -> dict[int, Summary]:
    raise LookupError(wanted)
