"""How sections are followed, looked at again, and kept without gaps."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from model.article import Arrival
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher, Story, by_offset, by_page, section_page
from tests.sitefarm import Asked, Reply, Site, in_turn, redirect


def titles(stories: list[Story]) -> list[str]:
    return sorted(story.title for story in stories)


@pytest.mark.parametrize("pager", [by_offset, by_page(5)], ids=["offset", "page"])
def test_the_first_crawl_stores_all_articles_over_several_pages(
    newsroom: Newsroom, publisher: Publisher, pager: Callable[[int], str]
) -> None:
    publisher.pager = pager
    stories = publisher.publish(13)
    run = newsroom.crawl()
    assert run.error is None
    looking_for_feeds_and_sitemaps = 2 + 3
    assert (run.entries, run.articles, run.revisions) == (13, 13, 0)
    assert run.requests == 16 + looking_for_feeds_and_sitemaps
    assert newsroom.titles == titles(stories)
    assert newsroom.owed() == []
    assert {article.arrival for article in newsroom.articles} == {Arrival.FIRST_LOOK}
    assert publisher.site.asked[:3] == [SECTION, pager(5), pager(10)]


def test_an_article_is_kept_with_its_words_and_where_its_date_came_from(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    (story,) = publisher.publish(1)
    publisher.publish(3)
    newsroom.crawl()
    (article,) = [article for article in newsroom.articles if article.content.title == story.title]
    assert article.content.body == "\n\n".join(story.paragraphs)
    assert article.content.published is not None
    assert article.content.published.source == "meta"
    assert article.url == publisher.site.root + story.path
    assert (article.content.language, article.revision, article.source) == ("en", 1, "gazette")


def test_an_unchanged_section_costs_one_conditional_request_and_brings_nothing(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(13)
    newsroom.crawl()
    publisher.site.forget()
    run = newsroom.crawl()
    assert [asked.target for asked in publisher.site.log] == [SECTION]
    assert "If-None-Match" in publisher.site.log[0].headers
    assert (run.error, run.entries, run.articles, run.revisions) == (None, 0, 0, 0)
    newsroom.restart()
    newsroom.crawl()
    assert [asked.target for asked in publisher.site.log] == [SECTION, SECTION]


def test_validators_are_sent_back_as_they_were_given(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    odd = "Saturday, 14-Mar-26 15:09:26 GMT"
    page = publisher.listing()
    publisher.site.routes[SECTION] = Reply(body=page.body, etag='W/"x y"', last_modified=odd)
    newsroom.crawl()
    newsroom.crawl()
    last = publisher.site.log[-1].headers
    assert (last["If-None-Match"], last["If-Modified-Since"]) == ('W/"x y"', odd)


def test_a_section_without_validators_that_is_unchanged_brings_nothing(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(13)
    publisher.site.routes[SECTION] = Reply(body=publisher.listing().body)
    newsroom.crawl()
    publisher.site.forget()
    run = newsroom.crawl()
    assert publisher.site.asked == [SECTION]
    assert (run.error, run.entries, run.articles) == (None, 0, 0)


def test_new_articles_are_found_exactly_those(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(13)
    newsroom.crawl()
    publisher.site.forget()
    newsroom.clock.forward(days=1)
    new = publisher.publish(2)
    run = newsroom.crawl()
    assert (run.entries, run.articles) == (2, 2)
    assert sorted(publisher.site.asked) == sorted([SECTION, *(story.path for story in new)])
    news = [article for article in newsroom.articles if article.arrival is Arrival.NEWS]
    assert sorted(article.content.title for article in news) == titles(new)
    assert {article.first_seen for article in news} == {newsroom.clock.at}


def test_a_gap_over_three_pages_is_closed_with_no_request_too_many(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(10)
    newsroom.crawl()
    publisher.site.forget()
    new = publisher.publish(15)
    run = newsroom.crawl()
    assert run.articles == 15
    listings = [target for target in publisher.site.asked if target not in {story.path for story in new}]
    assert listings == [SECTION, by_offset(5), by_offset(10), by_offset(15)]


def test_a_gap_may_be_longer_than_a_first_look(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(5)
    newsroom.crawl()
    publisher.publish(60)
    assert newsroom.crawl().articles == 60


def test_a_first_look_is_bounded(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(58)
    assert newsroom.crawl().articles == 50


def test_articles_pinned_to_the_top_do_not_end_the_walk(newsroom: Newsroom, publisher: Publisher) -> None:
    stories = publisher.publish(6)
    publisher.pinned = stories[:2]
    publisher.update()
    newsroom.crawl()
    publisher.publish(12)
    assert newsroom.crawl().articles == 12
    assert len(newsroom.articles) == 18


def test_a_walk_that_broke_is_taken_up_again_and_loses_nothing(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(5)
    newsroom.crawl()
    publisher.publish(15)
    second = publisher.site.routes[by_offset(5)]
    publisher.site.routes[by_offset(5)] = 500
    run = newsroom.crawl()
    assert run.error is not None
    assert run.error.endswith("/peru/?start=5, answers 500: the server fails")
    assert run.articles == 5  # what was seen is fetched all the same
    publisher.site.routes[by_offset(5)] = second
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 10)
    assert newsroom.titles == titles(publisher.stories)


def test_a_further_page_that_is_no_page_is_told_and_tried_again(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(10)
    second = publisher.site.routes[by_offset(5)]
    publisher.site.routes[by_offset(5)] = Reply(body=b"\x89PNG\r\n", kind="image/png")
    run = newsroom.crawl()
    assert run.error is not None
    assert "?start=5, can't be read: it is image/png, not a page" in run.error
    publisher.site.routes[by_offset(5)] = second
    assert newsroom.crawl().error is None
    assert len(newsroom.articles) == 10


@pytest.mark.parametrize("status", [404, 410])
def test_a_further_page_that_is_missing_ends_the_section(newsroom: Newsroom, publisher: Publisher, status: int) -> None:
    publisher.publish(8)
    publisher.site.routes[by_offset(5)] = status
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 5)


def endless(publisher: Publisher) -> None:
    """A pager that goes on for ever, over pages that repeat the last articles."""
    for start in range(5, 2000, 5):
        shown = min(start, 5)
        publisher.site.routes[by_offset(start)] = publisher.listing(shown, following=by_offset(start + 5))


def in_a_circle(publisher: Publisher) -> None:
    """A second page that leads back to the first."""
    publisher.site.routes[by_offset(5)] = publisher.listing(5, following=by_offset(0))
    publisher.site.routes[by_offset(0)] = publisher.listing(0)


def past_the_end(publisher: Publisher) -> None:
    """A pager with one page too many, which shows no articles."""
    publisher.site.routes[by_offset(5)] = publisher.listing(5, following=by_offset(10))
    publisher.site.routes[by_offset(10)] = section_page([], following=by_offset(15))


def to_the_first(publisher: Publisher) -> None:
    """A pager with one page too many, which is the first again."""
    publisher.site.routes[by_offset(5)] = publisher.listing(5, following=by_offset(10))
    publisher.site.routes[by_offset(10)] = publisher.listing(0, following=by_offset(15))


@pytest.mark.parametrize("lie", [endless, in_a_circle, past_the_end, to_the_first])
def test_a_pager_that_lies_does_not_keep_the_walk_going(
    newsroom: Newsroom, publisher: Publisher, lie: Callable[[Publisher], None]
) -> None:
    stories = publisher.publish(10)
    lie(publisher)
    for _ in range(2):
        publisher.site.forget()
        assert newsroom.crawl().error is None
        assert len([target for target in publisher.site.asked if target.startswith("/peru/?start=")]) <= 2
    assert newsroom.titles == titles(stories)


def test_pages_made_up_for_ever_are_followed_only_so_far(
    newsroom: Newsroom, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish(3)
    newsroom.crawl()
    monkeypatch.setattr("crawler.sections.listing_reader.GAP", 7)

    def made_up(asked: Asked) -> str:
        start = int(asked.target.partition("=")[2] or 0)
        stories = [Story(number=100 + start + at) for at in range(3)]
        for story in stories:
            publisher.site.routes[story.path] = story.page()
        return section_page(stories, following=by_offset(start + 3))

    publisher.site.routes = {SECTION: made_up}
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 21)


def test_a_section_that_moved_is_followed_and_its_pages_too(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(10)
    publisher.site.routes["/news/peru"] = publisher.site.routes[SECTION]
    publisher.site.routes["/news/peru?start=5"] = publisher.listing(5)
    publisher.site.routes["/news/peru"] = publisher.listing(0, following="/news/peru?start=5")
    publisher.site.routes[SECTION] = redirect("/news/peru", 301)
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 10)


def test_an_edited_article_found_at_a_second_address_is_a_revision(newsroom: Newsroom, publisher: Publisher) -> None:
    (story,) = publisher.publish(1)
    publisher.publish(2)
    newsroom.crawl()
    moved = "/peru/old-address.htm"
    words = story.page(head=f'<link rel="canonical" href="{publisher.site.root}{story.path}">')
    publisher.site.routes[moved] = words.replace("before sunrise", "at noon")
    publisher.site.routes[SECTION] = section_page(publisher.stories).replace(story.path, moved)
    run = newsroom.crawl()
    assert (run.articles, run.revisions) == (0, 1)
    assert len(newsroom.articles) == 3


def slowly(publisher: Publisher) -> None:
    """Let each article take its time, so that requests would meet."""
    for story in publisher.stories:
        publisher.site.routes[story.path] = Reply(body=story.page().encode(), after=0.03)


def test_one_request_at_a_time_goes_to_a_host(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(10)
    slowly(publisher)
    newsroom.crawl()
    assert publisher.site.most_at_once == 1
    assert len(newsroom.articles) == 10


def test_one_request_at_a_time_goes_to_a_host_that_two_sources_share(room: Newsroom, publisher: Publisher) -> None:
    publisher.publish(10)
    slowly(publisher)
    publisher.site.routes["/andes/"] = publisher.listing(5)
    room.configure({"gazette": publisher.site.root + SECTION, "andes": f"{publisher.site.root}/andes/"})
    first, second = room.crawl_together("gazette", "andes")
    assert (first.error, second.error) == (None, None)
    assert publisher.site.most_at_once == 1
    assert len(room.articles) == 10


def test_more_requests_at_a_time_go_where_the_user_allows_them(room: Newsroom, publisher: Publisher) -> None:
    publisher.publish(20)
    slowly(publisher)
    room.configure({"gazette": publisher.site.root + SECTION}, settings="concurrency_per_host = 4")
    room.crawl()
    assert 2 <= publisher.site.most_at_once <= 4


def test_requests_keep_the_delay_between_them(room: Newsroom, publisher: Publisher) -> None:
    publisher.publish(2)
    room.configure({"gazette": publisher.site.root + SECTION}, settings='delay = "200ms"')
    room.crawl()
    times = [asked.at for asked in publisher.site.log]
    assert len(times) == 9  # robots.txt, the section, two looks for feeds, three for sitemaps, two articles
    assert min(after - before for before, after in pairwise(times)) >= 0.2


def test_an_answer_to_nothing_that_we_asked_is_no_success(newsroom: Newsroom, site: Site) -> None:
    site.routes[SECTION] = Reply(status=304)
    run = newsroom.crawl()
    assert run.error is not None
    assert run.error.endswith("answers 304: nothing changed, though we did not ask for that")


def test_a_section_that_was_away_for_a_moment_is_asked_once_more(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    publisher.site.routes[SECTION] = in_turn(502, publisher.listing())
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 3)
