"""The running sites: what stands on them, when, and for whom."""

from __future__ import annotations

import socket
from datetime import timedelta
from email.utils import format_datetime
from urllib.parse import unquote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import pytest

from monitor.demo.sites import SampleSites, start_sites
from monitor.demo.timeline import visible
from tests import PATIENCE
from tests.monitor.demo.client import ask, page, walk
from tests.monitor.demo.conftest import SPACING, STARTED, TurnedClock

NAMES = ("andean-observer", "cronica-del-sur", "highland-bulletin")


def expected(sites: SampleSites, name: str) -> dict[str, str]:
    return {article.url: article.title for article in sites.articles() if article.source == name}


def hidden_slugs(sites: SampleSites, clock: TurnedClock) -> list[str]:
    return [
        publication.sample.slug
        for site in sites.sites
        for publication in site.publications
        if not visible(publication, clock.now)
    ]


def test_at_the_start_thirty_six_articles_are_out_and_ten_are_to_come(sites: SampleSites) -> None:
    assert (len(sites.articles()), sites.pending()) == (36, 10)


def test_one_article_comes_out_at_each_step_until_all_are_out(sites: SampleSites, clock: TurnedClock) -> None:
    seen = {article.url for article in sites.articles()}
    for step in range(1, 11):
        clock.now = STARTED + step * SPACING
        new = [article for article in sites.articles() if article.url not in seen]
        assert len(new) == 1
        assert new[0].published in {None, clock.now.isoformat()}
        assert ask(new[0].url).status == 200
        seen.add(new[0].url)
    assert (len(seen), sites.pending()) == (46, 0)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("steps", [0, 5, 10])
def test_links_from_the_section_lead_to_every_article_that_is_out_and_to_no_other(
    sites: SampleSites, clock: TurnedClock, name: str, steps: int
) -> None:
    clock.now = STARTED + steps * SPACING
    walked = walk(sites.urls[name])
    articles = expected(sites, name)
    assert articles.keys() <= walked.keys()
    told = b"\n".join((*map(str.encode, walked), *walked.values())).decode("utf-8", "replace")
    assert [slug for slug in hidden_slugs(sites, clock) if slug in told] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_out_yet_is_not_found_at_its_address(sites: SampleSites, clock: TurnedClock, name: str) -> None:
    before = expected(sites, name)
    clock.now = STARTED + 10 * SPACING
    coming = expected(sites, name).keys() - before.keys()
    clock.now = STARTED
    assert coming
    assert {ask(url).status for url in coming} == {404}


@pytest.mark.parametrize("name", NAMES)
def test_the_section_answers_unchanged_until_an_article_comes_out(
    sites: SampleSites, clock: TurnedClock, name: str
) -> None:
    url = sites.urls[name]
    first = ask(url)
    assert ask(url, If_None_Match=first.headers["ETag"]).status == 304
    assert ask(url, If_None_Match=f'"other", W/{first.headers["ETag"]}').status == 304
    assert ask(url, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    clock.now = STARTED + 10 * SPACING
    second = ask(url, If_None_Match=first.headers["ETag"], If_Modified_Since=first.headers["Last-Modified"])
    assert second.status == 200
    assert second.body != first.body
    assert ask(url, If_Modified_Since=first.headers["Last-Modified"]).status == 200


@pytest.mark.parametrize(
    "header", ["", "yesterday", "Wed, 14 May 2031 09:30:00 -0000", "Wed, 99 May 2031 09:30:00 GMT"]
)
def test_a_date_that_cannot_be_read_brings_the_whole_page(sites: SampleSites, header: str) -> None:
    assert ask(sites.urls["andean-observer"], If_Modified_Since=header).status == 200


def test_a_tag_goes_before_a_date(sites: SampleSites) -> None:
    later = format_datetime(STARTED, usegmt=True)
    assert ask(sites.urls["andean-observer"], If_None_Match='"old"', If_Modified_Since=later).status == 200


@pytest.mark.parametrize("name", NAMES)
def test_an_unchanged_answer_has_no_body_and_keeps_its_tag(sites: SampleSites, name: str) -> None:
    url = sites.urls[name]
    tag = ask(url).headers["ETag"]
    answer = ask(url, If_None_Match=tag)
    assert (answer.body, answer.headers["ETag"]) == (b"", tag)
    assert "Content-Type" not in answer.headers


@pytest.mark.parametrize("name", NAMES)
def test_head_tells_what_get_would_without_the_body(sites: SampleSites, name: str) -> None:
    url = sites.urls[name]
    got, headed = ask(url), ask(url, "HEAD")
    assert (headed.status, headed.body) == (200, b"")
    for header in ("Content-Type", "Content-Length", "ETag", "Last-Modified"):
        assert headed.headers[header] == got.headers[header]


def test_nothing_follows_the_headers_that_answer_head(sites: SampleSites) -> None:
    parts = urlsplit(sites.urls["andean-observer"])
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE) as connection:
        connection.sendall(f"HEAD {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("name", NAMES)
def test_robots_allows_the_section_and_every_article(sites: SampleSites, name: str) -> None:
    rules = RobotFileParser()
    robots = ask(urljoin(sites.urls[name], "/robots.txt"))
    assert robots.headers["Content-Type"].startswith("text/plain")
    rules.parse(robots.body.decode().splitlines())
    assert all(rules.can_fetch("peruwatch", url) for url in (sites.urls[name], *expected(sites, name)))


def test_the_search_that_every_spanish_page_links_is_forbidden_to_robots(sites: SampleSites) -> None:
    section = sites.urls["cronica-del-sur"]
    rules = RobotFileParser()
    rules.parse(ask(urljoin(section, "/robots.txt")).body.decode().splitlines())
    for url in (section, next(iter(expected(sites, "cronica-del-sur")))):
        (search,) = [link for link in page(url).xpath("//a/@href") if "/search/" in link]
        assert not rules.can_fetch("peruwatch", search)
        assert ask(search).status == 200


@pytest.mark.parametrize("name", NAMES)
def test_home_and_unknown_addresses_answer_too(sites: SampleSites, name: str) -> None:
    root = urljoin(sites.urls[name], "/")
    assert ask(root).status == 200
    missing = ask(f"{root}no/such/page.html/")
    assert missing.status == 404
    assert "ETag" not in missing.headers


def test_pages_that_people_land_on_say_that_everything_is_invented(sites: SampleSites) -> None:
    for url in (*sites.urls.values(), *(urljoin(url, "/") for url in sites.urls.values())):
        if "/peru/index.html" not in url:
            assert b"are invented" in ask(url).body


def test_sites_are_on_loopback_only_and_have_names_of_their_own(sites: SampleSites) -> None:
    assert list(sites.urls) == list(NAMES)
    assert [site.title for site in sites.sites] == ["Andean Observer", "Crónica del Sur", "Highland Bulletin"]
    assert {urlsplit(url).hostname for url in sites.urls.values()} == {"127.0.0.1"}
    assert len({urlsplit(url).port for url in sites.urls.values()}) == 3


def test_expected_addresses_are_as_a_client_asks_for_them(sites: SampleSites) -> None:
    (pdf,) = [article for article in sites.articles() if article.url.endswith(".pdf")]
    assert "Special%20Issue" in pdf.url
    assert "Special Issue" in unquote(pdf.url)
    assert pdf.published == "2024-03"
    assert ask(pdf.url).body.startswith(b"%PDF-")


def test_stopped_sites_answer_no_more() -> None:
    sites = start_sites(clock=lambda: STARTED, started=STARTED)
    sites.stop()
    for url in sites.urls.values():
        with pytest.raises(ConnectionRefusedError):
            ask(url)


def test_a_client_that_goes_away_leaves_no_trace_on_the_terminal_but_an_error_of_ours_does(
    sites: SampleSites, capsys: pytest.CaptureFixture[str]
) -> None:
    server = sites.sites[0].server
    with socket.socket() as ours:
        for error, told in ((ConnectionResetError("gone"), False), (ValueError("our mistake"), True)):
            try:
                raise error
            except (ConnectionError, ValueError):
                server.handle_error(ours, ("127.0.0.1", 1))
            assert bool(capsys.readouterr().err) is told


def test_the_default_spacing_shows_the_last_article_after_two_minutes() -> None:
    clock = TurnedClock()
    sites = start_sites(clock=clock, started=STARTED)
    clock.now = STARTED + timedelta(minutes=2) - timedelta(seconds=1)
    assert sites.pending() == 1
    clock.now = STARTED + timedelta(minutes=2)
    assert sites.pending() == 0
    sites.stop()
