# ruff: noqa: E501, RUF001 - markup is easier to read in one piece
"""Publishers' feeds give their entries as they stand; nothing is made up and nothing else is taken for a feed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings.feed import read_feed
from crawler.listings.listing import Listing, NotAListing
from model.article import DateSource, Entry

URL = "https://andean.example/peru/feed/"
RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Peru</title>
<link>https://andean.example/peru/</link><description></description><lastBuildDate>Sat, 29 Jul 2023 10:00:00 +0000</lastBuildDate>{items}</channel></rss>"""
ITEM = "<item><title>Dockers win</title><link>https://andean.example/dockers/</link>{more}</item>"


def rss(more: str = "", *, item: str = ITEM, url: str = URL) -> Listing:
    return read_feed(RSS.replace("{items}", item.replace("{more}", more)).encode(), url=url, content_type="text/xml")


def only(listing: Listing) -> Entry:
    (entry,) = listing.entries
    return entry


def test_an_item_gives_link_title_teaser_date_and_author() -> None:
    entry = only(
        rss(
            "<dc:creator><![CDATA[Rosa Quispe]]></dc:creator><pubDate>Fri, 28 Jul 2023 09:30:00 -0500</pubDate>"
            "<description><![CDATA[<p><img src='x.jpg'>The union says it covers rest&nbsp;hours &#8211; and helmets [&hellip;]</p>"
            "<p>The post <a href='https://andean.example/dockers/'>Dockers win</a> appeared first on <a href='/'>Andean</a>.</p>]]></description>"
            '<guid isPermaLink="false">https://andean.example/?p=12</guid>'
        )
    )
    assert entry.url == "https://andean.example/dockers/"
    assert entry.title == "Dockers win"
    assert entry.teaser == "The union says it covers rest hours – and helmets […]"
    assert entry.published is not None
    assert (entry.published.value, entry.published.source) == ("2023-07-28T09:30:00-05:00", DateSource.FEED)
    assert entry.authors == ("Rosa Quispe",)


@pytest.mark.parametrize(
    ("given_", "value"),
    [
        ("Fri, 28 Jul 2023 09:30:00 GMT", "2023-07-28T09:30:00+00:00"),
        ("Fri, 28 Jul 2023 09:30:00 EST", "2023-07-28T09:30:00-05:00"),
        ("2023-07-28T09:30:00Z", "2023-07-28T09:30:00+00:00"),
        ("2023-07-28", "2023-07-28"),
        ("2023-07-28T09:30:00", "2023-07-28"),
        ("28 de julio de 2023", "2023-07-28"),
        ("yesterday", None),
        ("Fri, 31 Feb 2023 09:30:00 GMT", None),
        ("", None),
    ],
)
def test_a_date_is_kept_at_the_precision_given_or_not_at_all(given_: str, value: str | None) -> None:
    published = only(rss(f"<pubDate>{given_}</pubDate>")).published
    assert (published and published.value) == value


def test_an_item_without_a_date_is_undated_whatever_the_channel_says() -> None:
    entry = only(rss())
    assert entry.published is None
    assert entry.modified is None


def test_an_update_is_not_a_publication() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><link rel="next" href="?page=2"/>
    <entry><title type="html">&lt;b&gt;Dockers&lt;/b&gt; win &amp;amp; march</title><id>tag:1</id><updated>2023-08-01T00:00:00Z</updated>
    <link rel="edit" href="/edit/1"/><link rel="alternate" type="text/html" href="../dockers/"/><author><name>M. Arana</name></author>
    <content type="html">Everything</content></entry></feed>"""
    listing = read_feed(atom.encode(), url=URL, content_type="application/atom+xml; charset=utf-8")
    entry = only(listing)
    assert entry.published is None
    assert entry.modified == "2023-08-01T00:00:00+00:00"
    assert entry.url == "https://andean.example/peru/dockers/"
    assert entry.title == "Dockers win & march"
    assert entry.authors == ("M. Arana",)
    assert listing.next_url == "https://andean.example/peru/feed/?page=2"


def test_the_date_of_rss_1_is_that_of_publication() -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <channel rdf:about="https://andean.example/"><title>x</title><link>https://andean.example/</link><description/></channel>
    <item rdf:about="https://andean.example/a"><title>A</title><link>https://andean.example/a</link><dc:date>2023-07-28T09:30:00-05:00</dc:date></item></rdf:RDF>"""
    published = only(read_feed(rdf.encode(), url=URL, content_type="application/rdf+xml")).published
    assert published is not None
    assert published.value == "2023-07-28T09:30:00-05:00"


def test_a_guid_that_is_no_permalink_is_no_link() -> None:
    item = '<item><title>x</title><guid isPermaLink="false">https://andean.example/?p=12</guid></item>'
    assert rss(item=item).entries == ()


def test_a_permalink_stands_in_for_a_missing_link() -> None:
    item = '<item><title>x</title><guid isPermaLink="true">https://andean.example/dockers/</guid></item>'
    assert only(rss(item=item)).url == "https://andean.example/dockers/"


def test_accounts_are_not_authors() -> None:
    assert only(rss("<dc:creator>admin</dc:creator>")).authors == ()


def test_an_article_given_twice_is_one_entry() -> None:
    assert len(rss(item=ITEM + ITEM).entries) == 1


def test_an_empty_feed_is_a_feed() -> None:
    assert rss(item="") == Listing(entries=())


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    document = RSS.replace("{items}", ITEM.replace("Dockers win", "Dockers & win <br> caf\xe9")).encode("latin-1")
    assert only(read_feed(document, url=URL, content_type="text/xml")).url == "https://andean.example/dockers/"


def test_a_json_feed_is_read_by_its_standard() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Peru",
        "next_url": "https://andean.example/feed.json?p=2",
        "items": [
            {
                "id": "1",
                "url": "/dockers/",
                "title": "Dockers &amp; porters",
                "summary": "It covers <b>rest</b> hours.",
                "date_published": "2023-07-28T09:30:00-05:00",
                "date_modified": "2023-08-01T00:00:00Z",
                "authors": [{"name": "Rosa Quispe"}, {"url": "x"}],
            },
            {"id": "2", "content_text": "no address"},
            {"id": "3", "url": "https://andean.example/b", "date_published": 5},
            "junk",
        ],
    }
    listing = read_feed(json.dumps(document).encode(), url=URL, content_type="application/feed+json")
    first, second = listing.entries
    assert listing.next_url == "https://andean.example/feed.json?p=2"
    assert (first.url, first.title, first.teaser) == (
        "https://andean.example/dockers/",
        "Dockers & porters",
        "It covers rest hours.",
    )
    assert first.published is not None
    assert first.published.value == "2023-07-28T09:30:00-05:00"
    assert first.modified == "2023-08-01T00:00:00+00:00"
    assert first.authors == ("Rosa Quispe",)
    assert second.published is None


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><head><title>Peru</title></head><body><p>Log in</p></body></html>", "web page"),
        (b"<html><body>x", "web page"),
        (b"<?xml version='1.0'?><error>Not Found</error>", "neither RSS nor Atom"),
        (b"%PDF-1.4 junk \x00\xff", "neither RSS nor Atom"),
        (b'{"code": "rest_no_route"}', "some other kind"),
        (b"[1, 2]", "some other kind"),
        (b"{broken", "not well-formed JSON"),
        (b"[" * 100_000, "not well-formed JSON"),
    ],
)
def test_what_is_no_feed_is_refused_with_the_reason(document: bytes, reason: str) -> None:
    with pytest.raises(NotAListing, match=reason):
        read_feed(document, url=URL, content_type="application/rss+xml")


def test_a_document_is_never_taken_for_the_name_of_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_text(RSS.replace("{items}", ITEM))
    with pytest.raises(NotAListing):
        read_feed(str(secret).encode(), url=URL, content_type="application/rss+xml")


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=80).map(lambda text: RSS.replace("{items}", text).encode("utf-8", "ignore")),
    )
)
def test_no_bytes_break_the_reading(document: bytes) -> None:
    try:
        listing = read_feed(document, url=URL, content_type="")
    except NotAListing:
        return
    assert isinstance(listing, Listing)
