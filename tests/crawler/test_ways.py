"""Which of a section's listings are asked for news and which close gaps: the decisions alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.sections.ways import ListingEvidence, Need, choose, looks_like_wordpress, need, news_sitemaps, probes
from model.source import SourceState, Way, WayKind, Ways

NOW = datetime(2026, 3, 14, 15, tzinfo=UTC)
KINDS = {"page": WayKind.PAGE, "feed": WayKind.FEED, "posts": WayKind.WORDPRESS, "map": WayKind.SITEMAP}


def way(name: str) -> Way:
    return Way(kind=KINDS[name], url=f"https://gazette.example/{name}")


def seen(name: str, keys: str, *marks: str) -> ListingEvidence:
    """What a way showed: entries a to z, newest first; `304` is for validators, `more` for parts that were not read."""
    return ListingEvidence(way=way(name), keys=tuple(keys), conditional="304" in marks, goes_on="more" in marks)


@pytest.mark.parametrize(
    ("found", "poll", "deep"),
    [
        ([seen("page", "abc")], "page", "page"),
        ([seen("page", "abc", "304")], "page", "page"),
        # An unchanged listing is to cost a 304, of the section's own page first.
        ([seen("page", "abc", "304"), seen("feed", "abc", "304")], "page", "page"),
        ([seen("page", "abc"), seen("feed", "abc", "304")], "feed", "page"),
        ([seen("page", "abc", "304"), seen("posts", "abc", "304"), seen("feed", "abc", "304")], "page", "posts"),
        # Without any, the smallest answer is the cheapest.
        ([seen("page", "abc"), seen("feed", "abc")], "feed", "page"),
        ([seen("page", "abc"), seen("posts", "abc"), seen("feed", "abc")], "posts", "posts"),
        # What is not of the section's newest is another listing, or a cache that is stuck.
        ([seen("page", "abc"), seen("feed", "xyz", "304")], "page", "page"),
        ([seen("page", "abcdef"), seen("feed", "def", "304")], "page", "page"),
        ([seen("page", "abcdef"), seen("feed", "cdef", "304")], "feed", "page"),
        # Depth is where most was seen.
        ([seen("page", "abc", "304"), seen("feed", "abcdef")], "page", "feed"),
        ([seen("page", "abcdef", "304"), seen("posts", "abc")], "page", "page"),
        ([seen("page", "aabbc", "304"), seen("feed", "abcd")], "page", "feed"),
        # A page that has further pages goes deeper than a feed, whatever was read of it.
        ([seen("page", "abc", "304", "more"), seen("feed", "abcdef")], "page", "page"),
        ([seen("page", "abc", "304", "more"), seen("posts", "abcdef"), seen("feed", "abcdefgh")], "page", "posts"),
        # A sitemap of news is polled where an unchanged one costs less; it closes gaps only where nothing else could.
        ([seen("page", "abc"), seen("map", "abcdef", "304")], "map", "page"),
        ([seen("page", "abc"), seen("map", "abcdef")], "page", "page"),
        ([seen("page", "abc", "304"), seen("map", "abc", "304")], "page", "page"),
        ([seen("page", "abc"), seen("map", "xyz", "304")], "page", "page"),
        ([seen("page", ""), seen("map", "abc")], "map", "map"),
        # A section that shows no links is read by what shows them.
        ([seen("page", ""), seen("feed", "abc")], "feed", "feed"),
    ],
)
def test_the_cheapest_that_shows_the_news_is_polled_and_the_deepest_kept_for_gaps(
    found: list[ListingEvidence], poll: str, deep: str
) -> None:
    chosen = choose(found, NOW)
    assert chosen is not None
    assert (chosen.poll, chosen.deep, chosen.learned) == (way(poll), way(deep), NOW)


def test_ways_that_show_nothing_are_none() -> None:
    assert choose([], NOW) is None
    assert choose([seen("page", ""), seen("feed", "")], NOW) is None


@given(
    st.lists(
        st.builds(
            ListingEvidence,
            way=st.sampled_from([way(name) for name in KINDS]),
            keys=st.lists(st.sampled_from("abcdef"), max_size=6).map(tuple),
            conditional=st.booleans(),
            goes_on=st.booleans(),
        ),
        unique_by=lambda one: one.way,
        max_size=4,
    )
)
def test_every_way_that_was_found_is_kept_once(found: list[ListingEvidence]) -> None:
    chosen = choose(found, NOW)
    assert (chosen is None) == (not any(one.keys for one in found))
    if chosen is not None:
        assert {chosen.poll, chosen.deep, *chosen.others} == {one.way for one in found}
        assert not {chosen.poll, chosen.deep} & set(chosen.others)


LEARNED = Ways(poll=way("page"), deep=way("page"), learned=NOW)


@pytest.mark.parametrize(
    ("known", "last_full", "after", "needed"),
    [
        (None, None, timedelta(0), Need.LEARN),
        (LEARNED, NOW, timedelta(0), Need.POLL),
        (LEARNED, NOW, timedelta(hours=23), Need.POLL),
        (LEARNED, NOW, timedelta(days=1), Need.FULL),
        (LEARNED, None, timedelta(0), Need.FULL),
        (LEARNED, NOW + timedelta(days=29), timedelta(days=29, hours=23), Need.POLL),
        (LEARNED, NOW + timedelta(days=30), timedelta(days=30), Need.LEARN),
    ],
)
def test_what_was_found_out_is_believed_for_a_month_and_compared_once_a_day(
    known: Ways | None, last_full: datetime | None, after: timedelta, needed: Need
) -> None:
    state = SourceState(name="gazette", last_full=last_full)
    assert need(known, state, NOW + after, instructions="") is needed


@pytest.mark.parametrize(
    ("before", "now", "needed"),
    [("", "", Need.POLL), ("a", "a", Need.POLL), ("", "a", Need.LEARN), ("a", "", Need.LEARN), ("a", "b", Need.LEARN)],
)
def test_what_was_found_out_under_other_instructions_is_found_out_anew(before: str, now: str, needed: Need) -> None:
    known = Ways(poll=way("page"), deep=way("page"), learned=NOW, instructions=before)
    assert need(known, SourceState(name="gazette", last_full=NOW), NOW, instructions=now) is needed


NAMED = ["https://gazette.example/map.xml", "https://cdn.example/News.xml", "https://gazette.example/noticias.xml.gz"]
USUAL = [f"https://gazette.example/{name}.xml" for name in ("sitemap_news", "news-sitemap", "sitemap-news")]


@pytest.mark.parametrize(
    ("section", "named", "asked"),
    [
        ("/peru/", [], USUAL),
        ("/peru/", NAMED[:1], USUAL),
        ("/peru/", NAMED, NAMED[1:]),
        ("/peru/", [f"https://gazette.example/news-{number}.xml" for number in range(9)], None),
        ("/peru/index.html", [], []),
        ("/peru.htm?x=1", NAMED, NAMED[1:]),
    ],
)
def test_sitemaps_of_news_are_those_that_are_named_so_else_the_usual_ones(
    section: str, named: list[str], asked: list[str] | None
) -> None:
    assert list(news_sitemaps(f"https://gazette.example{section}", named)) == (named[:3] if asked is None else asked)


WORDPRESS = b"<link href='/wp-content/themes/x/style.css'>"
JOOMLA = b'<meta name="generator" content="Joomla! - Open Source Content Management">'


@pytest.mark.parametrize(
    ("section", "page", "addresses"),
    [
        ("/tag/peru/", WORDPRESS, ["/tag/peru/feed/"]),
        ("/tag/peru", WORDPRESS, ["/tag/peru/feed/"]),
        ("/peru", JOOMLA, ["/peru?format=feed&type=rss", "/peru.feed?type=rss"]),
        ("/peru/", JOOMLA, ["/peru/?format=feed&type=rss", "/peru.feed?type=rss"]),
        ("/", JOOMLA, ["/?format=feed&type=rss"]),
        ("/peru.htm", JOOMLA, ["/peru.htm?format=feed&type=rss", "/peru.feed?type=rss"]),
        (
            "/index.php?option=com_content&id=7",
            JOOMLA,
            ["/index.php?option=com_content&id=7&format=feed&type=rss"],
        ),
        ("/peru/", b"<html>", ["/peru/feed/", "/peru/?format=feed&type=rss"]),
        ("/peru.html", b"<html>", []),
        ("/section.asp", b"<html>", []),
    ],
)
def test_feeds_are_looked_for_where_the_sections_system_would_have_them(
    section: str, page: bytes, addresses: list[str]
) -> None:
    assert list(probes(f"https://gazette.example{section}", page)) == [
        f"https://gazette.example{address}" for address in addresses
    ]


@pytest.mark.parametrize(
    ("page", "is_one"),
    [(WORDPRESS, True), (b"<link href='/wp-json/'>", True), (b"/wp-includes/js/", True), (JOOMLA, False), (b"", False)],
)
def test_wordpress_is_told_by_what_it_leaves_in_all_pages(page: bytes, is_one: bool) -> None:  # noqa: FBT001 - a table's column
    assert looks_like_wordpress(page) is is_one
