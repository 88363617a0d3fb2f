from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alerts.fuzzy import is_like, pieces

FEW_LETTERS = st.text("abc", min_size=1, max_size=9)


@given(FEW_LETTERS, FEW_LETTERS, st.sampled_from([1, 2]))
def test_every_word_that_is_like_a_wanted_one_has_a_piece_of_it(wanted: str, word: str, distance: int) -> None:
    if is_like(word, wanted, distance):
        cut = pieces(wanted, distance)
        assert (
            word.startswith(cut.beginnings)
            or word.endswith(cut.endings)
            or any(letters in word[first:last] for letters, first, last in cut.insides)
        )
