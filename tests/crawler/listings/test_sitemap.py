"""Sitemaps to entries, and indexes to their parts."""

from __future__ import annotations

import contextlib
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings.listing import NotAListing
from crawler.listings.sitemap import read_sitemap
from model.article import DateSource, Entry, PublicationDate

URL = "https://gazette.example/news-sitemap.xml"
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def urlset(inside: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMES}>{inside}</urlset>'.encode()


def index(*urls: str, changed: str = "") -> bytes:
    inside = "".join(f"<sitemap><loc>https://gazette.example/{url}</loc>{changed}</sitemap>" for url in urls)
    return f"<sitemapindex {NAMES}>{inside}</sitemapindex>".encode()


NEWS = """<url><loc> https://gazette.example/peru/1 </loc><image:image><image:loc>https://gazette.example/1.jpg</image:loc>
<image:title>A picture</image:title></image:image><news:news><news:publication><news:name>The Gazette</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-03-02T10:00:00-05:00</news:publication_date>
<news:title>Strikers &amp;amp; dockers &#8211; &lt;b&gt;again&lt;/b&gt;</news:title></news:news>
<lastmod>2026-03-03</lastmod></url>"""


def test_a_sitemap_of_news_tells_titles_and_dates() -> None:
    (found,) = read_sitemap(urlset(NEWS), url=URL).entries
    assert found == Entry(
        url="https://gazette.example/peru/1",
        title="Strikers & dockers \u2013 again",
        published=PublicationDate("2026-03-02T10:00:00-05:00", DateSource.FEED),
        modified="2026-03-03",
    )


def test_when_a_page_was_changed_is_no_date_of_publication() -> None:
    (found,) = read_sitemap(urlset("<url><loc>/peru/1</loc><lastmod>2026-03-02</lastmod></url>"), url=URL).entries
    assert (found.url, found.published, found.modified) == ("https://gazette.example/peru/1", None, "2026-03-02")


def test_the_newest_come_first_and_each_address_once() -> None:
    days = {"a": "2026-01-05", "b": "2026-03-01", "c": "", "d": "2026-02-01"}
    inside = "".join(f"<url><loc>/peru/{name}</loc><lastmod>{day}</lastmod></url>" for name, day in days.items())
    found = read_sitemap(urlset(inside + inside), url=URL).entries
    assert [one.url[-1] for one in found] == ["b", "d", "a", "c"]


@pytest.mark.parametrize(
    "document",
    [
        urlset(NEWS).replace(
            b"http://www.sitemaps.org/schemas/sitemap/0.9", b"http://www.google.com/schemas/sitemap/0.84"
        ),
        urlset(NEWS).replace(b' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', b""),
        b"\xef\xbb\xbf" + urlset(NEWS),
        gzip.compress(urlset(NEWS)),
        urlset(NEWS).removesuffix(b"</urlset>"),
        urlset(NEWS).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    ],
    ids=["older", "no namespace", "byte-order mark", "packed", "cut off", "utf-16"],
)
def test_sitemaps_are_read_as_sites_write_them(document: bytes) -> None:
    assert [one.url for one in read_sitemap(document, url=URL).entries] == ["https://gazette.example/peru/1"]


def test_an_ampersand_that_nobody_escaped_loses_nothing_of_an_address() -> None:
    inside = "<url><loc>https://gazette.example/?p=1&amp;lang=es&page=2&copy=3</loc></url>"
    (found,) = read_sitemap(urlset(inside), url=URL).entries
    assert found.url == "https://gazette.example/?p=1&lang=es&page=2&copy=3"


def test_what_breaks_in_the_middle_is_read_up_to_there() -> None:
    document = urlset("<url><loc>/peru/1</loc></url><url><loc>/peru/2</lok></url><url><loc>/peru/3</loc></url>")
    assert [one.url[-1] for one in read_sitemap(document, url=URL).entries] == ["1"]


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (["a.xml", "b.xml"], ["b.xml", "a.xml"]),
        (["page-sitemap.xml", "post-sitemap1.xml", "post-sitemap2.xml"], ["post-sitemap2.xml", "post-sitemap1.xml"]),
        (["post-sitemap.xml", "post_tag-sitemap.xml", "category-sitemap.xml"], ["post-sitemap.xml"]),
        (["wp-sitemap-posts-post-1.xml", "wp-sitemap-users-1.xml"], ["wp-sitemap-posts-post-1.xml"]),
        (["news.xml", "articles-2026.xml", "authors.xml"], ["news.xml", "articles-2026.xml"]),
        (["post-sitemap.xml", "mapa-noticias.xml"], ["mapa-noticias.xml", "post-sitemap.xml"]),
    ],
)
def test_an_index_leads_to_its_sitemaps_of_articles_news_first_then_the_last(
    names: list[str], parts: list[str]
) -> None:
    found = read_sitemap(index(*names), url=URL)
    assert (found.entries, list(found.parts)) == ((), [f"https://gazette.example/{part}" for part in parts])


def test_of_an_indexs_sitemaps_those_that_changed_last_come_first() -> None:
    inside = "".join(
        f"<sitemap><loc>/posts-{number}.xml</loc><lastmod>2026-03-0{9 - number}</lastmod></sitemap>"
        for number in (2, 1, 3)
    )
    found = read_sitemap(f"<sitemapindex>{inside}</sitemapindex>".encode(), url=URL)
    assert [part[-5] for part in found.parts] == ["1", "2", "3"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(10))
    + "]><urlset><url><loc>https://gazette.example/&k;</loc></url></urlset>"
)
ABROAD = '<!DOCTYPE urlset [<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>/&f;</loc></url></urlset>'


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "the answer is not XML"),
        (b"nothing here", "the answer is not XML"),
        (b"<html><body><p>Not found</p></body></html>", "its outermost element is 'html'"),
        (b"<rss><channel/></rss>", "its outermost element is 'rss'"),
        (BOMB.encode(), "a document type of its own"),
        (BOMB.encode("utf-16"), "a document type of its own"),
        (ABROAD.encode(), "a document type of its own"),
        (b"\x1f\x8b broken", "can't be unpacked"),
        (gzip.compress(b" " * 50_000_001), "larger than sitemaps may be"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_the_reason(document: bytes, reason: str) -> None:
    with pytest.raises(NotAListing) as caught:
        read_sitemap(document, url=URL)
    assert reason in str(caught.value)


def test_no_more_addresses_are_read_than_a_sitemap_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.listings.sitemap.MOST_ADDRESSES", 100)
    document = urlset("".join(f"<url><loc>/{number}</loc></url>" for number in range(110)))
    assert len(read_sitemap(document, url=URL).entries) == 100


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(urlset),
        st.binary(max_size=50).map(gzip.compress),
    )
)
def test_whatever_the_bytes_only_that_error_is_raised(document: bytes) -> None:
    with contextlib.suppress(NotAListing):
        read_sitemap(document, url=URL)
