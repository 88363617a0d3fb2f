"""What hosts told us outlives the process that they told it."""

from __future__ import annotations

import pytest

from storage import hosts
from tests.crawler.newsroom import START, Newsroom
from tests.crawler.publisher import SECTION, Publisher
from tests.sitefarm import Reply, in_turn


def times_asked(publisher: Publisher) -> int:
    return [one.target for one in publisher.site.log].count("/robots.txt")


def test_a_new_process_does_not_ask_for_robots_txt_again_within_the_day(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(3)
    story = publisher.stories[0]
    publisher.site.routes["/robots.txt"] = f"User-agent: *\nCrawl-delay: 0.1\nDisallow: {story.path}"
    newsroom.crawl()
    for hours in (0, 12, 11):
        newsroom.clock.forward(hours=hours)
        newsroom.restart()
        newsroom.crawl()
        assert times_asked(publisher) == 1
    assert story.path not in publisher.site.asked
    assert newsroom.context.robots.delay_of(publisher.site.root) == 0.1
    newsroom.clock.forward(hours=2)
    newsroom.restart()
    newsroom.crawl()
    assert times_asked(publisher) == 2


def test_rules_that_changed_are_what_a_new_process_goes_by(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    newsroom.crawl()
    publisher.site.routes["/robots.txt"] = "User-agent: *\nDisallow: /"
    newsroom.clock.forward(days=1)
    for _ in range(2):
        newsroom.restart()
        assert "its robots.txt forbids it" in (newsroom.crawl().error or "")
    assert times_asked(publisher) == 2


@pytest.mark.parametrize("failure", [500, Reply(hang_up=True)])
def test_rules_that_could_not_be_had_are_asked_for_by_a_new_process(
    newsroom: Newsroom, publisher: Publisher, failure: Reply | int
) -> None:
    publisher.publish(3)
    publisher.site.routes["/robots.txt"] = failure
    assert newsroom.crawl().error is not None
    publisher.site.routes["/robots.txt"] = "User-agent: *\nDisallow: /"
    newsroom.restart()
    assert "its robots.txt forbids it" in (newsroom.crawl().error or "")


def test_robots_txt_may_hold_any_bytes(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(1)
    publisher.site.routes["/robots.txt"] = Reply(
        body=b"User-agent: *\n\x00\xff\xed\xa0\x80\nDisallow: /x", kind="text/plain"
    )
    assert newsroom.crawl().error is None
    newsroom.restart()
    assert newsroom.crawl().error is None
    assert times_asked(publisher) == 1


def test_a_host_that_asked_for_rest_rests_in_a_new_process_for_all_its_sources(
    room: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(3)
    publisher.site.routes["/andes/"] = publisher.listing()
    publisher.site.routes[SECTION] = in_turn(Reply(status=429, headers={"Retry-After": "7200"}), publisher.listing())
    room.configure({"gazette": publisher.site.root + SECTION, "andes": f"{publisher.site.root}/andes/"})
    room.crawl("gazette")
    room.restart()
    publisher.site.forget()
    room.clock.forward(hours=1)
    for name in ("andes", "gazette"):
        assert "asked us not to come back before" in (room.crawl(name).error or "")
    assert publisher.site.log == []
    assert (room.state("andes").next_run or START).hour == START.hour + 2
    room.clock.forward(hours=1)
    assert [room.crawl(name).error for name in ("andes", "gazette")] == [None, None]


def test_who_ignores_robots_txt_leaves_a_host_alone_all_the_same(room: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    publisher.site.routes[SECTION] = Reply(status=503, headers={"Retry-After": "7200"})
    room.configure({"gazette": publisher.site.root + SECTION}, settings="obey_robots = false")
    room.crawl()
    room.restart()
    publisher.site.forget()
    assert "asked us not to come back before" in (room.crawl().error or "")
    assert publisher.site.log == []


def test_what_is_kept_of_a_host_is_not_written_at_each_crawl(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    newsroom.crawl()
    name = publisher.site.root.removeprefix("http://")
    kept = newsroom.look(lambda session: hosts.rules_of(session, name))
    newsroom.clock.forward(hours=1)
    newsroom.restart()
    newsroom.crawl()
    assert newsroom.look(lambda session: hosts.rules_of(session, name)) == kept
