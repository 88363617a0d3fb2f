from __future__ import annotations

import pytest

from crawler.extract.pdf.glyphs import Glyph, Style
from crawler.extract.pdf.segments import segments

STYLE = Style(10, bold=False)


def letters(text: str, *, left: float = 0, base: float = 0, first: int = 0, apart: float = 0) -> list[Glyph]:
    """Characters that are five points wide, with so much between them."""
    step = 5 + apart
    return [
        Glyph(letter, left + step * at, left + step * at + 5, base, STYLE, first + at) for at, letter in enumerate(text)
    ]


def texts(glyphs: list[Glyph]) -> list[str]:
    return [segment.text for segment in segments(glyphs)]


def test_a_gap_between_letters_is_a_space_even_if_none_is_printed() -> None:
    assert texts(letters("fish") + letters("market", left=23)) == ["fish market"]


def test_a_space_without_width_comes_before_the_letter_at_its_place() -> None:
    space = Glyph(" ", 23.03, 23.03, 0, STYLE, 4)
    assert texts([*letters("fish"), space, *letters("market", left=23, first=5)]) == ["fish market"]


def test_a_gap_as_wide_as_between_columns_divides() -> None:
    assert texts(letters("fish") + letters("market", left=30)) == ["fish", "market"]


def test_letters_set_apart_are_one_word() -> None:
    assert texts(letters("HARBOUR", apart=3) + letters("BOARD", left=7 * 8 + 4, apart=3)) == ["HARBOUR BOARD"]


def test_a_space_that_the_next_letter_is_moved_back_over_is_none() -> None:
    assert texts([*letters("fish "), *letters("market", left=20, first=5)]) == ["fishmarket"]


@pytest.mark.parametrize("shift", [0.3, 0.8, 1.2])
@pytest.mark.parametrize("drop", [0.0, 0.4])
def test_what_is_printed_twice_nearly_at_one_place_counts_once(shift: float, drop: float) -> None:
    found = segments(letters("all of it") + letters("all of it", left=shift, base=drop, first=100))
    assert [(one.text, one.bold, one.twice) for one in found] == [("all of it", True, True)]


def test_letters_of_one_ligature_share_a_place_and_all_count() -> None:
    ligature = [Glyph(letter, 5, 10, 0, STYLE, 1 + at) for at, letter in enumerate("ffi")]
    word = [*letters("o"), *ligature, *letters("ce", left=10, first=4)]
    assert texts(word) == ["office"]
    again = [glyph._replace(left=glyph.left + 0.4, right=glyph.right + 0.4, at=glyph.at + 50) for glyph in word]
    assert texts(word + again) == ["office"]


def test_ligatures_and_accents_become_the_letters_that_they_show() -> None:
    assert texts(letters("\ufb01sh")) == ["fish"]
    accent = Glyph("\u00b4", 5, 10, 0, STYLE, 1)
    assert texts([*letters("m"), accent, Glyph("a", 5.2, 10, 0, STYLE, 2), *letters("s", left=10, first=3)]) == ["más"]
    assert texts(letters("ma\u0301s")) == ["más"]


def test_lines_come_from_top_to_bottom_whatever_the_order_in_the_file() -> None:
    assert texts(letters("third", base=24) + letters("first") + letters("second", base=12)) == [
        "first",
        "second",
        "third",
    ]


def test_signs_that_are_not_seen_are_left_out() -> None:
    assert texts(letters("ha\u200br\x03bour\ufeff")) == ["harbour"]
