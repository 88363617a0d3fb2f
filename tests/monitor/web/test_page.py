from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from lxml import html

from config.load import Config
from model.article import Article, Content, DateSource, PublicationDate, Span, SpanKind
from model.source import SourceState
from monitor.status import look
from monitor.steps import match
from monitor.web import page
from monitor.web.app import PAGE_LENGTH
from storage import articles, runs
from storage.database import Database
from tests.monitor.samples import happenings, publish
from tests.monitor.web.server import Client
from tests.storage.samples import stored


def titles(web: Client) -> list[str]:
    return [" ".join(found.text_content().split()) for found in html.fromstring(web.text("/")).iter("h3")]


def test_the_page_lists_matched_articles_newest_first(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    for number, title in enumerate(["Flood in Piura", "No match", "Tacna: flood closes school"]):
        publish(sqlite, now + timedelta(minutes=number), title, body=title)
    match(sqlite, config, now)
    assert titles(web) == ["Tacna: flood closes school", "Flood in Piura"]


def test_the_page_lists_no_more_than_can_be_read(web: Client, sqlite: Database, config: Config, now: datetime) -> None:
    floods = happenings(PAGE_LENGTH + 2)
    for number, title in enumerate(floods):
        publish(sqlite, now + timedelta(minutes=number), title, body=title)
    match(sqlite, config, now)
    assert titles(web) == floods[:1:-1]


def test_an_article_is_shown_with_its_publisher_dates_language_and_watches(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    said = Content(
        title="Paro e inundación",
        body="Huelga.",
        published=PublicationDate("2026-03-13T10:20:30-05:00", DateSource.META),
        language="es",
    )
    stored(sqlite, now, key="gazette.example/a", source="gazette", said=said)
    match(sqlite, config, now)
    (article,) = html.fromstring(web.text("/")).iter("article")
    assert article.xpath("string(.//h3/@lang)") == "es"
    assert article.xpath("string(.//h3/a/@href)") == "https://gazette.example/a"
    about = " ".join(article.xpath("string(.//p)").split())
    assert about == (
        "The Gazette of the Southern Highlands · published 2026-03-13 10:20-05:00 (meta) · "
        "first seen 2026-03-14 15:09 UTC · Floods, Strikes"
    )
    assert article.xpath(".//p/a/@href") == ["/feeds/watches/floods.rss", "/feeds/watches/strikes.rss"]


def test_an_undated_article_is_called_undated(web: Client, sqlite: Database, config: Config, now: datetime) -> None:
    stored(sqlite, now, key="gazette.example/a", source="gazette", said=Content(title="Flood", body=""))
    match(sqlite, config, now)
    assert "undated" in web.text("/")


def test_with_nothing_yet_the_page_says_so(web: Client) -> None:
    assert "No article has matched a watch yet." in web.text("/")


def test_the_page_tells_how_each_source_does(web: Client, sqlite: Database, now: datetime) -> None:
    with sqlite.transaction() as session:
        runs.keep_state(
            session,
            SourceState(
                name="gazette",
                last_attempt=now,
                last_success=now - timedelta(days=1),
                last_error="no such <host>",
                failures=1,
                next_run=now + timedelta(hours=1),
            ),
        )
    _, gazette, resting = html.fromstring(web.text("/")).iter("tr")
    cells = [" ".join(cell.text_content().split()) for cell in gazette.iter("td")]
    assert cells == [
        "The Gazette of the Southern Highlands (feed)",
        "failing: no such <host>",
        "2026-03-13 15:09 UTC",
        "0",
        "0",
        "2026-03-14 16:09 UTC",
    ]
    assert [cell.text_content() for cell in resting.iter("td")][1:] == ["paused", "\u2013", "0", "0", "\u2013"]


def test_what_a_publisher_writes_is_text_and_never_markup(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    said = Content(title='Flood <script>alert("1")</script> & "quotes"', body="", language='"><b>')
    stored(sqlite, now, key='gazette.example/"><script>', source="gazette", said=said)
    match(sqlite, config, now)
    answer = web.text("/")
    assert "<script" not in answer
    assert "<b>" not in answer
    assert titles(web) == ['Flood <script>alert("1")</script> & "quotes"']


def test_an_article_is_shown_as_it_is_kept(web: Client, sqlite: Database, config: Config, now: datetime) -> None:
    said = Content(
        title="Flood <b>",
        body="Two demands:\n\nboats & <script>\n\nbread",
        authors=("Rosa Quispe", "Juan Huamán"),
        language="en",
        structure=(Span(SpanKind.BULLETED, 14, 30, None, 1), Span(SpanKind.BULLETED, 32, 37, None, 1)),
    )
    number, _ = stored(sqlite, now, key="gazette.example/a", source="gazette", said=said)
    match(sqlite, config, now)
    root = html.fromstring(web.text("/"))
    assert root.xpath("//article//a[starts-with(@href, '/articles/')]/@href") == [f"/articles/{number}"]
    answer = web.text(f"/articles/{number}")
    (article,) = html.fromstring(answer).iter("article")
    assert article.xpath("string(h1/a)") == "Flood <b>"
    assert article.xpath("h1/a/@href") == ["https://gazette.example/a"]
    assert article.xpath("string(p[2])") == "By Rosa Quispe, Juan Huamán"
    assert article.xpath("div[@lang='en']/p/text()") == ["Two demands:"]
    assert [" ".join(text.split()) for text in article.xpath("div/ul/li/text()")] == ["boats & <script>", "bread"]
    assert "<script" not in answer
    assert "Teaser only" not in answer


def test_an_article_that_meets_no_watch_is_shown_too(web: Client, sqlite: Database, now: datetime) -> None:
    number, _ = stored(sqlite, now, key="gazette.example/a", source="gazette", said=Content(title="Rain", body=""))
    (article,) = html.fromstring(web.text(f"/articles/{number}")).iter("article")
    assert " ".join(article.xpath("string(p)").split()).endswith("first seen 2026-03-14 15:09 UTC")


def test_a_teaser_is_called_one(web: Client, sqlite: Database, config: Config, now: datetime) -> None:
    said = Content(title="Flood", body="Boats are on their way.", is_teaser=True)
    number, _ = stored(sqlite, now, key="gazette.example/a", source="gazette", said=said)
    match(sqlite, config, now)
    assert "Teaser only" in web.text("/")
    assert "Teaser only" in web.text(f"/articles/{number}")


@pytest.mark.parametrize(("share", "said"), [(0.25, "25%"), (0.69, "69%"), (0.7, ""), (1.0, "")])
def test_a_part_of_a_text_is_called_one(share: float, said: str, web: Client, sqlite: Database, now: datetime) -> None:
    content = Content(title="Flood", body="Boats are on their way.", body_share=share)
    number, _ = stored(sqlite, now, key="gazette.example/a", source="gazette", said=content)
    shown = web.text(f"/articles/{number}")
    assert ("Part of the text only" in shown) == bool(said)
    assert f"the publisher shows about {said}" in shown or not said


@pytest.mark.parametrize("number", ["7", "0", "99999999999999999999999", "-1", "one"])
def test_what_is_no_article_s_number_is_not_found(web: Client, number: str) -> None:
    assert web.get(f"/articles/{number}").status == 404


@pytest.fixture
def shown(sqlite: Database, config: Config, now: datetime) -> Callable[..., str]:
    """The page with an article that is otherwise than usual."""

    def show(**changes: object) -> str:
        publish(sqlite, now, "Flood")
        with sqlite.reading() as session:
            (article,) = articles.every(session)
        changed: Article = replace(article, **changes)  # type: ignore[arg-type]
        return bytes(page.front([changed], look(sqlite, config, now), config).body).decode()

    return show


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "//a.example"])
def test_only_addresses_of_the_web_become_links(shown: Callable[..., str], url: str) -> None:
    root = html.fromstring(shown(url=url))
    assert root.xpath("//article//h3/a") == []
    assert root.xpath("string(//article//h3)").strip() == "Flood"


def test_an_article_without_a_title_is_shown_by_its_address(shown: Callable[..., str]) -> None:
    root = html.fromstring(shown(content=Content(title="", body="Flood")))
    assert root.xpath("string(//article//h3/a)") == "https://gazette.example/flood"


def test_a_watch_or_source_that_is_no_longer_configured_is_shown_by_its_name(shown: Callable[..., str]) -> None:
    page = shown(source="former", matches=("gone",))
    assert ">gone</a>" in page
    assert "former ·" in page


def test_the_page_runs_no_scripts_and_loads_nothing(web: Client) -> None:
    for path in ("/", "/feeds", "/search"):
        answer = web.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_every_link_of_the_pages_leads_somewhere(web: Client) -> None:
    for path in ("/", "/feeds", "/search"):
        root = html.fromstring(web.text(path))
        links = {str(link) for link in root.xpath("//@href") if not str(link).startswith("http")}
        assert links
        assert {link for link in links if web.get(link).status != 200} == set()
