from __future__ import annotations

import json
from datetime import datetime, timedelta

import feedparser
import pytest
from lxml import html

from alerts.developments.additions import figures_printed
from config.load import Config
from model.article import Content
from model.browsing import Selection
from monitor.steps import match
from monitor.web import overview
from storage import browsing, developments, grouped
from storage.database import Database
from tests.alerts.developments.year import year
from tests.conftest import NOW
from tests.monitor.web.reader import subscribe
from tests.monitor.web.server import Client
from tests.storage.samples import stored

FIRST = (
    "Flood at Catacaos drives 900 families away",
    (
        "The river Piura broke a dam at Catacaos on 9 March. Mayor Hilda Pasache spoke of 900 families without homes. "
        "The army has put up tents, and doctors look after those who drank from the river."
    ),
)
SECOND = (
    "Catacaos: inundación deja a 900 familias sin casa",
    "El Piura rompió su dique en Catacaos el 9 de marzo. La alcaldesa Hilda Pasache habla de 900 familias sin casa.",
)
OTHER = (
    "Strike of bakers in Tacna",
    "The bakers of Tacna closed their shops for a day because flour has become dearer, their guild says.",
)


@pytest.fixture
def told(sqlite: Database, config: Config, now: datetime) -> Database:
    """One happening by two publishers, one of which prints it twice, and another one."""
    for number, (source, (title, body), language) in enumerate(
        (("gazette", FIRST, "en"), ("resting", SECOND, "es"), ("gazette", OTHER, "en"), ("resting", FIRST, "en"))
    ):
        said = Content(title=title, body=body, language=language)
        moment = now + timedelta(minutes=number)
        stored(sqlite, moment, key=f"{source}.example/{number}", source=source, said=said)
        match(sqlite, config, moment)
    return sqlite


def page_of(web: Client, path: str) -> html.HtmlElement:
    return html.fromstring(web.text(path))


@pytest.mark.usefixtures("told")
def test_the_page_shows_a_happening_once_and_leads_to_all_that_tell_of_it(web: Client) -> None:
    page = page_of(web, "/")
    assert [" ".join(found.text_content().split()) for found in page.iter("h3")] == [FIRST[0], OTHER[0]]
    listed = page.xpath("//li/article")[0]
    assert "3 articles" in listed.text_content()
    assert listed.xpath(".//p[@class='publishers']/a/@href") == [
        "https://gazette.example/0",
        "https://resting.example/1",
    ]
    shown = page_of(web, str(listed.xpath(".//h3/a/@href")[0]))
    assert " ".join(next(shown.iter("h1")).text_content().split()) == FIRST[0]
    assert [" ".join(found.text_content().split()) for found in shown.iter("h3")] == [FIRST[0], SECOND[0]]
    assert [found.get("lang") for found in shown.iter("h3")] == ["en", "es"]
    assert shown.xpath("//details/ul/li/a[2]/@lang") == ["en"]  # the copy, folded under its first
    words = " ".join(shown.text_content().split())
    assert "3 articles, told by 2 networks" in words
    assert words.count("Printed again by 1 publisher") == 1
    assert "Tied in by" in words
    assert "Hilda Pasache" in words.partition("Tied in by")[2]


def test_a_list_tells_the_newest_figure_whether_it_remembers_those_of_its_articles_or_not(
    told: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with told.reading() as session:
        shown = browsing.listed(session, browsing.places(session, Selection(), limit=9))
        whole = grouped.newest(session, limit=9)
    expected = {one.id: next(iter(figures_printed(one.articles)), ())[-1:] for one in whole}
    assert [one.figure.number for printed in expected.values() for one in printed] == ["900"]
    for remembered, times in ((10_000, 2), (1, 1)):
        monkeypatch.setattr(overview, "_REMEMBERED", remembered)
        figures = overview.Figures(told)
        for one in [*shown, *shown] * times:
            newest = figures.newest(one.articles)
            assert [newest.figure for _ in (1,) if newest] == [one.figure for one in expected[one.place.id]]


@pytest.mark.usefixtures("told")
def test_the_page_of_a_development_shows_figures_with_who_printed_them_and_what_articles_add(web: Client) -> None:
    page = page_of(web, "/developments/1")
    told = [" ".join(line.text_content().split()) for line in page.xpath("//table//tr")]
    assert any(line.startswith("900 families The Gazette of the Southern Highlands undated") for line in told)
    assert "Adds" not in page.text_content()  # the second one repeats the first, the third prints its text


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("feed", ["developments", "watches/floods"])
@pytest.mark.parametrize("extension", ["rss", "atom"])
def test_feeds_tell_a_happening_once(web: Client, feed: str, extension: str) -> None:
    parsed = feedparser.parse(web.get(f"/feeds/{feed}.{extension}").body)
    assert not parsed.bozo
    assert [entry.title for entry in parsed.entries if "Flood" in entry.title] == [FIRST[0]]
    assert "2 more articles on this" in parsed.entries[0].summary
    assert parsed.entries[0].link.startswith("https://watch.example/peru/developments/")


def test_an_article_that_joins_updates_the_item_and_its_identity_stays(
    web: Client, sqlite: Database, config: Config, now: datetime
) -> None:
    def item() -> dict[str, object]:
        (found,) = json.loads(web.get("/feeds/watches/floods.json").body)["items"]
        return {**found}

    stored(sqlite, now, key="gazette.example/1", source="gazette", said=Content(title=FIRST[0], body=FIRST[1]))
    match(sqlite, config, now)
    alone = item()
    assert alone["url"] == "https://gazette.example/1"
    (article,) = json.loads(web.get("/feeds/all.json").body)["items"]
    assert alone["id"] == article["id"]
    later = now + timedelta(hours=5)
    stored(sqlite, later, key="resting.example/2", source="resting", said=Content(title=SECOND[0], body=SECOND[1]))
    match(sqlite, config, later)
    assert item()["id"] == alone["id"]
    assert item()["date_modified"] == later.isoformat()
    assert len(json.loads(web.get("/feeds/all.json").body)["items"]) == 2


def test_the_number_of_a_development_that_was_merged_leads_to_the_other(web: Client, told: Database) -> None:
    with told.transaction() as session:
        kept, gone = sorted({developments.of_article(session, number) or 0 for number in (1, 3)})
        developments.changes(session)
        developments.merge(session, gone, kept, NOW)
    answer = web.get(f"/developments/{gone}")
    assert (answer.status, answer.headers["location"]) == (301, f"/developments/{kept}")
    shown = web.json(f"/developments/{kept}.json")
    assert len(shown["articles"]) == 4
    assert web.get(f"/developments/{gone}.json").headers["location"] == f"/developments/{kept}.json"


@pytest.mark.parametrize("number", ["0", "7", "99999999999999999999"])
def test_there_is_no_page_of_what_is_no_development(web: Client, number: str) -> None:
    assert web.get(f"/developments/{number}").status == 404


def test_a_subscriber_sees_each_development_once_and_what_joins_it_as_an_update(
    web: Client, sqlite: Database, config: Config
) -> None:
    reader = subscribe(sqlite, config, web, year(80), every=timedelta(days=1))
    assert reader.wrong == []
    assert reader.new >= 20
    assert reader.updates >= 5
