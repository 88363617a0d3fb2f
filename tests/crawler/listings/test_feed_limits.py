"""What a feed may be made of."""

from __future__ import annotations

import pytest

from crawler.listings.feed import MOST_TAGS, read_feed
from crawler.listings.listing import NotAListing

URL = "https://gazette.example/feed"


def feed(items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>Peru</title>{items}</channel></rss>'.encode()


def test_a_feed_of_more_tags_than_feeds_have_is_not_read() -> None:
    with pytest.raises(NotAListing, match="it is made of more than 100,000 tags"):
        read_feed(feed("<template>" * MOST_TAGS), url=URL, content_type="application/rss+xml")


def test_tags_within_the_texts_of_items_do_not_count() -> None:
    text = f"<![CDATA[{'<b>so</b>' * MOST_TAGS}]]>"
    item = f"<item><title>Flood</title><link>https://gazette.example/1</link><description>{text}</description></item>"
    listing = read_feed(feed(item), url=URL, content_type="application/rss+xml")
    assert [entry.title for entry in listing.entries] == ["Flood"]


def test_a_web_page_without_any_element_of_a_feed_is_named_as_one() -> None:
    with pytest.raises(NotAListing, match="is no feed: the answer is a web page"):
        read_feed(b"<!doctype html><html><p>No feed here", url=URL, content_type="text/html")


def test_a_feed_in_utf_16_is_read() -> None:
    item = "<item><title>Flood</title><link>https://gazette.example/1</link></item>"
    document = '<?xml version="1.0" encoding="utf-16"?>' + feed(item).decode()
    listing = read_feed(document.encode("utf-16"), url=URL, content_type="application/rss+xml")
    assert [entry.title for entry in listing.entries] == ["Flood"]
