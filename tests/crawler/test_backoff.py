"""Hosts that ask to be left alone, and what a source may cost in a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.http.pacing import backoff_asked
from tests.crawler.newsroom import START, Newsroom
from tests.crawler.publisher import SECTION, Publisher
from tests.sitefarm import Reply, in_turn

NOW = datetime(2026, 3, 14, 15, tzinfo=UTC)
USUAL = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("status", "given_", "rest"),
    [
        (200, "120", None),
        (404, "120", None),
        (500, "120", None),
        (429, "120", timedelta(minutes=2)),
        (503, " 120 ", timedelta(minutes=2)),
        (429, "0", timedelta(0)),
        (429, "Sat, 14 Mar 2026 15:20:00 GMT", timedelta(minutes=20)),
        (503, "Sat, 14 Mar 2026 16:20:00 +0100", timedelta(minutes=20)),
        (429, "Saturday, 14-Mar-26 15:20:00 GMT", timedelta(minutes=20)),
        (429, "Sat, 14 Mar 2026 14:20:00 GMT", timedelta(0)),
        (429, "31536000", timedelta(days=1)),
        (429, "9" * 400, timedelta(days=1)),
        (429, "Mon, 15 Mar 2027 15:20:00 GMT", timedelta(days=1)),
        (429, None, USUAL),
        (503, "", USUAL),
        (429, "soon", USUAL),
        (429, "-5", USUAL),
        (429, "1.5", USUAL),
        (429, "٣", USUAL),
    ],
)
def test_how_long_a_host_asks_to_be_left_alone(status: int, given_: str | None, rest: timedelta | None) -> None:
    assert backoff_asked(status, given_, NOW) == (None if rest is None else NOW + rest)


@given(st.sampled_from([429, 503]), st.one_of(st.none(), st.text(max_size=40), st.datetimes().map(format_datetime)))
def test_whatever_a_host_asks_for_is_at_most_a_day(status: int, given_: str | None) -> None:
    rest = backoff_asked(status, given_, NOW)
    assert rest is not None
    assert timedelta(0) <= rest - NOW <= timedelta(days=1)


def busy(status: int, retry_after: str | None) -> Reply:
    return Reply(status=status, headers={} if retry_after is None else {"Retry-After": retry_after})


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("retry_after", "rest"),
    [
        ("3600", timedelta(hours=1)),
        (format_datetime(START + timedelta(hours=2), usegmt=True), timedelta(hours=2)),
        (None, USUAL),
    ],
)
def test_a_host_that_asks_us_to_wait_is_not_asked_before_its_time(
    newsroom: Newsroom, publisher: Publisher, status: int, retry_after: str | None, rest: timedelta
) -> None:
    publisher.publish(3)
    publisher.site.routes[SECTION] = in_turn(busy(status, retry_after), publisher.listing())
    assert "asks us to come back later" in (newsroom.crawl().error or "")
    state = newsroom.state()
    assert state.next_run is not None
    assert state.next_poll is not None
    assert min(state.next_run, state.next_poll) >= START + rest
    publisher.site.forget()
    newsroom.clock.at = START + rest - timedelta(seconds=30)
    assert "asked us not to come back before" in (newsroom.crawl().error or "")
    assert publisher.site.log == []
    newsroom.clock.at = START + rest
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 3)


def test_articles_of_a_host_that_asks_us_to_wait_are_left_until_then(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(5)
    second = publisher.stories[1]
    publisher.site.routes[second.path] = in_turn(busy(429, "3600"), second.page())
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 1)
    asked = [story.path for story in publisher.stories if story.path in publisher.site.asked]
    assert asked == [publisher.stories[0].path, second.path]
    # Only the one that was answered has been tried.
    assert sorted(owed.attempts for owed in newsroom.owed()) == [0, 0, 0, 1]
    state = newsroom.state()
    assert state.next_run == START + timedelta(hours=1)
    newsroom.restart()  # a new process knows it, too
    publisher.site.forget()
    newsroom.clock.forward(minutes=59)
    newsroom.crawl(only_due=True)
    assert publisher.site.log == []
    newsroom.clock.forward(minutes=1)
    assert newsroom.crawl(only_due=True).articles == 4


def test_a_rest_counts_for_all_sources_of_a_host(room: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    publisher.site.routes["/andes/"] = publisher.listing()
    publisher.site.routes[SECTION] = busy(429, "7200")
    room.configure({"gazette": publisher.site.root + SECTION, "andes": f"{publisher.site.root}/andes/"})
    room.crawl("gazette")
    publisher.site.forget()
    assert "asked us not to come back before" in (room.crawl("andes").error or "")
    assert publisher.site.log == []
    assert (room.state("andes").next_run or START) >= START + timedelta(hours=2)
    room.clock.forward(hours=2)
    assert room.crawl("andes").articles == 3


def test_a_host_that_rests_is_not_taken_for_one_without_rules(room: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    rules = Reply(body=b"User-agent: *\nDisallow: /", kind="text/plain")
    publisher.site.routes["/robots.txt"] = in_turn(busy(503, "3600"), rules)
    room.configure({"gazette": publisher.site.root + SECTION})
    assert room.crawl().error is not None
    room.clock.forward(minutes=30)
    assert "asked us not to come back before" in (room.crawl().error or "")
    room.clock.forward(minutes=30)
    assert (room.crawl().error or "").endswith("its robots.txt forbids it")
    assert publisher.site.asked == []


def test_a_later_look_at_an_article_waits_for_its_host_too(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    newsroom.crawl()
    (new,) = publisher.publish(1)
    newsroom.crawl()
    publisher.site.routes[new.path] = in_turn(busy(429, "7200"), new.page().replace("before sunrise", "at noon"))
    newsroom.clock.forward(hours=1)
    newsroom.crawl(only_due=True)
    newsroom.clock.forward(hours=2)
    assert newsroom.crawl(only_due=True).revisions == 1


def test_a_short_rest_is_waited_out(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(2)
    first = publisher.stories[0]
    publisher.site.routes[first.path] = in_turn(busy(429, "1"), first.page())
    assert newsroom.crawl().articles == 1
    times = {asked.target: asked.at for asked in publisher.site.log}
    assert times[publisher.stories[1].path] - times[first.path] >= 1


def test_what_the_days_budget_does_not_allow_waits(room: Newsroom, publisher: Publisher) -> None:
    publisher.publish(9)
    room.configure({"gazette": publisher.site.root + SECTION}, settings="daily_requests = 11")
    run = room.crawl()
    listing = 7  # two pages, two looks for feeds, and three for sitemaps
    assert (run.error, run.articles, run.requests) == (None, 11 - listing, 11)
    assert {owed.attempts for owed in room.owed()} == {0}
    # There is no use in coming back at once for what can't be afforded.
    assert (room.state().next_run or START) > START
    room.clock.forward(hours=23)
    room.crawl(only_due=True)
    assert len(room.articles) == 11 - listing
    room.clock.forward(hours=1)
    room.crawl(only_due=True)
    assert len(room.articles) > 11 - listing
    room.clock.forward(days=2)
    room.crawl(only_due=True)
    assert len(room.articles) == 9


def test_a_host_that_is_away_is_not_asked_for_its_articles_before_its_section(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(3)
    publisher.site.routes[publisher.stories[0].path] = 500
    newsroom.crawl()
    newsroom.clock.forward(hours=1)
    publisher.site.routes[SECTION] = Reply(hang_up=True)
    newsroom.crawl()
    state = newsroom.state()
    assert state.next_run == state.next_poll
    assert state.next_run is not None
    assert state.next_run > newsroom.clock.at
