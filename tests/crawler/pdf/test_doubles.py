from __future__ import annotations

import pytest

from crawler.extract.pdf.doubles import without_doubles
from crawler.extract.pdf.hyphens import vocabulary

KNOWN = vocabulary(["the ferry and its engine", "the harbour board"])


@pytest.mark.parametrize(
    ("text", "bold", "once"),
    [
        ("the ferryferry stops", False, "the ferry stops"),
        ("HarbourHarbour-Board", False, "Harbour-Board"),
        ("a bowl of couscous", False, "a bowl of couscous"),
        ("the engine engine stops", True, "the engine stops"),
        ("it was long, long ago", True, "it was long, long ago"),
        ("they really really sang", False, "they really really sang"),
        ("that was what they had had", True, "that was what they had had"),
    ],
)
def test_doubles_of_bold_print_count_once_and_others_stay(text: str, bold: bool, once: str) -> None:  # noqa: FBT001 - a table's column
    assert without_doubles(text, KNOWN, bold=bold) == once
