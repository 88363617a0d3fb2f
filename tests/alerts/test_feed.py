from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from alerts.publish.feed import FeedInfo, atom, content_etag, json_feed, rss
from alerts.publish.opml import opml
from model.article import Article, DateSource
from tests.alerts.samples import NOON, SOURCES, article

INFO = FeedInfo(
    id="urn:uuid:00000000-0000-0000-0000-00000000feed",
    title="peruwatch: Strikes & more",
    description="What matches <strikes>",
    self_url="http://localhost:8765/feeds/watches/strikes.rss",
    site_url="http://localhost:8765/",
)
DATED = article(
    1,
    title="Miners' strike: day < 3 & counting",
    body="The miners said: “we stay”. " * 30,
    published=("2022-12-22", DateSource.JSON_LD),
    authors=("Ana Quispe", "Luis Rojas"),
    matches=("emergency", "strikes"),
    url="https://post.example/perú/a b?x=1&y=2",
    language="en",
)
UNDATED = article(2, title="Paro en Cusco", source="diario")
MONTH = article(3, published=("2022-12", DateSource.URL))
TIMED = article(4, published=("2022-12-22T22:00:00-05:00", DateSource.META))
ALL = (DATED, UNDATED, MONTH, TIMED)
PUBLISH: list[Callable[..., bytes]] = [rss, atom, json_feed]


def published(publish: Callable[..., bytes], *articles: Article) -> bytes:
    return publish(INFO, articles, source_titles=SOURCES)


def parsed(document: bytes) -> Any:
    feed = feedparser.parse(document)
    assert not feed.bozo, feed.bozo_exception
    return feed


@pytest.mark.parametrize("publish", PUBLISH)
def test_the_same_articles_give_the_same_bytes_in_any_order_at_any_time(publish: Callable[..., bytes]) -> None:
    first = published(publish, *ALL)
    time.sleep(0.002)
    shuffled = random.Random(1).sample(ALL * 2, 8)
    assert published(publish, *shuffled) == first


@pytest.mark.parametrize("publish", [rss, atom])
def test_a_feed_reader_reads_what_we_publish(publish: Callable[..., bytes]) -> None:
    feed = parsed(published(publish, *ALL))
    assert feed.feed.title == INFO.title
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [INFO.self_url]
    assert feed.feed.link == INFO.site_url
    assert [entry.id for entry in feed.entries] == [TIMED.guid, MONTH.guid, UNDATED.guid, DATED.guid]
    entry = feed.entries[-1]
    assert entry.title == DATED.content.title
    assert entry.link == "https://post.example/per%C3%BA/a%20b?x=1&y=2"
    assert [tag.term for tag in entry.tags] == ["emergency", "strikes"]
    assert entry.publisher == "The Northern Post"
    assert "The Northern Post. Published 2022-12-22 (json-ld)." in entry.summary
    assert entry.summary.count("we stay") == 12  # sixty words of five a sentence
    assert "No date of publication; first seen 2026-11-20" in feed.entries[2].summary
    assert feed.feed.updated_parsed[:5] == (2026, 11, 20, 12, 4)


@pytest.mark.parametrize("publish", [rss, atom])
def test_a_date_is_published_only_when_its_day_is_known(publish: Callable[..., bytes]) -> None:
    timed, month, undated, dated = parsed(published(publish, *ALL)).entries
    assert timed.published_parsed[:6] == (2022, 12, 23, 3, 0, 0)
    assert dated.published_parsed[:6] == (2022, 12, 22, 0, 0, 0)
    assert "published" not in month
    assert "published" not in undated


def test_rss_keeps_the_rules_of_the_validator() -> None:
    channel = etree.fromstring(published(rss, *ALL)).find("channel")
    assert channel is not None
    dates = channel.xpath("lastBuildDate/text() | item/pubDate/text()")
    assert isinstance(dates, list)
    assert len(dates) == 3
    for date in dates:
        assert re.fullmatch(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000", str(date))
        assert parsedate_to_datetime(str(date)).tzinfo
    guids = channel.findall("item/guid")
    assert {guid.get("isPermaLink") for guid in guids} == {"false"}
    assert len({guid.text for guid in guids}) == len(guids) == 4
    assert channel.findall("item/author") == []  # RSS wants a mail address there
    assert [name.text for name in channel.findall("item/{http://purl.org/dc/elements/1.1/}creator")] == [
        "Ana Quispe",
        "Luis Rojas",
    ]


def test_atom_keeps_the_rules_of_the_validator() -> None:
    names = {"a": "http://www.w3.org/2005/Atom"}
    root = etree.fromstring(published(atom, *ALL))
    assert root.findtext("a:id", namespaces=names) == INFO.id
    assert root.findtext("a:updated", namespaces=names) == "2026-11-20T12:04:00.000004+00:00"
    entries = root.findall("a:entry", names)
    assert [entry.findtext("a:updated", namespaces=names) for entry in entries] == [
        f"2026-11-20T12:0{number}:00.00000{number}+00:00" for number in (4, 3, 2, 1)
    ]
    assert [[name.text for name in entry.findall("a:author/a:name", names)] for entry in entries] == [
        ["The Northern Post"],
        ["The Northern Post"],
        ["Diario del Sur"],
        ["Ana Quispe", "Luis Rojas"],
    ]
    assert {summary.get("type") for summary in root.findall("a:entry/a:summary", names)} == {"html"}


def test_json_feed_tells_the_same() -> None:
    feed = json.loads(published(json_feed, *ALL))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == INFO.self_url
    timed, month, undated, dated = feed["items"]
    assert dated["id"] == DATED.guid
    assert dated["date_published"] == "2022-12-22T00:00:00+00:00"
    assert dated["authors"] == [{"name": "Ana Quispe"}, {"name": "Luis Rojas"}]
    assert dated["tags"] == ["emergency", "strikes"]
    assert dated["language"] == "en"
    assert timed["date_published"] == "2022-12-23T03:00:00+00:00"
    assert "date_published" not in month
    assert month["_peruwatch"]["published"] == "2022-12"
    assert undated["_peruwatch"] == {
        "source": "diario",
        "first_seen": "2026-11-20T12:02:00+00:00",
        "published": None,
        "published_source": "none",
    }


@pytest.mark.parametrize("publish", [rss, atom])
def test_an_empty_feed_is_valid_and_stable(publish: Callable[..., bytes]) -> None:
    feed = parsed(published(publish))
    assert feed.entries == []
    assert feed.feed.updated_parsed[0] == 1970


@given(st.text(alphabet=st.characters(), max_size=30), st.text(alphabet=st.characters(), max_size=80))
def test_no_title_body_or_name_breaks_a_feed(odd: str, body: str) -> None:
    strange = article(1, title=odd, body=body, authors=(odd,), matches=(), source=f"s{odd!r}")
    for publish in (rss, atom):
        etree.fromstring(published(publish, strange))
    assert json.loads(published(json_feed, strange))["items"][0]["title"]


def test_markup_in_a_publishers_text_stays_text() -> None:
    feed = parsed(published(rss, article(title="a\x00b <b>x</b>", body="5 < 6 <script>alert(1)</script>\x0b")))
    assert feed.entries[0].title == "ab <b>x</b>"
    assert "5 &lt; 6 &lt;script&gt;alert(1)&lt;/script&gt;" in feed.entries[0].summary


def test_an_article_without_title_goes_by_its_address() -> None:
    assert parsed(published(rss, article(title=" "))).entries[0].title == "https://post.example/articles/1"


def test_an_etag_changes_with_the_content_and_only_then() -> None:
    first = content_etag(published(rss, *ALL))
    assert re.fullmatch(r'"[0-9a-f]{32}"', first)
    assert content_etag(published(rss, *ALL)) == first
    edited = replace(DATED, content=replace(DATED.content, title="Edited"))
    assert content_etag(published(rss, edited, UNDATED)) != first


def test_a_late_arrival_stands_first_however_old_it_says_it_is() -> None:
    late = article(9, published=("1999-01-01", DateSource.META), seen=datetime(2027, 1, 1, tzinfo=UTC))
    assert parsed(published(rss, *ALL, late)).entries[0].id == late.guid


def test_of_articles_seen_at_one_time_the_later_recorded_stands_first() -> None:
    twins = [article(number, seen=NOON) for number in (1, 2)]
    assert [entry.id for entry in parsed(published(rss, *twins)).entries] == [twins[1].guid, twins[0].guid]


def test_opml_lists_feeds_in_order() -> None:
    document = opml("Our\x00 feeds", [("All & more", "http://a.example/all.rss?a=1&b=2", "http://a.example/")])
    root = etree.fromstring(document)
    assert root.get("version") == "2.0"
    assert root.findtext("head/title") == "Our feeds"
    assert [dict(outline.attrib) for outline in root.findall("body/outline")] == [
        {
            "type": "rss",
            "text": "All & more",
            "title": "All & more",
            "xmlUrl": "http://a.example/all.rss?a=1&b=2",
            "htmlUrl": "http://a.example/",
        }
    ]


@pytest.mark.parametrize("publish", [rss, atom])
def test_a_teaser_is_called_one_and_its_item_is_no_other_when_the_text_comes(publish: Callable[..., bytes]) -> None:
    teaser = replace(DATED, content=replace(DATED.content, body="The strike began.", is_teaser=True))
    (told,), (later,) = (parsed(published(publish, one)).entries for one in (teaser, DATED))
    assert "Teaser only." in told.summary
    assert "Teaser only." not in later.summary
    assert (told.id, told.link) == (later.id, later.link)
    assert dict.get(told, "updated") == dict.get(later, "updated")


@pytest.mark.parametrize("publish", [rss, atom])
def test_a_part_of_a_text_is_called_one(publish: Callable[..., bytes]) -> None:
    part = replace(DATED, content=replace(DATED.content, body_share=0.3))
    (told,), (whole,) = (parsed(published(publish, one)).entries for one in (part, DATED))
    assert ("Part only." in told.summary, "Part only." in whole.summary) == (True, False)


def test_json_feed_tells_how_much_there_is_of_a_text() -> None:
    part = replace(DATED, content=replace(DATED.content, body_share=0.3))
    (told,), (whole,) = (json.loads(published(json_feed, one))["items"] for one in (part, DATED))
    assert (told["_peruwatch"]["body_share"], "body_share" in whole["_peruwatch"]) == (0.3, False)


def test_json_feed_calls_a_teaser_one() -> None:
    teaser = replace(DATED, content=replace(DATED.content, is_teaser=True))
    (told,), (later,) = (json.loads(published(json_feed, one))["items"] for one in (teaser, DATED))
    assert (told["_peruwatch"]["is_teaser"], "is_teaser" in later["_peruwatch"]) == (True, False)
    assert (told["id"], "Teaser only." in told["content_html"]) == (later["id"], True)
