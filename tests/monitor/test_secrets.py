"""What gives access to something stands in no message."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from model.errors import StorageError
from model.secrets import without_secrets
from monitor.terminal import LogLines
from storage.database import Database


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://a.example/feed?token=s3cr3t&page=2", "https://a.example/feed?token=***&page=2"),
        ("GET https://a.example/?api_key=s3cr3t: 200", "GET https://a.example/?api_key=***"),
        ("https://u:s3cr3t@a.example/peru/", "https://***@a.example/peru/"),
        ("https://a.example/?id=7&keyword=peru", "https://a.example/?id=7&keyword=peru"),
    ],
)
def test_a_token_in_an_address_is_left_out_of_the_log(text: str, shown: str) -> None:
    assert without_secrets(text).startswith(shown)
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (text,), None)
    assert "s3cr3t" not in LogLines("%(message)s").format(record)


def test_a_password_in_the_query_of_the_database_s_address_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as told:
        Database.open("postgresql+psycopg://u@127.0.0.1:1/x?password=s3cr3t&connect_timeout=1")
    assert "s3cr3t" not in str(told.value)
