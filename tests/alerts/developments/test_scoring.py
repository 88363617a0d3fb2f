"""The scores, against examples computed by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.alerts.developments.labelled import ALONE
from tests.alerts.developments.scoring import Score, bcubed, copy_pairs


def grouping(*groups: str) -> dict[str, str]:
    """Articles named by one letter each, a word for each cluster."""
    return {article: group for group in groups for article in group}


@pytest.mark.parametrize(
    ("clusters", "labels", "precision", "recall"),
    [
        (grouping("abc", "de"), grouping("abc", "de"), Fraction(1), Fraction(1)),
        # All in one: each of a, b, c has 3/5 of its cluster, d and e 2/5.
        (grouping("abcde"), grouping("abc", "de"), Fraction(13, 25), Fraction(1)),
        # Each by itself: a, b, c see 1/3 of their label, d and e 1/2.
        (grouping("a", "b", "c", "d", "e"), grouping("abc", "de"), Fraction(1), Fraction(2, 5)),
        # c went astray: a, b 1 and 2/3; c 1/3 and 1/3; d, e 2/3 and 1.
        (grouping("ab", "cde"), grouping("abc", "de"), Fraction(11, 15), Fraction(11, 15)),
        # A mixed cluster and a clean one: a, b, c 3/5 and 1; d 1/5 and 1; e 1/5 and 1/3; f, g 1 and 2/3.
        (grouping("abcde", "fg"), grouping("abc", "d", "efg"), Fraction(21, 35), Fraction(17, 21)),
    ],
)
def test_bcubed_is_the_mean_over_articles_of_what_they_share(
    clusters: dict[str, str], labels: dict[str, str], precision: Fraction, recall: Fraction
) -> None:
    score = bcubed(clusters, labels)
    assert score.precision == pytest.approx(float(precision))
    assert score.recall == pytest.approx(float(recall))


def test_names_of_clusters_do_not_matter() -> None:
    labels = grouping("abc", "de")
    assert bcubed({"a": "x", "b": "x", "c": "x", "d": "y", "e": "y"}, labels) == bcubed(labels, labels)


def test_articles_that_stand_alone_are_no_cluster_of_their_own() -> None:
    labels = {"a": ALONE, "b": ALONE, "c": "strike"}
    assert bcubed({"a": "1", "b": "2", "c": "3"}, labels) == Score(precision=1.0, recall=1.0)
    assert bcubed({"a": "1", "b": "1", "c": "3"}, labels) == Score(precision=2 / 3, recall=1.0)


def test_an_article_that_was_not_clustered_is_an_error_and_not_a_better_score() -> None:
    with pytest.raises(ValueError) as told:
        bcubed({"a": "1"}, {"a": "strike", "b": "strike"})
    assert "'b'" in str(told.value)


def test_no_articles_have_no_score() -> None:
    with pytest.raises(ValueError):
        bcubed({}, {})


def test_f1_is_the_harmonic_mean() -> None:
    assert Score(precision=0.5, recall=1.0).f1 == pytest.approx(2 / 3)
    assert Score(precision=0.0, recall=0.0).f1 == 0.0


@pytest.mark.parametrize(
    ("found", "true", "precision", "recall"),
    [
        ({"b": "a"}, {"b": "a"}, 1.0, 1.0),
        ({}, {"b": "a"}, 1.0, 0.0),
        ({"b": "a"}, {}, 0.0, 1.0),
        ({}, {}, 1.0, 1.0),
        # ab, ac, bc are true; ab is found, and so is ad.
        ({"b": "a"}, {"b": "a", "c": "a"}, 1.0, 1 / 3),
        ({"b": "a", "d": "a"}, {"b": "a", "c": "a"}, 1 / 3, 1 / 3),
        # It doesn't matter which is taken for the first, nor whether a copy points to a copy.
        ({"a": "c", "b": "c"}, {"b": "a", "c": "a"}, 1.0, 1.0),
        ({"c": "b", "b": "a"}, {"b": "a", "c": "a"}, 1.0, 1.0),
    ],
)
def test_copies_are_scored_by_pairs_with_one_text(
    found: dict[str, str], true: dict[str, str], precision: float, recall: float
) -> None:
    assert copy_pairs(found, true) == Score(precision=precision, recall=recall)


def test_articles_that_copy_each_other_are_an_error() -> None:
    with pytest.raises(ValueError):
        copy_pairs({"a": "b", "b": "a"}, {})
