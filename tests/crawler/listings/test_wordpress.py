"""WordPress' interface is asked for the section's own term, and its answers are read without inventing anything."""

from __future__ import annotations

import json

import pytest

from crawler.listings.listing import NotAListing
from crawler.listings.wordpress import Taxonomy, pages, posts_query, read_posts, read_term, term_queries
from model.article import DateSource

API = "https://andean.example/wp-json/"
TAIL = "&per_page=100&_fields=id,count,link,slug,taxonomy"
PERU = Taxonomy(kind="tags", id=57, count=31, link="https://andean.example/tag/peru/")


@pytest.mark.parametrize(
    ("section", "api", "asked"),
    [
        ("/tag/peru/", API, [f"{API}wp/v2/tags?slug=peru"]),
        ("/tag/peru/page/2/", API, [f"{API}wp/v2/tags?slug=peru"]),
        ("/category/world/latin-america/peru/", API, [f"{API}wp/v2/categories?slug=peru"]),
        ("/en/category/world/peru", "https://andean.example/en/wp-json", ["https://andean.example/en/wp-json/wp/v2/categories?slug=peru"]),
        ("/peru/", API, [f"{API}wp/v2/categories?slug=peru", f"{API}wp/v2/tags?slug=peru"]),
        ("/etiqueta/per%C3%BA/", API, [f"{API}wp/v2/tags?slug=per%C3%BA"]),
        ("/?cat=5", "https://andean.example/?rest_route=/", ["https://andean.example/?rest_route=/wp/v2/categories&include=5"]),
        ("/?tag=peru", "https://andean.example/index.php?rest_route=/", ["https://andean.example/index.php?rest_route=/wp/v2/tags&slug=peru"]),
        ("/", API, []),
    ],
)  # fmt: skip
def test_the_interface_is_asked_for_the_sections_term(section: str, api: str, asked: list[str]) -> None:
    assert list(term_queries(f"https://andean.example{section}", api)) == [address + TAIL for address in asked]


def term(**fields: object) -> dict[str, object]:
    return {"id": 57, "count": 31, "slug": "peru", "link": "https://andean.example/tag/peru/", **fields}


def read(
    *terms: object, section: str = "https://andean.example/tag/peru/", api: str = f"{API}wp/v2/tags?slug=peru"
) -> Taxonomy | None:
    return read_term(json.dumps(terms).encode(), section_url=section, api_url=api)


def test_a_term_is_read() -> None:
    assert read(term()) == PERU
    assert read(term(taxonomy="post_tag"), api="") == PERU
    assert read(term(), api="") == PERU


def test_a_category_is_known_by_its_taxonomy_or_address() -> None:
    link = "https://andean.example/category/world/peru/"
    found = read(term(link=link), section=link, api=f"{API}wp/v2/categories?slug=peru")
    assert found is not None
    assert found.kind == "categories"
    by_name = read(term(taxonomy="category"), api="")
    assert by_name is not None
    assert by_name.kind == "categories"


def test_of_several_terms_the_one_of_the_section_is_taken() -> None:
    other = term(id=9, link="https://andean.example/category/food/peru/")
    own = term(id=7, link="http://www.andean.example/category/world/peru")
    found = read(other, own, section="https://andean.example/category/world/peru/", api=f"{API}wp/v2/categories")
    assert found is not None
    assert found.id == 7
    assert read(other, own, section="https://andean.example/peru/") is None


def test_no_term_is_none() -> None:
    assert read() is None
    assert read({"id": "x", "link": "/y"}, 5) is None


def test_the_query_for_posts_names_term_page_and_fields() -> None:
    fields = "&_fields=id,date,date_gmt,modified_gmt,link,slug,title,excerpt"
    assert posts_query(API, PERU, page=3) == f"{API}wp/v2/posts?tags=57&per_page=100&page=3{fields}"
    assert (
        posts_query("https://andean.example/?rest_route=/", PERU, page=1, per_page=5)
        == f"https://andean.example/?rest_route=/wp/v2/posts&tags=57&per_page=5&page=1{fields}"
    )


def post(**fields: object) -> bytes:
    whole = {
        "id": 12,
        "link": "https://andean.example/dockers/",
        "date": "2023-07-28T04:30:00",
        "date_gmt": "2023-07-28T09:30:00",
        "modified_gmt": "2023-08-01T00:00:00",
        "title": {"rendered": "Castillo&#8217;s <em>election</em> &amp; after"},
        "excerpt": {"rendered": "<p>It covers rest hours [&hellip;]</p>\n"},
    }
    return json.dumps([whole | fields]).encode()


def test_a_post_is_an_entry_with_plain_words_and_its_moment_by_the_site_s_clock() -> None:
    (entry,) = read_posts(post(), api_url=API)
    assert entry.url == "https://andean.example/dockers/"
    assert entry.title == "Castillo\u2019s election & after"
    assert entry.teaser == "It covers rest hours […]"
    assert entry.published is not None
    assert (entry.published.value, entry.published.source) == ("2023-07-28T04:30:00-05:00", DateSource.WORDPRESS)
    assert entry.modified == "2023-08-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"date_gmt": None}, "2023-07-28"),
        ({"date_gmt": None, "date": None}, None),
        ({"date_gmt": "0000-00-00T00:00:00", "date": None}, None),
        ({"date_gmt": "-0001-11-30T00:00:00", "date": None}, None),
    ],
)
def test_a_date_that_is_not_told_is_not_made_up(fields: dict[str, object], value: str | None) -> None:
    (entry,) = read_posts(post(**fields), api_url=API)
    assert (entry.published and entry.published.value) == value


def test_a_post_without_an_address_is_left_out() -> None:
    assert read_posts(post(link=None), api_url=API) == ()
    assert read_posts(b"[]", api_url=API) == ()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b"", "no JSON"),
        (b'{"code": "rest_no_route", "message": "No route was found"}', "refused: No route was found"),
        (b'{"name": "Andean"}', "some other kind"),
        (b"null", "some other kind"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(answer: bytes, reason: str) -> None:
    with pytest.raises(NotAListing, match=reason):
        read_posts(answer, api_url=API)
    with pytest.raises(NotAListing, match=reason):
        read_term(answer, section_url=PERU.link)


@pytest.mark.parametrize(("header", "count"), [("3", 3), (" 12 ", 12), (None, 1), ("", 1), ("many", 1), ("-2", 1)])
def test_the_number_of_pages_is_read_from_the_header(header: str | None, count: int) -> None:
    assert pages(header) == count
