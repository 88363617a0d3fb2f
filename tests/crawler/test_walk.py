"""The decisions of a walk over listings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.listings.listing import NotAListing
from crawler.sections.answers import Answer, kind_of
from crawler.sections.kinds import read_part
from crawler.sections.overlap import Verdict, is_overdue, judge_part
from crawler.sections.scope import alias_hosts, belongs, keyed, lies_under
from model.article import Entry
from model.crawl import Fetch, Outcome, Validators
from model.source import Source, SourceState, WayKind

URL = "https://gazette.example/peru/"
NOW = datetime(2026, 3, 14, tzinfo=UTC)


def answer(body: bytes = b"", **headers: str) -> Answer:
    fetch = Fetch(url=URL, at=NOW, outcome=Outcome.OK, status=200)
    return Answer(fetch=fetch, url=URL, body=body, headers={name.replace("_", "-"): headers[name] for name in headers})


@pytest.mark.parametrize(
    ("keys", "fresh", "settled", "verdict"),
    [
        ("", "", "", Verdict.END),
        ("abcd", "abcd", "", Verdict.GO_ON),
        ("abcd", "", "", Verdict.END),
        ("abcd", "", "ab", Verdict.END),
        ("abcd", "", "abcd", Verdict.OVERLAP),
        ("abcd", "abcd", "d", Verdict.OVERLAP),
        ("abcd", "abcd", "c", Verdict.OVERLAP),
        ("abcd", "abcd", "ab", Verdict.GO_ON),  # pinned
        ("abcd", "d", "", Verdict.GO_ON),
        ("a", "a", "a", Verdict.OVERLAP),
        ("abc", "abc", "a", Verdict.GO_ON),
        ("abc", "abc", "b", Verdict.OVERLAP),
    ],
)
def test_a_part_of_a_listing_leads_on_until_it_meets_what_is_known(
    keys: str, fresh: str, settled: str, verdict: Verdict
) -> None:
    assert judge_part(list(keys), fresh=set(fresh), settled=set(settled)) is verdict


@given(st.lists(st.integers(0, 50).map(str), unique=True, min_size=1), st.data())
def test_a_part_whose_oldest_entry_is_settled_is_the_last(keys: list[str], data: st.DataObject) -> None:
    settled = {*data.draw(st.sets(st.sampled_from(keys))), keys[-1]}
    assert judge_part(keys, fresh=set(keys), settled=settled) is Verdict.OVERLAP


@given(st.lists(st.integers(0, 50).map(str), unique=True, min_size=1))
def test_a_part_that_is_all_new_is_not_the_last(keys: list[str]) -> None:
    assert judge_part(keys, fresh=set(keys), settled=set()) is Verdict.GO_ON


@pytest.mark.parametrize(
    ("section", "feed", "own"),
    [
        ("/peru/", "/peru/feed/", True),
        ("/peru", "/peru/rss.xml", True),
        ("/peru.htm", "/peru.feed?type=rss", True),
        ("/peru.htm", "/peru/feed", True),
        ("/peru/index.html", "/peru/rss", True),
        ("/peru/", "/peru?format=feed&type=rss", True),
        ("/tag/peru/", "/tag/peru/feed/", True),
        ("/?cat=7", "/?cat=7&feed=rss2", True),
        ("/index.php?option=com_content&id=7", "/index.php?option=com_content&id=7&format=feed", True),
        ("/", "/feed/", True),
        ("/peru/", "/feed/", False),
        ("/peru/", "/peruvian-food/feed/", False),
        ("/peru/", "/comments/feed/", False),
        ("/peru.htm", "/index.php?format=feed&type=rss", False),
        ("/?cat=7", "/?feed=rss2", False),
        ("/?cat=7", "/?cat=71&feed=rss2", False),
        ("/tag/peru/", "/tag/bolivia/feed/", False),
        ("/tag/peru/", "/tag/feed/", False),
    ],
)
def test_a_feed_is_the_sections_where_its_address_continues_it(section: str, feed: str, own: bool) -> None:  # noqa: FBT001 - a table's column
    assert belongs(f"https://gazette.example{feed}", f"https://gazette.example{section}") is own


@pytest.mark.parametrize(
    ("section", "address", "under"),
    [
        ("/peru/", "/peru/1.htm", True),
        ("/peru", "/peru/2026/03/1", True),
        ("/peru.htm", "/peru/1.htm", True),
        ("/peru/index.html", "/peru/1.htm", True),
        ("/perú/", "/per%C3%BA/1.htm", True),
        ("/peru/", "/peruvian-food/1.htm", False),
        ("/peru/", "/peru", False),
        ("/peru.htm", "/1.htm", False),
        ("/", "/1.htm", False),
        ("/?cat=7", "/1.htm", False),
        ("/index.html", "/1.htm", False),
    ],
)
def test_what_lies_under_a_section_continues_its_own_path(section: str, address: str, under: bool) -> None:  # noqa: FBT001 - a table's column
    assert lies_under(f"https://gazette.example{address}", f"http://www.gazette.example{section}") is under


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!DOCTYPE html><html></html>", WayKind.PAGE),
        (b"", WayKind.PAGE),
        (b"<?xml version='1.0'?><rss version='2.0'></rss>", WayKind.FEED),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', WayKind.FEED),
        (b' [{"id": 7}]', WayKind.WORDPRESS),
        (b"<?xml version='1.0'?>\n<!-- made by x -->\n<urlset xmlns='x'></urlset>", WayKind.SITEMAP),
        (b"\xef\xbb\xbf<sitemapindex></sitemapindex>", WayKind.SITEMAP),
        (b"\x1f\x8b\x08", WayKind.SITEMAP),
    ],
)
def test_what_kind_of_listing_an_answer_is_its_bytes_tell(body: bytes, kind: WayKind) -> None:
    assert kind_of(answer(body)) is kind


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ('text/html; Charset = "ISO-8859-1"', "ISO-8859-1"),
        ("text/html; boundary=x; charset='koi8-r'", "koi8-r"),
        ("text/html; charset=", None),
        ("text/html", None),
        ("", None),
    ],
)
def test_the_charset_is_what_the_header_names(header: str, charset: str | None) -> None:
    assert answer(content_type=header).charset == charset


def test_validators_are_what_the_headers_give() -> None:
    assert answer(etag='W/"7"', last_modified="today").validators == Validators(etag='W/"7"', last_modified="today")
    assert answer().validators == Validators()


RSS = b"<rss version='2.0'><channel><item><link>https://gazette.example/peru/1.htm</link></item></channel></rss>"


@pytest.mark.parametrize(
    "body",
    [
        RSS,
        b"\xef\xbb\xbf \n" + RSS,
        b"<?xml version='1.0'?>" + RSS,
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "https://gazette.example/peru/1.htm"}]}',
    ],
)
@pytest.mark.parametrize("kind", ["application/rss+xml", "text/html", ""])
def test_a_feed_is_known_by_its_bytes(body: bytes, kind: str) -> None:
    found = read_part(WayKind.PAGE, answer(body, content_type=kind), source(URL))
    assert [entry.url for entry in found.entries] == ["https://gazette.example/peru/1.htm"]


def test_a_page_in_xhtml_is_a_page() -> None:
    body = b"<?xml version='1.0'?><!DOCTYPE html><html><head><title>Peru</title></head><body><p>Peru</p></body></html>"
    assert read_part(WayKind.PAGE, answer(body), source(URL)).entries == ()


@pytest.mark.parametrize("kind", ["image/png", "video/mp4; codecs=x", "audio/mpeg", "Application/PDF"])
def test_what_is_no_text_is_no_listing(kind: str) -> None:
    with pytest.raises(NotAListing, match="not a page"):
        read_part(WayKind.PAGE, answer(b"<html>", content_type=kind), source(URL))


def source(url: str, *aliases: str) -> Source:
    return Source(name="gazette", url=url, title="Gazette", network="gazette", aliases=aliases)


@pytest.mark.parametrize(
    ("given", "hosts"),
    [
        (source(URL), {}),
        (source(URL, "gaceta.example"), {"gaceta.example": "gazette.example"}),
        (
            source("http://127.0.0.1:8000/peru/", "localhost", "other:7000"),
            {
                "localhost": "127.0.0.1:8000",
                "localhost:8000": "127.0.0.1:8000",
                "other:7000": "127.0.0.1:8000",
            },
        ),
        (source("http://[::1]/peru/", "localhost"), {"localhost": "[::1]"}),
    ],
)
def test_other_hosts_stand_for_the_main_one(given: Source, hosts: dict[str, str]) -> None:
    assert alias_hosts(given) == hosts


def test_a_listing_that_shows_itself_or_no_web_address_brings_neither() -> None:
    shown = (
        f"{URL}?utm_source=x",
        "https://gaceta.example/peru",
        "ftp://gazette.example/1",
        f"{URL}1.htm?utm_medium=x",
    )
    found = keyed([Entry(url=url) for url in (*shown, f"{URL}1.htm/")], source(URL, "gaceta.example"))
    assert found == {"gazette.example/peru/1.htm": Entry(url=f"{URL}1.htm")}


def test_parts_of_a_page_that_a_listing_tells_apart_are_entries_of_their_own() -> None:
    parts = (f"{URL}diary.htm#monday", "http://www.gazette.example/peru/diary.htm?utm_source=x#tuesday")
    assert list(keyed([Entry(url=url) for url in parts], source(URL))) == [
        "gazette.example/peru/diary.htm#monday",
        "gazette.example/peru/diary.htm#tuesday",
    ]


@pytest.mark.parametrize(
    ("late", "overdue"), [(timedelta(0), False), (timedelta(hours=23), False), (timedelta(days=1), True)]
)
def test_a_look_that_is_a_day_late_is_overdue(late: timedelta, overdue: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_overdue(SourceState(name="gazette", next_poll=NOW - late), NOW) is overdue


def test_a_source_that_was_never_looked_at_is_not_overdue() -> None:
    assert not is_overdue(SourceState(name="gazette"), NOW)
