# ruff: noqa: E501 - markup is easier to read in one piece
"""Each item of a feed is one article: at the address that is its own, or where it has none, within its feed."""

from __future__ import annotations

import json

import pytest

from crawler.listings.feed import read_feed
from model.article import Entry

URL = "https://valley.example/feeds/all.xml"


def channel(*items: str, link: str = "https://valley.example/reports/", attributes: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {attributes}><channel><title>Valley</title>'
        f"<link>{link}</link><description/>{''.join(items)}</channel></rss>"
    )


def item(more: str, title: str = "The well runs dry") -> str:
    return f"<item><title>{title}</title>{more}</item>"


def atom(more: str, *, title: str = "<title>The well runs dry</title>", attributes: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" {attributes}>'
        f"<title>Valley</title><entry>{title}{more}</entry></feed>"
    )


def as_json(*items: dict[str, object], **more: object) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Valley", "items": items, **more})


def entries(feed: str, url: str = URL) -> list[Entry]:
    return list(read_feed(feed.encode(), url=url, content_type="application/xml; charset=utf-8").entries)


def urls(feed: str, url: str = URL) -> list[str]:
    return [entry.url for entry in entries(feed, url)]


WELL = "https://valley.example/reports/well.html"


@pytest.mark.parametrize(
    "feed",
    [
        channel(item(f"<link/><guid>{WELL}</guid>")),
        channel(item(f"<guid>{WELL}</guid><link></link>")),
        channel(item(f'<link> </link><guid isPermaLink="True">{WELL}</guid>')),
        channel(item(f'<guid ispermalink="TRUE">{WELL}</guid><link><![CDATA[]]></link>')),
        channel(item(f"<link>#</link><guid isPermaLink='true'><![CDATA[ {WELL} ]]></guid>")),
        channel(item(f"<link>{URL}</link><guid>{WELL}</guid>")),
        channel(item(f"<link>https://valley.example/reports</link><guid>{WELL}</guid>")),
        channel(item(f'<enclosure url="{WELL}" type="application/pdf" length="1"/><guid>77</guid>')),
        channel(item(f"<guid>77</guid><link>{WELL}</link>")),
        atom(f'<link href=""/><id>{WELL}</id>'),
        atom(f"<id>{WELL}</id>"),
        atom(f'<link rel="alternate" type="application/epub+zip" href="{WELL}"/><id>urn:x:7</id>'),
        atom(f'<link rel="enclosure" type="application/pdf" href="{WELL}"/><id>urn:x:7</id>'),
        atom(f'<link type="application/pdf" href="/w.pdf"/><link type="text/html" href="{WELL}"/><id>x</id>'),
        as_json({"id": WELL, "title": "The well runs dry"}),
        as_json({"id": WELL, "url": "http://[valley.example/#top"}),
        as_json({"id": "7", "url": "", "external_url": WELL}),
        as_json({"id": "7", "attachments": [{"url": WELL, "mime_type": "application/pdf"}]}),
    ],
)
def test_the_address_is_taken_from_wherever_the_item_gives_it(feed: str) -> None:
    assert urls(feed) == [WELL]


@pytest.mark.parametrize(
    "more",
    [
        "<guid>4711</guid>",
        "<guid>well-runs-dry</guid>",
        f'<guid isPermaLink="False">{WELL}</guid>',
        f'<guid isPermaLink="0">{WELL}</guid>',
        '<enclosure url="https://valley.example/talk.mp3" type="audio/mpeg" length="1"/>',
        '<enclosure url="https://valley.example/photo.jpg" length="1"/>',
        "<description>Two words</description>",
    ],
)
def test_what_is_no_address_of_an_article_is_not_made_one(more: str) -> None:
    assert urls(channel(item(more))) == []


@pytest.mark.parametrize(
    ("feed", "target"),
    [
        (channel(item("<link>well.html</link>")), WELL),
        (channel(item("<link>/reports/well.html</link>"), link="http://valley.example"), "http://valley.example/reports/well.html"),
        (channel(item("<link>well.html</link>"), link="/reports/"), WELL),
        (channel(item("<link>../well.html</link>"), link="<![CDATA[https://valley.example/reports/]]>"), "https://valley.example/well.html"),
        (channel(item("<link>well.html</link>"), attributes='xml:base="https://valley.example/archive/"'), "https://valley.example/archive/well.html"),
        (channel(item("<link>well.html</link>"), link=""), "https://valley.example/feeds/well.html"),
        (channel(item("<guid>/reports/well.html</guid><link>well.html</link>")), WELL),
        (atom('<link href="well.html"/>'), "https://valley.example/feeds/well.html"),
        (atom('<link href="well.html"/>', attributes='xml:base="/reports/"'), WELL),
        (as_json({"id": "1", "url": "well.html"}, home_page_url="https://valley.example/reports/"), WELL),
        (as_json({"id": "1", "url": "well.html"}), "https://valley.example/feeds/well.html"),
    ],
)  # fmt: skip
def test_a_relative_link_is_relative_to_what_its_kind_of_feed_says(feed: str, target: str) -> None:
    assert urls(feed) == [target]


def test_a_base_holds_for_its_own_entry_alone() -> None:
    feed = channel(
        '<item xml:base="https://other.example/"><title>A first one</title><link>a.html</link></item>',
        item("<link>b.html</link>"),
    )
    assert urls(feed) == ["https://other.example/a.html", "https://valley.example/reports/b.html"]


@pytest.mark.parametrize(
    ("feed", "title"),
    [
        (atom(f"<id>{WELL}</id>", title="<title>Why &lt;table&gt; won</title>"), "Why <table> won"),
        (atom(f"<id>{WELL}</id>", title='<title type="text">AT&amp;amp;T and &lt;b&gt;others&lt;/b&gt;</title>'), "AT&amp;T and <b>others</b>"),
        (atom(f"<id>{WELL}</id>", title='<title type="html">The &lt;i&gt;well&lt;/i&gt; &amp;amp; the pump</title>'), "The well & the pump"),
        (as_json({"id": "1", "url": WELL, "title": "If x < y: <main> and its like"}), "If x < y: <main> and its like"),
        (as_json({"id": "1", "url": WELL, "title": "The well &#8217;runs&#8217; dry"}), "The well \u2019runs\u2019 dry"),
        (channel(item(f"<link>{WELL}</link>", "What &lt;nav&gt; is for")), "What <nav> is for"),
        (channel(item(f"<link>{WELL}</link>", "The &lt;em&gt;well&lt;/em&gt;&lt;br&gt;runs dry")), "The well runs dry"),
        (channel(item(f"<link>{WELL}</link>", "Wells &amp;amp; pumps")), "Wells & pumps"),
        (channel(item(f"<link>{WELL}</link>", "<![CDATA[5 < 6 & <b> is bold]]>")), "5 < 6 & <b> is bold"),
    ],
)  # fmt: skip
def test_a_title_is_markup_only_where_its_kind_says_so_or_it_looks_like_it(feed: str, title: str) -> None:
    assert [entry.title for entry in entries(feed)] == [title]


DAY = "https://valley.example/reports/diary.html"


def test_items_that_differ_by_their_fragment_only_are_articles_of_their_own() -> None:
    feed = channel(
        item(f"<link>{DAY}#monday</link><description>Rain fell on the upper fields all day.</description>", "Monday"),
        item(f"<link>{DAY}#tuesday</link><description>The pump was mended by its own users.</description>", "Tuesday"),
    )
    found = entries(feed)
    assert [entry.url for entry in found] == [f"{DAY}#monday", f"{DAY}#tuesday"]
    assert [entry.text for entry in found] == [
        "Rain fell on the upper fields all day.",
        "The pump was mended by its own users.",
    ]


@pytest.mark.parametrize(
    "fragments",
    [("", "comments"), ("xtor=RSS-3", "xtor=RSS-4"), ("more-12", "respond"), ("a", "a")],
)
def test_fragments_that_name_no_part_of_a_page_tell_nothing_apart(fragments: tuple[str, str]) -> None:
    first, second = (item(f"<link>{DAY}#{fragment}</link>", f"Title {fragment}") for fragment in fragments)
    assert urls(channel(first, second)) == [DAY]


def test_a_part_of_a_page_alone_is_the_page() -> None:
    assert urls(channel(item(f"<link>{DAY}#top-story</link>"), item(f"<link>{WELL}</link>"))) == [DAY, WELL]


TEXT = "The well behind the school gives no water since the mine began to pump."


@pytest.mark.parametrize(
    "feed",
    [
        channel(item(f'<guid isPermaLink="false">7</guid><description>{TEXT}</description>')),
        channel(item(f"<link>https://valley.example/reports/</link><guid>7</guid><description>{TEXT}</description>")),
        channel(item(f"<description><![CDATA[<p>{TEXT}</p>]]></description>")),
        atom(f"<id>urn:x:7</id><content>{TEXT}</content>"),
        atom(f'<id>urn:x:7</id><link rel="self" href="{URL}"/><summary>{TEXT}</summary>'),
        as_json({"id": "7", "content_text": TEXT}),
        as_json({"id": 7, "title": "The well", "content_html": f"<p>{TEXT}</p>"}),
    ],
)
def test_an_item_without_a_link_but_with_a_text_is_an_article_within_its_feed(feed: str) -> None:
    (entry,) = entries(feed)
    address, _, fragment = entry.url.partition("#")
    assert address == URL
    assert fragment.startswith("item-")
    assert entry.text is not None
    assert TEXT in entry.text
    assert urls(feed) == [entry.url]


def test_an_item_without_a_link_keeps_its_address_when_it_is_edited_and_others_come() -> None:
    first = item(f'<guid isPermaLink="false">a</guid><description>{TEXT}</description>')
    later = item(f'<guid isPermaLink="false">b</guid><description>{TEXT} Again.</description>')
    edited = first.replace("gives no water", "has given no water")
    (before,) = urls(channel(first))
    assert urls(channel(later, edited))[1] == before
    assert len(set(urls(channel(later, edited)))) == 2


def test_an_identifier_that_all_items_share_identifies_none() -> None:
    items = (item(f"<guid>same</guid><description>{TEXT} Day {day}.</description>") for day in range(3))
    assert len(set(urls(channel(*items)))) == 3
