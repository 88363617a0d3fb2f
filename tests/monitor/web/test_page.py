"""The page of developments, and the pages of articles."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from lxml import html
from sqlalchemy import update

from config.load import Config
from model.article import Arrival, Content, DateSource, Entry, PublicationDate, Span, SpanKind
from model.source import SourceState
from monitor.steps import match
from monitor.web import front
from storage import entries, runs
from storage.database import Database
from storage.schema import ArticleRow
from tests.monitor.samples import happenings, publish
from tests.monitor.web.server import Client
from tests.storage.samples import stored

PAGES = ("/", "/watches", "/sources", "/outbox", "/feeds", "/search", "/preferences", "/login")


def page_of(web: Client, path: str = "/", **headers: str) -> html.HtmlElement:
    answer = web.get(path, **headers)
    assert answer.status == 200
    return html.fromstring(answer.body)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def titles(web: Client, path: str = "/") -> list[str]:
    return [words(found) for found in page_of(web, path).iter("h3")]


def test_the_page_lists_what_meets_a_watch_newest_first(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    for number, title in enumerate(["Flood in Piura", "No match", "Tacna: flood closes school"]):
        publish(sqlite, now + timedelta(minutes=number), title, body=title)
        match(sqlite, config, now + timedelta(minutes=number))
    assert titles(web) == ["Tacna: flood closes school", "Flood in Piura"]


def test_older_pages_show_each_development_once_though_new_ones_come(
    web: Client, sqlite: Database, config: Config, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "PAGE_LENGTH", 4)  # as with the usual number, in a fifth of the time
    floods = happenings(11)
    for number, title in enumerate(floods):
        publish(sqlite, now + timedelta(minutes=number), title, body=title)
        match(sqlite, config, now + timedelta(minutes=number))
    shown, path = [], "/"
    while path:
        page = page_of(web, path)
        shown.append([words(found) for found in page.iter("h3")])
        publish(sqlite, now + timedelta(days=len(shown)), f"Strike number {len(shown)} of cooks")
        match(sqlite, config, now + timedelta(days=len(shown)))
        path = "".join(map(str, page.xpath("//a[@rel='next']/@href")))
    assert [title for part in shown for title in part] == floods[::-1]
    assert [len(part) for part in shown] == [4, 4, 3]


def test_an_article_is_shown_with_its_publisher_dates_language_and_watches(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    said = Content(
        title="Paro e inundación",
        body="Huelga en Piura por las lluvias.",
        published=PublicationDate("2026-03-13T10:20:30-05:00", DateSource.META),
        language="es",
    )
    number, _ = stored(sqlite, now, key="gazette.example/a", source="gazette", said=said)
    match(sqlite, config, now)
    (listed,) = page_of(web).iter("article")
    assert listed.xpath("string(.//h3/@lang)") == "es"
    assert listed.xpath("string(.//h3/a/@href)") == "/developments/1"
    assert listed.xpath(".//p[@class='publishers']/a/@href") == ["https://gazette.example/a"]
    assert [mark.text for mark in listed.iter("mark")] == ["inundación", "Huelga"]
    assert listed.xpath(".//p/span/a/@href") == ["/?watch=floods", "/?watch=strikes"]
    assert words(listed.xpath(".//p[@class='when']")[0]) == "14 Mar 2026, 10:09"
    assert words(listed.xpath(".//p[@class='meta']")[0]) == "es Floods Strikes"
    article = page_of(web, f"/articles/{number}")
    assert words(article.xpath("//dd[2]")[0]) == (
        "13 Mar 2026, 10:20, as a meta element tells (2026-03-13T10:20:30-05:00)"
    )


def test_an_undated_article_is_called_undated(web: Client, sqlite: Database, config: Config, now: datetime) -> None:
    stored(sqlite, now, key="gazette.example/a", source="gazette", said=Content(title="Flood", body=""))
    match(sqlite, config, now)
    assert words(page_of(web).xpath("//p[@class='when']")[0]) == "14 Mar 2026, 10:09 undated"
    assert "undated, first seen" in words(page_of(web, "/articles/1"))


OLDER = {
    "2026-03-13": "",
    "2026-03": " published March 2026",
    "2026-03-10": " published 10 Mar 2026",
    "2009-08-09T05:00:00+00:00": " published 9 Aug 2009, 00:00",
}


@pytest.mark.parametrize("value", OLDER)
def test_what_was_published_long_before_we_knew_of_it_is_not_taken_for_new(
    value: str, web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    said = Content(title="Flood", body="", published=PublicationDate(value, DateSource.META))
    stored(sqlite, now, key="gazette.example/a", source="gazette", said=said)
    match(sqlite, config, now)
    assert words(page_of(web).xpath("//p[@class='when']")[0]) == f"14 Mar 2026, 10:09{OLDER[value]}"


VIEWS = {
    "watch=strikes": ["Strike"],
    "source=resting": ["Inundación"],
    "language=es": ["Inundación"],
    "watch=floods&source=gazette": ["Flood in Catacaos"],
    "since=1d": ["Strike"],
    "until=2026-03-14T00:00%2B00:00": ["Inundación", "Flood in Catacaos"],
    "since=2026-03-12&until=2026-03-13T12:00": ["Inundación", "Flood in Catacaos"],
    "watch=nosuch": [],
    "source=x%27%20OR%201=1": [],
    "": ["Strike", "Inundación", "Flood in Catacaos"],
}
"""What addresses ask for, with the titles of what they show."""


def test_the_address_says_what_a_view_shows_and_the_view_has_its_feed(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    given = (
        ("Flood in Catacaos", "en", "gazette", 40),
        ("Inundación", "es", "resting", 39),
        ("Strike", "en", "gazette", 0),
    )
    for title, language, source, hours in given:
        moment = now - timedelta(hours=hours)
        said = Content(title=title, body=f"{title}.", language=language)
        stored(sqlite, moment, key=f"{source}.example/{title}", source=source, said=said)
        match(sqlite, config, moment)
    for query, shown in VIEWS.items():
        page = page_of(web, f"/?{query}")
        assert [words(found) for found in page.iter("h3")] == shown
        (feed,) = page.xpath("//link[@type='application/feed+json']/@href")
        assert [item["title"] for item in web.json(str(feed))["items"]] == shown
        told = web.json(f"/developments.json?{query}")["developments"]
        assert [one["headline"] for one in told] == shown


@pytest.mark.parametrize("query", ["since=soon", "until=32d32", "cursor=1x2", "cursor=99999999999999999999d1"])
def test_what_an_address_can_not_mean_is_refused_with_what_it_may(query: str, web: Client) -> None:
    assert web.get(f"/?{query}").status == 400
    assert web.get(f"/developments.json?{query}").status == 400


def test_what_came_since_the_last_visit_is_marked(web: Client, sqlite: Database, config: Config, now: datetime) -> None:
    publish(sqlite, now - timedelta(hours=2), "Flood in Piura")
    match(sqlite, config, now - timedelta(hours=2))
    first = web.get("/")
    assert b"tag new" not in first.body
    cookie = first.headers["set-cookie"].partition(";")[0]
    assert cookie == f"visit=0.{int(now.timestamp())}"
    yesterday = int((now - timedelta(days=1)).timestamp())
    again = web.get("/", Cookie=f"visit=0.{yesterday}")
    assert b"tag new" in again.body
    assert "1 new here since your last visit, 13 Mar 2026, 10:09" in words(html.fromstring(again.body))
    assert again.headers["set-cookie"].startswith(f"visit={yesterday}.{int(now.timestamp())};")
    an_hour_ago = int((now - timedelta(hours=1)).timestamp())
    nothing_new = web.get("/", Cookie=f"visit=0.{an_hour_ago}").body
    assert b"tag new" not in nothing_new
    assert "Nothing new here since your last visit" in words(html.fromstring(nothing_new))
    assert web.get("/", Cookie="visit=99999999999.99999999999").status == 200


def test_the_timeline_tells_articles_by_day_in_a_chart_and_in_a_table(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    for number, title in enumerate(happenings(3)):
        publish(sqlite, now - timedelta(days=7 * (number > 0)), title)
    match(sqlite, config, now)
    page = page_of(web)
    assert page.xpath("//svg/@aria-label")[0] == "Floods: 3 articles; most on 7 Mar 2026: 2"
    rows = [[words(cell) for cell in row] for row in page.xpath("//tbody/tr")]
    assert rows == [["14 Mar 2026", "1", ""], ["7 Mar 2026", "2", ""]]


def test_with_nothing_yet_the_page_says_what_to_do(web: Client) -> None:
    assert "The first look at the sources is under way" in words(page_of(web))
    assert "Nothing is in this view" in words(page_of(web, "/?watch=floods"))


def test_with_articles_that_meet_no_watch_the_page_leads_to_where_queries_are_tried(
    web: Client, sqlite: Database, now: datetime
) -> None:
    publish(sqlite, now, "No match")
    page = page_of(web)
    assert "1 article is stored, and it meets no watch yet" in words(page)
    assert page.xpath("//main//a/@href")[-1] == "/watches#try"


def test_while_a_first_look_is_under_way_the_page_says_how_much_is_owed(
    web: Client, sqlite: Database, now: datetime
) -> None:
    with sqlite.transaction() as session:
        owed = {f"gazette.example/{number}": Entry(url=f"https://gazette.example/{number}") for number in range(3)}
        entries.record(session, "gazette", owed, arrival=Arrival.FIRST_LOOK, now=now)
    assert "3 articles are still to be fetched" in words(page_of(web))


def test_a_source_that_fails_is_named_with_the_reason_and_what_to_do(
    web: Client, sqlite: Database, now: datetime
) -> None:
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
    assert page_of(web).xpath("//section[@class='notice']//a/@href") == ["/sources#gazette"]
    assert words(page_of(web, "/sources").xpath("//p[@class='health']")[0]).startswith("fails: 1")
    gazette, resting = page_of(web, "/sources").xpath("//li/article")
    assert "fails · last read 13 Mar 2026, 10:09 · next look 14 Mar 2026, 11:09" in words(gazette)
    assert "Why it fails: no such <host>" in words(gazette)
    assert "if it has moved, put its new address into sources.toml" in words(gazette)
    assert "paused" in words(resting)


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
    answer = web.text(f"/articles/{number}")
    (article,) = html.fromstring(answer).iter("article")
    assert words(article.xpath("h1")[0]) == "Flood <b>"
    assert "Rosa Quispe, Juan Huamán" in words(article.xpath("p[1]")[0])
    assert article.xpath("p[2]/a/@href") == ["https://gazette.example/a"]
    assert article.xpath("div[@lang='en']/p/text()") == ["Two demands:"]
    assert [" ".join(text.split()) for text in article.xpath("div/ul/li/text()")] == ["boats & <script>", "bread"]
    assert "<script>" not in answer
    assert "Teaser only" not in answer


def test_revisions_are_shown_with_the_words_that_came_and_went(web: Client, sqlite: Database, now: datetime) -> None:
    publish(sqlite, now, "Flood", body="The river rose.\n\nTwo people are missing in Piura.\n\nIt rains.")
    publish(sqlite, now, "Flood", body="The river rose.\n\nFour people are missing in Piura.\n\nIt rains.")
    page = page_of(web, "/articles/1")
    assert [words(one) for one in page.iter("del")] == ["Two"]
    assert [words(one) for one in page.iter("ins")] == ["Four"]
    assert "The river rose" not in words(page.xpath("//section[@aria-labelledby='revisions']")[0])


def test_an_archived_page_is_shown_as_text_and_downloaded_as_no_page(
    web: Client, sqlite: Database, now: datetime
) -> None:
    fetched = b"<title>T</title><script>alert(1)</script><p onclick=x>The river &lt;rose&gt;.</p><img src=x onerror=y>"
    stored(sqlite, now, key="gazette.example/a", source="gazette", fetched=fetched)
    assert page_of(web, "/articles/1/archived/1").xpath("//pre/text()") == ["T\nThe river <rose>."]
    answer = web.get("/articles/1/archived/1/download")
    assert answer.body == fetched
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="article-1-2026-03-14.html.txt"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert web.get("/articles/1/archived/2").status == 404
    assert web.get("/articles/9/archived/1/download").status == 404


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
@pytest.mark.parametrize("extension", ["", ".json"])
def test_what_is_no_article_s_number_is_not_found(web: Client, number: str, extension: str) -> None:
    assert web.get(f"/articles/{number}{extension}").status == 404


def test_only_addresses_of_the_web_become_links(web: Client, sqlite: Database, config: Config, now: datetime) -> None:
    publish(sqlite, now, "Flood")
    match(sqlite, config, now)
    for url in ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "//a.example"):
        with sqlite.transaction() as session:
            session.execute(update(ArticleRow).values(url=url))
        for path in ("/", "/developments/1", "/articles/1", "/search?q=flood", "/watches"):
            links = map(str, page_of(web, path).xpath("//main//@href"))
            assert [link for link in links if not link.startswith(("/", "#")) or link.startswith("//")] == []


def test_an_article_without_a_title_is_shown_by_its_address(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    stored(sqlite, now, key="gazette.example/a", source="former", said=Content(title="", body="Flood"))
    match(sqlite, config, now)
    assert titles(web) == ["https://gazette.example/a"]
    assert "Told by former" in words(page_of(web))
    assert words(next(page_of(web, "/articles/1").iter("h1"))) == "https://gazette.example/a"


def test_every_page_runs_and_loads_only_our_own_files(web: Client) -> None:
    for path in PAGES:
        answer = web.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert (answer.headers["x-content-type-options"], answer.headers["x-frame-options"]) == ("nosniff", "DENY")
        assert answer.headers["referrer-policy"] == "no-referrer"
        root = html.fromstring(answer.body)
        assert root.xpath("//@style | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]") == []
        loaded = root.xpath("//script/@src | //img/@src | //link[@rel='stylesheet' or @rel='icon']/@href")
        assert {str(one).startswith("/static/") for one in loaded} == {True}


def test_headings_of_every_page_are_in_order(web: Client, sqlite: Database, config: Config, now: datetime) -> None:
    publish(sqlite, now, "Flood", body="Two people are missing in Piura.")
    publish(sqlite, now, "Flood", body="Four people are missing in Piura.")
    match(sqlite, config, now)
    for path in (*PAGES, "/developments/1", "/articles/1", "/articles/1/archived/1", "/search?q=flood", "/nosuch"):
        root = html.fromstring(web.get(path).body)
        levels = [int(str(one.tag)[1]) for one in root.xpath("//h1|//h2|//h3|//h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1, path
        assert all(later <= before + 1 for before, later in pairwise(levels)), path


def test_every_link_of_the_pages_leads_somewhere(web: Client, sqlite: Database, config: Config, now: datetime) -> None:
    publish(sqlite, now, "Flood")
    match(sqlite, config, now)
    links: set[str] = set()
    for path in (*PAGES, "/developments/1", "/articles/1"):
        links |= {str(link) for link in page_of(web, path).xpath("//@href")}
    ours = {link for link in links if link.startswith("/")}
    assert len(ours) > 20
    assert {link for link in ours if web.get(link).status not in {200, 303}} == set()


def test_errors_are_pages_for_people_and_json_for_programs(web: Client) -> None:
    page = web.get("/nosuch")
    assert page.status == 404
    assert words(next(html.fromstring(page.body).iter("h1"))) == "Not found"
    program = web.get("/nosuch.json")
    assert (program.status, program.headers["content-type"]) == (404, "application/json")
    assert web.get("/feeds/nosuch.rss").headers["content-type"] == "text/plain; charset=utf-8"
