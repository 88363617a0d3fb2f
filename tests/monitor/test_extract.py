"""`extract`: files on disk as they would be stored; `reprocess`: kept snapshots, read again."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from model.article import Content
from monitor.export import FIELDS
from storage.database import Database
from tests.crawler.pdf.press import Layout, Paper
from tests.crawler.publisher import Story
from tests.monitor.conftest import Call
from tests.monitor.program import Result
from tests.storage.samples import only, stored

STORIES = [Story(number=number) for number in range(3)]


@pytest.fixture
def pages(tmp_path: Path) -> list[str]:
    """Files with a page each, by paths that are relative to where the program runs."""
    folder = tmp_path / "páginas"
    folder.mkdir()
    for story in STORIES:
        (folder / f"{story.number}.html").write_text(story.page(), encoding="utf-8")
    return [f"páginas/{story.number}.html" for story in STORIES]


def records(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.out.splitlines()]


def test_pages_are_printed_as_they_would_be_stored_in_the_order_of_the_files(peruwatch: Call, pages: list[str]) -> None:
    result = peruwatch("extract", *pages)
    assert (result.status, result.err) == (0, "")
    printed = records(result)
    assert [record["file"] for record in printed] == pages
    assert [record["title"] for record in printed] == [story.title for story in STORIES]
    assert [record["body"] for record in printed] == ["\n\n".join(story.paragraphs) for story in STORIES]
    assert [record["published"] for record in printed] == [story.published.isoformat() for story in STORIES]
    assert list(printed[0]) == ["file", *FIELDS]
    assert [record["url"] for record in printed] == [Path(page).absolute().as_uri() for page in pages]


def test_the_address_may_be_given(peruwatch: Call, pages: list[str]) -> None:
    url = "https://gazette.example/2026/02/03/mine"
    (record,) = records(peruwatch("extract", pages[0], "--url", url))
    assert record["url"] == url


def test_what_holds_no_article_is_told_and_the_others_are_printed(
    peruwatch: Call, pages: list[str], tmp_path: Path
) -> None:
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n0")
    result = peruwatch("extract", "picture.html", "nowhere.html", ".", pages[1])
    assert result.status == 1
    assert [record["file"] for record in records(result)] == [pages[1]]
    assert result.err.splitlines() == [
        "peruwatch: picture.html: holds no article: is image/png, neither a page nor a PDF",
        "peruwatch: nowhere.html: can't be read: No such file or directory",
        "peruwatch: .: can't be read: Is a directory",
    ]


def test_a_pdf_is_printed_too(peruwatch: Call, tmp_path: Path) -> None:
    paper = Paper(Layout(columns=2))
    paper.spanning("A week without an engine")
    for text in STORIES[0].paragraphs:
        paper.paragraph(text)
    (tmp_path / "a.pdf").write_bytes(paper.print())
    (record,) = records(peruwatch("extract", "a.pdf"))
    assert (record["kind"], record["title"]) == ("pdf", "A week without an engine")


@pytest.mark.parametrize("url", ["gazette", "ftp://a.example/"])
def test_what_is_no_address_is_wrong_use(peruwatch: Call, pages: list[str], url: str) -> None:
    result = peruwatch("extract", pages[0], "--url", url)
    assert (result.status, "is no web address" in result.err) == (2, True)


def test_files_must_be_named(peruwatch: Call) -> None:
    assert peruwatch("extract").status == 2


@pytest.mark.usefixtures("place")
def test_what_was_read_badly_is_read_again_and_nothing_else(peruwatch: Call, store: Database, now: datetime) -> None:
    stored(store, now, source="gazette", said=Content(title="?", body="?"), fetched=STORIES[0].page().encode())
    result = peruwatch("reprocess")
    assert (result.status, result.out) == (0, "1 article read again, 1 read otherwise, 0 in their structure alone\n")
    article = only(store)
    assert (article.content.title, article.revision) == (STORIES[0].title, 1)
    assert json.loads(peruwatch("reprocess", "gazette", "--json").out) == {"read": 1, "changed": 0, "structure": 0}
    assert json.loads(peruwatch("reprocess", "resting", "--json").out) == {"read": 0, "changed": 0, "structure": 0}
    assert peruwatch("reprocess", "unknown").status == 2
