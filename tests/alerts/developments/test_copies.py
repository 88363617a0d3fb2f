"""When an article prints the text of another one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.developments.copies import fingerprints, is_copy

WORDS = [f"word{number}" for number in range(900)]


def text(seed: int, words: int = 200) -> str:
    return " ".join(random.Random(seed).sample(WORDS, words))


FIRST = text(1)


@pytest.mark.parametrize(
    "printed",
    [
        FIRST,
        FIRST.upper().replace(" ", ",\n"),
        " ".join(FIRST.split()[:70]),
        f"By courtesy of the Northern Post, where this text appeared on Monday.\n\n{FIRST}",
        f"{FIRST}\n\nTranslated by the desk; the original can be read at the publisher's own pages.",
        f"{text(2, 50)}\n\n{' '.join(FIRST.split()[50:])}",
    ],
    ids=["word for word", "capitals", "cut short", "credit", "note", "first paragraph"],
)
def test_a_text_is_recognised(printed: str) -> None:
    assert is_copy(FIRST, printed)
    assert is_copy(printed, FIRST)
    assert fingerprints(FIRST) & fingerprints(printed)


@pytest.mark.parametrize("written", ["EE.UU.", "EE. UU.", "(EE. UU.)", "«EE. UU.»,", "EE.\nUU.", "EE. \n UU."])
def test_an_acronym_of_two_pieces_is_the_word_that_it_is_without_its_dots(written: str) -> None:
    plain, dotted = (
        " ".join(word if number % 4 else us for number, word in enumerate(WORDS[:120])) for us in ("EEUU", written)
    )
    assert fingerprints(dotted) == fingerprints(plain)


def test_a_text_is_recognised_in_another_spelling() -> None:
    british = (
        "The labour centre organised a defence of the programme; colour and honour travelled the kilometre in grey. "
    )
    american = "The labor center organized a defense of the program; color and honor traveled the kilometer in gray. "
    assert is_copy(british * 1 + FIRST[:100], american * 1 + FIRST[:100])


@pytest.mark.parametrize(
    "printed",
    [
        text(3),
        f"{text(4, 60)} {' '.join(FIRST.split()[80:150])} {text(5, 60)}",
        f"{' '.join(FIRST.split()[:60])} {text(6, 140)}",
    ],
    ids=["another text", "quotes a passage", "one introduction"],
)
def test_what_only_shares_a_passage_is_no_copy(printed: str) -> None:
    assert not is_copy(FIRST, printed)


def test_what_is_quoted_whole_in_a_longer_text_is_no_copy() -> None:
    statement = text(7, 60)
    assert not is_copy(statement, f"{text(8, 90)} {statement} {text(9, 60)}")


def test_what_many_texts_could_say_is_no_copy_of_itself() -> None:
    caption = "Only for subscribers: log in to read on."
    assert not is_copy(caption, caption)
    assert fingerprints(caption) == frozenset()


@given(st.text(max_size=400), st.text(max_size=400))
def test_it_does_not_matter_which_came_first(one: str, other: str) -> None:
    assert is_copy(one, other) == is_copy(other, one)


def _words(first: int, count: int) -> list[str]:
    """So many words that no other text has."""
    letters = "bcdfghklmn"
    return ["a".join(letters[int(digit)] for digit in str(10_000 + first + number)) for number in range(count)]


def test_a_long_passage_makes_a_copy_of_what_begins_otherwise_and_many_short_ones_do_not() -> None:
    same, own, others = _words(0, 320), _words(1_000, 200), _words(2_000, 200)
    assert is_copy(" ".join(own + same), " ".join(others + same))
    assert is_copy(" ".join(same + own), " ".join(same + others))
    form, filled = [], []
    for part in range(8):
        passage = same[40 * part : 40 * part + 40]
        form += own[25 * part : 25 * part + 25] + passage
        filled += others[25 * part : 25 * part + 25] + passage
    assert not is_copy(" ".join(form), " ".join(filled))


def test_a_copy_may_group_the_digits_of_its_numbers_otherwise() -> None:
    here, there, filled_in = (
        f"{' '.join(_words(0, 200))} {numbers}"
        for numbers in ("1,500 2,300 14,000", "1500 2.300 14 000", "1,600 2,400 15,000")
    )
    assert is_copy(here, there)
    assert not is_copy(here, filled_in)
