"""Which watches an article meets, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from alerts.words import fold, origins, readings, span
from model.watch import Evidence, Match, Watch


@dataclass(frozen=True, slots=True)
class _Use:
    """What a folded phrase is to one watch."""

    watch: int
    """Place of the watch in their order."""
    keyword: str
    """The phrase as the watch has it."""
    excludes: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    """A phrase found in a reading of a text."""

    reading: str
    uses: tuple[_Use, ...]
    start: int
    end: int


class Matcher:
    """Finds what any number of watches look for in one pass over a text; safe to share between threads.

    Capitals, accents and punctuation don't count, only whole words do, and a phrase may run over line ends.
    """

    def __init__(self, watches: Sequence[Watch]) -> None:
        self._names = tuple(watch.name for watch in watches)
        uses = _uses_of_phrases(watches)
        self._uses = tuple(tuple(of_phrase) for of_phrase in uses.values())
        self._automaton = AhoCorasick(list(uses))

    def match(self, title: str, body: str) -> tuple[Match, ...]:
        """Give the watches that meet an article, in their own order, each with every place that it met."""
        in_title, in_body = self._hits(title), self._hits(body)
        excluded = {use.watch for hit in in_title + in_body for use in hit.uses if use.excludes}
        met_in_title = _evidence("title", title, in_title, excluded)
        met_in_body = _evidence("body", body, in_body, excluded)
        return tuple(
            Match(watch=self._names[watch], evidence=(*met_in_title.get(watch, ()), *met_in_body.get(watch, ())))
            for watch in sorted(met_in_title.keys() | met_in_body.keys())
        )

    def _hits(self, text: str) -> list[_Hit]:
        return [
            _Hit(reading, self._uses[phrase], start, end)
            for reading in readings(text)
            for phrase, start, end in self._automaton.find_matches_as_indexes(reading, overlapping=True)
        ]


def _uses_of_phrases(watches: Sequence[Watch]) -> dict[str, list[_Use]]:
    """Gather who uses each folded phrase; a keyword without a letter or digit finds nothing."""
    uses: dict[str, dict[tuple[int, bool], _Use]] = {}
    for place, watch in enumerate(watches):
        for keyword, excludes in _phrases(watch):
            if folded := fold(keyword):  # of two keywords that fold alike, the first is named
                uses.setdefault(folded, {}).setdefault((place, excludes), _Use(place, keyword, excludes))
    return {phrase: list(by_watch.values()) for phrase, by_watch in uses.items()}


def _phrases(watch: Watch) -> Iterable[tuple[str, bool]]:
    yield from ((keyword, False) for keyword in watch.keywords)
    yield from ((keyword, True) for keyword in watch.exclude)


def _evidence(field: str, text: str, hits: list[_Hit], excluded: set[int]) -> dict[int, list[Evidence]]:
    """Give the places of each watch that isn't excluded, in the order of the text."""
    wanted = [(hit, use) for hit in hits for use in hit.uses if use.watch not in excluded]
    if not wanted:
        return {}
    origin = origins(text)
    found: dict[int, set[Evidence]] = {}
    for hit, use in wanted:
        start, end = span(text, origin, hit.reading, hit.start, hit.end)
        found.setdefault(use.watch, set()).add(Evidence(field=field, start=start, end=end, keyword=use.keyword))
    return {watch: sorted(places, key=_place) for watch, places in found.items()}


def _place(evidence: Evidence) -> tuple[int, int, str]:
    return evidence.start, evidence.end, evidence.keyword
