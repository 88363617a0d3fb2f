from __future__ import annotations

import pytest

from crawler.extract.pdf.segments import Segment
from crawler.extract.pdf.sides import is_river, is_wide


def rows(*edges: tuple[float, float], count: int = 4) -> list[Segment]:
    """Lines of words that stand at these edges."""
    return [
        Segment(text="geese", left=left, right=right, base=12.0 * row, size=10, bold=False)
        for row in range(count)
        for left, right in edges
    ]


@pytest.mark.parametrize(
    ("before", "after", "river"),
    [
        ([(0, 30), (40, 70)], [(80, 110), (120, 150)], True),
        ([(0, 30), (40, 70)], [(90, 120), (130, 160)], False),
        ([(0, 70)], [(80, 150)], False),
    ],
)
def test_spaces_of_stretched_lines_below_one_another_are_no_gutter(
    before: list[tuple[float, float]],
    after: list[tuple[float, float]],
    river: bool,  # noqa: FBT001 - a table's column
) -> None:
    assert is_river(rows(*before), rows(*after)) is river


def test_a_column_is_as_wide_as_its_lines_and_not_as_their_words() -> None:
    assert is_wide(rows((0, 30), (40, 70)), 10)
    assert not is_wide(rows((0, 30)), 10)
