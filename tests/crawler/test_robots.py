"""robots.txt: what it allows, how slow it wants us, and when it is asked."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.http.outcomes import NoRules, Refused
from crawler.http.robots import read_rules
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher
from tests.sitefarm import Reply, Route, Site, in_turn, redirect

NOW = datetime(2026, 3, 14, 15, tzinfo=UTC)
PAGE = "http://gazette.example/peru/1.htm"


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /peru", False),
        ("User-agent: *\nDisallow: /peru/2", True),
        ("User-agent: *\nDisallow: /peru/*.htm$", False),
        ("User-agent: *\nDisallow: /\nAllow: /peru/", True),
        ("User-agent: otherbot\nDisallow: /", True),
        ("User-agent: PeruWatch\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: peruwatch\nDisallow: /private/", True),
        ("<!DOCTYPE html><html><p>No such page</p></html>", True),
        ("\ufeffUser-agent: *\r\nDisallow: /", False),
        ("User-agent: peruwatch/1.4\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: PERUWATCH/2 (+https://x.example)\nDisallow: /\n\nUser-agent: *\nDisallow:", False),
        ("User-agent: peruwatch * everywhere\nDisallow: /\nUser-agent: *\nDisallow:", False),
        ("User-agent: peruwatch*\nDisallow: /", False),
        ("User-agent: peru\nDisallow: /", True),
        ("User-agent: watch\nDisallow: /", True),
        ("User-agent: peruwatcher\nDisallow: /", True),
        ("User-agent: Mozilla/5.0 (compatible; peruwatch/1.0)\nDisallow: /", True),
        ("User-agent: otherbot\nNoindex: /x\nUser-agent: peruwatch\nDisallow: /", False),
        ("User-agent: peruwatch\nContent-Signal: search=yes\nUser-agent: otherbot\nDisallow: /", False),
        ("User-agent: peruwatch\nSitemap: /map.xml\n\n# others\nUser-agent: otherbot\nDisallow: /", False),
        ("User-agent: peruwatch\nCrawl-delay: 4\nUser-agent: otherbot\nDisallow: /", False),
        ("User-agent: *\nFoo: bar\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\nFoo: bar\nAllow: /peru/", True),
        ("User-agent: *\nDisallow: /\nUser-agent:\nAllow: /peru/", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: peruwatch", True),
        (
            "User-agent: peruwatch\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: peruwatch\nDisallow: /peru",
            False,
        ),
        ("Disallow: /", True),
    ],
)
def test_what_robots_txt_allows(text: str, allowed: bool) -> None:  # noqa: FBT001 - a table's column
    rules = read_rules(200, text.encode(), NOW)
    if allowed:
        rules.check(PAGE)
    else:
        with pytest.raises(Refused, match=r"its robots\.txt forbids it"):
            rules.check(PAGE)


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410])
def test_a_host_without_robots_txt_allows_all(status: int) -> None:
    rules = read_rules(status, b"User-agent: *\nDisallow: /", NOW)
    rules.check(PAGE)
    assert rules.delay() == 0
    assert rules.until == NOW + timedelta(days=1)


@pytest.mark.parametrize("status", [429, 500, 503, 599])
def test_a_robots_txt_that_fails_forbids_all_for_a_while(status: int) -> None:
    rules = read_rules(status, b"", NOW)
    with pytest.raises(NoRules, match=f"its robots.txt answers {status}, so nothing may be fetched"):
        rules.check(PAGE)
    assert NOW < rules.until < NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 2", 2),
        ("User-agent: *\nCrawl-delay: 0.5", 0.5),
        ("User-agent: *\nCrawl-delay: 3600", 60),
        ("User-agent: *\nCrawl-delay: soon", 0),
        ("User-agent: other\nCrawl-delay: 9", 0),
        ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: peruwatch\nCrawl-delay: 3", 3),
        ("User-agent: otherbot\nCrawl-delay: 9\n\nUser-agent: *\nDisallow: /private/", 0),
        ("User-agent: peruwatch/1.4\nCrawl-delay: 5", 5),
    ],
)
def test_how_slow_robots_txt_wants_us(text: str, seconds: float) -> None:
    assert read_rules(200, text.encode(), NOW).delay() == seconds


@given(st.binary(max_size=300), st.integers(100, 599))
def test_any_answer_gives_rules(body: bytes, status: int) -> None:
    assert 0 <= read_rules(status, body, NOW).delay() <= 60


def test_only_the_first_half_megabyte_counts() -> None:
    body = b"#" * (500 * 1024) + b"\nUser-agent: *\nDisallow: /"
    read_rules(200, body, NOW).check(PAGE)


def test_rules_of_others_cost_nothing_however_many_share_them() -> None:
    names = "".join(f"User-agent: bot{chr(97 + n % 26)}{chr(97 + n // 26)}\n" for n in range(600))
    text = f"{names}{''.join(f'Disallow: /x{n}' + chr(10) for n in range(20_000))}User-agent: *\nDisallow: /peru/"
    rules = read_rules(200, text.encode(), NOW)
    assert len(rules.parsed._user_agents) == 1
    with pytest.raises(Refused):
        rules.check(PAGE)


def test_articles_that_robots_txt_forbids_are_not_asked_for(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    story = publisher.stories[1]
    publisher.site.routes["/robots.txt"] = f"User-agent: *\nDisallow: {story.path}"
    run = newsroom.crawl()
    assert (run.error, run.articles) == (None, 2)
    assert story.path not in publisher.site.asked
    assert newsroom.reasons() == {story.path: "its robots.txt forbids it"}


def test_a_section_that_robots_txt_forbids_is_told(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    publisher.site.routes["/robots.txt"] = "User-agent: *\nDisallow: /"
    run = newsroom.crawl()
    assert run.error == f"the section {publisher.site.root}/peru/ can't be fetched: its robots.txt forbids it"
    assert publisher.site.asked == []


def test_who_may_ignore_robots_txt_does_not_even_ask_for_it(room: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    publisher.site.routes["/robots.txt"] = "User-agent: *\nDisallow: /"
    room.configure({"gazette": publisher.site.root + SECTION}, settings="obey_robots = false")
    assert room.crawl().articles == 3
    assert "/robots.txt" not in [asked.target for asked in publisher.site.log]


def test_a_redirect_to_what_is_forbidden_is_not_followed(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    story = publisher.stories[0]
    publisher.site.routes[story.path] = redirect("/private/secret.htm")
    publisher.site.routes["/robots.txt"] = "User-agent: *\nDisallow: /private/"
    newsroom.crawl()
    assert "/private/secret.htm" not in publisher.site.asked
    assert newsroom.reasons() == {story.path: "its robots.txt forbids it"}


def times_asked(site: Site) -> int:
    return [asked.target for asked in site.log].count("/robots.txt")


def test_robots_txt_is_asked_once_a_day_over_all_crawls(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(7)
    for hours in (0, 1, 22):
        newsroom.clock.forward(hours=hours)
        newsroom.crawl()
        assert times_asked(publisher.site) == 1
    newsroom.clock.forward(hours=2)
    newsroom.crawl()
    assert times_asked(publisher.site) == 2


def test_robots_txt_that_fails_keeps_us_out_and_is_not_asked_for_each_article(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(5)
    publisher.site.routes[publisher.stories[0].path] = 500
    newsroom.crawl()
    newsroom.clock.forward(days=2)
    publisher.site.forget()
    publisher.site.routes["/robots.txt"] = 500
    run = newsroom.crawl()
    assert run.error is not None
    assert run.error.endswith("its robots.txt answers 500, so nothing may be fetched (RFC 9309)")
    assert publisher.site.asked == []
    assert times_asked(publisher.site) == 2  # once more, for it may be a hiccup
    publisher.site.routes["/robots.txt"] = ""
    newsroom.clock.forward(minutes=5)
    assert newsroom.crawl().error is None


@pytest.mark.parametrize("route", [404, redirect("/robots.txt"), redirect("/elsewhere.txt")])
def test_a_robots_txt_that_is_not_there_allows_all(newsroom: Newsroom, publisher: Publisher, route: Route) -> None:
    publisher.publish(3)
    publisher.site.routes["/robots.txt"] = route
    assert newsroom.crawl().articles == 3


def test_a_robots_txt_at_another_address_counts(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    publisher.site.routes["/robots.txt"] = redirect("/rules.txt")
    publisher.site.routes["/rules.txt"] = Reply(body=b"User-agent: *\nDisallow: /", kind="text/plain")
    assert newsroom.crawl().articles == 0


def test_a_robots_txt_without_an_answer_is_tried_twice_and_no_more(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    publisher.site.routes["/robots.txt"] = in_turn(Reply(hang_up=True))
    run = newsroom.crawl()
    assert run.error is not None
    assert run.error.endswith("closed the connection without an answer")
    assert (times_asked(publisher.site), publisher.site.asked) == (2, [])


@pytest.mark.parametrize(("seconds", "days"), [("86400", "1 day "), ("31536000", "365 days ")])
def test_a_crawl_delay_of_days_forbids_to_look(seconds: str, days: str) -> None:
    rules = read_rules(200, f"User-agent: *\nCrawl-delay: {seconds}".encode(), NOW)
    with pytest.raises(Refused, match=days):
        rules.check(PAGE)


def test_a_section_whose_host_asks_for_a_year_between_requests_is_told_at_once_and_not_asked_for(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(2)
    publisher.site.routes["/robots.txt"] = "User-agent: *\nCrawl-delay: 31536000"
    run = newsroom.crawl()
    assert "its robots.txt asks for 365 days between two requests" in (run.error or "")
    assert {asked.path for asked in publisher.site.log} == {"/robots.txt"}


def test_a_crawl_delay_slows_us_down(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    publisher.site.routes["/robots.txt"] = "User-agent: *\nCrawl-delay: 0.3"
    newsroom.crawl()
    times = [asked.at for asked in publisher.site.log]
    assert len(times) == 10  # robots.txt itself, the section, two looks for feeds, three for sitemaps, three articles
    assert min(after - before for before, after in pairwise(times)) >= 0.3


def test_a_crawl_delay_is_kept_where_answers_are_slow_and_more_at_a_time_are_allowed(
    room: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(3)
    publisher.site.routes["/robots.txt"] = "User-agent: *\nCrawl-delay: 0.1"
    for story in publisher.stories:
        publisher.site.routes[story.path] = Reply(body=story.page().encode(), after=0.25)
    publisher.site.routes["/andes/"] = publisher.listing()
    sources = {"gazette": publisher.site.root + SECTION, "andes": f"{publisher.site.root}/andes/"}
    room.configure(sources, settings="concurrency_per_host = 4")
    room.crawl_together("gazette", "andes")
    assert len(room.articles) == 3
    assert publisher.site.most_at_once == 1
    times = {asked.target: asked.at for asked in publisher.site.log}
    for story in publisher.stories:
        later = [at for at in times.values() if at > times[story.path]]
        assert all(at - times[story.path] >= 0.35 for at in later)


def test_a_crawl_delay_that_is_shorter_than_ours_changes_nothing(room: Newsroom, publisher: Publisher) -> None:
    publisher.publish(2)
    publisher.site.routes["/robots.txt"] = "User-agent: *\nCrawl-delay: 0.01"
    room.configure({"gazette": publisher.site.root + SECTION}, settings='delay = "200ms"')
    room.crawl()
    times = [asked.at for asked in publisher.site.log]
    assert min(after - before for before, after in pairwise(times)) >= 0.2


@pytest.mark.parametrize(
    ("contact", "agent"),
    [
        ("https://otherbot.example/desk", r"^peruwatch/[\d.]+ \(\+https://otherbot\.example/desk\)$"),
        ("", r"^peruwatch/[\d.]+$"),
    ],
)
def test_the_user_agent_says_who_asks_and_somebody_elses_rules_are_not_ours(
    room: Newsroom, publisher: Publisher, contact: str, agent: str
) -> None:
    publisher.publish(2)
    publisher.site.routes["/robots.txt"] = "User-agent: otherbot\nDisallow: /"
    room.configure({"gazette": publisher.site.root + SECTION}, settings=f'contact = "{contact}"')
    assert room.crawl().articles == 2
    agents = {str(asked.headers["User-Agent"]) for asked in publisher.site.log}
    assert len(agents) == 1
    assert re.search(agent, agents.pop())
