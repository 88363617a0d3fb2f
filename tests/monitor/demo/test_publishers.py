"""What each kind of site is known for: markup, pagers, feeds, dates, charsets."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest

from model.article import Kind
from monitor.demo.sites import SampleSites
from monitor.demo.timeline import Publication, visible
from tests.monitor.demo.client import ask, page
from tests.monitor.demo.conftest import SPACING, STARTED, TurnedClock


def shown(sites: SampleSites, name: str) -> list[Publication]:
    (site,) = [each for each in sites.sites if each.name == name]
    return [publication for publication in site.publications if visible(publication, sites.clock())]


def urls(sites: SampleSites, name: str) -> list[str]:
    return [article.url for article in sites.articles() if article.source == name]


def titles(sites: SampleSites, name: str) -> list[str]:
    return [publication.sample.title for publication in shown(sites, name)]


def listed(start: str, title: str, following: str) -> list[str]:
    """Titles on a listing and on the pages after it."""
    root = page(start)
    found = [element.text_content() for element in root.cssselect(title)]
    onward = root.xpath(following)
    return found + (listed(str(onward[0]), title, following) if onward else [])


def read_feed(url: str) -> Any:
    answer = ask(url)
    assert answer.status == 200
    feed = feedparser.parse(answer.body)
    assert not feed.bozo
    return feed


def rest(sites: SampleSites, target: str, status: int = 200) -> Any:
    answer = ask(urljoin(sites.urls["cronica-del-sur"], f"/wp-json{target}"))
    assert answer.status == status
    return json.loads(answer.body)


# --- Andean Observer -------------------------------------------------------------------------------------------------


def test_joomla_lists_every_title_over_its_pages(sites: SampleSites) -> None:
    found = listed(sites.urls["andean-observer"], ".blog-item h2 a", "//a[@aria-label='Go to next page']/@href")
    assert found == titles(sites, "andean-observer")


def test_joomla_shows_the_last_page_again_past_the_end(sites: SampleSites) -> None:
    section = sites.urls["andean-observer"]
    assert ask(f"{section}?start=7").body == ask(f"{section}?start=700").body != ask(section).body
    assert ask(f"{section}?start=abc").body == ask(section).body


def test_joomla_lists_no_dates_and_sometimes_other_words_than_the_article_opens_with(sites: SampleSites) -> None:
    root = page(sites.urls["andean-observer"])
    assert not root.xpath("//time")
    teasers = [paragraph.text_content() for paragraph in root.cssselect(".item-content > p")]
    openings = [publication.sample.paragraphs[0] for publication in shown(sites, "andean-observer")]
    assert 0 < sum(teaser not in openings for teaser in teasers) < len(teasers)


def test_joomla_articles_have_title_paragraphs_author_and_mostly_a_date(sites: SampleSites) -> None:
    for url, publication in zip(urls(sites, "andean-observer"), shown(sites, "andean-observer"), strict=True):
        root = page(url)
        sample = publication.sample
        assert [element.text_content() for element in root.cssselect("h1")] == [sample.title]
        body = [element.text_content() for element in root.cssselect(".com-content-article__body p")]
        assert body == list(sample.paragraphs)
        dates = [datetime.fromisoformat(str(moment)) for moment in root.xpath("//time/@datetime")]
        assert dates == ([publication.moment] if sample.dated else [])
        assert root.xpath("string(//*[@itemprop='author']/span)") == (sample.author or "")
        assert root.xpath("//link[@rel='canonical']/@href") == [url]


def test_joomla_articles_link_their_neighbours_and_the_latest(sites: SampleSites) -> None:
    addresses = urls(sites, "andean-observer")
    root = page(addresses[1])
    assert root.xpath("//a[@rel='prev']/@href") == [addresses[0]]
    assert root.xpath("//a[@rel='next']/@href") == [addresses[2]]
    assert root.xpath("//ul[contains(@class,'latestnews')]//a/@href") == addresses[:5]
    assert not page(addresses[0]).xpath("//a[@rel='prev']")
    assert not page(addresses[-1]).xpath("//a[@rel='next']")


@pytest.mark.parametrize("place", [0, 1])
def test_joomla_feeds_hold_the_newest_ten_with_the_dates_that_are_printed(sites: SampleSites, place: int) -> None:
    link = page(sites.urls["andean-observer"]).xpath("//link[@rel='alternate']/@href")[place]
    feed = read_feed(link)
    assert [entry.link for entry in feed.entries] == urls(sites, "andean-observer")[:10]
    assert [entry.title for entry in feed.entries] == titles(sites, "andean-observer")[:10]
    for entry, publication in zip(feed.entries, shown(sites, "andean-observer"), strict=False):
        printed = publication.moment.timetuple()[:6] if publication.sample.dated else None
        told = entry.get("published_parsed")
        assert (told and told[:6]) == printed


def test_joomla_feeds_go_on_where_limitstart_says(sites: SampleSites) -> None:
    feed = read_feed(f"{sites.urls['andean-observer']}?format=feed&type=rss&limitstart=10")
    assert [entry.link for entry in feed.entries] == urls(sites, "andean-observer")[10:]


def test_joomla_pictures_are_there(sites: SampleSites) -> None:
    picture = page(sites.urls["andean-observer"]).xpath("//img/@src")[0]
    assert ask(urljoin(sites.urls["andean-observer"], picture)).headers["Content-Type"] == "image/svg+xml"


# --- Crónica del Sur -------------------------------------------------------------------------------------------------


def test_wordpress_lists_every_title_over_its_pages(sites: SampleSites) -> None:
    found = listed(sites.urls["cronica-del-sur"], "h2.entry-title a", "//a[contains(@class,'next page-numbers')]/@href")
    assert found == titles(sites, "cronica-del-sur")


@pytest.mark.parametrize("number", ["0", "4", "99"])
def test_wordpress_has_no_page_past_the_end(sites: SampleSites, number: str) -> None:
    assert ask(f"{sites.urls['cronica-del-sur']}page/{number}/").status == 404


def test_wordpress_pages_link_newer_ones_without_a_number_for_the_first(sites: SampleSites) -> None:
    section = sites.urls["cronica-del-sur"]
    assert page(f"{section}page/2/").cssselect("a.prev")[0].get("href") == section


def test_wordpress_excerpts_end_in_dots_or_are_written_for_the_listing(sites: SampleSites, clock: TurnedClock) -> None:
    clock.now = STARTED + 10 * SPACING
    summaries = [each.text_content() for each in page(sites.urls["cronica-del-sur"]).cssselect(".entry-summary")]
    cut = [summary for summary in summaries if summary.endswith("[…]")]
    assert 0 < len(cut) < len(summaries)
    assert not page(sites.urls["cronica-del-sur"]).xpath("//time")


def test_wordpress_writes_typographic_signs_as_entities(sites: SampleSites) -> None:
    (quoted,) = [url for url in urls(sites, "cronica-del-sur") if "quechua" in url]
    body = ask(quoted).body.decode()
    assert "quechua &amp; aimara" in body
    assert "&#8220;el cine de altura se ve abrigado&#8221;" in body


def test_wordpress_articles_have_title_paragraphs_and_their_date_three_times(sites: SampleSites) -> None:
    for url, publication in zip(urls(sites, "cronica-del-sur"), shown(sites, "cronica-del-sur"), strict=True):
        root = page(url)
        assert [element.text_content() for element in root.cssselect("h1")] == [publication.sample.title]
        body = [element.text_content() for element in root.cssselect(".entry-content p")]
        assert body == list(publication.sample.paragraphs)
        described = json.loads(root.xpath("string(//script[@type='application/ld+json'])"))
        assert described["headline"] == publication.sample.title
        assert described["author"]["name"] == publication.sample.author
        told = [described["datePublished"], *root.xpath("//time/@datetime")]
        told += root.xpath("//meta[@property='article:published_time']/@content")
        assert [datetime.fromisoformat(str(moment)) for moment in told] == [publication.moment] * 3


def test_wordpress_articles_link_their_neighbours_and_the_recent_ones(sites: SampleSites) -> None:
    addresses = urls(sites, "cronica-del-sur")
    root = page(addresses[1])
    assert root.xpath("//a[@rel='next']/@href") == [addresses[0]]
    assert root.xpath("//a[@rel='prev']/@href") == [addresses[2]]
    assert [a.get("href") for a in root.cssselect(".wp-block-latest-posts a")] == addresses[:5]


def test_wordpress_feeds_hold_whole_texts_of_ten_posts_a_part(sites: SampleSites) -> None:
    section = sites.urls["cronica-del-sur"]
    addresses = [str(link) for link in page(section).xpath("//link[@type='application/rss+xml']/@href")]
    assert f"{section}feed/" in addresses
    for address in addresses:
        feed = read_feed(address)
        assert [entry.link for entry in feed.entries] == urls(sites, "cronica-del-sur")[:10]
        assert [entry.title for entry in feed.entries] == titles(sites, "cronica-del-sur")[:10]
        first = shown(sites, "cronica-del-sur")[0]
        assert feed.entries[0].published_parsed[:6] == first.moment.timetuple()[:6]
        assert first.sample.paragraphs[-1] in feed.entries[0].content[0].value
    older = read_feed(f"{section}feed/?paged=2")
    assert [entry.link for entry in older.entries] == urls(sites, "cronica-del-sur")[10:]
    assert ask(f"{section}feed/?paged=3").status == 404


def test_wordpress_redirects_to_the_one_form_of_an_address(sites: SampleSites) -> None:
    address = urls(sites, "cronica-del-sur")[0]
    bare = ask(address.rstrip("/"))
    assert (bare.status, bare.headers["Location"]) == (301, address)
    number = rest(sites, "/wp/v2/posts?per_page=1")[0]["id"]
    by_number = ask(urljoin(address, f"/?p={number}"))
    assert (by_number.status, by_number.headers["Location"]) == (301, address)


def test_rest_finds_the_tag_and_pages_through_its_posts(sites: SampleSites) -> None:
    (tag,) = rest(sites, "/wp/v2/tags?slug=peru")
    assert tag["count"] == len(titles(sites, "cronica-del-sur"))
    assert rest(sites, "/wp/v2/tags?slug=chile") == []
    target = f"/wp/v2/posts?tags={tag['id']}&per_page=5&page="
    posts = [post for number in (1, 2, 3) for post in rest(sites, f"{target}{number}")]
    assert [post["link"] for post in posts] == urls(sites, "cronica-del-sur")
    first = ask(urljoin(sites.urls["cronica-del-sur"], f"/wp-json{target}1"))
    assert (first.headers["X-WP-Total"], first.headers["X-WP-TotalPages"]) == ("13", "3")
    assert rest(sites, f"{target}4", 400)["code"] == "rest_post_invalid_page_number"


def test_rest_describes_a_post_with_lima_time_and_utc(sites: SampleSites) -> None:
    publication = shown(sites, "cronica-del-sur")[0]
    (post,) = rest(sites, f"/wp/v2/posts?slug={publication.sample.slug}")
    assert f"{post['date_gmt']}+00:00" == publication.moment.isoformat()
    assert datetime.fromisoformat(f"{post['date']}-05:00") == publication.moment
    assert rest(sites, f"/wp/v2/posts/{post['id']}") == post
    assert rest(sites, f"/wp/v2/posts/{post['id']}?_fields=id,slug") == {"id": post["id"], "slug": post["slug"]}


@pytest.mark.parametrize(
    ("target", "status", "code"),
    [
        ("/wp/v2/posts?per_page=0", 400, "rest_invalid_param"),
        ("/wp/v2/posts?per_page=101", 400, "rest_invalid_param"),
        ("/wp/v2/posts?page=0", 400, "rest_invalid_param"),
        ("/wp/v2/posts/1", 404, "rest_post_invalid_id"),
        ("/wp/v2/pages", 404, "rest_no_route"),
    ],
)
def test_rest_refuses_what_wordpress_refuses(sites: SampleSites, target: str, status: int, code: str) -> None:
    assert rest(sites, target, status)["code"] == code


def test_rest_names_itself_and_has_no_posts_with_other_tags(sites: SampleSites) -> None:
    assert rest(sites, "/")["name"] == rest(sites, "")["name"] == "Crónica del Sur"
    assert rest(sites, "/wp/v2/posts?tags=7") == []


def test_feeds_and_rest_keep_what_is_not_out_yet_to_themselves(sites: SampleSites, clock: TurnedClock) -> None:
    clock.now = STARTED + SPACING
    number = rest(sites, "/wp/v2/posts?per_page=1")[0]["id"]
    clock.now = STARTED
    assert number not in [post["id"] for post in rest(sites, "/wp/v2/posts?per_page=100")]
    rest(sites, f"/wp/v2/posts/{number}", 404)
    assert (
        ask(urljoin(sites.urls["cronica-del-sur"], f"/?p={number}")).status == 200
    )  # the home page, as WordPress does


# --- Highland Bulletin -----------------------------------------------------------------------------------------------


def test_the_handmade_section_lists_everything_by_relative_links_one_with_a_space(sites: SampleSites) -> None:
    section = sites.urls["highland-bulletin"]
    body = ask(section).body.decode("windows-1252")
    assert 'href="../supplements/Special Issue/springs.pdf"' in body
    links = page(section).xpath("//table//table//a")
    assert [link.get("href").replace(" ", "%20") for link in links] == urls(sites, "highland-bulletin")
    told = [publication.sample for publication in shown(sites, "highland-bulletin")]
    assert [link.text_content() for link in links] == [sample.teaser or sample.title for sample in told]


def test_handmade_pages_say_iso_8859_1_and_are_windows_1252(sites: SampleSites, clock: TurnedClock) -> None:
    clock.now = STARTED + 10 * SPACING
    (quoted,) = [url for url in urls(sites, "highland-bulletin") if "chaparra" in url]
    answer = ask(quoted)
    assert answer.headers["Content-Type"] == "text/html"
    assert b"charset=iso-8859-1" in answer.body
    assert b"\x93the beams were rotten\x94" in answer.body
    assert b"<title>Untitled Document</title>" in answer.body
    assert b"\r\n" in answer.body


def test_handmade_articles_tell_title_byline_and_paragraphs_by_their_fonts(sites: SampleSites) -> None:
    for url, publication in zip(urls(sites, "highland-bulletin"), shown(sites, "highland-bulletin"), strict=True):
        if publication.sample.kind is Kind.PDF:
            continue
        root = page(url)
        assert root.xpath("string(//td[@align='center']/font/b)") == publication.sample.title
        body = [element.text_content() for element in root.xpath("//p[@align='justify']/font")]
        assert body == list(publication.sample.paragraphs)
        assert root.xpath("string(//p//i)") == publication.sample.author
        assert not root.xpath("//h1 | //time | //link | //meta[@property]")
