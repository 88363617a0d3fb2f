from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import feedparser
import pytest
from lxml import etree

from config.load import Config
from monitor.live import Live
from monitor.published import LENGTH
from monitor.steps import match
from monitor.web.app import create_app
from monitor.web.feeds import knows
from storage.database import Database
from tests.monitor.demo.client import Answer
from tests.monitor.samples import publish
from tests.monitor.web.server import Client, serving

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def filled(sqlite: Database, config: Config, now: datetime) -> Database:
    publish(sqlite, now, "Flood in Piura")
    publish(sqlite, now + timedelta(minutes=1), "Strike in Tumbes", source="resting")
    publish(sqlite, now + timedelta(minutes=2), "Nothing new")
    match(sqlite, config, now)
    return sqlite


def titles(answer: Answer) -> list[str]:
    assert answer.status == 200
    if answer.headers["content-type"].startswith("application/feed+json"):
        return [item["title"] for item in json.loads(answer.body)["items"]]
    parsed = feedparser.parse(answer.body)
    assert not parsed.bozo
    return [entry.title for entry in parsed.entries]


FEEDS = {
    "all": ["Nothing new", "Strike in Tumbes", "Flood in Piura"],
    "watches/floods": ["Flood in Piura"],
    "watches/strikes": ["Strike in Tumbes"],
    "sources/gazette": ["Nothing new", "Flood in Piura"],
    "sources/resting": ["Strike in Tumbes"],
}
"""Titles of the articles in each, newest first."""


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_there_is_a_feed_of_everything_of_each_watch_and_of_each_source(web: Client, extension: str) -> None:
    answers = {path: web.get(f"/feeds/{path}.{extension}") for path in FEEDS}
    assert {path: titles(answer) for path, answer in answers.items()} == FEEDS
    kind = "feed+json" if extension == "json" else f"{extension}+xml"
    assert {answer.headers["content-type"] for answer in answers.values()} == {f"application/{kind}; charset=utf-8"}


@pytest.mark.parametrize(
    "path",
    [
        "/nosuch", "/feeds/", "/feeds/all", "/feeds/all.xml", "/feeds/all.", "/feeds/.rss", "/feeds/watches/other.rss",
        "/feeds/sources/floods.rss", "/feeds/watches/floods.rss.rss", "/feeds/../all.rss", "/feeds/all.rss/",
        "/feeds/watches/%66loods", "/feeds/all.%00rss",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(web: Client, path: str) -> None:
    assert web.get(path).status == 404


def test_feeds_name_themselves_by_the_public_address(web: Client) -> None:
    rss = etree.fromstring(web.get("/feeds/all.rss").body)
    (own,) = [link for link in rss.iter(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href") == "https://watch.example/peru/feeds/all.rss"
    assert json.loads(web.get("/feeds/all.json").body)["feed_url"] == "https://watch.example/peru/feeds/all.json"
    atom = etree.fromstring(web.get("/feeds/watches/floods.atom").body)
    assert atom.findtext(f"{ATOM}id") == "https://watch.example/peru/feeds/watches/floods.atom"


@pytest.mark.parametrize("path", ["/feeds/all.rss", "/feeds/all.atom", "/feeds/all.json", "/feeds.opml"])
def test_who_has_a_document_is_not_sent_it_again(web: Client, path: str) -> None:
    first = web.get(path)
    etag = first.headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', f'W/"other",W/{etag}', "*"):
        again = web.get(path, If_None_Match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    for other in ('"other"', etag.strip('"'), ""):
        again = web.get(path, If_None_Match=other)
        assert (again.status, again.body) == (200, first.body)


@pytest.mark.parametrize(
    ("header", "known"), [("", False), (",", False), ('"a"', True), ('"b" , "a"', True), ('"ab"', False), ("*", True)]
)
def test_a_reader_s_tags_are_compared_whole(header: str, *, known: bool) -> None:
    assert knows(header, '"a"') is known


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_a_new_article_makes_another_document_and_others_stay(
    web: Client, filled: Database, config: Config, now: datetime, extension: str
) -> None:
    def etag(path: str) -> str:
        return web.get(f"/feeds/{path}.{extension}").headers["etag"]

    before = {path: etag(path) for path in ("all", "watches/floods", "watches/strikes")}
    publish(filled, now + timedelta(hours=1), "Flood in Tacna")
    match(filled, config, now)
    changed = {path for path, tag in before.items() if etag(path) != tag}
    assert changed == {"all", "watches/floods"}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("path", ["/", "/feeds", "/feeds/all.rss", "/feeds/all.json", "/feeds.opml", "/healthz"])
def test_who_asks_for_the_head_alone_gets_no_more(web: Client, path: str) -> None:
    whole, head = web.get(path), web.head(path)
    assert (head.status, head.body) == (200, b"")
    for name in ("content-length", "content-type", "etag"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_a_feed_has_a_length_that_readers_can_bear(web: Client, sqlite: Database, now: datetime) -> None:
    for number in range(LENGTH + 1):
        publish(sqlite, now + timedelta(minutes=number), f"Title {number}")
    assert len(titles(web.get("/feeds/all.json"))) == LENGTH


def test_all_feeds_can_be_imported_at_once(web: Client) -> None:
    answer = web.get("/feeds.opml")
    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
    root = etree.fromstring(answer.body)
    addresses = [str(outline.get("xmlUrl")) for outline in root.iter("outline")]
    assert len(addresses) == 6
    for address in addresses:
        assert web.get(address.removeprefix("https://watch.example/peru")).status == 200


def test_feeds_are_only_read(web: Client) -> None:
    from tests.monitor.demo.client import ask  # noqa: PLC0415

    assert ask(f"{web.root}/feeds/all.rss", "POST").status == 405


def test_the_feed_of_a_watch_that_is_gone_says_so(web: Client, filled: Database, config: Config, now: datetime) -> None:
    match(filled, replace(config, watches=config.watches[:1]), now)
    app = create_app(Live(replace(config, watches=config.watches[:1])), filled, now=lambda: now)
    with serving(app) as client:
        assert client.get("/feeds/watches/strikes.rss").status == 410
        assert client.get("/feeds/watches/floods.rss").status == 200
        assert client.get("/feeds/watches/never.rss").status == 404
    assert web.get("/feeds/watches/strikes.rss").status == 200, "it is there again when the watch is"


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_a_watch_with_another_name_keeps_its_feed(
    web: Client, filled: Database, config: Config, now: datetime, extension: str
) -> None:
    before = web.get(f"/feeds/watches/floods.{extension}")
    water = replace(config.watches[0], name="water", formerly=("floods",))
    renamed = replace(config, watches=(water, config.watches[1]))
    match(filled, renamed, now)
    with serving(create_app(Live(renamed), filled, now=lambda: now)) as client:
        moved = client.get(f"/feeds/watches/floods.{extension}")
        assert moved.status == 301
        assert moved.headers["location"] == f"https://watch.example/peru/feeds/watches/water.{extension}"
        after = client.get(f"/feeds/watches/water.{extension}")
    assert titles(after) == titles(before) == ["Flood in Piura"]
    if extension == "atom":
        assert etree.fromstring(after.body).findtext(f"{ATOM}id") == etree.fromstring(before.body).findtext(f"{ATOM}id")
