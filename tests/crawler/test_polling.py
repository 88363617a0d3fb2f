"""How a section that is known is asked for news: cheaply, and without a gap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import event

from model.article import DateSource
from model.source import Way, WayKind
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher, Story, add_wordpress, by_offset, rss, wordpress_posts
from tests.sitefarm import Reply, Route

FEED = f"{SECTION}feed/"
POSTS = "/wp-json/wp/v2/posts"


def with_validators(reply: Reply) -> Reply:
    return replace(reply, etag=f'"{hash(reply.body)}"')


def without_validators(reply: Reply) -> Reply:
    return replace(reply, etag=None)


def show_feed(publisher: Publisher, *, size: int = 10) -> None:
    """Let the feed show the newest articles, with validators."""
    publisher.site.routes[FEED] = with_validators(rss(publisher.site.root, publisher.stories[:size]))


def without_validators_on_pages(publisher: Publisher) -> None:
    """Pages as they are now, made up anew for everybody who asks."""
    for start in range(0, len(publisher.stories), publisher.per_page):
        target = SECTION if start == 0 else by_offset(start)
        publisher.site.routes[target] = without_validators(publisher.listing(start))


def count_writes(newsroom: Newsroom) -> Callable[[], int]:
    """Count transactions that are committed from now on."""
    commits: list[object] = []
    event.listen(newsroom.context.database._engine, "commit", commits.append)
    return lambda: len(commits)


def test_a_look_at_an_unchanged_section_is_one_request_and_two_writes(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(13)
    newsroom.crawl()
    publisher.site.forget()
    newsroom.clock.forward(hours=2)
    writes = count_writes(newsroom)
    run = newsroom.crawl()
    assert (run.requests, run.error) == (1, None)
    (asked,) = publisher.site.log
    assert (asked.target, asked.headers["If-None-Match"]) == (SECTION, publisher.listing().etag)
    assert writes() <= 2
    assert newsroom.state().last_success == newsroom.clock.at


def test_a_section_without_validators_is_polled_by_its_feed_that_has_them(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(8)
    without_validators_on_pages(publisher)
    show_feed(publisher)
    newsroom.crawl()
    assert (newsroom.ways().poll.kind, newsroom.ways().deep.kind) == (WayKind.FEED, WayKind.PAGE)
    publisher.site.forget()
    newsroom.crawl()
    assert publisher.listings_asked == [FEED]
    assert "If-None-Match" in publisher.site.log[0].headers
    publisher.publish(2)
    without_validators_on_pages(publisher)
    show_feed(publisher)
    publisher.site.forget()
    assert newsroom.crawl().articles == 2
    assert publisher.listings_asked == [FEED]


def test_news_on_a_page_is_dated_by_the_feed_that_is_asked_once(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.dated = False
    publisher.publish(4)
    show_feed(publisher)
    newsroom.crawl()
    assert newsroom.ways().poll.kind is WayKind.PAGE
    publisher.publish(2)
    show_feed(publisher)
    publisher.site.forget()
    assert newsroom.crawl().articles == 2
    assert publisher.listings_asked == [SECTION, FEED]
    dates = [article.content.published for article in newsroom.articles[-2:]]
    assert {date and date.source for date in dates} == {DateSource.FEED}


@pytest.mark.parametrize("news", [6, 15])
def test_a_gap_on_pages_costs_one_request_more_than_it_has_pages(
    newsroom: Newsroom, publisher: Publisher, news: int
) -> None:
    publisher.publish(10)
    show_feed(publisher, size=3)
    newsroom.crawl()
    publisher.site.forget()
    publisher.publish(news)
    show_feed(publisher, size=3)
    assert newsroom.crawl().articles == news
    assert len(publisher.listings_asked) <= -(-news // publisher.per_page) + 1
    assert newsroom.titles == sorted(story.title for story in publisher.stories)


def test_a_gap_of_a_feed_is_closed_over_the_pages(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(8)
    without_validators_on_pages(publisher)
    show_feed(publisher, size=4)
    newsroom.crawl()
    publisher.publish(12)
    without_validators_on_pages(publisher)
    show_feed(publisher, size=4)
    publisher.site.forget()
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 12)
    assert publisher.listings_asked == [FEED, SECTION, by_offset(5), by_offset(10)]


def test_a_gap_is_closed_by_wordpress_at_once(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(10)
    add_wordpress(publisher, wordpress_posts(publisher.site.root, publisher.stories))
    newsroom.crawl()
    publisher.publish(23)
    publisher.site.forget()
    assert newsroom.crawl().articles == 23
    assert [target.partition("?")[0] for target in publisher.listings_asked] == [SECTION, POSTS]


def test_a_gap_that_ends_with_the_section_is_closed_though_the_deep_listing_fails(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(3)
    add_wordpress(publisher, wordpress_posts(publisher.site.root, publisher.stories))
    newsroom.crawl()
    new = publisher.publish(4)
    publisher.stories = new  # the section keeps no history
    publisher.update()
    publisher.site.routes[POSTS] = 500
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 4)


def test_a_deep_listing_that_lags_behind_closes_no_gap(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(10)
    add_wordpress(publisher, wordpress_posts(publisher.site.root, publisher.stories))
    newsroom.crawl()
    publisher.site.routes[POSTS] = wordpress_posts(publisher.site.root, list(publisher.stories))
    publisher.publish(12)
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 12)


@pytest.mark.parametrize("broken", [500, "<html><p>garbage</p></html>"])
def test_a_gap_that_nothing_closes_is_told_and_closed_later(
    newsroom: Newsroom, publisher: Publisher, broken: Route
) -> None:
    publisher.publish(8)
    without_validators_on_pages(publisher)
    show_feed(publisher, size=4)
    newsroom.crawl()
    publisher.publish(12)
    without_validators_on_pages(publisher)
    show_feed(publisher, size=4)
    whole = publisher.site.routes[by_offset(5)]
    publisher.site.routes[by_offset(5)] = Reply(body=b"\0\1\2", kind="image/png") if broken != 500 else 500
    run = newsroom.crawl()
    assert run.error is not None
    assert "a further part of the section" in run.error
    assert run.articles == 5
    publisher.site.routes[by_offset(5)] = whole
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 7)


def test_a_gap_whose_every_listing_fails_is_told_and_closed_later(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(8)
    without_validators_on_pages(publisher)
    show_feed(publisher, size=4)
    newsroom.crawl()
    publisher.publish(12)
    show_feed(publisher, size=4)
    publisher.site.routes[SECTION] = 500
    run = newsroom.crawl()
    assert run.error is not None
    assert run.error.endswith("answers 500: the server fails")
    assert run.articles == 4
    without_validators_on_pages(publisher)
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 8)


def test_a_second_way_that_fails_midway_is_no_problem_where_the_page_was_read(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(8)
    posts = wordpress_posts(publisher.site.root, publisher.stories, per_page=4)
    add_wordpress(publisher, lambda asked: posts(asked) if "&page=1&" in asked.target else 500)
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 8)
    newsroom.clock.forward(days=1)
    assert newsroom.crawl().error is None


def test_the_daily_full_look_asks_for_everything_without_conditions(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(8)
    show_feed(publisher)
    newsroom.crawl()
    newsroom.clock.forward(hours=23)
    newsroom.crawl()
    publisher.site.forget()
    newsroom.clock.forward(hours=1)
    newsroom.crawl()
    assert publisher.listings_asked == [SECTION, FEED]
    assert {asked.headers.get("If-None-Match") for asked in publisher.site.log} == {None}
    publisher.site.forget()
    newsroom.crawl()
    assert publisher.listings_asked == [SECTION]


def test_news_behind_stuck_validators_is_found_at_the_full_look(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(4)
    stuck = publisher.listing().etag
    newsroom.crawl()
    publisher.publish(2)
    publisher.site.routes[SECTION] = replace(publisher.listing(), etag=stuck)
    assert newsroom.crawl().articles == 0
    newsroom.clock.forward(days=1)
    assert newsroom.crawl().articles == 2


def test_what_the_polled_listing_lacks_is_found_at_the_full_look_and_then_polled(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(6)
    show_feed(publisher)
    newsroom.crawl()
    assert newsroom.ways().poll.kind is WayKind.PAGE
    stale = publisher.site.routes[SECTION]
    publisher.publish(2)
    show_feed(publisher)
    publisher.site.routes[SECTION] = stale
    newsroom.clock.forward(days=1)
    assert newsroom.crawl().articles == 2
    assert newsroom.ways().poll == Way(kind=WayKind.FEED, url=publisher.site.root + FEED)
    publisher.site.forget()
    newsroom.crawl()
    assert publisher.listings_asked == [FEED]


def test_a_polled_feed_that_disappears_makes_the_section_be_learned_anew_in_the_same_run(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(8)
    without_validators_on_pages(publisher)
    show_feed(publisher)
    newsroom.crawl()
    publisher.publish(7)
    without_validators_on_pages(publisher)
    publisher.site.routes[FEED] = 404
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 7)
    assert newsroom.ways().poll == newsroom.ways().deep == Way(kind=WayKind.PAGE, url=publisher.site.root + SECTION)


def test_a_section_whose_page_shows_nothing_any_more_is_read_by_its_feed(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(4)
    newsroom.crawl()
    publisher.publish(2)
    show_feed(publisher)
    publisher.site.routes[SECTION] = "<html><head><title>Peru</title></head><body><div id=app></div></body></html>"
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 2)
    assert newsroom.ways().poll.kind is WayKind.FEED


def test_what_was_found_out_is_found_out_again_after_a_month(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(6)
    newsroom.crawl()
    show_feed(publisher)
    newsroom.clock.forward(days=29)
    newsroom.crawl()
    assert newsroom.ways().others == ()
    newsroom.clock.forward(days=1)
    publisher.publish(1)
    show_feed(publisher)
    newsroom.crawl()
    assert [way.kind for way in newsroom.ways().others] == [WayKind.FEED]
    assert newsroom.ways().deep.kind is WayKind.PAGE  # it goes on, though less of it was read this time
    assert newsroom.ways().learned == newsroom.clock.at


def test_a_way_that_could_not_be_asked_is_asked_again_the_next_day(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(6)
    publisher.site.routes[FEED] = 500
    newsroom.crawl()
    assert newsroom.ways().others == ()
    show_feed(publisher)
    newsroom.clock.forward(days=1)
    newsroom.crawl()
    assert [way.kind for way in newsroom.ways().others] == [WayKind.FEED]


@pytest.mark.parametrize("by_wordpress", [False, True])
def test_three_weeks_of_news_are_recovered_after_three_weeks_of_silence(
    newsroom: Newsroom,
    publisher: Publisher,
    by_wordpress: bool,  # noqa: FBT001 - a table's column
) -> None:
    publisher.publish(10)
    if by_wordpress:
        add_wordpress(publisher, wordpress_posts(publisher.site.root, publisher.stories))
    newsroom.crawl()
    newsroom.clock.forward(days=21)
    publisher.publish(30)
    publisher.site.forget()
    newsroom.restart()
    run = newsroom.crawl(only_due=True)
    assert (run.error, run.articles) == (None, 30)
    assert newsroom.titles == sorted(story.title for story in publisher.stories)
    if by_wordpress:
        assert [target.partition("?")[0] for target in publisher.listings_asked] == [POSTS]
    else:
        assert len(publisher.listings_asked) <= 30 // publisher.per_page + 1


def test_a_feed_that_sends_us_on_to_that_of_the_whole_site_is_not_the_sections(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(4)
    other = Story(number=40)
    publisher.site.routes[other.path] = other.page()
    publisher.site.routes["/feed/"] = rss(publisher.site.root, [other])
    publisher.site.routes[FEED] = Reply(status=302, headers={"Location": "/feed/"})
    assert newsroom.crawl().articles == 4
    assert newsroom.ways().others == ()
