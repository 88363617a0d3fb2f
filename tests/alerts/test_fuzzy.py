from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from alerts.matching.fuzzy import is_like, pieces

LETTERS = "abc"
EDIT = st.tuples(
    st.sampled_from(["put in", "take out", "change", "swap"]), st.integers(0, 20), st.sampled_from(LETTERS)
)


@given(st.text(LETTERS, min_size=1, max_size=9), st.sampled_from([1, 2]), st.data())
def test_every_word_that_is_like_a_wanted_one_has_a_piece_of_it(
    wanted: str, distance: int, data: st.DataObject
) -> None:
    word = wanted
    for edit in data.draw(st.lists(EDIT, max_size=distance)):
        word = edited(word, *edit)
    assume(is_like(word, wanted, distance))  # two edits in one place may count as three
    cut = pieces(wanted, distance)
    assert (
        word.startswith(cut.beginnings)
        or word.endswith(cut.endings)
        or any(letters in word[first:last] for letters, first, last in cut.insides)
    )


@given(st.text(LETTERS, min_size=3, max_size=9), st.sampled_from([1, 2]))
def test_a_word_with_more_foreign_letters_than_may_differ_is_not_like_it(wanted: str, distance: int) -> None:
    assert not is_like("x" * (distance + 1) + wanted, wanted, distance)


def edited(word: str, kind: str, place: int, letter: str) -> str:
    """A word after one edit at about that place."""
    at = place % (len(word) + 1)
    before, after = word[:at], word[at:]
    if kind == "put in":
        return before + letter + after
    if kind == "take out":
        return before + after[1:]
    if kind == "change":
        return before + letter + after[1:] if after else word
    return before + after[1:2] + after[:1] + after[2:]
