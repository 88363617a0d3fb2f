"""`peruwatch password`."""

from __future__ import annotations

import io
import sys

import pytest

from monitor.web.access import is_password
from tests.monitor.conftest import Call


def test_a_password_is_read_and_its_hash_is_printed(peruwatch: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse battery staple\n"))
    done = peruwatch("password")
    assert (done.status, done.err) == (0, "")
    assert "correct" not in done.out
    assert is_password("correct horse battery staple", done.out.strip())


def test_a_short_password_is_refused(peruwatch: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("hunter2\n"))
    done = peruwatch("password")
    assert (done.status, done.out) == (1, "")
    assert done.err == "peruwatch: a password has at least 10 characters; this one has 7\n"
