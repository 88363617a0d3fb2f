"""Sections that can't be read: each is told in clear words, tried again later and later, and harms no other."""

from __future__ import annotations

import gzip
import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.workers.pool import ExtractionPool, Limits
from model.source import SourceState
from tests.alerts.mailbox import certificate
from tests.crawler.newsroom import Newsroom
from tests.crawler.publisher import SECTION, Publisher
from tests.sitefarm import HOST, NEVER, Reply, Route, Site, redirect

NO_LINKS = "<html><head><title>Peru</title></head><body><h1>Peru</h1><p>Nothing here yet.</p></body></html>"


@pytest.mark.parametrize(
    ("route", "told"),
    [
        (404, "answers 404: nothing there"),
        (403, "answers 403: not shown to us"),
        (410, "answers 410: gone for good"),
        (500, "answers 500: the server fails"),
        (503, "answers 503: asks us to come back later"),
        (429, "answers 429: asks us to come back later"),
        (Reply(status=302), "answers 302: redirects to nowhere"),
        (redirect("mailto:desk@gazette.example"), "redirects to what is no web address"),
        (redirect("ftp://gazette.example/"), "answers 302: redirects to nowhere"),
        (redirect(SECTION), "can't be fetched: redirects for ever"),
        (Reply(body=b"\x89PNG\r\n\x1a\n", kind="image/png"), "can't be read: it is image/png, not a page"),
        (Reply(body=b"%PDF-1.4", kind="application/pdf"), "can't be read: it is application/pdf, not a page"),
        (Reply(), "the page is empty"),
        (Reply(body=b'{"posts": []}', kind="application/json"), "the answer is JSON of some other kind"),
        (Reply(body=bytes(range(32)) * 40), "the answer is not text: too many of its bytes are no characters"),
        (NO_LINKS, "shows no links to articles"),
        (Reply(body=NO_LINKS.encode(), missing=400), "can't be fetched: the answer was cut off"),
        (Reply(hang_up=True), "closed the connection without an answer"),
        (Reply(body=b" " * 3000), "can't be fetched: the answer is larger than the configured limit"),
        (
            Reply(body=gzip.compress(b" " * 3000), headers={"Content-Encoding": "gzip"}),
            "can't be fetched: the answer, decompressed, is larger than the configured limit",
        ),
    ],
)
def test_why_a_section_can_not_be_read_is_told(room: Newsroom, site: Site, route: Route, told: str) -> None:
    site.routes[SECTION] = route
    room.configure({"gazette": site.root + SECTION}, settings="max_page_bytes = 2000")
    run = room.crawl()
    assert run.error is not None
    assert run.error.startswith(f"the section {site.root}/peru/ ")
    assert run.error.endswith(told) or told in run.error
    assert "\n" not in run.error
    state = room.state()
    assert (state.last_error, state.failures, state.last_success) == (run.error, 1, None)
    assert state.next_run == room.clock.at + timedelta(minutes=5)


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


def test_a_host_that_refuses_connections_is_told(room: Newsroom) -> None:
    port = closed_port()
    room.configure({"gazette": f"http://{HOST}:{port}/peru/"})
    assert room.crawl().error == (
        f"the section http://{HOST}:{port}/peru/ can't be fetched: {HOST}:{port} can't be reached: "
        "it refuses connections"
    )


def test_a_host_that_does_not_exist_is_told(room: Newsroom) -> None:
    room.configure({"gazette": "http://gazette.invalid/peru/"})
    assert room.crawl().error == (
        "the section http://gazette.invalid/peru/ can't be fetched: gazette.invalid can't be reached: "
        "no such host, or no network"
    )


@pytest.mark.parametrize("reply", [Reply(after=NEVER), Reply(body=b"<html>" * 999, pause=0.05)], ids=["none", "drips"])
def test_an_answer_after_the_timeout_is_none_and_asked_for_once(room: Newsroom, site: Site, reply: Reply) -> None:
    site.routes[SECTION] = reply
    room.configure({"gazette": site.root + SECTION}, settings='timeout = "1s"')
    assert room.crawl().error == (
        f"the section {site.root}/peru/ can't be fetched: {HOST}:{site.port} gave no answer within 1 s"
    )
    assert site.asked == [SECTION]


@pytest.fixture
def tls_site(tmp_path: Path) -> Iterator[Site]:
    _, context = certificate(tmp_path)
    with Site(tls=context) as serving:
        yield serving


def test_a_certificate_that_nobody_vouches_for_is_told(room: Newsroom, tls_site: Site) -> None:
    room.configure({"gazette": tls_site.root + SECTION})
    assert room.crawl().error == (
        f"the section {tls_site.root}/peru/ can't be fetched: {HOST}:{tls_site.port} can't be trusted: "
        "its certificate does not verify"
    )
    assert tls_site.log == []


def test_a_host_without_tls_on_its_https_address_is_told_of(room: Newsroom, site: Site) -> None:
    room.configure({"gazette": site.root.replace("http:", "https:") + SECTION})
    error = room.crawl().error
    assert error is not None
    assert f"{HOST}:{site.port} can't be reached: it does not speak TLS as we do" in error


def test_a_certificate_counts_for_the_host_that_it_names_alone(
    room: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with Site(tls=context) as site:
        Publisher(site).publish(3)
        other_name = site.root.replace(HOST, "localhost")
        room.configure({"gazette": site.root + SECTION, "stranger": other_name + SECTION})
        run = room.crawl()
        assert (run.error, run.articles) == (None, 3)
        error = room.crawl("stranger").error
    assert error is not None
    assert error.endswith(f"localhost:{site.port} can't be trusted: its certificate does not verify")


def failing(room: Newsroom, times: int) -> list[SourceState]:
    """How the source does after each of so many looks, a moment apart."""
    states = []
    for _ in range(times):
        room.clock.forward(seconds=1)
        room.crawl()
        states.append(room.state())
    return states


def test_a_section_that_fails_is_looked_at_less_and_less(newsroom: Newsroom, publisher: Publisher) -> None:
    publisher.publish(3)
    newsroom.crawl()
    well = newsroom.state()
    assert (well.last_error, well.failures, well.last_success) == (None, 0, newsroom.clock.at)
    publisher.site.routes[SECTION] = 404
    states = failing(newsroom, 4)
    waits = [state.next_run - state.last_attempt for state in states if state.next_run and state.last_attempt]
    assert waits == [timedelta(minutes=minutes) for minutes in (5, 10, 20, 40)]
    assert [state.failures for state in states] == [1, 2, 3, 4]
    assert {state.last_success for state in states} == {well.last_success}
    publisher.update()
    newsroom.crawl()
    assert (newsroom.state().failures, newsroom.state().last_error) == (0, None)


def test_other_sources_are_unharmed(room: Newsroom, publisher: Publisher) -> None:
    publisher.publish(7)
    publisher.site.routes["/broken/"] = 500
    publisher.site.routes["/slow/"] = Reply(after=NEVER)
    room.configure(
        {
            "broken": f"{publisher.site.root}/broken/",
            "slow": f"{publisher.site.root}/slow/",
            "nowhere": "http://gazette.invalid/",
            "gazette": publisher.site.root + SECTION,
        },
        settings='timeout = "1s"',
    )
    runs = room.crawl_together("broken", "slow", "nowhere", "gazette")
    assert [run.error is None for run in runs] == [False, False, False, True]
    assert runs[-1].articles == 7


def test_a_host_that_is_away_is_not_asked_for_each_article_that_it_owes(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    publisher.publish(5)
    broken = {story.path: 500 for story in publisher.stories}
    publisher.site.routes.update(broken)
    newsroom.crawl()
    assert len(newsroom.owed()) == 5
    publisher.site.routes[SECTION] = 503
    publisher.site.forget()
    newsroom.crawl()
    assert publisher.site.asked == [SECTION]
    assert {owed.attempts for owed in newsroom.owed()} == {1}


def test_a_section_that_is_missing_does_not_keep_owed_articles_from_being_fetched(
    newsroom: Newsroom, publisher: Publisher
) -> None:
    (story,) = publisher.publish(1)
    publisher.publish(2)
    publisher.site.routes[story.path] = 500
    newsroom.crawl()
    publisher.site.routes[story.path] = story.page()
    publisher.site.routes[SECTION] = 404
    run = newsroom.crawl()
    assert run.articles == 1
    assert run.error is not None
    assert newsroom.owed() == []


def stumble(*_: object) -> None:
    raise ZeroDivisionError("division by zero")


def test_a_fault_of_ours_on_a_section_is_told_and_owed_articles_are_fetched(
    newsroom: Newsroom, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (story,) = publisher.publish(1)
    publisher.publish(2)
    publisher.site.routes[story.path] = 500
    newsroom.crawl()
    publisher.site.routes[story.path] = story.page()
    publisher.publish(1)

    monkeypatch.setattr("crawler.crawls.crawl.read_part", stumble)
    run = newsroom.crawl()
    assert run.error == (
        f"the section {publisher.site.root}/peru/ can't be read: ZeroDivisionError: division by zero "
        "(a fault of peruwatch; the log says more)"
    )
    assert run.articles == 1
    assert "Traceback" in caplog.text
    monkeypatch.undo()
    assert newsroom.crawl().articles == 1


def test_workers_that_can_not_start_are_told(newsroom: Newsroom, publisher: Publisher) -> None:

    publisher.publish(3)
    lame = ExtractionPool(workers=1, limits=Limits(memory=1 << 80))
    newsroom.use(pool=lame)
    run = newsroom.crawl()
    lame.close()
    assert run.error is not None
    assert "end as soon as they start" in run.error
    newsroom.restart()
    assert newsroom.crawl().articles == 3


def spin(*_: object) -> None:
    re.fullmatch(r"(a|a)*b", "a" * 60)  # holds the interpreter for ages


def test_a_section_that_takes_too_long_to_read_is_told_and_owed_articles_are_fetched(
    newsroom: Newsroom, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    (story,) = publisher.publish(1)
    publisher.site.routes[story.path] = 500
    newsroom.crawl()
    publisher.site.routes[story.path] = story.page()
    publisher.publish(1)
    monkeypatch.setattr("crawler.crawls.crawl.read_part", spin)
    hasty = ExtractionPool(workers=1, limits=Limits(listing_seconds=0.5))
    newsroom.use(pool=hasty)
    run = newsroom.crawl()
    hasty.close()
    assert run.error == f"the section {publisher.site.root}/peru/ can't be read: could not be read in 0.5 seconds"
    assert run.articles == 1


def test_a_page_of_more_links_than_a_listing_has_is_told(newsroom: Newsroom, publisher: Publisher) -> None:
    links = "".join(
        f'<li><a href="/peru/{n}-a-headline-of-some-words">A headline of some words {n}</a></li>' for n in range(10_001)
    )
    publisher.site.routes[SECTION] = f"<html><body><main><ul>{links}</ul></main></body></html>"
    run = newsroom.crawl()
    assert run.error == (
        f"the section {publisher.site.root}/peru/ can't be read: it shows 10,001 entries, and we take 10,000 at most"
    )
    assert run.articles == 0


def test_where_articles_give_no_answer_the_others_wait_for_a_while(newsroom: Newsroom, publisher: Publisher) -> None:
    for story in publisher.publish(8):
        publisher.site.routes[story.path] = Reply(hang_up=True)
    run = newsroom.crawl()
    assert run.error is None
    assert 3 <= sum(owed.attempts for owed in newsroom.owed()) < 8
    assert newsroom.state().next_run == newsroom.clock.now() + timedelta(minutes=10)
    publisher.site.routes |= {story.path: story.page() for story in publisher.stories}
    newsroom.clock.forward(minutes=10)
    assert newsroom.crawl(only_due=True).articles == 8


def test_of_links_without_end_the_newest_are_kept_which_is_told(
    newsroom: Newsroom, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.crawls.transactions.MOST_OWED", 6)
    monkeypatch.setattr("crawler.crawls.crawl.MOST_OWED", 6)
    first, then = publisher.publish(5), []
    for story in first:
        publisher.site.routes[story.path] = 503
    assert newsroom.crawl().error is None
    newsroom.clock.forward(days=1)
    then = publisher.publish(4)
    for story in then:
        publisher.site.routes[story.path] = 503
    error = newsroom.crawl().error
    assert error is not None
    assert "shows more new links than can be fetched: 6 are owed, the newest; 3 others were left out" in error
    assert [owed.entry.title for owed in newsroom.owed()] == [story.title for story in [*then, *first[:2]]]


@pytest.mark.parametrize(
    "charset", ['"\0"', "zlib_codec", "idna", "hex", "punycode", "undefined", "x" * 5000, "unicode_escape", "\x1b[31m"]
)
def test_a_charset_that_is_none_is_not_heeded(newsroom: Newsroom, publisher: Publisher, charset: str) -> None:
    publisher.publish(1)
    kind = f"text/html; charset={charset}"
    for path, route in list(publisher.site.routes.items()):
        body = route.body if isinstance(route, Reply) else str(route).encode()
        publisher.site.routes[path] = Reply(body=body, kind=kind)
    assert newsroom.crawl().error is None
    assert newsroom.titles == [publisher.stories[0].title]
