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
    assert (run.shown, run.read, run.refused) == (6, 5, 1)
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
    publisher.publish(40)
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


def test_what_nobody_looked_at_is_not_silent(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(40)
    newsroom.clock.at = publisher.stories[0].published + timedelta(hours=1)
    newsroom.crawl()
    publisher.publish(30)
    newsroom.clock.forward(days=30)
    assert condition(newsroom) is SourceCondition.OK
    newsroom.crawl()
    assert condition(newsroom) is SourceCondition.OK


def test_what_had_been_quiet_before_we_came_is_not_silent_on_the_first_day(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(40)
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
