"""Articles of the labelled set in their developments."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.alerts.developments import labelled, scoring
from tests.alerts.developments.streaming import Item, Stream, copies_found, items_of
from tests.alerts.developments.year import year

HALVES = list(labelled.Half)


@pytest.fixture(scope="module", params=HALVES)
def half(request: pytest.FixtureRequest) -> labelled.Half:
    found: labelled.Half = request.param
    return found


def score(items: list[Item], groups: list[int]) -> scoring.Score:
    clusters = {item.id: str(group) for item, group in zip(items, groups, strict=True)}
    return scoring.bcubed(clusters, {item.id: item.story for item in items})


def test_articles_on_one_happening_stand_together_in_three_languages(half: labelled.Half) -> None:
    items = items_of(half)
    found = score(items, Stream()(items))
    assert found.f1 >= 0.93
    assert found.precision >= 0.95


def test_notices_in_the_same_words_do_not_run_together_in_a_young_archive() -> None:
    """Of a year of 5,000 articles in five wordings, the first weeks: eight publishers at most tell of one happening."""
    items = [
        Item(str(number), one.said.title, one.said.body, one.said.language, one.moment, "")
        for number, one in enumerate(year(5_000)[:200])
    ]
    assert max(Counter(Stream()(items)).values()) <= 10


QUAKE = (
    "El Instituto Geofísico del Perú informó que un sismo de magnitud {size} ocurrió el {day} de enero en {place}, a "
    "{depth} kilómetros de profundidad y {far} kilómetros al sur de {town}. El Indeci no reportó daños. El instituto "
    "recordó a la población que tenga lista la mochila de emergencia y que identifique las zonas seguras."
)
RAIN = (
    "Peru's weather service issued a warning of heavy rain in {place} and {town} for January {day}. It expects {depth} "
    "millimetres of rain a day and gusts of {far} kilometres an hour. Civil defence authorities asked people to "
    "clean roofs and gutters and not to cross rivers or streams while the warning lasts."
)
NOTICES = {"es": ("Sismo de magnitud {size} en {place}", QUAKE), "en": ("Heavy rain expected in {place}", RAIN)}
PLACES = ["Ocucaje", "Chivay", "Sechura", "Yauli", "Pampas", "Lamas", "Tarata", "Camaná", "Huari", "Juli"]


@pytest.mark.parametrize("language", NOTICES)
def test_each_notice_by_one_form_is_a_happening_of_its_own(language: str) -> None:
    title, body = NOTICES[language]
    notices = []
    for number, place in enumerate(PLACES):
        day, town = 3 + 2 * number, PLACES[number - 3]
        size, depth, far = f"{4 + number / 10:.1f}", 20 + 7 * number, 11 + 4 * number
        said = body.format(size=size, place=place, town=town, day=day, depth=depth, far=far)
        moment = datetime(2025, 1, day, 15, tzinfo=UTC)
        notices.append(Item(place, title.format(size=size, place=place), said, language, moment, place))
    assert len(set(Stream()(notices))) == len(notices)
    assert copies_found(notices) == {}


def test_copies_are_recognised_and_nothing_else_is(half: labelled.Half) -> None:
    true = labelled.copies(labelled.articles(half))
    found = scoring.copy_pairs(copies_found(items_of(half)), true)
    assert found.precision == 1
    assert found.recall >= 0.97


def test_the_order_within_a_day_matters_little(half: labelled.Half) -> None:
    items, stream = items_of(half), Stream()
    scores = []
    for seed in range(6):
        mixed = list(items)
        random.Random(seed).shuffle(mixed)
        mixed.sort(key=lambda item: item.moment.date().isoformat() if item.moment else "")
        scores.append(score(mixed, stream(mixed)).f1)
    assert max(scores) - min(scores) <= 0.04


def test_an_article_that_stands_alone_comes_to_what_it_would_have_joined_later() -> None:
    """The first report is too unlike the second, which is in another language; the third is like both."""
    items = items_of(labelled.Half.A)
    groups = {
        group for item, group in zip(items, Stream()(items), strict=True) if item.story == "pension-withdrawal-law"
    }
    assert len(groups) == 1


def test_what_tells_of_many_happenings_stands_apart() -> None:
    items = [item for half in HALVES for item in items_of(half) if item.story == labelled.ALONE]
    groups = Stream()(items)
    assert sum(group < 0 for group in groups) >= 0.8 * len(items)
