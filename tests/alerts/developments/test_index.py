"""Developments that an article is compared with, found by the terms of their cores."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from alerts.developments.evidence import ArticleEvidence
from alerts.developments.index import Index
from alerts.developments.summary import Summary

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LONG_AGO = timedelta(days=400)


def nothing(wanted: Collection[int]) -> Mapping[int, Summary]:
    raise LookupError(wanted)


def evidence(words: str, *, before: timedelta = timedelta()) -> ArticleEvidence:
    used = {f"en:{word}": 1.0 for word in words.split()}
    return ArticleEvidence(language="en", title=frozenset(), words=used, carried={}, moment=NOW - before)


def index_of(*articles: ArticleEvidence) -> Index:
    """An index with a development of each."""
    index = Index(nothing)
    for number, article in enumerate(articles, 1):
        index.put(number, None, Summary().with_article(index.weigh(article)))
    return index


def found(index: Index, article: ArticleEvidence) -> list[int]:
    return list(index.candidates(index.weigh(article)))


def others(count: int, words: str, *, before: timedelta = timedelta()) -> list[ArticleEvidence]:
    """Articles that have these words in common, and each three of its own."""
    return [evidence(f"{words} own{at}a own{at}b own{at}c", before=before) for at in range(count)]


def test_the_development_that_shares_most_comes_first_and_what_shares_nothing_not_at_all() -> None:
    index = index_of(evidence("quake lima port"), evidence("quake arica pier"), evidence("vote puno hall"))
    assert found(index, evidence("quake lima port damage")) == [1, 2]


def test_what_shares_only_what_nearly_all_have_is_not_read_to_be_compared() -> None:
    index = index_of(*others(300, "mine"), evidence("mine cerro altomonte"))
    assert found(index, evidence("mine cerro altomonte water")) == [301]


def test_of_those_that_share_a_term_the_ones_changed_last_are_looked_at() -> None:
    said = "cerro altomonte piura zorro"
    few, many = (index_of(evidence(said), *others(count, said)) for count in (30, 60))
    assert 1 in found(few, evidence(said)), "few have its terms, so all are looked at"
    assert min(found(many, evidence(said))) > 60 - 40


def test_of_two_that_share_the_same_the_one_of_these_days_comes_before_the_one_long_over() -> None:
    index = index_of(evidence("quake lima port"), evidence("quake lima port", before=LONG_AGO))
    assert found(index, evidence("quake lima port")) == [1, 2]
    assert found(index, evidence("quake lima port", before=LONG_AGO)) == [2, 1]


def test_a_development_that_was_let_go_of_is_not_found_and_its_terms_weigh_more_again() -> None:
    index = index_of(evidence("quake lima port"), evidence("quake arica pier"))
    before = index.weights(["en:quake"])
    gone = index.summary(2)
    index.put(2, gone, None)
    assert found(index, evidence("quake arica pier")) == [1]
    assert index.weights(["en:quake"]) != before
