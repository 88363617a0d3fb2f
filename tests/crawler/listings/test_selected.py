"""Entries and next pages that the user names by CSS selectors."""

from __future__ import annotations

import pytest

from crawler.listings.listing import Listing
from crawler.listings.page import read_page
from model.article import DateSource, Entry, PublicationDate

URL = "https://andean.example/peru/"
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Peru</title><base href="/peru/"></head><body>
<div class="box"><a href="/about">About the paper and its people</a></div>
<ul class="news">
<li class="one"><a href="#top"></a><a href="1.htm"><img src="a.jpg"></a>
<h3><a href="1.htm">Dockers stop the port</a></h3><time datetime="2026-03-02T10:00:00Z">2 March</time>
<p>The dockers of Callao stopped the port road before sunrise.</p></li>
<li class="one"><a href="https://other.example/2.htm">Nurses march</a></li>
<li class="one"><span>No link here</span></li>
<a class="card" href="3.htm"><div class="one"><h3>Miners vote</h3></div></a>
</ul>
<p><a class="newer" href="/peru/">Newest</a> <span class="older"><a href="?page=2">More</a></span></p>
</body></html>"""


def read(entry: str | None, following: str | None = None) -> Listing:
    hosts = frozenset({"andean.example"})
    return read_page(PAGE.encode(), url=URL, charset="utf-8", hosts=hosts, entry=entry, following=following)


def addresses(entry: str) -> list[str]:
    return [one.url for one in read(entry).entries]


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        (".news h3 a", ["https://andean.example/peru/1.htm"]),
        ("li.one", ["https://andean.example/peru/1.htm", "https://other.example/2.htm"]),
        (
            ".news a",
            [f"https://{place}.htm" for place in ("andean.example/peru/1", "other.example/2", "andean.example/peru/3")],
        ),
        ("div.one", ["https://andean.example/peru/3.htm"]),
        (
            ".one, .box",
            [
                f"https://{place}"
                for place in (
                    "andean.example/about",
                    "andean.example/peru/1.htm",
                    "other.example/2.htm",
                    "andean.example/peru/3.htm",
                )
            ],
        ),
        ("article", []),
        ("li.one span", []),
    ],
)
def test_entries_are_the_links_that_are_selected_or_stand_in_what_is(selector: str, found: list[str]) -> None:
    assert addresses(selector) == found


def test_what_is_selected_tells_title_teaser_and_date() -> None:
    assert read("li.one").entries[0] == Entry(
        url="https://andean.example/peru/1.htm",
        title="Dockers stop the port",
        teaser="The dockers of Callao stopped the port road before sunrise.",
        published=PublicationDate("2026-03-02T10:00:00+00:00", DateSource.TIME_ELEMENT),
    )


@pytest.mark.parametrize("selector", [".news a", ".news h3 a"])
def test_links_by_themselves_tell_their_titles_whichever_of_an_articles_comes_first(selector: str) -> None:
    assert read(selector).entries[0].title == "Dockers stop the port"


@pytest.mark.parametrize(
    ("selector", "following"),
    [
        (".older", "https://andean.example/peru/?page=2"),
        (".older a", "https://andean.example/peru/?page=2"),
        ("a.newer", None),
        ("a.missing", None),
        ("title", None),
    ],
)
def test_the_next_page_is_where_the_selected_link_leads_if_anywhere(selector: str, following: str | None) -> None:
    assert read(None, selector).next_url == following
    assert read("li.one", selector).next_url == following


def test_the_link_to_the_next_page_is_no_entry() -> None:
    assert "https://andean.example/peru/?page=2" not in [one.url for one in read("a", ".older").entries]
