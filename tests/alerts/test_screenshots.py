from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from tests.alerts.screenshots import CHROMIUM, WIDTHS, screenshots

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


def shares(seen: Image.Image, wanted: Callable[[tuple[int, ...]], bool]) -> float:
    """Which part of the pixels are as wanted."""
    counted = seen.getcolors(seen.width * seen.height) or []
    matching = sum(count for count, pixel in counted if isinstance(pixel, tuple) and wanted(pixel))
    return matching / (seen.width * seen.height)


@pytest.mark.parametrize(("scheme", "background"), [("light", (255, 255, 255)), ("dark", (22, 22, 22))])
def test_a_digest_is_readable_on_phone_and_desk_by_day_and_by_night(
    scheme: str, background: tuple[int, int, int]
) -> None:
    taken = screenshots(scheme)
    assert set(taken) == set(WIDTHS)
    for width, seen in taken.items():
        assert shares(seen, lambda pixel: pixel == background) > 0.7
        assert shares(seen, lambda pixel: pixel == (0x3B, 0x7D, 0xC4)) > 0.002, "the bars of the week"
        right = seen.crop((width - 10, 0, width, seen.height)).getcolors()
        assert right == [(10 * seen.height, background)], "nothing sticks out"
    assert taken[WIDTHS[0]].height > taken[WIDTHS[1]].height
