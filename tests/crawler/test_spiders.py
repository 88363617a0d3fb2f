"""Sources as spiders: Scrapy's own command line on the user's configuration."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.spiders.loader import SourceSpiderLoader, spider_class
from storage import articles
from storage.database import Database
from tests import PATIENCE
from tests.config.folders import SMALLEST, write_folder
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher

ROOT = Path(__file__).parents[2]


def scrapy(folder: Path, *arguments: str, environ: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run Scrapy's command line as a user of this project does."""
    places = {"PERUWATCH_CONFIG": str(folder / "config"), "PERUWATCH_DATA": str(folder / "var")}
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT,
        env={**os.environ, **places, **(environ or {})},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_scrapy_lists_the_sources(tmp_path: Path) -> None:
    sources = SMALLEST["sources.toml"] + '[sources.andes]\nurl = "https://andes.example/"\n'
    write_folder(tmp_path / "config", {"sources.toml": sources})
    done = scrapy(tmp_path, "list")
    assert (done.returncode, done.stdout, done.stderr) == (0, "andes\ngazette\n", "")


def test_scrapy_crawls_a_source_as_peruwatch_does(newsroom: Newsroom, publisher: Publisher, tmp_path: Path) -> None:
    publisher.publish(7)
    newsroom.crawl()
    expected = [(article.url, article.guid, article.content) for article in newsroom.articles]
    other = tmp_path / "other"
    done = scrapy(tmp_path, "crawl", "gazette", environ={"PERUWATCH_DATA": str(other)})
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "listening" not in done.stderr  # nobody is to steer us over a port
    database = Database.open(f"sqlite:///{other}/peruwatch.db")
    with database.reading() as session:
        found = [(article.url, article.guid, article.content) for article in articles.every(session)]
    database.close()
    assert sorted(found, key=str) == sorted(expected, key=str)
    agents = {str(asked.headers["User-Agent"]) for asked in publisher.site.log}
    assert len(agents) == 1


def test_scrapy_ends_with_2_and_clear_lines_on_a_broken_configuration(tmp_path: Path) -> None:
    broken = '[sources.gazette]\nurl = "gazette"\nintervall = "5m"\n'
    write_folder(tmp_path / "config", {"sources.toml": broken})
    done = scrapy(tmp_path, "list")
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("sources.toml:") for line in lines)
    assert "intervall" in done.stderr


def test_a_database_that_can_not_be_opened_is_told_in_a_line(tmp_path: Path) -> None:
    write_folder(tmp_path / "config", {})
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "peruwatch.db").write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    done = scrapy(tmp_path, "crawl", "gazette")
    assert done.returncode == 1
    assert "is not a database: move the file away, or name another one in storage.url" in done.stderr
    assert "Traceback" not in done.stderr


def test_each_source_is_a_spider_of_its_name(room: Newsroom) -> None:
    room.configure({"south-gazette": "https://gazette.example/peru/", "andes": "https://andes.example/"})
    loader = SourceSpiderLoader(room.config)
    assert loader.list() == ["south-gazette", "andes"]
    spider = loader.load("south-gazette")
    assert (spider.name, spider.__name__) == ("south-gazette", "SouthGazetteSpider")
    with pytest.raises(KeyError):
        loader.load("gazette")
    assert spider_class(room.source("andes"), room.config).source.url == "https://andes.example/"


def test_sources_are_found_by_their_hosts(room: Newsroom) -> None:
    sources = {"gazette": "https://gazette.example/peru/", "andes": "https://andes.example/"}
    room.configure(sources)
    loader = SourceSpiderLoader(room.config)
    assert loader.find_by_request(Request("https://www.gazette.example/x")) == ["gazette"]
    assert loader.find_by_request(Request("https://elsewhere.example/x")) == []


def test_the_loader_reads_the_configuration_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_folder(tmp_path / "config", {})
    monkeypatch.setenv("PERUWATCH_CONFIG", str(tmp_path / "config"))
    assert SourceSpiderLoader.from_settings(Settings()).list() == ["gazette"]
    (tmp_path / "config" / "sources.toml").write_text("[sources")
    with pytest.raises(SystemExit) as end:
        SourceSpiderLoader.from_settings(Settings())
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("sources.toml")


def test_settings_become_scrapys(room: Newsroom) -> None:
    room.configure({"gazette": "https://gazette.example" + SECTION}, settings='timeout = "7s"\nmax_file_bytes = 9')
    given = spider_class(room.source(), room.config).custom_settings
    assert given is not None
    assert (given["DOWNLOAD_TIMEOUT"], given["CONCURRENT_REQUESTS"]) == (7.0, 1)
    assert given["DOWNLOAD_MAXSIZE"] == 10_000_000
