from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alerts.quoting.excerpts import excerpts, marked

LONG = "word " * 100 + "strike " + "word " * 100


def shown(text: str, places: list[tuple[int, int]], most: int = 3) -> list[str]:
    return [
        "".join(f"[{part.text}]" if part.found else part.text for part in parts)
        for parts in excerpts(text, places, most)
    ]


def test_a_short_text_is_shown_whole_on_one_line() -> None:
    assert shown("A strike\nin Puno", [(2, 8)]) == ["A [strike] in Puno"]


def test_of_a_long_text_the_words_around_are_shown() -> None:
    (excerpt,) = shown(LONG, [(500, 506)])
    assert excerpt.startswith("… word ")
    assert " word [strike] word " in excerpt
    assert excerpt.endswith("word …")
    assert len(excerpt) < 140


def test_places_far_apart_are_shown_apart_and_not_too_many() -> None:
    text = LONG * 5
    places = [(500 + len(LONG) * number, 506 + len(LONG) * number) for number in range(5)]
    assert len(shown(text, places)) == 3
    assert all("[strike]" in excerpt for excerpt in shown(text, places))


def test_places_that_overlap_are_marked_as_one() -> None:
    assert shown("paro nacional", [(0, 13), (0, 4), (5, 13)]) == ["[paro nacional]"]


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 300), st.integers(1, 9)), max_size=6))
def test_marking_loses_no_letter(text: str, places: list[tuple[int, int]]) -> None:
    inside = [(start, start + length) for start, length in places if start + length <= len(text)]
    assert "".join(part.text for part in marked(text, inside)) == text
    for parts in excerpts(text, inside, 9):
        found = "".join(part.text for part in parts if part.found)
        assert found
