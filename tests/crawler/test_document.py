from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from crawler.extract import document
from crawler.extract.document import extract
from crawler.extract.kinds import charset_of, kind_of
from crawler.extract.reading import Reading
from model.article import Content, Entry, Kind, Snapshot
from model.errors import NotAnArticle
from tests.crawler.pdf.press import Layout, Paper
from tests.crawler.pdf.stories import ENGLISH

NOW = datetime(2024, 7, 11, 12, tzinfo=UTC)
PAGE = b"<!DOCTYPE html><html><body><p>Hello</p></body></html>"


def snapshot(body: bytes, content_type: str = "", path: str = "/a") -> Snapshot:
    headers = (("content-type", content_type),) if content_type else ()
    return Snapshot(url=f"http://127.0.0.1{path}", fetched=NOW, body=body, headers=headers)


@pytest.mark.parametrize(
    ("body", "content_type", "path", "kind"),
    [
        (PAGE, "text/html; charset=utf-8", "/a", Kind.HTML),
        (PAGE, "application/pdf", "/a.pdf", Kind.HTML),
        (b"\xef\xbb\xbf\n<!-- new --> <HTML>", "text/plain", "/a", Kind.HTML),
        (b'<?xml version="1.0"?><!DOCTYPE html><html>', "text/xml", "/a", Kind.HTML),
        (b"<p>A page without a head about %PDF-1.4", "text/html", "/a", Kind.HTML),
        (b"<p>Hello", "", "/a.htm", Kind.HTML),
        (b"<p>Hello", "application/octet-stream", "/", Kind.HTML),
        (b"%PDF-1.4", "text/html", "/a.htm", Kind.PDF),
        (b"\r\n\r\njunk %PDF-1.4", "", "/a", Kind.PDF),
        (b"damaged", "application/pdf", "/a", Kind.PDF),
        (b"damaged", "application/octet-stream", "/A.PDF", Kind.PDF),
    ],
)
def test_bytes_tell_more_than_headers_and_headers_more_than_the_address(
    body: bytes, content_type: str, path: str, kind: Kind
) -> None:
    assert kind_of(snapshot(body, content_type, path)) is kind


@pytest.mark.parametrize(
    ("body", "content_type", "path", "reason"),
    [
        (b"", "text/html", "/a", "is empty"),
        (b" \n", "", "/a", "is empty"),
        (b"\x89PNG\r\n\x1a\n", "text/html", "/a", "is image/png, neither a page nor a PDF"),
        (b"PK\x03\x04", "", "/a.pdf", "is application/zip, neither a page nor a PDF"),
        (b"\0\0\0\x20ftypisom", "", "/a", "is audio or video, neither a page nor a PDF"),
        (b"Hello", "text/plain; charset=utf-8", "/a.txt", "is text/plain, neither a page nor a PDF"),
        (b"<rss></rss>", "application/rss+xml", "/feed", "is application/rss+xml, neither a page nor a PDF"),
        (b"\0\1\2", "", "/a", "is of no type that we know, neither a page nor a PDF"),
        (b"{}", "application/json", "/a", "is application/json, neither a page nor a PDF"),
    ],
)
def test_what_is_neither_page_nor_pdf_says_what_it_is(body: bytes, content_type: str, path: str, reason: str) -> None:
    with pytest.raises(NotAnArticle, match=f"^{re.escape(reason)}$"):
        extract(snapshot(body, content_type, path), Entry(url="http://127.0.0.1/"), NOW)


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [
        ("text/html; charset=ISO-8859-1", "iso8859-1"),
        ('text/html;charset="utf-8"', "utf-8"),
        ("text/html; charset=x-unknown", None),
        ("text/html", None),
        ("", None),
        ("; charset=\r\n", None),
    ],
)
def test_the_charset_is_that_of_the_header_if_there_is_such_a_one(content_type: str, charset: str | None) -> None:
    assert charset_of(snapshot(PAGE, content_type)) == charset


def test_a_pdf_is_read_as_one() -> None:
    paper = Paper(Layout(columns=2))
    paper.spanning("A week without an engine")
    for text in ENGLISH:
        paper.paragraph(text)
    found = extract(snapshot(paper.print(), path="/a.pdf"), Entry(url="http://127.0.0.1/a.pdf"), NOW).content
    assert (found.kind, found.title) == (Kind.PDF, "A week without an engine")
    assert found.body.split("\n\n") == list(ENGLISH)


def test_a_page_is_read_as_one() -> None:
    page = f"<html><title>A week</title><body><article><h1>A week</h1>{''.join(f'<p>{p}</p>' for p in ENGLISH)}"
    found = extract(snapshot(page.encode(), "text/html"), Entry(url="http://127.0.0.1/a", title="A week"), NOW).content
    assert (found.kind, found.title) == (Kind.HTML, "A week")
    assert found.body.split("\n\n") == list(ENGLISH)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RecursionError("maximum depth\nexceeded"), "could not be read: RecursionError: maximum depth exceeded"),
        (ValueError(), "could not be read: ValueError"),
        (MemoryError(), "could not be read: MemoryError: it needs more memory than we give"),
    ],
)
def test_a_failure_of_ours_is_told_and_logged(
    error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> Content:
        raise error

    monkeypatch.setattr(document, "extract_html", fail)
    with pytest.raises(NotAnArticle, match=f"^{reason}$"):
        extract(snapshot(PAGE), Entry(url="http://127.0.0.1/"), NOW)
    assert "extraction of http://127.0.0.1/a failed" in caplog.text


def test_a_text_beyond_all_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        document, "extract_html", lambda *_, **__: Reading(contents=(Content(title="a", body="a" * 5_000_001),))
    )
    with pytest.raises(NotAnArticle, match="its text has 5,000,001 characters"):
        extract(snapshot(PAGE), Entry(url="http://127.0.0.1/"), NOW)
