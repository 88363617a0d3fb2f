from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote_plus, urlencode

import pytest
from lxml import html

from config.load import Config
from model.article import Content
from monitor.steps import match
from monitor.web import searching
from monitor.web.searching import PAGE_LENGTH
from storage.database import Database
from tests.monitor.samples import publish
from tests.monitor.web.server import Client
from tests.storage.samples import stored


def page(web: Client, query: str, **more: str) -> html.HtmlElement:
    return html.fromstring(web.text("/search?" + urlencode({"q": query, **more})))


def titles(root: html.HtmlElement) -> list[str]:
    return [" ".join(found.text_content().split()) for found in root.iter("h3")]


def said(root: html.HtmlElement) -> str:
    return " ".join(" ".join(found.text_content().split()) for found in root.xpath("//*[@role='status']"))


def test_what_is_found_is_shown_newest_first_with_the_words_marked(
    web: Client, sqlite: Database, now: datetime
) -> None:
    publish(sqlite, now, "Old flood", body="The flooding of the river.\n\nAll is well.")
    publish(sqlite, now + timedelta(minutes=1), "Strike")
    publish(sqlite, now + timedelta(minutes=2), "Floods", body="Nothing else.")
    root = page(web, "flood")
    assert titles(root) == ["Floods", "Old flood"]
    assert [mark.text for mark in root.iter("mark")] == ["Floods", "flood", "flooding"]
    assert said(root) == "2 articles, newest first"
    assert root.xpath("string(//input[@name='q']/@value)") == "flood"


def test_the_empty_form_explains_itself(web: Client) -> None:
    for path in ("/search", "/search?q=", "/search?q=+%0a"):
        root = html.fromstring(web.text(path))
        assert root.xpath("//form[@action='/search']//input[@name='q'][@value='']")
        assert "NEAR/5" in root.text_content()


def test_with_nothing_found_that_is_said(web: Client) -> None:
    assert said(page(web, "drought")) == "0 articles"


@pytest.mark.parametrize("is_matched", [False, True])
def test_many_results_come_in_pages(
    web: Client, sqlite: Database, config: Config, now: datetime, *, is_matched: bool
) -> None:
    for number in range(2 * PAGE_LENGTH + 1):
        publish(sqlite, now + timedelta(minutes=number), f"Flood {number}")
    if is_matched:
        match(sqlite, config, now)
    expected = [f"Flood {number}" for number in range(2 * PAGE_LENGTH, -1, -1)]
    root, shown = page(web, "flood OR a&b"), []
    assert said(root) == f"{2 * PAGE_LENGTH + 1} articles, newest first"
    while True:
        shown.append(titles(root))
        following = root.xpath("//a[@rel='next']/@href")
        if not following:
            break
        root = html.fromstring(web.text(str(following[0])))
    assert [title for titles in shown for title in titles] == expected
    assert [len(titles) for titles in shown] == [PAGE_LENGTH, PAGE_LENGTH, 1]
    assert said(root).endswith("page 3")
    assert titles(html.fromstring(web.text(str(root.xpath("//a[@rel='prev']/@href")[0])))) == shown[1]


def test_a_page_after_the_last_is_empty(web: Client, sqlite: Database, now: datetime) -> None:
    publish(sqlite, now, "Flood")
    assert titles(page(web, "flood", page="7")) == []


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "1.5", "9" * 40, "\u0662"])
def test_a_page_that_there_can_not_be_is_not_found(web: Client, number: str) -> None:
    assert web.get(f"/search?q=flood&page={quote_plus(number)}").status == 404


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("strike AND", 'column 11: expected a word, a "phrase" or (, found the end'),
        ("strike -football", 'column 8: expected AND, OR or the end, found "-" (to leave something out'),
        ('a "b', "column 3: the quotes opened here are not closed"),
        ("a " * 15_000, "longer than 20,000 characters"),
    ],
)
def test_a_query_that_is_wrong_is_explained_with_its_column(web: Client, query: str, told: str) -> None:
    answer = web.get("/search?" + urlencode({"q": query}))
    root = html.fromstring(answer.body)
    assert answer.status == 400
    assert told in root.xpath("string(//*[@role='alert'])")
    assert root.xpath("string(//input[@name='q']/@value)") == query


@pytest.mark.parametrize(
    "query",
    [
        '"><script>alert(1)</script>',
        "\u201c<b>bold</b>\u201d",
        "'; DROP TABLE search; --",
        "{{ 7 * 7 }}",
        "%_\\ * ~",
        "\x00",
        "a\x00b",
        "\ud7ff \U0001f600",
        "search:x title",
        'NEAR("a" "b")',
        "\u202etxt.exe",
    ],
)
def test_whatever_is_typed_is_text_and_never_markup_or_a_command(
    web: Client, sqlite: Database, config: Config, now: datetime, query: str
) -> None:
    publish(sqlite, now, "Flood")
    match(sqlite, config, now)
    answer = web.get("/search?" + urlencode({"q": query}))
    assert answer.status in {200, 400}
    assert b"<script>" not in answer.body
    assert b"<b>" not in answer.body
    assert b"default-src 'none'" in answer.headers["content-security-policy"].encode()
    assert titles(page(web, "flood")) == ["Flood"]


def test_what_a_publisher_writes_is_text_and_never_markup(web: Client, sqlite: Database, now: datetime) -> None:
    found = Content(title="<script>alert(1)</script> flood", body="<i>flood</i> & so on", language='"><b>')
    stored(sqlite, now, key='gazette.example/"><script>', source="gazette", said=found)
    answer = web.text("/search?q=flood")
    assert "<script>" not in answer
    assert "<i>" not in answer
    assert titles(html.fromstring(answer)) == ["<script>alert(1)</script> flood"]


def test_a_search_through_too_much_is_given_up_and_says_so(
    web: Client, sqlite: Database, config: Config, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.search.archive._FEW", 1)
    monkeypatch.setattr(searching, "_MOST_READ", 3)
    publish(sqlite, now, "FLOOD")
    for number in range(1, 5):
        publish(sqlite, now + timedelta(minutes=number), f"Flood {number}")
    match(sqlite, config, now)
    root = page(web, "=FLOOD")
    assert titles(root) == []
    assert "At most: 5 articles" in said(root)
    assert "given up" in said(root)
    assert titles(page(web, "=Flood")) == ["Flood 4", "Flood 3", "Flood 2"]


def test_a_regular_expression_is_searched_for_and_its_faults_are_told(
    web: Client, sqlite: Database, now: datetime
) -> None:
    publish(sqlite, now, "Flood in Piura")
    publish(sqlite, now, "Flooded with letters")
    root = page(web, r"/fl[oó]+d\b.{1,9}/")
    assert titles(root) == ["Flood in Piura"]
    assert str(next(root.iter("mark")).text).startswith("Flood in Piu")
    wrong = web.get("/search?" + urlencode({"q": "/(flood/"}))
    assert wrong.status == 400
    assert "column 2: the" in html.fromstring(wrong.body).text_content()
