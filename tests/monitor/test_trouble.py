"""How often a trouble of the store is told."""

from __future__ import annotations

import logging

import pytest

from model.errors import StorageError
from monitor.trouble import StoreTrouble

LOCKED, FULL = StorageError("locked"), StorageError("the disk is full")


def test_once_while_it_lasts_once_more_when_it_comes_again_and_others_beside_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    trouble = StoreTrouble(logging.getLogger("monitor"))
    for second in range(0, 7200, 300):
        trouble.tell(LOCKED, second)
    trouble.tell(FULL, 7200)
    assert caplog.messages == ["locked", "the disk is full"]
    trouble.tell(LOCKED, 9000)
    assert caplog.messages == ["locked", "the disk is full", "locked"]
