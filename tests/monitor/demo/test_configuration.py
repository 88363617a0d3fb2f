"""The demo's configuration is one that peruwatch takes."""

from __future__ import annotations

import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from alerts.matching.match import Matcher
from config.load import Config, load
from monitor.demo.samples import Sample, publisher
from monitor.demo.sites import write_demo_config

URLS = {
    "andean-observer": "http://127.0.0.1:4001/peru.htm",
    "cronica-del-sur": "http://127.0.0.1:4002/tag/peru/",
    "highland-bulletin": "http://127.0.0.1:4003/peru/index.html",
}
EVERYTHING = [sample for name in URLS for sample in publisher(name).samples]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    write_demo_config(tmp_path / "config", URLS, port=4321)
    return load(tmp_path / "config", tmp_path / "data", {})


def matches(config: Config, sample: Sample) -> set[str]:
    found = Matcher(config.watches).match(sample.title, "\n\n".join(sample.paragraphs))
    return {match.watch for match in found}


def test_it_names_the_running_publishers_and_looks_at_them_often(config: Config) -> None:
    assert {source.name: source.url for source in config.sources} == URLS
    assert {source.title for source in config.sources} == {publisher(name).title for name in URLS}
    assert {source.interval for source in config.sources} == {timedelta(seconds=2)}
    assert len({source.network for source in config.sources}) == 3


def test_the_interval_is_the_callers(tmp_path: Path) -> None:
    write_demo_config(tmp_path, URLS, port=4321, interval="1m")
    assert {source.interval for source in load(tmp_path, tmp_path, {}).sources} == {timedelta(minutes=1)}


def test_it_may_crawl_this_machine_at_once_serves_where_asked_and_mails_to_files(config: Config) -> None:
    settings = config.settings
    assert settings.web.port == 4321
    assert settings.mail.host == ""
    assert [ip_network(str(network)) for network in settings.crawl.allow_networks] == [ip_network("127.0.0.0/8")]
    assert settings.crawl.delay == timedelta(0)


def test_its_digest_is_due_every_minute_and_tells_of_every_watch(config: Config) -> None:
    (digest,) = config.digests
    assert (digest.name, digest.to, digest.cron) == ("demo", ("demo@example.org",), "* * * * *")
    assert all(digest.includes(watch.name) for watch in config.watches)


def test_one_watch_tells_at_once_and_one_excludes_football(config: Config) -> None:
    assert len(config.watches) == 5
    assert [watch.name for watch in config.watches if watch.alert] == ["emergency"]
    assert [watch.name for watch in config.watches if "football" in watch.exclude] == ["strikes"]


def test_every_watch_meets_articles_in_both_languages_before_and_after_the_start(config: Config) -> None:
    for watch in config.watches:
        met = [sample for sample in EVERYTHING if watch.name in matches(config, sample)]
        assert 4 <= len(met) <= 20, watch.name
        assert {sample.order is None for sample in met} == {True, False}, watch.name
        assert any(sample in publisher("cronica-del-sur").samples for sample in met), watch.name
        assert any(sample in publisher("andean-observer").samples for sample in met), watch.name


def test_some_articles_meet_no_watch(config: Config) -> None:
    assert 8 <= sum(not matches(config, sample) for sample in EVERYTHING) <= 20


@pytest.mark.parametrize("told", ["strike", "huelga"])
def test_a_footballers_strike_is_left_out(config: Config, told: str) -> None:
    football = [s for s in EVERYTHING if re.search(rf"(?i)\bfootballers.* {told}|^futbolistas.* {told}", s.title)]
    assert len(football) == 1
    assert "strikes" not in matches(config, football[0])


def test_a_publisher_without_an_address_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="highland_bulletin"):
        write_demo_config(tmp_path, {name: URLS[name] for name in list(URLS)[:2]}, port=1)
