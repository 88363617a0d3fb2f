from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.matching.falsefriends import FALSE_FRIENDS, TRUE_FRIENDS
from alerts.matching.fuzzy import Likeness, letters_between
from alerts.matching.inflection import LANGUAGES, common_form
from alerts.matching.match import Matcher
from model.query import QueryRules
from model.watch import Watch


def forms(words: str, language: str | None) -> set[str]:
    return {common_form(word, language) for word in words.split()}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "strike strikes striking struck"),
        ("en", "kill kills killed killing killings"),
        ("en", "flood floods flooded flooding"),
        ("en", "shoot shoots shot shooting shootings"),
        ("en", "woman women"),
        ("en", "blockade blockades blockaded blockading"),
        ("en", "rondero ronderos"),
        ("es", "huelga huelgas"),
        ("es", "eleccion elecciones"),
        ("es", "muerto muertos muerta muertas"),
        ("es", "morir muere murio murieron"),
        ("es", "rondero ronderos rondera ronderas"),
        ("es", "flor flores"),
        ("es", "ley leyes"),
        ("es", "presidente presidenta presidentas"),
        ("es", "publico publicos"),
        ("pt", "eleicao eleicoes"),
        ("pt", "trabalhador trabalhadores"),
        (None, "huelga huelgas"),
        (None, "strike strikes"),
    ],
)
def test_forms_of_a_word_go_together(language: str | None, words: str) -> None:
    assert len(forms(words, language)) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "strike striker strikeout"),
        ("en", "election elected"),
        ("en", "police policy"),
        ("en", "us we"),
        ("en", "mine miner mineral"),
        ("es", "huelga huelguista"),
        ("es", "paro para parar"),
        ("es", "voto votar"),
        ("es", "mina mineria minero"),
        ("es", "estado estar"),
        ("es", "fujimori fujimorista fujimorismo"),
        ("es", "lima limari limar"),
        ("es", "torre torres"),
        ("fr", "greve greves"),
    ],
)
def test_words_of_their_own_stay_apart(language: str, words: str) -> None:
    assert len(forms(words, language)) == len(words.split())


def test_the_list_of_false_friends_is_needed_and_can_be_switched_off() -> None:
    for language, words in FALSE_FRIENDS.items():
        for word in words:
            assert common_form(word, language) == word
            assert common_form(word, language, false_friends=False) != word, word
    towers = Watch(name="w", title="w", keywords=("torre",))
    assert not Matcher([towers]).match("", "Torres habló", language="es")
    assert Matcher([towers], QueryRules(false_friends=False)).match("", "Torres habló", language="es")


def test_true_friends_are_forms_of_words_that_are_no_forms_themselves() -> None:
    for language, words in TRUE_FRIENDS.items():
        assert all(common_form(word, language) == common_form(form, language) == form for word, form in words.items())


def test_a_watch_may_want_words_only_as_they_stand() -> None:
    plain = Watch(name="plain", title="w", keywords=("strike", "general stoppage"), inflect=False)
    any_form = Watch(name="any", title="w", keywords=("strike", "general stoppage"))
    matcher = Matcher([plain, any_form])

    def met(text: str) -> list[str]:
        return [match.watch for match in matcher.match("", text, language="en")]

    assert met("a STRIKE") == met("general\nstoppage") == ["plain", "any"]
    assert met("strikes") == met("general stoppages") == ["any"]


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12), st.sampled_from([*LANGUAGES, None, "qu"]))
def test_a_form_has_itself_for_a_form_or_leads_nowhere_else(word: str, language: str | None) -> None:
    form = common_form(word, language)
    assert form.isascii()
    assert " " not in form
    assert form[:1] == word[:1] or language in LANGUAGES or language is None


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [
        ("boluarte", "boluarte", 0),
        ("boluarte", "boluarta", 1),
        ("boluarte", "bolarte", 1),
        ("boluarte", "bolluarte", 1),
        ("boluarte", "boluatre", 1),
        ("huamanga", "wamanga", 2),
        ("", "abc", 3),
    ],
)
def test_letters_between_words_are_counted(one: str, other: str, letters: int) -> None:
    assert letters_between(one, other) == letters_between(other, one) == letters


@given(st.lists(st.text("abc", min_size=1, max_size=6), max_size=5), st.text("abcd", max_size=7), st.integers(1, 2))
def test_words_alike_are_found_without_comparing_all(wanted: list[str], word: str, distance: int) -> None:
    found = Likeness([(one, distance, number) for number, one in enumerate(wanted)])[word]
    assert set(found) == {number for number, one in enumerate(wanted) if letters_between(one, word) <= distance}
