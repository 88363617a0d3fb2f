"""Sitemaps of news, where a section has neither a feed nor WordPress' interface."""

from __future__ import annotations

import pytest

from model.article import DateSource
from model.source import WayKind
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher, Story, add_wordpress, rss, section_page, wordpress_posts
from tests.sitefarm import Reply

USUAL = ["/sitemap_news.xml", "/news-sitemap.xml", "/sitemap-news.xml"]
OTHERS = "".join(f"<url><loc>/world/{number}.htm</loc></url>" for number in range(3))


def news(publisher: Publisher, stories: list[Story]) -> Reply:
    """A sitemap of news of the whole site, with validators."""
    root = publisher.site.root
    inside = OTHERS + "".join(
        f"<url><loc>{root}{one.path}</loc><n:news><n:publication_date>{one.published.isoformat()}</n:publication_date>"
        f"<n:title>{one.title}</n:title></n:news></url>"
        for one in reversed(stories)
    )
    body = f'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{inside}</urlset>'.encode()
    return Reply(body=body, kind="application/xml", etag=f'"{hash(body)}"')


def show(publisher: Publisher, mapped: list[Story]) -> None:
    """Let the section's page show all articles, without validators, and the sitemap these."""
    publisher.site.routes[SECTION] = section_page(publisher.stories)
    publisher.site.routes[USUAL[0]] = news(publisher, mapped)


def sitemaps_asked(publisher: Publisher) -> list[str]:
    return [target for target in publisher.site.asked if target.endswith(".xml")]


def test_the_sitemap_that_robots_txt_names_for_news_is_asked_alone(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.dated = False
    publisher.publish(4)
    publisher.site.routes["/robots.txt"] = "Sitemap: /all.xml\nSitemap: /maps/Noticias.xml\nSitemap: nonsense://x/news"
    publisher.site.routes["/maps/Noticias.xml"] = news(publisher, publisher.stories)
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 4)
    assert sitemaps_asked(publisher) == ["/maps/Noticias.xml"]
    assert {one.content.published and one.content.published.source for one in newsroom.articles} == {DateSource.FEED}
    assert newsroom.owed() == []  # what is not the section's is not its news


def test_where_none_is_named_the_usual_ones_are_tried(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(4)
    publisher.site.routes[USUAL[1]] = news(publisher, publisher.stories)
    newsroom.crawl()
    assert sitemaps_asked(publisher) == USUAL[:2]
    assert WayKind.SITEMAP in {way.kind for way in newsroom.ways().others}
    publisher.site.forget()
    newsroom.crawl()
    assert publisher.listings_asked == [SECTION]


@pytest.mark.parametrize("listed_by", ["feed", "wordpress"])
def test_no_sitemap_is_asked_for_where_something_better_lists_the_section(
    newsroom: Newsroom, publisher: Publisher, listed_by: str
) -> None:
    publisher.publish(4)
    publisher.site.routes["/robots.txt"] = "Sitemap: /news.xml"
    if listed_by == "feed":
        publisher.site.routes[f"{SECTION}feed/"] = rss(publisher.site.root, publisher.stories)
    else:
        add_wordpress(publisher, wordpress_posts(publisher.site.root, publisher.stories))
    assert newsroom.crawl().error is None
    assert sitemaps_asked(publisher) == []


@pytest.mark.parametrize("section", ["/", "/?cat=7", "/tag/peru/", "/peru.htm"])
def test_no_sitemap_is_asked_for_where_it_could_not_tell_the_sections_articles(
    room: Newsroom, publisher: Publisher, section: str
) -> None:
    stories = publisher.publish(4)
    page = section_page(stories).replace("/peru/", "/2026-")
    for story in stories:
        publisher.site.routes[story.path.replace("/peru/", "/2026-")] = story.page()
    publisher.site.routes[section] = page
    publisher.site.routes["/robots.txt"] = "Sitemap: /news.xml"
    room.configure({"gazette": publisher.site.root + section})
    assert room.crawl().articles == 4
    assert sitemaps_asked(publisher) == []


def test_a_section_without_validators_is_polled_by_a_sitemap_that_has_them(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(4)
    show(publisher, publisher.stories)
    newsroom.crawl()
    assert (newsroom.ways().poll.kind, newsroom.ways().deep.kind) == (WayKind.SITEMAP, WayKind.PAGE)
    publisher.site.forget()
    assert newsroom.crawl().error is None
    assert publisher.listings_asked == [USUAL[0]]
    assert "If-None-Match" in publisher.site.log[0].headers
    publisher.publish(1)
    show(publisher, publisher.stories)
    assert newsroom.crawl().articles == 1


def test_a_sitemap_of_news_that_has_none_is_no_reason_to_look_elsewhere(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(4)
    show(publisher, publisher.stories)
    newsroom.crawl()
    publisher.site.routes[USUAL[0]] = news(publisher, [])
    publisher.site.forget()
    assert newsroom.crawl().error is None
    assert publisher.listings_asked == [USUAL[0]]


def test_a_sitemap_closes_no_gap_by_itself(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(4)
    show(publisher, publisher.stories)
    newsroom.crawl()
    publisher.publish(8)
    show(publisher, publisher.stories[:2])  # the others are older than two days
    publisher.site.forget()
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 8)
    assert publisher.listings_asked == [USUAL[0], SECTION]


def test_news_that_fell_out_of_the_sitemap_while_we_were_away_is_found(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(4)
    show(publisher, publisher.stories)
    newsroom.crawl()
    publisher.publish(3)
    show(publisher, [])
    newsroom.clock.forward(days=20)
    assert newsroom.crawl().articles == 3


def test_an_index_is_asked_for_anew_since_it_says_nothing_of_its_parts(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(4)
    publisher.site.routes[SECTION] = section_page(publisher.stories)
    publisher.site.routes["/robots.txt"] = "Sitemap: /news-index.xml"
    index = (
        b"<sitemapindex><sitemap><loc>/news-1.xml</loc></sitemap><sitemap><loc>/tags.xml</loc></sitemap></sitemapindex>"
    )
    publisher.site.routes["/news-index.xml"] = Reply(body=index, etag='"always"')
    publisher.site.routes["/news-1.xml"] = news(publisher, publisher.stories)
    room = newsroom
    room.configure({"gazette": publisher.site.root + SECTION}, source='listing = "sitemap"')
    assert room.crawl().articles == 4
    publisher.publish(1)
    publisher.site.routes["/news-1.xml"] = news(publisher, publisher.stories)
    publisher.site.forget()
    assert room.crawl().articles == 1
    assert publisher.listings_asked == ["/news-index.xml", "/news-1.xml"]


def test_a_part_of_an_index_that_fails_is_told(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(4)
    index = b"<sitemapindex><sitemap><loc>/news-1.xml</loc></sitemap></sitemapindex>"
    publisher.site.routes["/map.xml"] = Reply(body=index)
    publisher.site.routes["/news-1.xml"] = 500
    newsroom.configure({"gazette": publisher.site.root + SECTION}, source='listing = "/map.xml"')
    root = publisher.site.root
    assert newsroom.crawl().error == (
        f"the listing {root}/map.xml names {root}/news-1.xml, which answers 500: the server fails"
    )


def test_the_first_look_at_a_sitemap_of_everything_takes_the_newest(
    newsroom: Newsroom, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.sections.listing_reader._NEWEST", 5)
    stories = publisher.publish(9)
    publisher.site.routes["/map.xml"] = news(publisher, stories)
    newsroom.configure({"gazette": publisher.site.root + SECTION}, source='listing = "/map.xml"')
    assert newsroom.crawl().articles == 5
    assert newsroom.titles == sorted(story.title for story in stories[:5])
