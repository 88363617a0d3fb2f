"""Under which names the page answers."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from config.load import Config
from monitor.web.hosts import is_ours
from tests.monitor.web.server import Client


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8765", "[::1]:8765", "192.168.7.7", "localhost", "LocalHost:80", "a.localhost", socket.gethostname()],
)
def test_addresses_and_names_of_this_machine_are_ours(config: Config, host: str) -> None:
    assert is_ours(host, config)


def test_the_public_name_is_ours(config: Config) -> None:
    web = config.settings.web.model_copy(update={"public_url": "https://watch.example.org/peru/"})
    named = replace(config, settings=config.settings.model_copy(update={"web": web}))
    assert is_ours("watch.example.org", named)
    assert is_ours("Watch.Example.org.:443", named)
    assert not is_ours("watch.example.org", config)


@pytest.mark.parametrize(
    "host", ["", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "[::1", "a b"]
)
def test_no_other_name_is(config: Config, host: str) -> None:
    assert not is_ours(host, config)


def test_what_asks_under_another_name_is_told_how_to_have_it(web: Client) -> None:
    answer = web.get("/", Host="evil.example")
    assert (answer.status, b"set public_url under [web]" in answer.body) == (421, True)
    assert web.get("/").status == 200
