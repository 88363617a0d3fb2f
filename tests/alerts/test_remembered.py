"""What is derived from words and remembered while it recurs."""

from __future__ import annotations

from alerts.matching.remembered import Remembered


def test_a_word_that_recurs_is_derived_once_however_many_others_come() -> None:
    derived: list[str] = []

    def length(word: str) -> int:
        derived.append(word)
        return len(word)

    remembered = Remembered(length, most=20)
    for number in range(1_000):
        assert remembered["often"] == 5
        assert remembered[f"once-{number}"] == len(f"once-{number}")
    assert derived.count("often") == 1


def test_no_more_is_remembered_than_wanted() -> None:
    derived: list[str] = []
    remembered = Remembered(derived.append, most=20)
    for number in range(100):
        remembered[str(number)]
    assert len(remembered) <= 10
    remembered["0"]
    assert derived.count("0") == 2


def test_a_long_piece_is_derived_and_not_remembered() -> None:
    remembered = Remembered(len, most=20)
    assert remembered["a" * 1_000] == 1_000
    assert not remembered
