from __future__ import annotations

import pytest

from crawler.extract.language import language_of
from tests.crawler.extract.pages import ENGLISH, PORTUGUESE, SPANISH


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH[0], "en"),
        (SPANISH[0], "es"),
        (PORTUGUESE[0], "pt"),
        (SPANISH[0].upper(), "es"),
        ("Huelga en Puno", None),
        ("12 34 56 78 90 12 34 56 78 90", None),
        ("", None),
    ],
)
def test_the_language_is_told_from_enough_words(text: str, language: str | None) -> None:
    assert language_of(text) == language
