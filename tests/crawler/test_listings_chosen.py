"""Feeds and WordPress' interface beside a section's page: what is asked, what counts, what is left alone."""

from __future__ import annotations

import pytest

from model.article import DateSource
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import (
    Publisher,
    Story,
    add_wordpress,
    as_json,
    rss,
    wordpress_posts,
)
from tests.sitefarm import Reply, Route

OWN_FEED = '<link rel="alternate" type="application/rss+xml" title="Peru" href="/peru/feed/">'
SITE_FEED = '<link rel="alternate" type="application/rss+xml" title="All" href="/feed/">'
TERMS = "/wp-json/wp/v2/categories"
POSTS = "/wp-json/wp/v2/posts"


def date_sources(newsroom: Newsroom) -> set[DateSource]:
    dates = [article.content.published for article in newsroom.articles]
    return {date.source for date in dates if date}


def test_a_feed_may_be_the_section(room: Newsroom, publisher: Publisher) -> None:
    stories = publisher.publish(4)
    publisher.site.routes["/peru.rss"] = rss(publisher.site.root, stories)
    room.configure({"gazette": f"{publisher.site.root}/peru.rss"})
    run = room.crawl()
    assert (run.error, run.articles) == (None, 4)
    assert room.titles == sorted(story.title for story in stories)
    assert room.crawl().articles == 0


def test_a_feed_of_another_type_may_be_the_section_too(room: Newsroom, publisher: Publisher) -> None:
    stories = publisher.publish(2)
    items = [{"id": story.path, "url": publisher.site.root + story.path, "title": story.title} for story in stories]
    publisher.site.routes["/peru.json"] = as_json({"version": "https://jsonfeed.org/version/1.1", "items": items})
    room.configure({"gazette": f"{publisher.site.root}/peru.json"})
    assert room.crawl().articles == 2


def test_dates_that_only_the_feed_tells_are_kept_as_the_feeds(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.head, publisher.dated = OWN_FEED, False
    stories = publisher.publish(4)
    publisher.site.routes["/peru/feed/"] = rss(publisher.site.root, stories)
    assert newsroom.crawl().error is None
    assert date_sources(newsroom) == {DateSource.FEED}
    assert len(newsroom.articles) == 4


def test_what_only_the_feed_shows_is_found(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.head = OWN_FEED
    publisher.publish(3)
    hidden = Story(number=30)
    publisher.site.routes[hidden.path] = hidden.page()
    publisher.site.routes["/peru/feed/"] = rss(publisher.site.root, [hidden, *publisher.stories])
    assert newsroom.crawl().articles == 4


def test_a_feed_of_the_whole_site_is_not_taken_for_the_sections(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.head = SITE_FEED
    publisher.publish(3)
    other = Story(number=30)
    publisher.site.routes[other.path] = other.page()
    publisher.site.routes["/feed/"] = rss(publisher.site.root, [other])
    assert newsroom.crawl().articles == 3
    assert "/feed/" not in publisher.site.asked


@pytest.mark.parametrize("answer", [404, 500, "<html><p>No feed today</p></html>"])
def test_a_feed_that_does_not_work_is_passed_over(newsroom: Newsroom, publisher: Publisher, answer: Route) -> None:
    publisher.head = OWN_FEED.replace("/peru/feed/", "/peru/first/") + OWN_FEED
    publisher.dated = False
    stories = publisher.publish(3)
    publisher.site.routes["/peru/first/"] = answer
    publisher.site.routes["/peru/feed/"] = rss(publisher.site.root, stories)
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 3)
    assert date_sources(newsroom) == {DateSource.FEED}


def test_the_interface_of_wordpress_is_asked_where_the_page_names_it(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.dated, publisher.head = False, OWN_FEED
    stories = publisher.publish(4)
    older = [Story(number=50 + at) for at in range(3)]
    for story in older:
        publisher.site.routes[story.path] = story.page(dated=False)
    add_wordpress(publisher, wordpress_posts(publisher.site.root, [*stories, *older], per_page=4))
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 7)
    assert date_sources(newsroom) == {DateSource.WORDPRESS}
    assert len([target for target in publisher.site.asked if target.startswith(POSTS)]) == 2


def test_the_interface_is_not_asked_further_than_what_is_known(newsroom: Newsroom, publisher: Publisher) -> None:
    stories = publisher.publish(5)
    add_wordpress(publisher, wordpress_posts(publisher.site.root, stories, per_page=2))
    newsroom.crawl()
    new = publisher.publish(1)
    publisher.site.routes[POSTS] = wordpress_posts(publisher.site.root, [*new, *stories], per_page=2)
    publisher.site.forget()
    assert newsroom.crawl().articles == 1
    assert len([target for target in publisher.site.asked if target.startswith(POSTS)]) == 1


@pytest.mark.parametrize("place", [TERMS, POSTS])
@pytest.mark.parametrize(
    "answer",
    [
        as_json({"code": "rest_forbidden", "message": "Only for members"}, status=401),
        as_json({"code": "rest_forbidden", "message": "Only for members"}),
        "<html><p>garbage</p></html>",
        Reply(body=b"[{", kind="application/json"),
        404,
    ],
)
def test_an_interface_that_does_not_answer_gives_way_to_the_feed(
    newsroom: Newsroom, publisher: Publisher, place: str, answer: Route
) -> None:
    publisher.head, publisher.dated = OWN_FEED, False
    stories = publisher.publish(3)
    publisher.site.routes["/peru/feed/"] = rss(publisher.site.root, stories)
    add_wordpress(publisher, wordpress_posts(publisher.site.root, stories))
    publisher.site.routes[place] = answer
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 3)
    assert date_sources(newsroom) == {DateSource.FEED}


def test_an_interface_that_knows_no_such_section_gives_way_to_the_feed(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.head, publisher.dated = OWN_FEED, False
    stories = publisher.publish(3)
    publisher.site.routes["/peru/feed/"] = rss(publisher.site.root, stories)
    add_wordpress(publisher, 500)
    publisher.site.routes[TERMS] = as_json([])
    assert newsroom.crawl().articles == 3
    assert date_sources(newsroom) == {DateSource.FEED}


@pytest.mark.parametrize("second", [500, "<html>garbage</html>"])
def test_a_part_of_the_interface_that_fails_ends_it(newsroom: Newsroom, publisher: Publisher, second: Route) -> None:
    stories = publisher.publish(4)
    first = wordpress_posts(publisher.site.root, stories, per_page=2)
    add_wordpress(publisher, lambda asked: first(asked) if "&page=1&" in asked.target else reply(second))
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 4)


def reply(route: Route) -> Reply | str | int:
    assert not callable(route)
    return route
