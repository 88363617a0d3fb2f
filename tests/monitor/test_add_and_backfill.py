from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.edit import add_source, with_source
from crawler.crawls.backfill import is_before, resumed
from crawler.crawls.survey import articles_a_week
from model.article import DateSource, Entry, PublicationDate
from model.errors import ConfigError
from model.source import Way, WayKind
from monitor.commands.add import name_for
from storage.ways import ArchiveWalk
from tests.monitor.conftest import Call
from tests.monitor.program import finished
from tests.monitor.publishers import publishing

WAY = Way(kind=WayKind.PAGE, url="https://a.example/peru/")


def dated(*days: str) -> list[PublicationDate]:
    return [PublicationDate(day, DateSource.FEED) for day in days]


def test_a_section_is_shown_and_added_and_its_archive_can_be_fetched(peruwatch: Call, tmp_path: Path) -> None:
    with publishing(tmp_path) as (sites, _):
        name, url = next(iter(sites.urls.items()))
        path = tmp_path / "config" / "sources.toml"
        kept = path.read_text(encoding="utf-8")
        path.write_text("# mine\n" + kept.replace(url, "http://127.0.0.1:9/peru"), encoding="utf-8")
        looked = finished("add", url, "--name", "again", "--dry-run", cwd=tmp_path)
        added = finished("add", url, "--name", "again", cwd=tmp_path)
        early = finished("backfill", "again", cwd=tmp_path)
        crawled = finished("crawl", "again", "--json", cwd=tmp_path)
        filled = finished("backfill", "again", "--since", "2020-01-01", cwd=tmp_path)
    expected = sum(article.source == name for article in sites.articles())
    assert (looked.status, added.status) == (0, 0)
    assert f"{expected} articles listed" in looked.out
    assert "added again to " in added.out
    assert "added" not in looked.out
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    assert f'[sources.again]\nurl = "{url}"' in text
    assert (early.status, "has not been looked at yet" in early.err) == (1, True)
    assert json.loads(crawled.out)["runs"][0]["articles"] == expected
    assert (filled.status, filled.out) == (0, "again: 0 new articles, 0 new revisions\n")


def test_what_can_not_be_read_is_not_added(tmp_path: Path) -> None:
    with publishing(tmp_path) as (sites, _):
        before = (tmp_path / "config" / "sources.toml").read_text(encoding="utf-8")
        url = next(iter(sites.urls.values()))
        missing = finished("add", url.rsplit("/", 1)[0] + "/no-such-section/", "--name", "other", cwd=tmp_path)
    assert missing.status == 1
    assert "answers 404" in missing.out
    assert (tmp_path / "config" / "sources.toml").read_text(encoding="utf-8") == before


def test_what_is_no_address_is_wrong_use(peruwatch: Call, tmp_path: Path) -> None:
    with publishing(tmp_path):
        result = peruwatch("add", "ftp://a.example/peru")
    assert result.status == 2
    assert "is no address of a web page" in result.err


def test_comments_and_layout_survive_an_edit() -> None:
    text = '# mine\n[sources.a]\nurl = "https://a.example/"  # here\n'
    assert with_source(text, "b", "https://b.example/", title="B").startswith(text)
    assert with_source("", "b", "https://b.example/") == '[sources.b]\nurl = "https://b.example/"\n'


def test_a_name_is_given_once(tmp_path: Path) -> None:
    add_source(tmp_path, "a", "https://a.example/peru/")
    before = (tmp_path / "sources.toml").read_text(encoding="utf-8")
    with pytest.raises(ConfigError, match=r"sources\.a: is there already"):
        add_source(tmp_path, "a", "https://b.example/")
    with pytest.raises(ConfigError, match="the same section"):
        add_source(tmp_path, "b", "https://a.example/peru/")
    (tmp_path / "sources.toml").write_text("[sources", encoding="utf-8")
    with pytest.raises(ConfigError, match="can't be edited"):
        add_source(tmp_path, "c", "https://c.example/")
    (tmp_path / "sources.toml").write_text(before, encoding="utf-8")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.marxist.com/peru.htm", "marxist-com"),
        ("http://127.0.0.1:80/", "127-0-0-1"),
        ("https://ñ.pe/", "pe"),
    ],
)
def test_a_source_is_named_after_its_host(url: str, name: str) -> None:
    assert name_for(url) == name


def test_a_rhythm_is_told_only_from_enough_dates() -> None:
    assert articles_a_week(dated("2026-03-01", "2026-03-02", "2026-03-03")) is None
    assert articles_a_week(dated(*["2026-03-01"] * 9)) is None
    assert articles_a_week(dated("2026-03-01", "2026-03-08", "2026-03-15", "2026-03-22")) == 1


def test_a_walk_is_taken_up_only_where_it_went_as_far_back() -> None:
    half = ArchiveWalk(source="a", since=None, way=WAY.url, url="https://a.example/peru/?page=7", parts=7)
    done = ArchiveWalk(source="a", since=None, way=WAY.url, url="x", parts=9, finished=datetime(2026, 3, 1, tzinfo=UTC))
    anew = ArchiveWalk(source="a", since=None, way=WAY.url, url=WAY.url, parts=0)
    assert resumed(half, source="a", way=WAY, since=None) == half
    assert resumed(done, source="a", way=WAY, since=None) == anew
    assert resumed(None, source="a", way=WAY, since=None) == anew
    assert resumed(half, source="a", way=WAY, since=date(2020, 1, 1)).parts == 0


def test_a_walk_is_not_taken_up_by_another_way() -> None:
    other = Way(kind=WayKind.FEED, url="https://a.example/peru/feed/")
    for way in (WAY.url, None):
        half = ArchiveWalk(source="a", since=None, way=way, url="https://a.example/peru/?page=7", parts=7)
        assert resumed(half, source="a", way=other, since=None).url == other.url


def test_a_part_ends_a_walk_when_all_its_dates_are_too_old() -> None:
    old, new, undated = (
        Entry(url="https://a.example/1", published=date_) for date_ in (*dated("2019-05-01", "2021-05-01"), None)
    )
    wanted = date(2020, 1, 1)
    assert is_before([old, undated], wanted)
    assert not is_before([old, new], wanted)
    assert not is_before([undated], wanted)
    assert not is_before([old], None)
