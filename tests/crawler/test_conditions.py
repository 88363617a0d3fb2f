"""What looks leave of how a source does: failing pages, silence, and what is no sign of either."""

from __future__ import annotations

from datetime import timedelta

import pytest

from model.condition import condition_of
from model.source import SourceCondition
from storage import runs
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher

WALL = """<!DOCTYPE html><html lang="en"><head><title>Log in</title></head><body><main><h1>Log in</h1>
<form><p>Please sign in to your account to continue.</p><input type="password"></form></main></body></html>"""


def condition(room: Newsroom) -> SourceCondition:
    return condition_of(room.source(), room.state())


def test_a_run_tells_what_its_listing_showed_and_how_its_pages_ended(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(6)
    publisher.site.routes[publisher.stories[2].path] = 404
    run = newsroom.crawl()
    assert (run.shown, run.read_anew, run.refused) == (6, 5, 1)
    assert newsroom.look(lambda session: runs.recent(session, 1)) == [run]


def test_a_login_wall_before_all_articles_is_a_failure_though_the_section_can_be_read(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(6)
    newsroom.crawl()
    told = []
    for _ in range(4):
        newsroom.clock.forward(hours=12)
        publisher.publish(1)
        publisher.site.routes[publisher.stories[0].path] = WALL
        for story in publisher.stories:
            publisher.site.routes[story.path] = WALL
        newsroom.crawl()
        told.append(condition(newsroom))
    assert told[0] is SourceCondition.OK
    assert told[-1] is SourceCondition.FAILING
    state = newsroom.state()
    assert state.last_error is None
    assert state.unread >= 3
    assert "login" in (state.unread_reason or "")


def test_one_page_that_is_no_article_is_none_of_its_section_s_failures(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(6)
    newsroom.crawl()
    publisher.publish(1)
    publisher.site.routes[publisher.stories[0].path] = WALL
    for _ in range(6):
        newsroom.clock.forward(hours=12)
        newsroom.crawl()
        assert condition(newsroom) is SourceCondition.OK


def test_old_pages_that_are_as_they_were_do_not_hide_that_new_ones_can_not_be_read(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(6)
    newsroom.crawl()
    for number in range(1, 4):
        publisher.publish(1)
        publisher.site.routes[publisher.stories[0].path] = WALL
        newsroom.clock.forward(hours=(1, 6, 24)[number - 1])  # when the first ones are looked at again
        run = newsroom.crawl()
        assert (run.read_anew, run.refused >= 1) == (0, True)
        assert newsroom.state().unread == number


def test_what_can_be_read_again_is_well(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(6)
    newsroom.crawl()
    for _ in range(4):
        publisher.publish(1)
        publisher.site.routes[publisher.stories[0].path] = WALL
        newsroom.clock.forward(hours=12)
        newsroom.crawl()
    assert condition(newsroom) is SourceCondition.FAILING
    publisher.publish(1)
    newsroom.clock.forward(hours=1)
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.OK


def test_a_section_that_stopped_is_silent_and_no_longer_when_something_comes(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(16)
    newsroom.clock.at = publisher.stories[0].published + timedelta(hours=1)
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.OK
    quiet_until = newsroom.state().quiet_until
    assert quiet_until is not None
    newsroom.clock.at = quiet_until - timedelta(hours=1)
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.OK
    newsroom.clock.at = quiet_until + timedelta(hours=1)
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.SILENT
    publisher.publish(1)
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.OK


def test_entries_whose_pages_ask_for_a_login_are_signs_of_life_at_later_looks_as_well(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(16)
    newsroom.clock.at = publisher.stories[0].published + timedelta(hours=1)
    newsroom.crawl()
    newsroom.clock.forward(days=90)
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.SILENT
    (new,) = publisher.publish(1)
    publisher.site.routes[new.path] = WALL
    for _ in range(2):
        newsroom.clock.forward(hours=25)
        newsroom.crawl()
        assert condition(newsroom) is SourceCondition.OK


def test_what_nobody_looked_at_is_not_silent(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(16)
    newsroom.clock.at = publisher.stories[0].published + timedelta(hours=1)
    newsroom.crawl()
    publisher.publish(4)
    newsroom.clock.forward(days=25)
    assert condition(newsroom) is SourceCondition.OK
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.OK


def test_what_had_been_quiet_before_we_came_is_not_silent_on_the_first_day(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(16)
    newsroom.clock.at = publisher.stories[0].published + timedelta(days=90)
    newsroom.crawl()
    newsroom.clock.forward(days=1)
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.OK
    newsroom.clock.forward(days=6)
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.SILENT


@pytest.mark.parametrize(("answer", "unreachable"), [(500, False), (404, False)])
def test_a_server_that_answers_was_reached(
    newsroom: Newsroom, publisher: Publisher, *, answer: int, unreachable: bool
) -> None:
    publisher.publish(3)
    newsroom.crawl()
    publisher.site.routes[SECTION] = answer
    newsroom.clock.forward(days=1)
    newsroom.crawl()
    state = newsroom.state()
    assert (condition(newsroom), state.is_unreachable) == (SourceCondition.FAILING, unreachable)
    assert state.failing_since == newsroom.clock.at
    newsroom.clock.forward(days=1)
    newsroom.crawl()
    assert newsroom.state().failing_since == newsroom.clock.at - timedelta(days=1)


def test_a_server_that_is_gone_was_not_reached(room: Newsroom) -> None:
    room.configure({"gazette": "http://127.0.0.1:1/peru/"})
    room.crawl()
    assert room.state().is_unreachable
    assert condition(room) is SourceCondition.FAILING


NOTICE = (
    "This month our pages were built anew. Readers who have an account may go on as before, all others are kindly "
    "asked to choose one of the ways in which they can support us, after which every article opens as it always did."
)


def rebuilt(title: str = "Welcome to our new pages", text: str = NOTICE, date: str = "") -> str:
    meta = f'<meta property="article:published_time" content="{date}">' if date else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{meta}</head>'
        f"<body><main><article><h1>{title}</h1><p>{text}</p></article></main></body></html>"
    )


def test_pages_that_all_say_the_same_are_told_and_not_stored_as_news(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(6)
    newsroom.crawl()
    before = newsroom.titles
    for _ in range(5):
        (story,) = publisher.publish(1)
        publisher.site.routes[story.path] = rebuilt()
        newsroom.clock.forward(hours=12)
        newsroom.crawl()
    assert len(newsroom.titles) <= len(before) + 1, "the first one can't be told from an article"
    assert condition(newsroom) is SourceCondition.FAILING
    reasons = {
        "the page holds no article text",
        "the page says the same as 1 other, and is not titled as its section has it",
    }
    assert newsroom.state().unread_reason in reasons
    for story in publisher.stories:
        publisher.site.routes[story.path] = story.page()
    newsroom.clock.forward(days=2)
    newsroom.crawl()
    assert {story.title for story in publisher.stories[:4]} <= set(newsroom.titles), "what is owed is fetched then"
    assert condition(newsroom) is SourceCondition.OK


def test_pages_that_are_all_titled_alike_are_told_and_not_stored_as_news(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(6)
    newsroom.crawl()
    before = newsroom.titles
    for _ in range(6):
        (story,) = publisher.publish(1)
        text = " ".join(story.paragraphs)
        publisher.site.routes[story.path] = rebuilt("The Highland Gazette online", text).replace("<h1>", "<h1><!-- -->")
        newsroom.clock.forward(hours=12)
        newsroom.crawl()
    alike = [title for title in newsroom.titles if title == "The Highland Gazette online"]
    assert len(alike) <= 2
    assert len(newsroom.titles) - len(before) <= 6


def test_what_looks_again_does_not_make_a_revision_of_a_wall(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(6)
    newsroom.clock.at = publisher.stories[0].published + timedelta(hours=1)
    newsroom.crawl()
    for story in publisher.stories:
        publisher.site.routes[story.path] = rebuilt()
    newsroom.clock.forward(hours=2)
    assert newsroom.crawl().revisions <= 2, "what is read first can't be told from an edit"


def test_pages_that_bear_the_day_of_each_look_are_told_and_what_they_bring_is_undated(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(6)
    newsroom.clock.at = publisher.stories[0].published + timedelta(hours=1)
    newsroom.crawl()
    for days in (1, 1, 6):
        newsroom.clock.forward(days=days, hours=1)
        for story in publisher.stories:
            today = newsroom.clock.at.isoformat()
            publisher.site.routes[story.path] = story.page(dated=False).replace(
                "</head>", f'<meta property="article:published_time" content="{today}"></head>'
            )
        newsroom.crawl()
    assert condition(newsroom) is SourceCondition.FAILING
    (story,) = publisher.publish(1)
    today = newsroom.clock.at.isoformat()
    publisher.site.routes[story.path] = story.page(dated=False).replace(
        "</head>", f'<meta property="article:published_time" content="{today}"></head>'
    )
    newsroom.crawl()
    (newest,) = [article for article in newsroom.articles if article.content.title == story.title]
    assert newest.content.published is None


def test_news_that_all_say_the_same_under_their_own_titles_are_kept_and_told(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(6)
    newsroom.crawl()
    stories = publisher.publish(5)
    for story in stories:
        publisher.site.routes[story.path] = rebuilt(story.title)
    titles = (f'<h2><a href="{story.path}">{story.title}</a></h2>' for story in publisher.stories)
    publisher.site.routes[SECTION] = f"<main>{''.join(titles)}</main>"
    newsroom.clock.forward(hours=12)
    newsroom.crawl()
    assert {story.title for story in stories} <= set(newsroom.titles)
    assert condition(newsroom) is SourceCondition.FAILING
    (story,) = publisher.publish(1)
    newsroom.clock.forward(hours=12)
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.OK


def test_articles_that_come_short_and_undated_after_a_redesign_are_told_and_kept(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(20)
    newsroom.clock.at = publisher.stories[0].published + timedelta(hours=1)
    newsroom.crawl()
    newsroom.clock.forward(days=6)
    for _ in range(4):
        (story,) = publisher.publish(1)
        text = f"<p>On day {story.number} a film tells of it: {story.title}.</p>"
        page = f"<html><head><title>{story.title}</title></head><body><h1>{story.title}</h1>{text}</body></html>"
        publisher.site.routes[story.path] = page
        newsroom.clock.forward(days=1)
        newsroom.crawl()
    state = newsroom.state()
    assert condition(newsroom) is SourceCondition.FAILING
    assert (state.short, state.undated, state.usually_dated) == (4, 4, 100)
    assert 4 * state.short_length < state.usual_length
    assert story.title in newsroom.titles
    publisher.publish(1)
    newsroom.clock.forward(hours=1)
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.OK


SHELL = """<!DOCTYPE html><html><head><title>Peru</title></head>
<body><div id="app"></div><script src="/a.js"></script></body></html>"""
SOFT_404 = """<!DOCTYPE html><html lang="en"><head><title>Page not found</title></head><body>
<nav><a href="/">Home</a><a href="/about">About us</a></nav><main><h1>Page not found</h1>
<p>The page that you are looking for is not here.</p></main></body></html>"""


@pytest.mark.parametrize("page", [SHELL, SOFT_404, WALL])
def test_a_section_that_shows_nothing_any_more_fails_at_once(
    newsroom: Newsroom, publisher: Publisher, page: str
) -> None:
    publisher.publish(6)
    newsroom.crawl()
    publisher.site.routes[SECTION] = page
    newsroom.clock.forward(hours=1)
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.FAILING
