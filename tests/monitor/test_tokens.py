"""`peruwatch tokens`."""

from __future__ import annotations

import json

import pytest

from model.token import TokenScope
from monitor.web.tokens import Tokens
from storage.database import Database
from tests.monitor.conftest import Call


def test_a_token_is_shown_once_listed_by_its_name_and_ended(peruwatch: Call, store: Database) -> None:
    made = peruwatch("tokens", "add", "anas-phone")
    assert made.status == 0
    token = made.out.splitlines()[0]
    assert f"/feeds/all.rss?token={token}" in made.out + made.err
    assert Tokens(store).scope_of(token) is TokenScope.FEEDS
    assert peruwatch("tokens", "add", "script", "--scope", "api").status == 0
    listed = json.loads(peruwatch("tokens", "list", "--json").out)
    assert [(one["name"], one["scope"]) for one in listed] == [("anas-phone", "feeds"), ("script", "api")]
    shown = peruwatch("tokens", "list").out
    assert "anas-phone" in shown
    assert token not in shown
    assert peruwatch("tokens", "revoke", "anas-phone").status == 0
    assert Tokens(store).scope_of(token) is None


@pytest.mark.usefixtures("store")
def test_addresses_that_lead_nowhere_are_told_as_such(peruwatch: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERUWATCH_WEB__HOST", "0.0.0.0")
    monkeypatch.setenv("PERUWATCH_WEB__PUBLIC", "true")
    made = peruwatch("tokens", "add", "ana")
    assert "nobody gets there as 0.0.0.0: set public_url" in made.out + made.err
    monkeypatch.setenv("PERUWATCH_WEB__PUBLIC_URL", "https://watch.example")
    made = peruwatch("tokens", "add", "bob")
    assert "nobody gets there" not in made.out + made.err
    assert "https://watch.example/feeds/all.rss" in made.out + made.err


@pytest.mark.usefixtures("store")
def test_a_name_has_one_token(peruwatch: Call) -> None:
    assert peruwatch("tokens", "add", "ana").status == 0
    again = peruwatch("tokens", "add", "ana")
    assert (again.status, "`peruwatch tokens revoke ana`" in again.err + again.out) == (1, True)
    assert peruwatch("tokens", "revoke", "nobody").status == 1
