from __future__ import annotations

import pytest

from crawler.extract.pdf.segments import segments
from crawler.extract.pdf.settings import Style
from crawler.extract.pdf.words import Word

STYLE = Style(10, bold=False)


def letters(text: str, *, left: float = 0, base: float = 0, first: int = 0, apart: float = 0) -> list[Word]:
    """Pieces of one letter, five points wide, with so much between them; spaces are told of, not printed."""
    step = 5 + apart
    return [
        Word(letter, left + step * at, left + step * at + 5, base, STYLE, first + at, at > 0 and text[at - 1] == " ")
        for at, letter in enumerate(text)
        if letter != " "
    ]


def word(text: str, *, left: float = 0, base: float = 0, at: int = 0, spaced: bool = False) -> Word:
    return Word(text, left, left + 5 * len(text), base, STYLE, at, spaced)


def texts(words: list[Word]) -> list[str]:
    return [segment.text for segment in segments(words)]


def test_a_gap_between_letters_is_a_space_even_if_none_is_printed() -> None:
    assert texts(letters("fish") + letters("market", left=23)) == ["fish market"]


@pytest.mark.parametrize(("gap", "spaced", "shown"), [(1, True, "fish market"), (1, False, "fishmarket")])
def test_a_narrow_gap_is_a_space_if_the_file_has_one_there(gap: float, spaced: bool, shown: str) -> None:  # noqa: FBT001 - a table's column
    assert texts([word("fish"), word("market", left=20 + gap, at=1, spaced=spaced)]) == [shown]


def test_a_gap_as_wide_as_between_columns_divides() -> None:
    assert texts(letters("fish") + letters("market", left=30)) == ["fish", "market"]


def test_letters_set_apart_are_one_word() -> None:
    assert texts(letters("HARBOUR", apart=3) + letters("BOARD", left=7 * 8 + 4, apart=3)) == ["HARBOUR BOARD"]


def test_a_space_that_the_next_letter_is_moved_back_over_is_none() -> None:
    assert texts([word("fish"), word("market", left=20, at=1, spaced=True)]) == ["fishmarket"]


@pytest.mark.parametrize("shift", [0.3, 0.8, 1.2])
@pytest.mark.parametrize("drop", [0.0, 0.4])
def test_what_is_printed_twice_nearly_at_one_place_counts_once(shift: float, drop: float) -> None:
    found = segments(letters("all of it") + letters("all of it", left=shift, base=drop, first=100))
    assert [(one.text, one.bold, one.twice) for one in found] == [("all of it", True, True)]


def test_what_is_printed_again_in_other_pieces_counts_once() -> None:
    again = [word("feat", left=0.5, at=1), word("her", left=20.5, at=2)]
    found = segments([word("feather"), *again])
    assert [(one.text, one.twice) for one in found] == [("feather", True)]
    assert texts([*again, word("feather", left=0.8, at=3)]) == ["feather"]


def test_letters_that_stand_side_by_side_are_not_printed_twice() -> None:
    assert texts(letters("vall llull")) == ["vall llull"]


def test_ligatures_and_accents_become_the_letters_that_they_show() -> None:
    assert texts(letters("\ufb01sh")) == ["fish"]
    accent = Word("\u00b4", 5, 10, 0, STYLE, 1)
    assert texts([*letters("m"), accent, Word("a", 5.2, 10, 0, STYLE, 2), *letters("s", left=10, first=3)]) == ["más"]
    assert texts(letters("ma\u0301s")) == ["más"]


def test_lines_come_from_top_to_bottom_whatever_the_order_in_the_file() -> None:
    assert texts(letters("third", base=24) + letters("first") + letters("second", base=12)) == [
        "first",
        "second",
        "third",
    ]


def test_signs_that_are_not_seen_are_left_out() -> None:
    assert texts(letters("ha\u200br\x03bour\ufeff")) == ["harbour"]
