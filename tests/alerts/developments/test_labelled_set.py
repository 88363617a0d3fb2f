"""What the labelled set claims of itself: it is consistent, large enough, and each trap stands in each half."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.alerts.developments.labelled import ALONE, COPIES, Half, LabelledArticle, Trap, articles, copies, happenings

HALVES = {half: articles(half) for half in Half}
BOTH = [article for half in Half for article in HALVES[half]]
BY_ID = {article.id: article for article in BOTH}
EACH_HALF = pytest.mark.parametrize("half", list(Half))
NAMES_NO_HAPPENING = {Trap.ROUND_UP, Trap.NEWSLETTER, Trap.ARCHIVE_PAGE}
SAME_HAPPENING = {Trap.PREVIEW, Trap.EXTENSION}
OTHER_HAPPENINGS = {
    Trap.RUN_OFF,
    Trap.STRIKE_AGAIN,
    Trap.STRIKE_ELSEWHERE,
    Trap.EMERGENCY_YEARS,
    Trap.SAME_SURNAME,
    Trap.COUP_ELSEWHERE,
    Trap.TWO_ACCIDENTS,
    Trap.TWO_FLOODS,
    Trap.TEMPLATE,
    Trap.COLUMN,
    Trap.SERIES,
    Trap.CHAIN,
}


def told(half: Half) -> dict[str, list[LabelledArticle]]:
    """Articles by happening, without those that stand alone."""
    groups: dict[str, list[LabelledArticle]] = {}
    for article in HALVES[half]:
        if article.happening != ALONE:
            groups.setdefault(article.happening, []).append(article)
    return groups


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def trigrams(text: str) -> set[tuple[str, ...]]:
    of = words(text)
    return set(zip(of, of[1:], of[2:], strict=False))


def test_ids_and_addresses_are_unique_over_both_halves() -> None:
    assert len(BY_ID) == len(BOTH)
    assert len({article.url for article in BOTH}) == len(BOTH)


def test_no_happening_stands_in_both_halves() -> None:
    assert told(Half.A).keys().isdisjoint(told(Half.B).keys())


@EACH_HALF
def test_a_half_has_enough_articles_happenings_and_copies(half: Half) -> None:
    groups = told(half)
    assert len(HALVES[half]) >= 95
    assert len(groups) >= 22
    assert sum(len(group) > 1 for group in groups.values()) >= 22
    assert len(copies(HALVES[half])) >= 14


def test_happenings_have_one_to_nine_articles() -> None:
    sizes = {len(group) for half in Half for group in told(half).values()}
    assert (min(sizes), max(sizes)) == (1, 9)


@EACH_HALF
def test_english_and_spanish_are_about_half_each_and_some_is_portuguese(half: Half) -> None:
    languages = Counter(article.language for article in HALVES[half])
    assert languages.keys() == {"en", "es", "pt"}
    assert 0.7 <= languages["en"] / languages["es"] <= 1.4
    assert languages["pt"] >= 8


@EACH_HALF
def test_some_happenings_are_told_by_many_publishers_in_two_or_three_languages_within_days(half: Half) -> None:
    wide = [
        group
        for group in told(half).values()
        if len({article.source for article in group if article.copy_of is None}) >= 4
        and len({article.language for article in group}) >= 2
    ]
    assert len(wide) >= 3
    assert any(len({article.language for article in group}) == 3 for group in wide)
    for group in wide:
        first = [article.moment for article in group if article.copy_of is None]
        assert max(first) - min(first) <= timedelta(days=8)


def test_a_source_belongs_to_one_network_and_has_one_host() -> None:
    assert len({article.source for article in BOTH}) >= 12
    assert len({article.network for article in BOTH}) >= 6
    for source in {article.source for article in BOTH}:
        of = [article for article in BOTH if article.source == source]
        assert len({article.network for article in of}) == 1
        assert len({urlsplit(article.url).hostname for article in of}) == 1


def test_an_article_has_a_date_or_the_moment_in_which_it_was_found() -> None:
    assert all((article.published is None) != (article.first_seen is None) for article in BOTH)
    assert 4 <= sum(article.published is None for article in BOTH) <= 15


def test_articles_are_short() -> None:
    lengths = [len(article.body.split()) for article in BOTH]
    assert min(lengths) >= 45
    assert max(lengths) <= 220
    assert sum(length >= 60 for length in lengths) >= 0.95 * len(lengths)


@EACH_HALF
@pytest.mark.parametrize("trap", list(Trap))
def test_each_trap_stands_in_each_half(half: Half, trap: Trap) -> None:
    with_trap = [article for article in HALVES[half] if article.trap is trap]
    assert with_trap
    if trap in OTHER_HAPPENINGS:
        assert len({article.happening for article in with_trap}) >= 2
    if trap in SAME_HAPPENING:
        assert all(len(told(half)[article.happening]) > 1 for article in with_trap)


def test_articles_that_tell_of_many_happenings_belong_to_none() -> None:
    for article in BOTH:
        assert (article.happening == ALONE) == (article.trap in NAMES_NO_HAPPENING), article.id


def test_a_copy_points_to_an_earlier_first_appearance_of_the_same_happening() -> None:
    for copy, first in copies(BOTH).items():
        assert BY_ID[first].copy_of is None, copy
        assert BY_ID[first].happening == BY_ID[copy].happening, copy
        assert BY_ID[first].language == BY_ID[copy].language, copy
        assert BY_ID[first].moment < BY_ID[copy].moment, copy


def test_a_copy_says_in_which_way_it_is_one() -> None:
    assert all((article.copy_of is not None) == (article.trap in COPIES) for article in BOTH)


def test_a_copy_shares_most_of_its_words_in_order_with_its_first_appearance() -> None:
    for copy, first in copies(BOTH).items():
        found = trigrams(BY_ID[copy].body)
        assert len(found & trigrams(BY_ID[first].body)) >= 0.6 * len(found), copy


def test_what_is_called_word_for_word_or_republished_has_the_same_words() -> None:
    for copy, first in copies(BOTH).items():
        if BY_ID[copy].trap in {Trap.WORD_FOR_WORD, Trap.REPUBLISHED}:
            assert BY_ID[copy].body == BY_ID[first].body, copy
    late = [article for article in BOTH if article.trap is Trap.REPUBLISHED]
    assert all(article.moment - BY_ID[article.copy_of or ""].moment > timedelta(days=350) for article in late)


def test_no_other_two_articles_share_most_of_their_words_in_order() -> None:
    first = [article for article in BOTH if article.copy_of is None]
    shingles = {article.id: trigrams(article.body) for article in first}
    for article in first:
        for other in first:
            if article.id < other.id and article.trap is not Trap.TEMPLATE:
                shared = len(shingles[article.id] & shingles[other.id])
                assert shared < 0.5 * max(len(shingles[article.id]), len(shingles[other.id])), (article.id, other.id)


def test_a_long_quotation_stands_in_another_article_too() -> None:
    for quoting in (article for article in BOTH if article.trap is Trap.LONG_QUOTATION):
        quoted = trigrams(quoting.body)
        most = max(len(quoted & trigrams(other.body)) for other in BOTH if other.id != quoting.id)
        assert 40 <= most <= 0.55 * len(quoted), quoting.id


def test_a_column_has_one_title_and_a_series_one_introduction() -> None:
    for half in Half:
        columns = [article for article in HALVES[half] if article.trap is Trap.COLUMN]
        series = [article for article in HALVES[half] if article.trap is Trap.SERIES]
        assert len({article.title for article in columns}) == 1
        assert len({article.body.split("\n\n")[0] for article in series}) == 1


def test_the_links_of_a_chain_follow_each_other_with_quiet_between() -> None:
    for half in Half:
        links: dict[str, dict[int, list[LabelledArticle]]] = {}
        for label, group in told(half).items():
            if numbered := re.fullmatch(r"(.+)-(\d)", label):
                links.setdefault(numbered[1], {})[int(numbered[2])] = [one for one in group if one.copy_of is None]
        chains = {name: link for name, link in links.items() if any(a.trap is Trap.CHAIN for a in link[1])}
        assert chains
        for chain in chains.values():
            assert sorted(chain) == list(range(1, len(chain) + 1))
            for before, after in zip(sorted(chain), sorted(chain)[1:], strict=False):
                quiet = min(a.moment for a in chain[after]) - max(a.moment for a in chain[before])
                assert quiet > timedelta(days=60)


def test_the_articles_come_in_the_order_of_their_dates() -> None:
    for half in Half:
        of = HALVES[half]
        assert [article.moment for article in of] == sorted(article.moment for article in of)
        assert list(happenings(of)) == [article.id for article in of]
