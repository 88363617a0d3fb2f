"""How well a grouping agrees with the labels: B-cubed for developments, pairs for copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from tests.alerts.developments.labelled import ALONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Agreement of what was found with what is true."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f}"


def bcubed(clusters: Mapping[str, str], labels: Mapping[str, str]) -> Score:
    """B-cubed precision and recall (Bagga and Baldwin, 1998) of clusters by article id against labels by article id.

    For each article: which part of its cluster shares its label, and which part of its label shares its cluster; then
    the mean over all articles. An article labelled ALONE is a label of its own.
    """
    if clusters.keys() != labels.keys():
        raise ValueError(f"clustered or labelled, but not both: {sorted(clusters.keys() ^ labels.keys())}")
    if not labels:
        raise ValueError("no articles")
    pairs = [(clusters[id_], (label, id_ if label == ALONE else "")) for id_, label in labels.items()]
    shared = Counter(pairs)
    in_cluster = Counter(cluster for cluster, _ in pairs)
    in_label = Counter(label for _, label in pairs)
    return Score(
        precision=sum(shared[pair] / in_cluster[pair[0]] for pair in pairs) / len(pairs),
        recall=sum(shared[pair] / in_label[pair[1]] for pair in pairs) / len(pairs),
    )


def copy_pairs(found: Mapping[str, str], true: Mapping[str, str]) -> Score:
    """Precision and recall over pairs of articles with one text, each mapping being copy → what it is a copy of.

    Two copies of one text are a pair too, so it doesn't matter which of them was taken for the first.
    """
    found_pairs, true_pairs = _pairs(found), _pairs(true)
    right = len(found_pairs & true_pairs)
    return Score(
        precision=right / len(found_pairs) if found_pairs else 1.0,
        recall=right / len(true_pairs) if true_pairs else 1.0,
    )


def _pairs(links: Mapping[str, str]) -> set[tuple[str, str]]:
    texts: dict[str, set[str]] = {}
    for copy in links:
        first = _first(copy, links)
        texts.setdefault(first, {first}).add(copy)
    return {pair for text in texts.values() for pair in combinations(sorted(text), 2)}


def _first(copy: str, links: Mapping[str, str]) -> str:
    passed = {copy}
    while (copy := links.get(copy, copy)) not in passed:
        passed.add(copy)
    if copy in links:
        raise ValueError(f"{copy} is a copy of itself")
    return copy
